"""What surrounds the text of a publication: links in one query, reading time, citations, what is shared and printed."""

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from advocacy.citations import find_passage, passages_of, write_citation
from advocacy.demo import build_plaidoyer, build_report
from advocacy.models import AdvocacyDocumentPage, AdvocacyIndexPage, Version
from advocacy.reading import reading_minutes
from home.contents import anchor_of
from home.dates import short_day
from home.linked_data import write_script
from home.models import HomePage
from tests.advocacy.conftest import AddDocument, parts_with, publish, recommend
from tests.advocacy.reports import accounts, add_report, add_report_index, chart, figure, figure_list

PASSAGE = "s-00000000"


@pytest.fixture
def document(add_document: AddDocument) -> AdvocacyDocumentPage:
    page = add_document()
    asked = recommend(page, 3)
    blocks = [
        ("paragraph", "<p>Attendre <b>longtemps</b>.</p>"),
        ("subheading", "Un sous-titre"),
        ("recommendation", {"recommendation": asked.pk, "comment": ""}),
    ]
    return publish(page, parts=parts_with(("Travailler", blocks)))


def test_each_passage_can_be_quoted_and_titles_cannot(document: AdvocacyDocumentPage, client: Client) -> None:
    assert [(passage.anchor, passage.target, passage.headings) for passage in passages_of(document)] == [
        (PASSAGE, PASSAGE, ("Le cadre légal", "Travailler")),
        ("s-00000002", "r-3", ("Le cadre légal", "Travailler", "Recommandation 3")),
    ]
    text = client.get("/plaidoyer/2024/").content.decode()
    for passage in passages_of(document):
        assert len(re.findall(rf'<div class="passage [^"]+" id="{passage.anchor}"', text)) == 1
    assert re.findall(r'href="([^"]+)" data-cite', text) == [
        f"/plaidoyer/2024/versions/1/citer/{PASSAGE}/",
        "/plaidoyer/2024/versions/1/citer/s-00000002/",
    ]


def test_citation_names_authors_place_title_version_and_address(document: AdvocacyDocumentPage, client: Client) -> None:
    passage = find_passage(document, PASSAGE)
    version = Version.objects.get()
    assert passage is not None
    citation = write_citation(document, version, passage)
    today = short_day(timezone.now())
    address = f"http://localhost:8000/plaidoyer/2024/versions/1/#{PASSAGE}"
    assert citation == f"Polaris 14, «\u00a0Travailler\u00a0», dans Plaidoyer 2024, version 1 du {today}, {address}"
    for read in (f"/plaidoyer/2024/citer/{PASSAGE}/", f"/plaidoyer/2024/versions/1/citer/{PASSAGE}/"):
        text = client.get(read).content.decode()
        assert f"readonly>{citation}</textarea>" in text
        assert "Attendre longtemps." in text
        assert f'<a href="{address}">Revenir au passage</a>' in text
        assert '<meta name="robots" content="noindex">' in text


def test_a_recommendation_is_quoted_by_its_number(document: AdvocacyDocumentPage, client: Client) -> None:
    text = client.get("/plaidoyer/2024/citer/r-3/").content.decode()
    assert "/versions/1/#r-3</textarea>" in text
    assert "«\u00a0Recommandation 3\u00a0», dans Plaidoyer 2024" in text
    assert "<p>Recommandation 3\u00a0: " in text


