"""`/recherche/`: finds whatever the accents, shows where, by kind and by page, the same on both databases."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.documents.models import Document

from advocacy.models import AwarenessIndexPage, AwarenessPage, GlossaryPage, GlossaryTerm
from events.models import AgendaPage
from events.models.agenda import event_path
from home.models import HomePage, Partner, PartnersPage, StandardPage
from home.places import PartnerTheme
from tests.events.factories import ActivityFactory

RunTasks = Callable[[], int]


@pytest.fixture
def refugees(home_page: HomePage) -> StandardPage:
    body = [("heading", "L’hébergement"), ("paragraph", "<p>Des <b>enfants</b> et leurs œuvres, refusées &amp; perdues.</p>")]
    page = StandardPage(title="Réfugiés", slug="refugies", introduction="Un mot, un accueil.", body=body, show_in_menus=True)
    home_page.add_child(instance=page)
    return page


@pytest.fixture
def glossary(home_page: HomePage) -> GlossaryPage:
    page = GlossaryPage(title="Glossaire", slug="glossaire")
    home_page.add_child(instance=page)
    return page


@pytest.fixture
def agenda(home_page: HomePage) -> AgendaPage:
    page = AgendaPage(title="Agenda", slug="agenda")
    home_page.add_child(instance=page)
    return page


def index() -> None:
    call_command("update_index", verbosity=0)
    cache.clear()


def search(client: Client, query: str, **fields: str) -> str:
    return client.get("/recherche/", {"q": query, **fields}).content.decode()


def titles(client: Client, query: str, **fields: str) -> list[str]:
    """The titles of the results, as they are read."""
    found = re.findall(r'class="found__title" dir="auto"><a href="[^"]+">(.*?)</a>', search(client, query, **fields))
    return [unescape(re.sub("<[^>]+>", "", title)) for title in found]


def excerpts(text: str) -> list[str]:
    return re.findall(r'class="found__excerpt" dir="auto">(.*?)</p>', text)


def test_heading_keeps_its_own_sign_before_what_it_opens(home_page: HomePage, client: Client) -> None:
    body = [("heading", "Vous demandez l’asile ?"), ("paragraph", "<p>Le programme est pour vous.</p>")]
    home_page.add_child(instance=StandardPage(title="Participer", slug="participer", body=body))
    index()
    assert excerpts(search(client, "asile")) == ["Vous demandez l’<mark>asile</mark> ? Le programme est pour vous."]


def add_pages(home_page: HomePage, count: int) -> None:
    for number in range(count):
        home_page.add_child(instance=StandardPage(title=f"Atelier {number}", slug=f"atelier-{number}", introduction="Un atelier."))
    index()


@pytest.mark.parametrize(
    "query",
    [
        "refugie",
        "refugies",
        "REFUGIES",
        "Réfugiées",
        "  réfugiés  ! ",
        "hebergement",
        "enfants",
        "enfant",
        "oeuvre",
        "refuser",
        "accueillir",
    ],
)
def test_search_finds_whatever_the_accents_and_endings(refugees: StandardPage, client: Client, query: str) -> None:
    index()
    assert titles(client, query) == ["Réfugiés"]


@pytest.mark.postgres
def test_postgres_finds_families_of_words(refugees: StandardPage, client: Client) -> None:
    refugees.introduction = "Une intégration durable."
    refugees.save()
    index()
    text = search(client, "intégrer durablement")
    assert titles(client, "intégrer durablement") == ["Réfugiés"]
    assert excerpts(text) == ["Une <mark>intégration</mark> <mark>durable</mark>."]


@pytest.mark.parametrize(
    ("word", "query"),
    [("اللاجئين", "لاجئين اللاجئين"), ("دری", "دری"), ("শরণার্থী", "শরণার্থী"), ("ስደተኞች", "ስደተኞች"), ("беженцы", "БЕЖЕНЦЫ")],
)
def test_search_finds_words_of_any_script(home_page: HomePage, client: Client, word: str, query: str) -> None:
    home_page.add_child(instance=StandardPage(title="Welcome", slug="welcome", introduction=f"… {word} لاجئين."))
    index()
    assert titles(client, query) == ["Welcome"]
    assert f"<mark>{word}</mark>" in search(client, word)


def test_search_finds_what_was_just_published(refugees: StandardPage, client: Client, run_tasks: RunTasks) -> None:
    run_tasks()
    cache.clear()
    assert titles(client, "refugies") == ["Réfugiés"]


def test_small_words_count_only_without_others(home_page: HomePage, refugees: StandardPage, client: Client) -> None:
    home_page.add_child(instance=StandardPage(title="L’équipe", slug="equipe", introduction="Qui nous sommes."))
    index()
    assert titles(client, "qui est réfugié et pourquoi") == ["Réfugiés"]
    assert titles(client, "qui sommes-nous") == ["L’équipe"]


def test_excerpt_shows_the_words_as_they_are_written(refugees: StandardPage, client: Client) -> None:
    index()
    assert excerpts(search(client, "oeuvre refuser")) == ["Des enfants et leurs <mark>œuvres</mark>, <mark>refusées</mark> &amp; perdues."]
    # A heading is shown with what it opens; a title that answers alone, with the introduction.
    assert excerpts(search(client, "hebergement")) == ["L’<mark>hébergement</mark>. Des enfants et leurs œuvres, refusées &amp; perdues."]
    text = search(client, "refugie")
    assert "><mark>Réfugiés</mark></a>" in text
    assert excerpts(text) == ["Un mot, un accueil."]


def test_what_is_written_is_escaped_around_marks(home_page: HomePage, client: Client) -> None:
    page = StandardPage(title="<i>Zèbre</i>", slug="zebre", introduction="<b>zèbre</b> & co")
    home_page.add_child(instance=page)
    index()
    text = search(client, "zebre")
    assert "&lt;i&gt;<mark>Zèbre</mark>&lt;/i&gt;" in text
    assert excerpts(text) == ["&lt;b&gt;<mark>zèbre</mark>&lt;/b&gt; &amp; co"]
    assert "<bdi>«\u00a0&lt;script&gt;zèbre\u00a0»</bdi>" in search(client, "<script>zèbre")


def test_titles_then_headings_come_before_texts(home_page: HomePage, client: Client) -> None:
    paragraph = ("paragraph", "<p>Vous compter, votre compte, les comptes et le compte encore.</p>")
    for title, body in (
        ("Mentions légales", [paragraph]),
        ("Rapport 2024", [("heading", "Les comptes"), ("paragraph", "<p>Un excédent.</p>")]),
        ("Comptes annuels", []),
    ):
        home_page.add_child(instance=StandardPage(title=title, slug=title[:4].lower(), body=body))
    index()
    assert titles(client, "comptes") == ["Comptes annuels", "Rapport 2024", "Mentions légales"]


def test_results_say_what_they_are(home_page: HomePage, client: Client) -> None:
    home_page.add_child(instance=StandardPage(title="Pôle linguistique", slug="pole", eyebrow="Pôle"))
    rubric = AwarenessIndexPage(title="Comprendre", slug="sensibilisation")
    home_page.add_child(instance=rubric)
    rubric.add_child(
        instance=AwarenessPage(
            title="Les langues du pôle linguistique", slug="langues", kind=AwarenessPage.Kind.DECODING, published_on=timezone.localdate()
        )
    )
    index()
    assert re.findall(r'class="found__kind">([^<]+)<', search(client, "linguistique")) == ["Pôle", "Sensibilisation · Décryptage"]


def test_search_finds_terms_of_the_glossary(glossary: GlossaryPage, client: Client) -> None:
    GlossaryTerm.objects.create(term="Ofpra", slug="ofpra", expansion="Office de protection", definition="Reconnaît les réfugiés.")
    GlossaryTerm.objects.create(term="Réfugié·e", slug="refugie", definition="Personne protégée.")
    index()
    text = search(client, "réfugiés")
    assert re.findall(r'href="/glossaire/#([\w-]+)"', text) == ["refugie", "ofpra"]
    assert titles(client, "office") == ["Ofpra – Office de protection"]


def test_search_finds_public_dates_the_next_before_the_past(agenda: AgendaPage, client: Client) -> None:
    ActivityFactory(public=True, held=True, title="Forum des métiers", description="Passé.")
    coming = ActivityFactory(public=True, title="Forum d’hiver des métiers", description="À venir, avec des employeurs.")
    ActivityFactory(title="Sortie secrète des métiers", description="Un musée.")
    for fields in ({}, {"nature": "dates"}):
        assert titles(client, "metier", **fields) == ["Forum d’hiver des métiers", "Forum des métiers"]
    assert titles(client, "webinaires employeur") == ["Forum d’hiver des métiers"]
    address = event_path("/agenda/", coming)
    assert f'href="{address}"' in search(client, "metier")
    assert client.get(address).status_code == 200
    assert titles(client, "musée") == []


def test_search_finds_documents_that_a_page_offers(home_page: HomePage, client: Client, run_tasks: RunTasks) -> None:
    offered, alone = (
        Document.objects.create(title=title, file=ContentFile(b"%PDF-1.4", name="guide.pdf"), file_size=132_900)
        for title in ("Guide de l’accueil", "Guide que rien n’offre")
    )
    home_page.add_child(
        instance=StandardPage(title="Ressources", slug="ressources", body=[("download", {"document": offered, "description": ""})])
    )
    run_tasks()
    cache.clear()
    text = search(client, "guides")
    assert offered.url in text
    assert alone.url not in text
    assert "PDF, 133\u202fko" in text


def test_search_finds_partners(home_page: HomePage, client: Client) -> None:
    Partner.objects.create(name="Kodiko", theme=PartnerTheme.WORK, description="Du mentorat.")
    assert titles(client, "kodiko") == []
    home_page.add_child(instance=PartnersPage(title="Nos partenaires", slug="partenaires"))
    cache.clear()
    assert titles(client, "mentorat") == ["Kodiko"]


def test_results_are_filtered_by_kind(refugees: StandardPage, glossary: GlossaryPage, client: Client) -> None:
    GlossaryTerm.objects.create(term="Réfugié·e", slug="refugie", definition="Personne protégée.")
    index()
    text = search(client, "refugie", nature="glossaire")
    filters = re.findall(r'class="filter" href="([^"]+)"( aria-current="true")?>([^<]+) <span class="filter__count">(\d+)', text)
    assert [(unescape(href), bool(current), label, count) for href, current, label, count in filters] == [
        ("?q=refugie", False, "Tout", "2"),
        ("?q=refugie&nature=pages", False, "Pages", "1"),
        ("?q=refugie&nature=glossaire", True, "Glossaire", "1"),
    ]
    assert titles(client, "refugie", nature="glossaire") == ["Réfugié·e"]
    # A kind without any is still said, and what the others have; one that does not exist filters nothing.
    nothing = search(client, "refugie", nature="documents")
    assert "Aucun résultat pour <bdi>«\u00a0refugie\u00a0»</bdi> dans la catégorie Documents" in nothing
    assert "Rien ne correspond" not in nothing
    assert len(titles(client, "refugie", nature="secrets")) == 2


def test_search_turns_pages_and_keeps_its_filter(home_page: HomePage, client: Client) -> None:
    add_pages(home_page, 12)
    assert len(titles(client, "ateliers")) == 10
    assert len(titles(client, "ateliers", page="2")) == 2
    assert len(titles(client, "ateliers", page="99")) == 2
    first, second = search(client, "ateliers", nature="pages"), search(client, "ateliers", page="2")
    assert "?q=ateliers&amp;nature=pages&amp;page=2" in first
    assert '<p class="soft" role="status">12 résultats pour <bdi>«\u00a0ateliers\u00a0»</bdi>, page 2 sur 2</p>' in second
    assert "<title>ateliers, recherche, page 2 sur 2 – Polaris 14</title>" in second
    assert '<meta name="robots" content="noindex">' in second


@pytest.mark.parametrize("query", ["", "   ", "…", "'", "a", "é !", "\0", "%", '"', "💥"])
def test_search_without_a_word_shows_the_form_and_ways_on(refugees: StandardPage, client: Client, query: str) -> None:
    response = client.get("/recherche/", {"q": query})
    assert response.status_code == 200
    assert '<a href="/refugies/">Réfugiés</a>' in response.content.decode()


@pytest.mark.parametrize(
    "query", ["mot " * 400, "x" * 5000, "réfugiés\0 ’OR 1=1; --", 'NEAR("a" b*)', "title:x AND NOT", "&|!():*<->", "%s %(x)s"]
)
def test_search_answers_whatever_is_typed(refugees: StandardPage, client: Client, query: str) -> None:
    index()
    assert client.get("/recherche/", {"q": query, "page": "x", "nature": "x"}).status_code == 200


def test_search_that_finds_nothing_says_so_and_suggests(refugees: StandardPage, client: Client) -> None:
    index()
    text = search(client, "<b>zèbre")
    assert "Rien ne correspond à <bdi>«\u00a0&lt;b&gt;zèbre\u00a0»</bdi>." in text
    assert '<a href="/refugies/">Réfugiés</a>' in text


def tries(text: str) -> list[str]:
    return re.findall(r'<li><a class="filter" href="\?q=[^"]+">([^<]+)</a>', text)


def test_near_spellings_are_suggested_and_find_something(home_page: HomePage, glossary: GlossaryPage, client: Client) -> None:
    body = [("paragraph", "<p>La préfecture reçoit.</p>")]
    home_page.add_child(instance=StandardPage(title="La procédure d’asile à Paris", slug="asile", body=body))
    GlossaryTerm.objects.create(term="Protection subsidiaire", slug="protection-subsidiaire", definition="Un statut.")
    index()
    assert tries(search(client, "asyle")) == ["asile"]
    # A right word is kept beside a wrong one, wherever it stands.
    assert tries(search(client, "procedure asyle")) == ["procédure asile", "procédure", "asile"]
    assert tries(search(client, "préfecture girafe")) == ["préfecture"]
    assert tries(search(client, "girafe")) == []
    term = search(client, "protecsion subsidière")
    assert '<a href="/glossaire/#protection-subsidiaire">Protection subsidiaire</a>' in term
    for word in ("asile", "procédure asile", "préfecture"):
        assert "La procédure d’asile à Paris" in titles(client, word)


def test_question_that_nothing_answers_whole_is_answered_in_part(home_page: HomePage, glossary: GlossaryPage, client: Client) -> None:
    home_page.add_child(instance=StandardPage(title="Le logement", slug="logement", introduction="Où vivre en attendant."))
    home_page.add_child(instance=StandardPage(title="Le sport", slug="sport", introduction="Jouer sans attendre."))
    GlossaryTerm.objects.create(term="Logement très social", slug="logement-tres-social", definition="Un loyer modeste.")
    index()
    text = search(client, "chercher un logement")
    assert "Rien ne correspond à <bdi>«\u00a0chercher un logement\u00a0»</bdi>." in text
    assert '<h2 id="approchants">Avec une partie de ces mots</h2>' in text
    assert titles(client, "chercher un logement") == ["Le logement", "Logement très social"]
    # What answers more of the words comes first.
    assert titles(client, "logement social parisien") == ["Logement très social", "Le logement"]


def test_thirty_results_cost_no_more_queries_than_one(
    home_page: HomePage, glossary: GlossaryPage, agenda: AgendaPage, client: Client
) -> None:
    def count() -> int:
        search(client, "ateliers")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/recherche/", {"q": "ateliers"}).status_code == 200
        return len(queries)

    home_page.add_child(instance=PartnersPage(title="Nos partenaires", slug="partenaires"))
    add_pages(home_page, 1)
    one = count()
    for number in range(30):
        home_page.add_child(instance=StandardPage(title=f"Atelier bis {number}", slug=f"bis-{number}"))
        GlossaryTerm.objects.create(term=f"Atelier {number}", slug=f"t-{number}", definition="Un atelier.")
        ActivityFactory(public=True, title=f"Atelier {number}", starts_at=timezone.now() + timedelta(days=number + 1))
    index()
    assert count() == one
    assert one <= 12


def test_search_leaves_no_cookie_and_no_line_in_the_logs(refugees: StandardPage, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    index()
    caplog.set_level(0)
    for query in ("", "refugies", "introuvable"):
        assert not client.get("/recherche/", {"q": query, "page": "x"}).cookies
    client.post("/recherche/?q=introuvable")
    assert "refugies" not in caplog.text
    assert "introuvable" not in caplog.text


def test_search_takes_no_post(client: Client) -> None:
    assert client.post("/recherche/", {"q": "x"}).status_code == 405
