"""The page of each kind of item: its own fields, its series, what is near it, what search engines are told."""

import json
import re
from datetime import UTC, date, datetime
from typing import Any, cast

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from advocacy.models import AwarenessIndexPage, AwarenessPage, FalseIdeaPage, Series
from home.models import HomePage
from home.search_text import stem_text
from tests.advocacy.items import add_complete_item, add_index, add_item, add_subject

Kind = AwarenessPage.Kind


@pytest.fixture
def index_page(home_page: HomePage) -> AwarenessIndexPage:
    return add_index(home_page)


def read(client: Client, number: int) -> str:
    return client.get(f"/sensibilisation/c-{number}/").content.decode()


def linked_data(text: str) -> list[dict[str, Any]]:
    scripts = [json.loads(script) for script in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)]
    # The trail of the page has a script of its own.
    (graph,) = [script["@graph"] for script in scripts if "@graph" in script]
    return cast("list[dict[str, Any]]", graph)


PAGES = [
    (Kind.DECODING, [r"L’essentiel</h2>\s*<p>En deux mots\."]),
    (Kind.STUDY, [r"<cite>Étude des durées</cite>", "example.org/etude</a>", "Ce qu’elle dit</h2>.*ceci.*Ses limites</h2>.*pas cela"]),
    (Kind.TESTIMONY, [r"Les mots de </span>Aline", "sous un alias, avec l’accord écrit de la personne"]),
    (
        Kind.FALSE_IDEA,
        [
            "«\u00a0Ils viennent pour les aides.\u00a0»",
            r"#verdict-false.*Faux\s*</span>",
            r'<ol class="sources">\s*<li><a href="https://example.org/rapport" rel="noopener">Un rapport</a>, Un institut, 2023</li>',
            r'<li><a href="/rapports-activite/2024/" rel="noopener">Notre rapport</a></li>',
        ],
    ),
    (Kind.NEWS, [r'<a class="button button--gold" href="/plaidoyer/">Lire la suite du dossier</a>']),
    (Kind.RESOURCE, [r"Pour les bénévoles qui débutent", r'href="/documents/\d+/memo[^"]*\.pdf">.*\(PDF, 133\u202fko\)']),
    (Kind.TALK, [r"Dimanche 1er\u00a0mars 2026", "<dd>Une entreprise</dd>", "<dd>Paris</dd>"]),
]


@pytest.mark.parametrize(("kind", "shown"), PAGES, ids=[kind for kind, _ in PAGES])
def test_page_of_each_kind_shows_its_own_fields(index_page: AwarenessIndexPage, client: Client, kind: str, shown: list[str]) -> None:
    add_complete_item(index_page, 1, kind)
    text = read(client, 1)
    for pattern in shown:
        assert re.search(pattern, text, re.DOTALL), pattern


@pytest.mark.parametrize("kind", list(Kind))
def test_page_without_its_own_fields_still_reads(index_page: AwarenessIndexPage, client: Client, kind: str) -> None:
    add_item(index_page, 1, kind, body=[("heading", "Un intertitre")])
    assert ">Un intertitre</h2>" in read(client, 1)
    assert client.get("/sensibilisation/").status_code == 200


@pytest.mark.parametrize(
    ("today", "said"), [(datetime(2026, 3, 1, 12, tzinfo=UTC), "À venir"), (datetime(2026, 3, 2, tzinfo=UTC), "Passée")]
)
def test_talk_is_to_come_until_its_day_is_over(index_page: AwarenessIndexPage, client: Client, today: datetime, said: str) -> None:
    add_complete_item(index_page, 1, Kind.TALK)
    with time_machine.travel(today, tick=False):
        assert re.findall(r'<span class="tag[^"]*">([^<]+)</span>', read(client, 1)) == [said]


def test_subjects_lead_to_their_list(index_page: AwarenessIndexPage, client: Client) -> None:
    add_item(index_page, 1, subjects=[add_subject("langue"), add_subject("pole-linguistique", "pole")])
    assert re.findall(r'<a class="filter" href="([^"]+)">', read(client, 1)) == [
        "/sensibilisation/?pole=pole-linguistique",
        "/sensibilisation/?theme=langue",
    ]


def test_series_says_its_place_and_leads_to_its_neighbours(index_page: AwarenessIndexPage, client: Client) -> None:
    series = Series.objects.create(title="La procédure")
    for number in (1, 2, 3):
        add_item(index_page, number, series=series)
    add_item(index_page, 9, series=series, live=False)
    text = read(client, 2)
    assert "Série, 2 sur 3" in text
    assert re.findall(r'rel="(prev|next)" href="([^"]+)"', text) == [("prev", "/sensibilisation/c-1/"), ("next", "/sensibilisation/c-3/")]
    assert re.findall(r'rel="(?:prev|next)"', read(client, 3)) == ['rel="prev"']
    # They are all named: « À lire aussi » has something else to say.
    assert 'id="a-lire"' not in text