def test_summary_and_introductions_are_quoted_at_their_own_anchors(add_document: AddDocument, client: Client) -> None:
    parts = json.loads(parts_with(("Travailler", [("paragraph", "<p>Attendre.</p>")])))
    parts[0]["value"]["introduction"] = "En bref, attendre."
    page = publish(add_document(), summary_text="Agir plus tôt.", parts=json.dumps(parts))
    introduction = f"{anchor_of(page.parts[0].id)}-en-bref"
    assert [(passage.anchor, passage.headings, passage.excerpt) for passage in list(passages_of(page))[:2]] == [
        ("essentiel", ("L’essentiel",), "Agir plus tôt."),
        (introduction, ("Le cadre légal",), "En bref, attendre."),
    ]
    text = client.get("/plaidoyer/2024/").content.decode()
    for anchor in ("essentiel", introduction):
        assert len(re.findall(rf'<div class="passage" id="{anchor}"', text)) == 1
        (address,) = re.findall(rf'href="([^"]+/{anchor}/)" data-cite', text)
        assert client.get(address).status_code == 200


def test_what_is_no_text_is_quoted_as_it_is_read(home_page: HomePage) -> None:
    figures = figure_list(figure("personnes inscrites", "242"), figure("ont moins de 26 ans", "24", unit="percent", denominator="des 242"))
    steps = ("steps", {"steps": [{"title": "S’inscrire", "text": "En ligne."}, {"title": "Se former", "text": ""}]})
    quote = ("quote", {"text": "J’attendais."})
    table = {"columns": [{"type": "text", "heading": "Pôle"}], "rows": [{"values": ["<p>A</p>"]}], "caption": "Par pôle"}
    sums = accounts("10", "4", "6")
    body = (figures, chart(("Culturelle", "66")), sums, steps, quote, ("table", {"table": table}))
    report = add_report(add_report_index(home_page), *body)
    assert [passage.excerpt for passage in passages_of(report)] == [
        "242 personnes inscrites\u00a0; 24\u202f% ont moins de 26 ans (des 242)",
        "Visées. Deux activités sur trois sont culturelles.",
        "Produits\u00a0: 10,00\u202f€\u00a0; charges\u00a0: 4,00\u202f€\u00a0; résultat\u00a0: 6,00\u202f€",
        "S’inscrire\u00a0: En ligne.\u00a0; Se former",
        "J’attendais.",
        "Par pôle",
    ]


@pytest.mark.parametrize(
    "address", ["citer/s-ffffffff/", "versions/1/citer/s-ffffffff/", "versions/7/citer/s-00000000/", "citer/s-00000001/"]
)
def test_what_is_no_passage_is_not_found(document: AdvocacyDocumentPage, client: Client, address: str) -> None:
    assert client.get(f"/plaidoyer/2024/{address}").status_code == 404


def test_a_draft_cannot_be_quoted(add_document: AddDocument, client: Client) -> None:
    add_document(live=False, parts=parts_with(("Travailler", [("paragraph", "<p>Secret.</p>")])))
    assert client.get(f"/plaidoyer/2024/citer/{PASSAGE}/").status_code == 404


def test_an_earlier_version_is_quoted_as_it_was(document: AdvocacyDocumentPage, client: Client) -> None:
    publish(document, parts=parts_with(("Autre titre", [("paragraph", "<p>Attendre moins.</p>")])), correction="Le délai est corrigé.")
    assert "Travailler" in client.get(f"/plaidoyer/2024/versions/1/citer/{PASSAGE}/").content.decode()
    assert "Autre titre" in client.get(f"/plaidoyer/2024/citer/{PASSAGE}/").content.decode()
    assert f"/versions/1/citer/{PASSAGE}/" in client.get("/plaidoyer/2024/versions/1/").content.decode()


def test_report_is_signed_by_the_association(home_page: HomePage) -> None:
    report = add_report(add_report_index(home_page))
    assert report.author_names() == "Polaris 14"


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (219, 1), (220, 2), (2200, 11)])
def test_reading_time(home_page: HomePage, words: int, minutes: int) -> None:
    report = add_report(add_report_index(home_page), ("paragraph", f"<p>{'mot ' * words}</p>"))
    # The title of the part is read too.
    assert reading_minutes(report) == minutes


