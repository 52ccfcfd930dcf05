"""`/recherche/`: finds whatever the accents, shows only what anybody may read."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from wagtail.models import PageViewRestriction

from advocacy.models import GlossaryPage, GlossaryTerm
from home.models import HomePage, StandardPage

RunTasks = Callable[[], int]


@pytest.fixture
def refugees(home_page: HomePage) -> StandardPage:
    body = [("heading", "L’hébergement"), ("paragraph", "<p>Des enfants et leurs œuvres.</p>")]
    page = StandardPage(title="Réfugiés", slug="refugies", introduction="Un mot, un statut.", body=body, show_in_menus=True)
    home_page.add_child(instance=page)
    return page


def index() -> None:
    call_command("update_index", verbosity=0)
    cache.clear()


def titles(client: Client, query: str, **fields: str) -> list[str]:
    text = client.get("/recherche/", {"q": query, **fields}).content.decode()
    return re.findall(r'class="found__title"><a href="[^"]+">([^<]+)</a>', text)


@pytest.mark.parametrize("query", ["refugie", "refugies", "REFUGIES", "Réfugiées", "hebergement", "enfant", "oeuvre", "  réfugiés  ! "])
def test_search_finds_whatever_the_accents(refugees: StandardPage, client: Client, query: str) -> None:
    index()
    assert titles(client, query) == ["Réfugiés"]


def test_search_finds_what_was_just_published(refugees: StandardPage, client: Client, run_tasks: RunTasks) -> None:
    run_tasks()
    cache.clear()
    assert titles(client, "refugies") == ["Réfugiés"]


def test_search_leaves_no_cookie(refugees: StandardPage, client: Client) -> None:
    index()
    for query in ("", "refugies", "introuvable"):
        assert not client.get("/recherche/", {"q": query}).cookies


@pytest.mark.parametrize("way", ["unpublished", "deleted", "private", "draft"])
def test_search_shows_only_what_anybody_may_read(refugees: StandardPage, client: Client, way: str) -> None:
    if way == "draft":
        refugees.body = [("heading", "Chat perché")]
        refugees.save_revision()
    index()
    if way == "unpublished":
        refugees.unpublish()
    elif way == "deleted":
        refugees.delete()
    elif way == "private":
        PageViewRestriction.objects.create(page=refugees, restriction_type=PageViewRestriction.LOGIN)
    assert titles(client, "perche" if way == "draft" else "refugies") == []


@pytest.mark.parametrize("query", ["", "   ", "…", "'"])
def test_search_without_a_word_shows_the_form_and_ways_on(refugees: StandardPage, client: Client, query: str) -> None:
    response = client.get("/recherche/", {"q": query})
    assert response.status_code == 200
    assert '<a href="/refugies/">Réfugiés</a>' in response.content.decode()


def test_search_that_finds_nothing_says_so_and_suggests(refugees: StandardPage, client: Client) -> None:
    index()
    text = client.get("/recherche/", {"q": "<b>zèbre"}).content.decode()
    assert "Rien ne correspond à «\u00a0&lt;b&gt;zèbre\u00a0»." in text
    assert '<a href="/refugies/">Réfugiés</a>' in text


def test_search_turns_pages(home_page: HomePage, client: Client) -> None:
    for number in range(12):
        home_page.add_child(instance=StandardPage(title=f"Atelier {number}", slug=f"atelier-{number}"))
    index()
    assert len(titles(client, "ateliers")) == 10
    assert len(titles(client, "ateliers", page="2")) == 2
    assert len(titles(client, "ateliers", page="99")) == 2
    assert "?q=ateliers&amp;page=2" in client.get("/recherche/", {"q": "ateliers"}).content.decode()


def test_thirty_results_cost_no_more_queries_than_two(home_page: HomePage, client: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        home_page.add_child(instance=StandardPage(title=f"Atelier {number}", slug=f"atelier-{number}"))
    index()
    client.get("/recherche/", {"q": "ateliers"})
    with django_assert_max_num_queries(14):
        assert client.get("/recherche/", {"q": "ateliers"}).status_code == 200


def test_search_finds_terms_of_the_glossary(home_page: HomePage, client: Client) -> None:
    home_page.add_child(instance=GlossaryPage(title="Glossaire", slug="glossaire"))
    GlossaryTerm.objects.create(term="Réfugié·e", slug="refugie", definition="Personne protégée.")
    GlossaryTerm.objects.create(term="Ofpra", slug="ofpra", expansion="Office de protection", definition="Reconnaît les réfugiés.")
    index()
    text = client.get("/recherche/", {"q": "réfugiés"}).content.decode()
    assert re.findall(r'href="/glossaire/#([\w-]+)"', text) == ["refugie", "ofpra"]


def test_search_shows_no_term_without_its_page(home_page: HomePage, client: Client) -> None:
    GlossaryTerm.objects.create(term="Ofpra", slug="ofpra", definition="Un office.")
    index()
    assert "Un office." not in client.get("/recherche/", {"q": "ofpra"}).content.decode()


def test_search_takes_no_post(client: Client) -> None:
    assert client.post("/recherche/", {"q": "x"}).status_code == 405
