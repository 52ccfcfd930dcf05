"""The words of the glossary are found as French writes them, and linked where running text stands, nowhere else."""

import importlib
import re
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from advocacy.glossary_links import Glossary, draw_words
from advocacy.models import GlossaryPage, GlossaryTerm
from advocacy.spellings import read_spellings
from home.models import HomePage, StandardPage
from tests.advocacy.conftest import AddDocument, parts_with, publish

migration: Any = importlib.import_module("advocacy.migrations.0011_short_definitions")

# Term, in full, other forms.
TERMS = [
    ("Ofpra", "Office français de protection", ""),
    ("AGIR", "Accompagnement global", ""),
    ("Cada", "Centre d’accueil", "C.A.D.A."),
    ("Asile", "", ""),
    ("Demandeur·se d’asile", "", "demandeur d’asile\ndemandeuse d’asile"),
    ("Débouté·e", "", ""),
    ("Réfugié·e", "", ""),
    ("Protection subsidiaire", "", ""),
    ("Dublin", "", "procédure Dublin"),
    ("Sous-préfecture", "", ""),
]


def glossary() -> Glossary:
    return Glossary([GlossaryTerm(term=term, slug=term, expansion=full, other_spellings=forms) for term, full, forms in TERMS])


def found_in(text: str) -> list[tuple[str, str]]:
    """The term and the words of each place found."""
    all_terms = glossary()
    return [(all_terms.terms[found.place].term, text[found.start : found.end]) for found in all_terms.find(text)]


def link(html: str) -> str:
    """The HTML, the word between square brackets, the signs that touch it between curly ones."""
    return draw_words(html, glossary().first_words(html), lambda term, word, before, after: f"{{{before}[{word}]{after}}}")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("L’Ofpra répond.", [("Ofpra", "Ofpra")]),
        ("Devant l'OFPRA", [("Ofpra", "OFPRA")]),
        ("l&#x27;Ofpra", [("Ofpra", "Ofpra")]),
        ("un C.A.D.A. ou deux Cada", [("Cada", "C.A.D.A."), ("Cada", "Cada")]),
        ("le programme AGIR", [("AGIR", "AGIR")]),
        ("le droit d’asile", [("Asile", "asile")]),
        ("Asiles et refuges", [("Asile", "Asiles")]),
        ("une demandeuse d’asile", [("Demandeur·se d’asile", "demandeuse d’asile")]),
        ("les demandeurs d'asile", [("Demandeur·se d’asile", "demandeurs d'asile")]),
        ("Demandeur·se·s d’asile", [("Demandeur·se d’asile", "Demandeur·se·s d’asile")]),
        ("des personnes déboutées, débouté·es, deboutées", [("Débouté·e", "déboutées"), ("Débouté·e", "débouté·es")]),
        ("la protection\u00a0subsidiaire", [("Protection subsidiaire", "protection\u00a0subsidiaire")]),
        ("protections\n  subsidiaires", [("Protection subsidiaire", "protections\n  subsidiaires")]),
        ("protection&nbsp;subsidiaire", [("Protection subsidiaire", "protection&nbsp;subsidiaire")]),
        ("en procédure Dublin III", [("Dublin", "procédure Dublin")]),
        ("à la sous\u2011préfecture", [("Sous-préfecture", "sous\u2011préfecture")]),
        ("« Réfugiés », dit-on", [("Réfugié·e", "Réfugiés")]),
    ],
)
def test_words_are_found_as_french_writes_them(text: str, found: list[tuple[str, str]]) -> None:
    assert found_in(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Agir dès la demande, agir vite",
        "une cada, l’ofpra",
        "asilement, Cadastre, Cadas",
        "non-asile, asile-refuge, l’asile@polaris.test",
        "https://exemple.test/asile/ www.ofpra.test/Ofpra.html",
        "Le réseau Réfugiés Bienvenue",
        "refugie",
        "protection et subsidiaire",
    ],
)
def test_other_words_are_left_alone(text: str) -> None:
    assert found_in(text) == []


