"""The PDF of a publication ends with the words of the glossary that it uses."""

import io

import pytest
from pypdf import PdfReader

from advocacy.models import GlossaryPage, GlossaryTerm, Version
from advocacy.printing.document import lay_out
from advocacy.printing.glossary import words_of
from home.models import HomePage
from tests.advocacy.conftest import AddDocument, parts_with, publish, recommend
from tests.advocacy.test_printing import TODAY, print_version, text_of


@pytest.fixture
def terms(home_page: HomePage) -> None:
    home_page.add_child(instance=GlossaryPage(title="Glossaire", slug="glossaire"))
    for term, full in (
        ("Ofpra", "Office français de protection"),
        ("Protection subsidiaire", ""),
        ("Dublin", ""),
        ("Cada", "Centre d’accueil"),
    ):
        GlossaryTerm.objects.create(
            term=term, slug=term[:6].lower(), expansion=full, definition=f"Sens de {term}.", long_definition="Long."
        )


def terms_of(version: Version) -> list[str]:
    return [term["term"] for term in lay_out(version, on=TODAY).data["glossary"]["terms"]]


def test_appendix_holds_the_words_that_the_text_uses(terms: None, add_document: AddDocument) -> None:
    document = add_document(introduction="En procédure Dublin.")
    asked = recommend(document, 1, text="Ouvrir le droit dès la demande.")
    body = [
        ("paragraph", "<p>Devant l’<b>Ofpra</b>, une <i>protection</i> subsidiaire.</p>"),
        ("recommendation", {"recommendation": asked.pk, "comment": ""}),
    ]
    publish(document, parts=parts_with(("Section", body)))
    version = Version.objects.get()
    assert terms_of(version) == ["Dublin", "Ofpra", "Protection subsidiaire"]
    pdf = print_version(version)
    text = text_of(pdf)
    assert "Ofpra : Office français de protection. Sens de Ofpra." in text
    assert "http://localhost:8000/glossaire/" in text
    assert "Sens de Cada." not in text
    assert "Glossaire" in [entry.title for entry in PdfReader(io.BytesIO(pdf)).outline if not isinstance(entry, list)]
    assert print_version(version) == pdf


def test_pdf_has_no_appendix_without_words_or_where_the_officer_wants_none(terms: None, add_document: AddDocument) -> None:
    page = publish(add_document(), parts=parts_with(("Section", [("paragraph", "<p>Devant l’Ofpra.</p>")])))
    version = Version.objects.get()
    assert terms_of(version) == ["Ofpra"]
    Version.objects.update(files_asked_at=version.published_at)
    publish(page, links_glossary=False)
    version = Version.objects.get()
    # No other version: readers see the same text; its files are made again.
    assert (version.number, version.files_asked_at) == (1, None)
    assert terms_of(version) == []
    assert "Glossaire" not in text_of(print_version(version))
    page = publish(page, links_glossary=True, parts=parts_with(("Section", [("paragraph", "<p>Rien.</p>")])))
    assert terms_of(Version.objects.get(number=2)) == []


def test_words_of_two_places_make_no_third() -> None:
    nodes = [{"type": "text", "text": "protec"}, {"type": "strong", "content": [{"type": "text", "text": "tion"}]}]
    read = "".join(words_of([{"type": "paragraph", "content": nodes}, {"title": "protection", "text": "subsidiaire"}, ["a", "b"]]))
    assert read == "protection\x1eprotection\x1esubsidiaire\x1ea\x1eb\x1e"
