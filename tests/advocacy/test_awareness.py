"""`/sensibilisation/`: items of every kind, by date, filtered and paged."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from advocacy.demo import build_awareness
from advocacy.models import AwarenessIndexPage, AwarenessPage
from advocacy.readiness import what_blocks
from home.models import HomePage
from tests.advocacy.items import add_complete_item, add_index, add_item, add_subject

Kind = AwarenessPage.Kind


@pytest.fixture
def index_page(home_page: HomePage) -> AwarenessIndexPage:
    return add_index(home_page)


def titles(client: Client, query: str = "") -> list[str]:
    text = client.get(f"/sensibilisation/{query}").content.decode()
    return re.findall(r'card__title"><a href="[^"]+">([^<]+)<', text)


def test_latest_items_come_first_and_drafts_do_not(index_page: AwarenessIndexPage, client: Client) -> None:
    for number in range(3):
        add_item(index_page, number)
    add_item(index_page, 9, live=False)
    assert titles(client) == ["Contenu 2", "Contenu 1", "Contenu 0"]


def options(client: Client, query: str = "") -> list[tuple[str, str, str]]:
    """The address, words and count of each option of the filters."""
    text = client.get(f"/sensibilisation/{query}").content.decode()
    pattern = r'class="filter" href="([^"]+)"(?: aria-current="true")?>([^<]+?) <span class="filter__count">(\d+)<'
    return [(address.replace("&amp;", "&"), label, count) for address, label, count in re.findall(pattern, text)]


def test_items_are_filtered_by_kind(index_page: AwarenessIndexPage, client: Client) -> None:
    add_item(index_page, 1, Kind.STUDY)
    add_item(index_page, 2, Kind.FALSE_IDEA)
    assert titles(client, "?nature=etude") == ["Contenu 1"]
    assert titles(client, "?nature=inconnue") == ["Contenu 2", "Contenu 1"]
    text = client.get("/sensibilisation/?nature=etude").content.decode()
    assert re.findall(r'class="filter" href="([^"]+)" aria-current="true"', text) == ["/sensibilisation/?nature=etude"]
    assert "?nature=temoignage" not in text
    # A choice among the same items is no page of its own for search engines, and says what it is to who opens several.
    assert 'rel="canonical"' not in text
    assert '<meta name="robots" content="noindex">' in text
    assert "<title>Étude – Comprendre" in text
    assert "noindex" not in client.get("/sensibilisation/").content.decode()


def test_filters_combine_and_offer_only_what_leads_to_something(index_page: AwarenessIndexPage, client: Client) -> None:
    language, housing = add_subject("langue"), add_subject("logement")
    add_subject("sans-contenu")
    pole = add_subject("pole-linguistique", "pole")
    add_item(index_page, 1, Kind.STUDY, subjects=[language])
    add_item(index_page, 2, Kind.STUDY, subjects=[language, pole, housing])
    add_item(index_page, 3, Kind.NEWS, subjects=[housing])
    assert titles(client, "?nature=etude&theme=langue&pole=pole-linguistique") == ["Contenu 2"]
    assert titles(client, "?theme=pole-linguistique") == ["Contenu 3", "Contenu 2", "Contenu 1"]
    assert options(client, "?theme=langue") == [
        ("/sensibilisation/", "Tout", "3"),
        ("/sensibilisation/?theme=langue", "Langue", "2"),
        ("/sensibilisation/?theme=logement", "Logement", "2"),
        ("/sensibilisation/?theme=langue", "Tout", "2"),
        ("/sensibilisation/?theme=langue&pole=pole-linguistique", "Pole-linguistique", "1"),
    ]
    text = client.get("/sensibilisation/?nature=actualite&theme=langue").content.decode()
    assert "Aucun contenu ne réunit ces critères." in text
    assert "0 contenu\u00a0: Actualité, Langue" in text


def test_filtered_list_names_its_own_feed(index_page: AwarenessIndexPage, client: Client) -> None:
    add_item(index_page, 1, subjects=[add_subject("langue")])
    text = client.get("/sensibilisation/?theme=langue").content.decode()
    feeds = re.findall(r'rel="alternate" type="application/atom\+xml" title="[^"]+" href="http://[^/]+([^"]+)"', text)
    assert feeds == ["/sensibilisation/flux/", "/sensibilisation/flux/langue/"]


def test_private_items_are_not_listed(index_page: AwarenessIndexPage, client: Client) -> None:
    add_item(index_page, 1)
    PageViewRestriction.objects.create(page=add_item(index_page, 2), restriction_type=PageViewRestriction.LOGIN)
    assert titles(client) == ["Contenu 1"]
    assert ("/sensibilisation/", "Tout", "2") not in options(client)


CARDS = [
    (Kind.STUDY, r"<cite>Étude des durées</cite>, Un laboratoire, 2024"),
    (Kind.TESTIMONY, r'item__alias">Aline<'),
    (Kind.FALSE_IDEA, r"Ils viennent pour les aides\.</p>.*verdict--faux.*#verdict-false.*Faux\s*</span>"),
    (Kind.RESOURCE, r'item__format">PDF</span>\s*<span>133\u202fko, pour les bénévoles qui débutent<'),
    (Kind.TALK, r'<time datetime="2026-03-01">1er\u00a0mars 2026</time>, Une entreprise'),
]


@pytest.mark.parametrize(("kind", "shown"), CARDS, ids=[kind for kind, _ in CARDS])
def test_each_kind_has_its_look_in_the_list(index_page: AwarenessIndexPage, client: Client, kind: str, shown: str) -> None:
    add_complete_item(index_page, 1, kind)
    text = client.get("/sensibilisation/").content.decode()
    card = text[text.index(f'class="card item item--{kind}"') :]
    assert re.search(shown, card[: card.index("</article>")], re.DOTALL)


def test_pages_of_results_keep_the_filter(index_page: AwarenessIndexPage, client: Client) -> None:
    for number in range(14):
        add_item(index_page, number, Kind.STUDY)
    add_item(index_page, 20, Kind.NEWS)
    assert len(titles(client, "?nature=etude")) == 12
    assert len(titles(client, "?nature=etude&page=2")) == 2
    assert "?nature=etude&amp;page=2" in client.get("/sensibilisation/?nature=etude").content.decode()


def test_empty_index_says_so(index_page: AwarenessIndexPage, client: Client) -> None:
    assert "Rien n’est encore publié ici." in client.get("/sensibilisation/").content.decode()


def test_item_says_its_kind_and_date_and_what_to_read_next(index_page: AwarenessIndexPage, client: Client) -> None:
    add_item(index_page, 0, Kind.STUDY, body=[("heading", "La référence")])
    for number, kind in ((1, Kind.NEWS), (2, Kind.NEWS), (3, Kind.STUDY), (4, Kind.NEWS)):
        add_item(index_page, number, kind)
    text = client.get("/sensibilisation/c-0/").content.decode()
    assert '<p class="eyebrow">Étude</p>' in text
    assert '<time datetime="2026-01-01">1er\u00a0janvier 2026</time>' in text
    assert ">La référence</h2>" in text
    related = text[text.index('id="a-lire"') :]
    assert re.findall(r'card__title"><a href="[^"]+">([^<]+)<', related) == ["Contenu 3", "Contenu 4", "Contenu 2"]


def test_thirty_items_of_all_kinds_cost_no_more_queries_than_one(index_page: AwarenessIndexPage, client: Client) -> None:
    kinds = list(Kind)
    subject = add_subject("langue")
    counts = []
    for start, stop in ((0, 1), (1, 30)):
        for number in range(start, stop):
            add_complete_item(index_page, number, kinds[number % len(kinds)], subjects=[subject])
        for address in ("/sensibilisation/", "/sensibilisation/?theme=langue"):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 12


def test_demo_has_an_item_of_every_kind_and_says_when_a_voice_is_invented(home_page: HomePage, client: Client) -> None:
    build_awareness(home_page, now=datetime(2026, 11, 23, tzinfo=UTC))
    assert set(AwarenessPage.objects.values_list("kind", flat=True)) == set(Kind.values)
    assert AwarenessPage.objects.count() >= 8
    assert AwarenessPage.objects.filter(series__isnull=False).count() == 3
    for item in AwarenessPage.objects.all():
        assert what_blocks(item.specific) == []
    for testimony in AwarenessPage.objects.filter(kind=Kind.TESTIMONY):
        assert "Témoignage fictif de démonstration" in client.get(testimony.url).content.decode()
