"""The PDF of a publication: every block and tag it knows, its notes, its tags, and nothing it does not know."""

import io
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pypdfium2
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfReader
from wagtail.blocks import StreamValue
from wagtail.documents import get_document_model
from wagtail.models import CollectionViewRestriction
from wagtail_footnotes.models import Footnote

from advocacy.blocks.palettes import ArgumentBlock, ReportBodyBlock
from advocacy.models import AdvocacyDocumentPage, TheoryElement, TheoryOfChange, Version
from advocacy.models import Testimony as QuotedTestimony
from advocacy.printing.cards import SQUARE, WIDE, draw_card
from advocacy.printing.document import cover_of, lay_out
from advocacy.printing.pictures import print_picture
from advocacy.printing.rich_text import UnknownContentError, break_lines
from advocacy.printing.typesetting import typeset
from advocacy.printing.walker import BLOCKS, HEADINGS, Walker, table_node
from advocacy.testimonies import withdraw
from home.media import Picture
from home.models import HomePage
from home.typesetting import TypesettingError
from tests.advocacy import reports
from tests.advocacy.conftest import AddDocument, parts_of, parts_with, publish, recommend
from tests.advocacy.consents import agree
from tests.advocacy.test_printed_text import no_notes
from tests.home.conftest import photo as photo

Photo = Callable[..., SimpleUploadedFile]

TODAY = date(2026, 3, 1)
NOTE = "7c4f9d0e-0000-4000-8000-00000000aaaa"
OTHER_NOTE = "7c4f9d0e-0000-4000-8000-00000000bbbb"


def cited(uuid: str) -> str:
    return f'<footnote id="{uuid}">[{uuid[:6]}]</footnote>'


def print_version(version: Version) -> bytes:
    layout = lay_out(version, on=TODAY)
    return typeset("publication.typ", layout.data, layout.files, at=version.published_at)


def text_of(pdf: bytes) -> str:
    """All the words of a PDF, on one line, with plain spaces."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.fixture
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


# Blocks -------------------------------------------------------------------------------------------


@pytest.fixture
def stored_values(add_document: AddDocument, photo: Photo, media: None) -> dict[str, Any]:
    """A stored value for each block whose preview cannot hold one: it chooses an object."""
    document = get_document_model().objects.create(title="Étude", file=ContentFile(b"%PDF-1.7", name="etude.pdf"))
    picture = Picture.objects.create(title="Atelier", file=photo())
    theory = TheoryOfChange.objects.create(title="Théorie", source="un cabinet")
    for stage in TheoryElement.Stage.values:
        TheoryElement.objects.create(theory=theory, stage=stage, text=f"Élément {stage}")
    return {
        "recommendation": {"recommendation": recommend(add_document(), 3, text="Tout de suite.").pk, "comment": "<p>Précision.</p>"},
        "testimony": {"testimony": QuotedTestimony.objects.create(alias="Amina", text="J’ai attendu.", consent=agree()).pk},
        "theory": {"theory": theory.pk},
        "figure": {"picture": {"image": picture.pk, "decorative": False, "alt_text": "Un atelier"}, "caption": "Mars", "source": "Nous"},
        "download": {"document": document.pk, "description": "L’étude"},
    }


def test_pictures_are_printed_with_their_words_unless_they_are_private(photo: Photo, media: None, db: None) -> None:
    picture = Picture.objects.create(title="Atelier", file=photo(size=(600, 1200)))
    picture.contextual_alt_text, picture.decorative = "Un atelier", False
    printed = print_picture(picture)
    assert printed is not None
    assert (printed.alt, printed.share) == ("Un atelier", 0.5)
    picture.decorative = True
    decorative = print_picture(picture)
    assert decorative is not None
    assert decorative.alt is None
    CollectionViewRestriction.objects.create(collection=picture.collection, restriction_type=CollectionViewRestriction.LOGIN)
    assert print_picture(Picture.objects.get()) is None


@pytest.mark.parametrize("palette", [ArgumentBlock, ReportBodyBlock])
def test_every_block_of_the_palettes_is_set(palette: type[Any], stored_values: dict[str, Any]) -> None:
    stream_block = palette()
    for place, (name, block) in enumerate(stream_block.child_blocks.items()):
        raw = stored_values[name] if name in stored_values else block.get_prep_value(block.get_preview_value())
        stored = {"type": name, "value": raw, "id": f"{place:08}-0000-4000-8000-000000000000"}
        walker = Walker(no_notes)
        (node,) = walker.walk(stream_block.to_python([stored]), under=1)
        assert node["type"]
        link = {"type": "link", "href": f"#{node['anchors'][0]}", "content": [{"type": "text", "text": "Y aller"}]}
        text = print_nodes([node, {"type": "paragraphs", "content": [{"type": "paragraph", "content": [link]}]}], walker)
        assert "Y aller" in text


def print_nodes(nodes: list[dict[str, Any]], walker: Walker) -> str:
    """The words of a PDF of these blocks alone."""
    return text_of(typeset_nodes(nodes, walker))


def pages_of_nodes(nodes: list[dict[str, Any]]) -> list[str]:
    """The words of each page, line by line."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(typeset_nodes(nodes, Walker(no_notes)))).pages]