@pytest.mark.parametrize(
    ("html", "linked"),
    [
        ("<p>À l’Ofpra, puis à l’Ofpra.</p>", "<p>À {l’[Ofpra],} puis à l’Ofpra.</p>"),
        ("<p>(Ofpra) : «\u00a0asile\u00a0», R&amp;D</p>", "<p>{([Ofpra])} : {«\u00a0[asile]\u00a0»,} R&amp;D</p>"),
        ("<p>X&amp;Ofpra, Y &amp; Ofpra&amp;Z</p>", "<p>X&amp;{[Ofpra],} Y &amp; Ofpra&amp;Z</p>"),
        ("<p>Les demandeurs d’asile et l’asile</p>", "<p>Les {[demandeurs d’asile]} et {l’[asile]}</p>"),
        (
            "<h2>L’asile</h2><p title='asile > tout'>L’<em>asile</em></p>",
            "<h2>L’asile</h2><p title='asile > tout'>L’<em>{[asile]}</em></p>",
        ),
        ("<a href='#'>l’<b>asile</b></a> asile", "<a href='#'>l’<b>asile</b></a> {[asile]}"),
        ("<svg><svg><text>asile</text></svg><path/> asile</svg> asile", "<svg><svg><text>asile</text></svg><path/> asile</svg> {[asile]}"),
        ("<div role='img'><div>asile</div> asile</div><p>asile", "<div role='img'><div>asile</div> asile</div><p>{[asile]}"),
        ("<p lang='ar'>asile</p><p lang=\"fr\">asile</p>", "<p lang='ar'>asile</p><p lang=\"fr\">{[asile]}</p>"),
        (
            "<p class='callout__title'>asile</p><p class='title-less'>asile</p>",
            "<p class='callout__title'>asile</p><p class='title-less'>{[asile]}</p>",
        ),
        ("<table><tr><th>asile</th><td>asile</td></tr></table>", "<table><tr><th>asile</th><td>{[asile]}</td></tr></table>"),
        ("<img class='card' alt='asile'><br hidden>asile", "<img class='card' alt='asile'><br hidden>{[asile]}"),
        ("<!-- asile <b> --><ul><li>asile</ul>", "<!-- asile <b> --><ul><li>{[asile]}</ul>"),
    ],
)
def test_first_occurrence_in_running_text_is_linked(html: str, linked: str) -> None:
    assert link(html) == linked


@pytest.mark.parametrize(
    "tag", ["a", "button", "label", "form", "code", "pre", "h1", "h6", "nav", "blockquote", "figcaption", "caption", "dt"]
)
def test_nothing_is_linked_in_titles_controls_and_quotes(tag: str) -> None:
    html = f"<{tag} id='x'><span>l’asile</span> et l’Ofpra</{tag}>"
    assert link(html) == html


def test_element_that_never_ends_is_left_alone_to_the_end() -> None:
    assert link("<form><p>asile</p>") == "<form><p>asile</p>"


def test_a_glossary_without_terms_changes_nothing() -> None:
    assert Glossary([]).first_words("<p>asile</p>") == []


# Pages --------------------------------------------------------------------------------------------


@pytest.fixture
def terms(home_page: HomePage) -> None:
    home_page.add_child(instance=GlossaryPage(title="Glossaire", slug="glossaire"))
    for term, full, forms in TERMS:
        slug = re.sub(r"\W+", "-", term.lower())
        GlossaryTerm.objects.create(term=term, slug=slug, expansion=full, other_spellings=forms, definition=f"Court <{term}>.")


def add_page(home_page: HomePage, text: str, **fields: Any) -> StandardPage:
    page = StandardPage(title="L’Ofpra", slug="page", body=[{"type": "paragraph", "value": f"<p>{text}</p>"}], **fields)
    home_page.add_child(instance=page)
    return page


def opened(client: Client, address: str) -> list[str]:
    """The anchors of the terms that a page opens."""
    return re.findall(r'id="terme-([^"]+)" popover', client.get(address).content.decode())


def test_page_opens_the_definition_of_its_first_words(home_page: HomePage, terms: None, client: Client) -> None:
    add_page(home_page, "L’Ofpra, encore l’Ofpra, et le droit d’asile.")
    text = client.get("/page/").content.decode()
    assert opened(client, "/page/") == ["ofpra", "asile"]
    assert text.count('popovertarget="terme-ofpra"') == 1
    assert "<h1>L’Ofpra</h1>" in text
    assert "Court &lt;Ofpra&gt;." in text
    assert '<a class="term__more" href="/glossaire/#ofpra">' in text
    assert 'style="' not in text


def test_officer_switches_the_links_of_a_page_off(home_page: HomePage, terms: None, client: Client) -> None:
    page = add_page(home_page, "L’Ofpra")
    assert opened(client, "/page/") == ["ofpra"]
    page.links_glossary = False
    page.save_revision().publish()
    assert opened(client, "/page/") == []


def test_glossary_links_none_of_its_own_words(terms: None, client: Client) -> None:
    assert opened(client, "/glossaire/") == []


def test_nothing_is_linked_while_the_glossary_is_not_online(home_page: HomePage, terms: None, client: Client) -> None:
    add_page(home_page, "L’Ofpra")
    GlossaryPage.objects.get().unpublish()
    assert opened(client, "/page/") == []


def test_term_that_changes_is_found_at_once(home_page: HomePage, terms: None, client: Client) -> None:
    add_page(home_page, "Une préfecture.")
    assert opened(client, "/page/") == []
    term = GlossaryTerm.objects.get(slug="asile")
    term.other_spellings = "préfecture"
    term.save()
    assert opened(client, "/page/") == ["asile"]


