import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from advocacy.demo import build
from advocacy.models import GlossaryPage, GlossaryTerm
from home.models import HomePage


@pytest.fixture
def glossary(home_page: HomePage) -> GlossaryPage:
    page = GlossaryPage(title="Glossaire", slug="glossaire")
    home_page.add_child(instance=page)
    return page


def add_term(term: str, slug: str, **fields: str) -> GlossaryTerm:
    return GlossaryTerm.objects.create(term=term, slug=slug, definition=f"Définition de {term}.", **fields)


def test_terms_stand_in_the_order_of_a_dictionary(glossary: GlossaryPage, client: Client) -> None:
    for term, slug in (("Ofpra", "ofpra"), ("Étranger", "etranger"), ("Œuvre", "oeuvre"), ("Exil", "exil"), ("asile", "asile")):
        add_term(term, slug)
    text = client.get("/glossaire/").content.decode()
    assert re.findall(r'<h2 id="lettre-(\w)"', text) == ["a", "e", "o"]
    assert re.findall(r'glossary__term" id="([\w-]+)"', text) == ["asile", "etranger", "exil", "oeuvre", "ofpra"]


def test_term_shows_its_acronym_in_full(glossary: GlossaryPage, client: Client) -> None:
    term = add_term("Cada", "cada", expansion="Centre d’accueil pour demandeurs d’asile")
    assert "Centre d’accueil pour demandeurs d’asile" in client.get("/glossaire/").content.decode()
    assert str(term) == "Cada"


def test_empty_glossary_says_so(glossary: GlossaryPage, client: Client) -> None:
    assert "Le glossaire est encore vide." in client.get("/glossaire/").content.decode()


def test_thirty_terms_cost_no_more_queries_than_one(glossary: GlossaryPage, client: Client) -> None:
    counts = []
    for start, stop in ((0, 1), (1, 30)):
        for number in range(start, stop):
            add_term(f"Terme {number}", f"terme-{number}")
        client.get("/glossaire/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/glossaire/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_demo_defines_twenty_five_terms_once(db: None) -> None:
    for _ in range(2):
        build(datetime(2026, 11, 23, tzinfo=UTC))
    assert GlossaryTerm.objects.count() == 25