def typeset_nodes(nodes: list[dict[str, Any]], walker: Walker) -> bytes:
    part = {"heading": {"type": "heading", "text": "Partie", "rank": 1, "anchors": []}, "eyebrow": "", "introduction": "", "blocks": nodes}
    qr_code = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
    data = {
        "kind": "Essai",
        "eyebrow": "",
        "title": "Essai",
        "introduction": "",
        "edition": "",
        "authors": "Nous",
        "association": "Polaris 14",
        "date": [2026, 3, 1],
        "version": 1,
        "published_on": "1er mars 2026",
        "status_on": "1er mars 2026",
        "address": "https://polaris.test/",
        "cosigners": [],
        "summary": [],
        "figures": [],
        "parts": [part],
        "glossary": {"terms": [], "address": ""},
        "recommendations": [],
        "notes": [],
        "anchors": sorted(walker.anchors),
    }
    return typeset("publication.typ", data, {**walker.files, "qr.svg": qr_code, "sky.svg": qr_code}, at=datetime(2026, 3, 1, tzinfo=UTC))


def test_the_walker_knows_no_block_that_nobody_can_choose() -> None:
    offered = {*ArgumentBlock().child_blocks, *ReportBodyBlock().child_blocks}
    assert {*BLOCKS, *HEADINGS} == offered


def test_a_block_that_the_walker_does_not_know_is_refused() -> None:
    class OddBlock(ArgumentBlock):
        carousel = ArgumentBlock().child_blocks["quote"]

    stream = StreamValue(OddBlock(), [("carousel", {"text": "a"})])
    with pytest.raises(UnknownContentError, match="“carousel”"):
        list(Walker(no_notes).walk(stream, under=1))


def test_no_rank_of_heading_is_missed() -> None:
    block = ReportBodyBlock()
    names = ("subheading", "subheading", "heading", "subheading", "subheading", "heading")
    stream = block.to_python([{"type": name, "value": name, "id": f"{place:08}"} for place, name in enumerate(names)])
    walker = Walker(no_notes)
    assert walker.open_heading("Partie", "p", 1)["rank"] == 1
    assert [node["rank"] for node in walker.walk(stream, under=1)] == [2, 2, 2, 3, 3, 2]


# Whole publications -------------------------------------------------------------------------------


@pytest.fixture
def document(add_document: AddDocument) -> AdvocacyDocumentPage:
    """Two notes, the first cited twice and once in a table; a recommendation; a testimony."""
    page = add_document(introduction="Agir tôt.")
    testimony = QuotedTestimony.objects.create(alias="Amina", text="J’ai attendu deux ans.", consent=agree())
    table = {
        "columns": [{"type": "text", "heading": "Pays"}, {"type": "number", "heading": "Part"}],
        "rows": [{"values": [f"<p>Guinée{cited(NOTE)}</p>", "17 %"]}],
        "caption": "Les pays d’origine",
    }
    page.footnotes = [
        Footnote(uuid=OTHER_NOTE, text="<p>Rapport de l’Ofpra.</p>"),
        Footnote(uuid=NOTE, text="<p>Loi du <b>26 janvier</b>.</p>"),
    ]
    parts = parts_with(
        (
            "Travailler",
            [
                ("paragraph", f"<p>Une phrase{cited(NOTE)} et une autre{cited(OTHER_NOTE)}{cited('absente')}.</p>"),
                ("table", {"table": table, "has_row_headings": True, "source": "Ofpra"}),
                ("testimony", {"testimony": testimony.pk}),
                ("recommendation", {"recommendation": recommend(page, 3, status="adopted").pk, "comment": ""}),
            ],
        )
    )
    return publish(page, parts=parts)


def latest(page: AdvocacyDocumentPage) -> Version:
    return Version.objects.filter(page_id=page.pk)[0]