def test_page_is_described_to_search_engines_and_shared_without_a_script(document: AdvocacyDocumentPage, client: Client) -> None:
    text = client.get("/plaidoyer/2024/").content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert found is not None
    data = json.loads(found[1])
    assert (data["@type"], data["headline"], data["version"]) == ("Report", "Plaidoyer 2024", "1")
    assert data["author"]["name"] == "Polaris 14"
    assert data["identifier"] == "http://localhost:8000/plaidoyer/2024/versions/1/"
    assert "image" not in data
    shared = "http%3A%2F%2Flocalhost%3A8000%2Fplaidoyer%2F2024%2Fversions%2F1%2F"
    assert f'href="https://www.linkedin.com/sharing/share-offsite/?url={shared}"' in text
    assert f'href="mailto:?subject=Plaidoyer%202024&amp;body={shared}"' in text
    assert '<meta property="og:type" content="article">' in text
    assert "img/share.png" in text


def test_drawn_picture_is_shared_once_made(document: AdvocacyDocumentPage, client: Client) -> None:
    Version.objects.update(wide_image="partage.png")
    assert (
        '<meta property="og:image" content="http://localhost:8000/plaidoyer/2024/image.png">'
        in client.get("/plaidoyer/2024/").content.decode()
    )


def test_linked_data_cannot_close_its_element() -> None:
    assert write_script({"headline": "</script><b>&"}) == (
        '<script type="application/ld+json">{"headline": "\\u003C/script\\u003E\\u003Cb\\u003E\\u0026"}</script>'
    )


def test_thirty_sections_with_links_notes_and_tables_cost_no_more_than_one(
    add_document: AddDocument, home_page: HomePage, client: Client
) -> None:
    counts = []
    for number in (1, 30):
        page = add_document(f"e-{number}")
        blocks = [
            ("paragraph", f'<p>Voir <a linktype="page" id="{home_page.pk}">l’accueil</a>.</p>'),
            ("callout", {"title": "", "text": f'<p><a linktype="page" id="{home_page.pk}">Accueil</a></p>'}),
        ]
        publish(page, parts=parts_with(*[(f"Section {place}", blocks) for place in range(number)]))
        client.get(f"/plaidoyer/e-{number}/")
        with CaptureQueriesContext(connection) as queries:
            text = client.get(f"/plaidoyer/e-{number}/").content.decode()
        assert text.count('<a href="/">') >= 2 * number
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_publications_of_the_demo_cost_at_most_twelve_queries(home_page: HomePage, client: Client) -> None:
    build_plaidoyer(home_page)
    build_report(home_page)
    for address in ("/plaidoyer/2024/", "/rapports-activite/2024/"):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        assert len(queries) <= 12, address


def test_routing_finds_what_wagtail_finds(document: AdvocacyDocumentPage, home_page: HomePage, client: Client) -> None:
    assert [client.get(address).status_code for address in ("/", "/plaidoyer/", "/plaidoyer/2024/")] == [200, 200, 200]
    assert [client.get(address).status_code for address in ("/absent/", "/plaidoyer/absent/", "/2024/")] == [404, 404, 404]
    document.unpublish()
    assert client.get("/plaidoyer/2024/").status_code == 404


@pytest.mark.parametrize("restricted", ["home", "document"])
def test_a_restriction_of_a_page_or_of_an_ancestor_holds(
    document: AdvocacyDocumentPage, home_page: HomePage, client: Client, restricted: str
) -> None:
    page = {"home": home_page, "document": document}[restricted]
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert client.get("/plaidoyer/2024/").status_code == 302


def test_an_alias_keeps_the_restriction_of_what_it_stands_for(
    document: AdvocacyDocumentPage, index_page: AdvocacyIndexPage, client: Client
) -> None:
    document.create_alias(parent=index_page, update_slug="copie")
    assert client.get("/plaidoyer/copie/").status_code == 200
    PageViewRestriction.objects.create(page=document, restriction_type=PageViewRestriction.LOGIN)
    assert client.get("/plaidoyer/copie/").status_code == 302