def test_series_of_one_is_none(index_page: AwarenessIndexPage, client: Client) -> None:
    add_item(index_page, 1, series=Series.objects.create(title="La procédure"))
    assert "La procédure" not in read(client, 1)


def test_what_is_near_shares_subjects_then_kind_then_time(index_page: AwarenessIndexPage, client: Client) -> None:
    language, housing = add_subject("langue"), add_subject("logement")
    add_item(index_page, 0, Kind.STUDY, subjects=[language, housing])
    add_item(index_page, 1, Kind.NEWS, subjects=[language, housing])
    add_item(index_page, 2, Kind.NEWS, subjects=[housing])
    add_item(index_page, 3, Kind.STUDY)
    add_item(index_page, 4, Kind.NEWS)
    text = read(client, 0)
    related = text[text.index('id="a-lire"') :]
    assert re.findall(r'card__title"><a href="[^"]+">([^<]+)<', related) == ["Contenu 1", "Contenu 2", "Contenu 3"]


def test_items_and_series_cost_a_constant_number_of_queries(index_page: AwarenessIndexPage, client: Client) -> None:
    series, subject = Series.objects.create(title="La procédure"), add_subject("langue")
    counts = []
    for start, stop in ((0, 3), (3, 20)):
        for number in range(start, stop):
            kind = Kind.FALSE_IDEA if number == 0 else list(Kind)[number % len(Kind)]
            add_complete_item(index_page, number, kind, subjects=[subject], series=series if number < 2 else None)
        read(client, 0)
        with CaptureQueriesContext(connection) as queries:
            assert "Série, 1 sur 2" in read(client, 0)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_search_engines_read_an_article(index_page: AwarenessIndexPage, client: Client) -> None:
    hostile = "Un titre </script><script>alert(1)</script>"
    add_item(index_page, 1, Kind.NEWS, title=hostile, introduction="En bref.", subjects=[add_subject("langue")])
    (article,) = linked_data(read(client, 1))
    assert article["@type"] == "NewsArticle"
    assert article["headline"] == hostile
    assert article["description"] == "En bref."
    assert article["datePublished"] == "2026-01-02"
    assert article["inLanguage"] == "fr"
    assert article["keywords"] == ["Langue"]
    assert article["author"] == article["publisher"]
    assert article["url"].endswith("/sensibilisation/c-1/")


def test_search_engines_read_the_verdict(index_page: AwarenessIndexPage, client: Client) -> None:
    add_complete_item(index_page, 1, Kind.FALSE_IDEA, verdict=FalseIdeaPage.Verdict.MISLEADING)
    article, review = linked_data(read(client, 1))
    assert article["@type"] == "Article"
    assert review["@type"] == "ClaimReview"
    assert review["claimReviewed"] == "Ils viennent pour les aides."
    assert review["itemReviewed"] == {"@type": "Claim", "name": "Ils viennent pour les aides."}
    assert review["reviewRating"] == {"@type": "Rating", "ratingValue": 2, "bestRating": 5, "worstRating": 1, "alternateName": "Trompeur"}
    assert review["url"] == article["url"]


def test_search_engines_read_when_and_where_a_talk_is(index_page: AwarenessIndexPage, client: Client) -> None:
    add_complete_item(index_page, 1, Kind.TALK, held_on=date(2026, 5, 12), host="Ateliers Fictifs", place="Paris")
    article, event = linked_data(read(client, 1))
    assert (event["@type"], event["name"], event["startDate"], event["url"]) == ("Event", "Contenu 1", "2026-05-12", article["url"])
    assert event["location"] == {"@type": "Place", "name": "Ateliers Fictifs, Paris"}
    assert event["organizer"] == article["author"]


def test_no_verdict_is_told_where_there_is_none(index_page: AwarenessIndexPage, client: Client) -> None:
    add_item(index_page, 1, Kind.FALSE_IDEA, claim="Sans verdict.")
    assert [described["@type"] for described in linked_data(read(client, 1))] == ["Article"]


def test_alias_is_not_told_as_an_author(index_page: AwarenessIndexPage, client: Client) -> None:
    add_complete_item(index_page, 1, Kind.TESTIMONY)
    assert "Aline" not in json.dumps(linked_data(read(client, 1)))


def test_own_texts_are_searched(index_page: AwarenessIndexPage) -> None:
    page = add_complete_item(index_page, 1, Kind.FALSE_IDEA)
    for words in ("viennent pour les aides", "Voici pourquoi", "Un institut"):
        assert stem_text(words) in page.stemmed_text()
    assert stem_text("ne dit pas cela") in add_complete_item(index_page, 2, Kind.STUDY).stemmed_text()


def test_date_proposed_is_today_in_paris(db: None) -> None:
    with time_machine.travel(datetime(2026, 6, 30, 22, 30, tzinfo=UTC), tick=False):
        assert FalseIdeaPage(title="Un brouillon").published_on == date(2026, 7, 1)