def test_publication_and_its_earlier_versions_open_definitions(terms: None, add_document: AddDocument, client: Client) -> None:
    body = [("paragraph", "<p>Devant l’Ofpra.</p>")]
    page = publish(add_document(), parts=parts_with(("Section", body)))
    publish(page, parts=parts_with(("Section", [("paragraph", "<p>Une procédure Dublin.</p>")])))
    assert opened(client, "/plaidoyer/2024/") == ["dublin"]
    assert opened(client, "/plaidoyer/2024/versions/1/") == ["ofpra"]
    citing = re.search(r'href="([^"]+/citer/[^"]+)"', client.get("/plaidoyer/2024/versions/1/").content.decode())
    assert citing is not None
    assert "Devant l’Ofpra." in client.get(citing[1]).content.decode()
    publish(page, links_glossary=False)
    assert opened(client, "/plaidoyer/2024/") == opened(client, "/plaidoyer/2024/versions/1/") == []


def test_thirty_words_cost_no_more_queries_than_one(home_page: HomePage, terms: None, client: Client) -> None:
    page = add_page(home_page, "L’Ofpra")
    counts = []
    for number in (0, 30):
        GlossaryTerm.objects.bulk_create(GlossaryTerm(term=f"Mot{row}x", slug=f"mot-{row}", definition="x") for row in range(number))
        page.body = [{"type": "paragraph", "value": "<p>L’Ofpra " + " ".join(f"mot{row}x" for row in range(number)) + "</p>"}]
        page.save_revision().publish()
        client.get("/page/")
        with CaptureQueriesContext(connection) as queries:
            assert len(opened(client, "/page/")) == number + 1
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


# Terms --------------------------------------------------------------------------------------------


def test_forms_are_read_by_line_or_comma() -> None:
    assert read_spellings(" demandeuse  d’asile\nCADA, Cada ;CADA\n\n") == ["demandeuse d’asile", "CADA", "Cada"]


@pytest.mark.parametrize(
    ("term", "forms", "field"),
    [
        ("Cour", "Juridiction\nofpra", "other_spellings"),
        ("OFPRA", "", "term"),
        ("procédure dublin", "", "term"),
        ("Cour", "x", "other_spellings"),
    ],
)
def test_no_form_leads_to_two_terms(terms: None, term: str, forms: str, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        GlossaryTerm(term=term, slug="cour", definition="x", other_spellings=forms).full_clean()
    assert list(refused.value.message_dict) == [field]


def test_term_may_keep_its_own_forms(terms: None) -> None:
    GlossaryTerm.objects.get(slug="dublin").full_clean()
    GlossaryTerm(term="Cour", slug="cour", definition="x", other_spellings="Cour nationale").full_clean()


def test_long_definitions_of_before_are_kept_whole(db: None) -> None:
    long = "Une phrase de cent caractères, ou à peu près, pour que l’on voie ce que la migration en garde. " * 9
    GlossaryTerm.objects.create(term="Long", slug="long", definition=long)
    GlossaryTerm.objects.create(term="Court", slug="court", definition="Une phrase.")
    migration.keep_long_texts(apps, None)
    assert list(GlossaryTerm.objects.values_list("definition", "long_definition")) == [("Une phrase.", ""), (long[:189], long)]


def test_short_definition_ends_with_a_sentence_or_a_word() -> None:
    shorten = migration.shorten
    sentences = "Une phrase assez longue pour compter dans ce calcul. " * 8
    assert shorten(sentences) == ("Une phrase assez longue pour compter dans ce calcul. " * 4).strip()
    endless = "mot " * 100
    assert shorten(endless) == "mot " * 58 + "mot…"
    assert len(shorten("x" * 900)) == 240


def test_the_glossary_shows_the_three_definitions(home_page: HomePage, client: Client) -> None:
    home_page.add_child(instance=GlossaryPage(title="Glossaire", slug="glossaire"))
    GlossaryTerm.objects.create(
        term="Ofpra", slug="ofpra", definition="Courte.", plain_definition="Facile à lire.", long_definition="Longue.\n\nSuite."
    )
    text = client.get("/glossaire/").content.decode()
    assert "<dd>Courte.</dd>" in text
    assert re.search(r"En français facile</p>\s*<p>Facile à lire.</p>", text)
    assert "<p>Longue.</p>\n\n<p>Suite.</p>" in text


def test_term_is_edited_with_the_acronym_filled_in(home_page: HomePage, superuser: Any, signed_in: Any) -> None:
    address = f"{reverse('wagtailsnippets_advocacy_glossaryterm:add')}?sigle=CASF"
    text = signed_in(superuser).get(address).content.decode()
    assert re.search(r'name="term" value="CASF"', text)
    assert re.search(r'name="slug" value="casf"', text)
