"""`/sensibilisation/`: items of every kind, by date, filtered and paged."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from advocacy.demo import build_awareness
from advocacy.models import AwarenessIndexPage, AwarenessPage
from home.models import HomePage
from tests.advocacy.items import add_index, add_item

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


def test_items_are_filtered_by_kind(index_page: AwarenessIndexPage, client: Client) -> None:
    add_item(index_page, 1, Kind.STUDY)
    add_item(index_page, 2, Kind.FALSE_IDEA)
    assert titles(client, "?nature=etude") == ["Contenu 1"]
    assert titles(client, "?nature=inconnue") == ["Contenu 2", "Contenu 1"]
    text = client.get("/sensibilisation/?nature=etude").content.decode()
    assert re.findall(r'class="filter" href="([^"]+)" aria-current="true"', text) == ["/sensibilisation/?nature=etude"]
    assert "?nature=temoignage" not in text
    assert 'rel="canonical"' not in text


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


def test_thirty_items_cost_no_more_queries_than_one(index_page: AwarenessIndexPage, client: Client) -> None:
    counts = []
    for start, stop in ((0, 1), (1, 30)):
        for number in range(start, stop):
            add_item(index_page, number)
        client.get("/sensibilisation/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/sensibilisation/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 13


def test_demo_has_an_item_of_every_kind_and_says_when_a_voice_is_invented(home_page: HomePage, client: Client) -> None:
    build_awareness(home_page, now=datetime(2026, 11, 23, tzinfo=UTC))
    assert set(AwarenessPage.objects.values_list("kind", flat=True)) == set(Kind.values)
    assert AwarenessPage.objects.count() >= 8
    for testimony in AwarenessPage.objects.filter(kind=Kind.TESTIMONY):
        assert "Témoignage fictif de démonstration" in client.get(testimony.url).content.decode()