def test_the_pdf_says_what_the_page_says(document: AdvocacyDocumentPage) -> None:
    text = text_of(print_version(latest(document)))
    for words in (
        "Plaidoyer 2024", "Agir tôt.", "Édition de janvier 2024", "Version 1, publiée le", "Sommaire", "Le cadre légal", "Travailler",
        "Les pays d’origine", "17 %", "Source : Ofpra", "J’ai attendu deux ans.", "Amina", "Demande 3", "Législateur",
        "État : adoptée, au 1er mars 2026", "http://localhost:8000/plaidoyer/2024/versions/1/",
    ):  # fmt: skip
        assert words.replace("\u202f", " ") in text.replace("\u202f", " ").replace("\xa0", " "), words


def test_notes_have_the_numbers_of_the_page(document: AdvocacyDocumentPage) -> None:
    layout = lay_out(latest(document), on=TODAY)
    paragraph, table = layout.data["parts"][0]["blocks"][1:3]
    calls = [node for node in paragraph["content"][0]["content"] if node["type"] == "note"]
    assert calls == [{"type": "note", "number": 1, "first": True}, {"type": "note", "number": 2, "first": True}]
    assert table["rows"][0][0][0]["content"][1] == {"type": "note", "number": 1, "first": False}
    text = text_of(print_version(latest(document)))
    assert text.count("Loi du 26 janvier.") == 1
    assert text.index("Loi du 26 janvier.") < text.index("Rapport de l’Ofpra.")


def test_a_note_cited_again_says_on_which_page_it_is(add_document: AddDocument) -> None:
    page = add_document()
    page.footnotes = [Footnote(uuid=NOTE, text="<p>Loi du 26 janvier.</p>"), Footnote(uuid=OTHER_NOTE, text="<p>Rapport de l’Ofpra.</p>")]
    far = f"<p>{'Une phrase. ' * 600}</p>"
    paragraphs = [f"<p>Un{cited(NOTE)} deux{cited(NOTE)}.</p>", far, f"<p>Trois{cited(NOTE)} quatre{cited(NOTE)}{cited(OTHER_NOTE)}.</p>"]
    version = latest(publish(page, parts=parts_with(("Travailler", [("paragraph", text) for text in paragraphs]))))
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(print_version(version))).pages]
    (written,) = [number for number, text in enumerate(pages, start=1) if "Loi du 26 janvier." in text]
    # Where it stands on the page itself, nothing leads elsewhere; further on, one line does for both calls.
    assert "Voir la note" not in pages[written - 1]
    (told,) = [text for text in pages if "Voir la note" in text]
    assert told.replace("\xa0", " ").count(f"Voir la note 1, p. {written}.") == 1
    assert "2 Rapport de l’Ofpra." in told.replace("\xa0", " ")


def test_no_row_of_a_long_table_is_alone_on_a_page() -> None:
    for lines in range(20, 60):
        table = table_node("Table", ["A", "B"], [[break_lines(f"Rang{row}."), break_lines("Un")] for row in range(lines)], numbers=[])
        pages = [text for text in pages_of_nodes([table]) if "Rang" in text]
        assert all(text.count("Rang") >= 3 for text in pages), lines


def test_a_compound_word_is_not_cut_at_its_hyphen() -> None:
    for width in range(60):
        content = [{"type": "text", "text": "a" * width + " x" * 10 + " vivaient hors d’Île-de-France."}]
        (page,) = [
            text
            for text in pages_of_nodes([{"type": "paragraphs", "content": [{"type": "paragraph", "content": content}]}])
            if "hors" in text
        ]
        assert "d’Île-de-France" in page, width


def test_the_pdf_is_tagged_and_says_its_language_and_its_headings(document: AdvocacyDocumentPage) -> None:
    reader = PdfReader(io.BytesIO(print_version(latest(document))))
    catalogue: Any = reader.trailer["/Root"]
    assert catalogue["/Lang"] == "fr-FR"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in catalogue["/Metadata"].get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == "Plaidoyer 2024"
    assert titles(reader.outline) == ["Le cadre légal", ["Travailler"], "Toutes les recommandations"]
    found = set(roles(catalogue["/StructTreeRoot"]))
    assert {"/H1", "/H2", "/Table", "/TH", "/Note", "/Figure", "/TOC", "/BlockQuote", "/Link"} <= found


def titles(outline: list[Any]) -> list[Any]:
    return [titles(entry) if isinstance(entry, list) else entry.title for entry in outline]


