"""Numbered notes: in the order of reading, cited several times, in tables too, with a way back from each."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from wagtail.rich_text import RichText
from wagtail_footnotes.models import Footnote

from accounts.models import User
from advocacy.blocks.writing import NotedTextBlock, TableBlock
from advocacy.footnotes import Citation, Notes, cites_one_of, drop_citations
from advocacy.models import AdvocacyDocumentPage
from home.permissions import grant_to_communication
from tests.advocacy.conftest import AddDocument, parts_with, publish

FIRST, SECOND, UNKNOWN = (f"{digit * 8}-0000-4000-8000-000000000000" for digit in "123")


def call(uuid: str) -> str:
    return f'<footnote id="{uuid}">[{uuid[:6]}]</footnote>'


def table(*rows: list[str], **changes: Any) -> tuple[str, dict[str, Any]]:
    value = {
        "table": {
            "caption": "Délais",
            "columns": [{"type": "text", "heading": "Démarche"}, {"type": "number", "heading": "Mois"}],
            "rows": [{"values": row} for row in rows],
        },
        "has_row_headings": True,
        "source": "Ofpra",
    }
    return ("table", value | changes)


@pytest.fixture
def document(add_document: AddDocument) -> AdvocacyDocumentPage:
    """Cites its second note first, then the first, then the second again in a table, and one that is gone."""
    page = add_document()
    page.footnotes = [
        Footnote(uuid=FIRST, text='<p>Loi du <a href="https://example.org/">1er</a> mars.</p>'),
        Footnote(uuid=SECOND, text="<p>Rapport.</p>"),
    ]
    paragraph = f"<p>Délai{call(SECOND)}, droit{call(FIRST)}, rien{call(UNKNOWN)}.</p>"
    parts = parts_with(("Travailler", [("paragraph", paragraph), table([f"<p>Accord{call(SECOND)}</p>", "6"])]))
    return publish(page, parts=parts)


def test_notes_are_numbered_as_they_are_read(document: AdvocacyDocumentPage) -> None:
    notes = Notes(document)
    assert [notes.cite(uuid) for uuid in (SECOND, FIRST, UNKNOWN, SECOND)] == [Citation(1, 1), Citation(2, 1), None, Citation(1, 2)]
    assert [(note.number, note.text, [one.anchor for one in note.citations]) for note in notes.cited] == [
        (1, "<p>Rapport.</p>", ["appel-1-1", "appel-1-2"]),
        (2, '<p>Loi du <a href="https://example.org/">1er</a> mars.</p>', ["appel-2-1"]),
    ]


def test_page_shows_each_note_once_with_a_way_back_to_each_citation(document: AdvocacyDocumentPage, client: Client) -> None:
    text = client.get("/plaidoyer/2024/").content.decode()
    assert re.findall(r'<a id="(appel-\d-\d)" href="#(note-\d)"', text) == [
        ("appel-1-1", "note-1"),
        ("appel-2-1", "note-2"),
        ("appel-1-2", "note-1"),
    ]
    assert re.findall(r'<li id="(note-\d)"', text) == ["note-1", "note-2"]
    assert re.findall(r'href="#(appel-\d-\d)" role="doc-backlink"', text) == ["appel-1-1", "appel-1-2", "appel-2-1"]
    assert text.count("Rapport.") == 1
    assert "<footnote" not in text
    assert UNKNOWN[:6] not in text
    assert '<a href="#notes">Notes</a>' in text


def test_page_without_notes_has_no_list_of_them(add_document: AddDocument, client: Client) -> None:
    publish(add_document(), parts=parts_with(("Travailler", [("paragraph", f"<p>Rien{call(UNKNOWN)}.</p>")])))
    text = client.get("/plaidoyer/2024/").content.decode()
    assert "Rien." in text
    assert "doc-endnotes" not in text
    assert "#notes" not in text


def test_an_earlier_version_keeps_the_notes_it_had(document: AdvocacyDocumentPage, client: Client) -> None:
    document.footnotes = [Footnote(uuid=SECOND, text="<p>Autre rapport.</p>")]
    publish(document, correction="Les notes sont revues.")
    assert "Autre rapport." in client.get("/plaidoyer/2024/").content.decode()
    earlier = client.get("/plaidoyer/2024/versions/1/").content.decode()
    assert "Autre rapport." not in earlier
    assert re.findall(r'<li id="(note-\d)"', earlier) == ["note-1", "note-2"]


def test_table_says_what_its_rows_and_columns_are(document: AdvocacyDocumentPage, client: Client) -> None:
    text = client.get("/plaidoyer/2024/").content.decode()
    assert "<caption>Délais</caption>" in text
    assert '<th scope="col">Démarche</th><th scope="col" class="number">Mois</th>' in text
    assert re.search(r'<th scope="row"><p>Accord<sup class="call">', text)
    assert '<td data-label="Mois" class="number">6</td>' in text
    assert "Source\u00a0: Ofpra" in text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"caption": " "}, "Donnez une légende"),
        ({"rows": []}, "au moins une colonne et une ligne"),
        ({"columns": [{"type": "number", "heading": ""}]}, "un titre à chaque colonne"),
    ],
)
def test_table_without_what_names_it_is_refused(changes: dict[str, Any], sentence: str) -> None:
    block = TableBlock()
    stored = table(["6"])[1]
    stored["table"] |= {"columns": [{"type": "number", "heading": "Mois"}], **changes}
    with pytest.raises(Exception) as refused:  # noqa: PT011
        block.clean(block.to_python(stored))
    assert sentence in json.dumps(refused.value.as_json_data(), ensure_ascii=False)  # type: ignore[attr-defined]


def test_text_alone_loses_its_calls(document: AdvocacyDocumentPage) -> None:
    block = NotedTextBlock()
    value = RichText(f"<p>Délai{call(FIRST)}.</p>")
    assert str(block.render(value)) == "<p>Délai.</p>"
    assert block.get_searchable_content(value) == ["Délai."]
    assert drop_citations(value.source) == "<p>Délai.</p>"
    assert (cites_one_of(value.source, {FIRST}), cites_one_of(value.source, {SECOND})) == (True, False)


def test_window_of_the_notes_is_for_editors(communication_officer: User, signed_in: Callable[[User], Client], client: Client) -> None:
    grant_to_communication(apps)
    address = "/footnotes/footnotes_modal/"
    assert "Citer une note" in signed_in(communication_officer).get(address).content.decode()
    assert client.get(address).status_code == 302