def roles(node: Any) -> list[str]:
    """The tags of a PDF, in the order of reading."""
    node = node.get_object()
    if isinstance(node, list):
        return [role for child in node for role in roles(child)]
    if not isinstance(node, dict):
        return []
    return [*([str(node["/S"])] if "/S" in node else []), *(roles(node["/K"]) if "/K" in node else [])]


def test_the_same_version_gives_the_same_bytes(document: AdvocacyDocumentPage) -> None:
    version = latest(document)
    assert print_version(version) == print_version(version)
    assert draw_card(version, WIDE) == draw_card(version, WIDE)


def test_a_withdrawn_testimony_leaves_no_word(document: AdvocacyDocumentPage) -> None:
    withdraw(QuotedTestimony.objects.get(), at=datetime(2026, 2, 1, tzinfo=UTC))
    text = text_of(print_version(latest(document)))
    assert "Témoignage retiré" in text
    assert "attendu deux ans" not in text
    assert "Amina" not in text


def test_a_letter_that_no_font_has_is_an_error(document: AdvocacyDocumentPage) -> None:
    publish(document, title="Plaidoyer 🙂", correction="Un sourire.")
    with pytest.raises(TypesettingError, match="could not be displayed"):
        print_version(latest(document))
    with pytest.raises(TypesettingError, match="could not be displayed"):
        draw_card(latest(document), WIDE)


def test_pictures_to_share_have_the_sizes_that_networks_ask_for(document: AdvocacyDocumentPage) -> None:
    sizes = []
    for size in (WIDE, SQUARE):
        with Image.open(io.BytesIO(draw_card(latest(document), size))) as drawn:
            sizes.append(drawn.size)
            colours = drawn.convert("RGB").getcolors(drawn.width * drawn.height)
            assert colours is not None
            assert len(colours) > 100
    assert sizes == [(1200, 630), (1080, 1080)]


@pytest.mark.parametrize(
    ("title", "eyebrow", "baseline"),
    [
        ("Se former", "Plaidoyer", "Agir dès la demande d’asile"),
        ("Plaidoyer 2024", "", "Agir dès la demande d’asile"),
        ("Agir dès la demande d'asile pour l’intégration", "Plaidoyer", ""),
    ],
)
def test_a_card_says_nothing_twice(add_document: AddDocument, title: str, eyebrow: str, baseline: str) -> None:
    page = add_document()
    page.title = title
    cover = cover_of(page)
    assert (cover.eyebrow, cover.baseline) == (eyebrow, baseline)


def test_pages_hold_something_to_see(document: AdvocacyDocumentPage) -> None:
    pdf = pypdfium2.PdfDocument(print_version(latest(document)))
    try:
        shades = [page.render(scale=0.5).to_pil().convert("L").getextrema() for page in pdf]
    finally:
        pdf.close()
    assert len(shades) == 4
    assert all(darkest < 90 for darkest, _ in shades)


def test_sixty_pages_take_less_than_three_seconds(add_document: AddDocument) -> None:
    page = add_document()
    sentence = "L’attente d’une réponse dure des mois, parfois des années, et presque tout reste fermé pendant ce temps. "
    sections = [(f"Section {number}", [("paragraph", f"<p>{sentence * 12}</p>")] * 4) for number in range(55)]
    version = latest(publish(page, parts=parts_with(*sections)))
    started = time.process_time()
    pdf = print_version(version)
    taken = time.process_time() - started
    assert len(PdfReader(io.BytesIO(pdf)).pages) >= 60
    assert taken < 3


def test_a_report_is_printed_with_its_figures(home_page: HomePage) -> None:
    index = reports.add_report_index(home_page)
    report = reports.add_report(
        index,
        reports.figure_list(reports.figure("personnes inscrites", "242"), reports.figure("déboutées", "0")),
        reports.accounts("156964.07", "149171.57", "7792.50"),
        reports.chart(("Culturelle", "66"), ("Sportive", None)),
    )
    report.save_revision().publish()
    text = text_of(print_version(Version.objects.get())).replace("\u202f", " ").replace("\xa0", " ")
    for words in ("242", "personnes inscrites", "156 964,07 €", "7 792,50 €", "des 38 activités", "Source : rapport 2024"):
        assert words in text


def test_recommendations_lead_to_their_page(add_document: AddDocument) -> None:
    page = add_document()
    version = latest(publish(page, parts=parts_of(("Travailler", [recommend(page, 1)]), ("Se former", [recommend(page, 2)]))))
    layout = lay_out(version, on=TODAY)
    assert [entry["number"] for entry in layout.data["recommendations"]] == [1, 2]
    assert {"r-1", "r-2"} <= set(layout.data["anchors"])
