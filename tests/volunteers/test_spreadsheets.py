"""Lists read from files: whatever wrote them, and whatever is wrong with them."""

import io
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from tests.volunteers.words import plain
from volunteers import spreadsheets
from volunteers.spreadsheets import Line, Sheet, UnreadableSheetError, read_sheet

LIST = "Prénom;Nom\nZoé;Fictif\n"
READ = Sheet(("Prénom", "Nom"), (Line(2, ("Zoé", "Fictif")),))


def xlsx(*rows: tuple[Any, ...]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def repacked(data: bytes, **parts: bytes) -> bytes:
    """The same archive with other contents in some of its parts, or with parts more."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return file.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(UnreadableSheetError) as refused:
        read_sheet(data)
    return plain(str(refused.value))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings_are_all_read(encoding: str) -> None:
    assert read_sheet(LIST.encode(encoding)) == READ


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends_are_all_read(separator: str, end: str) -> None:
    assert read_sheet(LIST.replace(";", separator).replace("\n", end).encode()) == READ


def test_separator_inside_a_quoted_title_parts_nothing() -> None:
    assert read_sheet(b'"Nom, d\'usage";Lieu\nFictif;Paris\n').header == ("Nom, d'usage", "Lieu")


def test_quoted_cell_may_hold_lines_and_counts_as_one() -> None:
    sheet = read_sheet(b'Nom;Langues\nFictif;"anglais,\narabe"\nExemple;"dit ""oui"""\n')
    assert sheet.lines == (Line(2, ("Fictif", "anglais, arabe")), Line(3, ("Exemple", 'dit "oui"')))


def test_blank_lines_are_left_aside_and_counted() -> None:
    assert read_sheet(b"\n;\nNom;Lieu\n\n ; \nFictif\n").lines == (Line(6, ("Fictif", "")),)


def test_cells_are_cleaned_of_odd_spaces() -> None:
    assert read_sheet("Nom\n\u00a0\u200bZoé\u202f Fictif \n".encode()).lines == (Line(2, ("Zoé Fictif",)),)


def test_xlsx_cells_are_texts_as_people_type_them() -> None:
    sheet = read_sheet(
        xlsx(
            ("Nom", "Jour", "Instant", "Tél.", "Nombre", "Formule", None),
            ("Fictif", date(2023, 12, 31), datetime(2024, 1, 2, 9, 30, tzinfo=UTC).replace(tzinfo=None), 612345678, 14.0, "=1+1", None),
            (None, None),
            ("Exemple",),
        )
    )
    assert sheet.header == ("Nom", "Jour", "Instant", "Tél.", "Nombre", "Formule")
    assert sheet.lines == (
        # A formula is the value that the spreadsheet saved with it: here, none.
        Line(2, ("Fictif", "31/12/2023", "02/01/2024", "612345678", "14", "")),
        Line(4, ("Exemple", "", "", "", "", "")),
    )


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", spreadsheets.EMPTY),
        (b" \n\n", spreadsheets.EMPTY),
        (b";;\n;;\n", spreadsheets.EMPTY),
        (b"Nom;Lieu\n", spreadsheets.NO_LINES),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", spreadsheets.NOT_A_LIST),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", spreadsheets.NOT_A_LIST),
        (b"Nom\nFict\x00if\n", spreadsheets.NOT_A_LIST),
        (b"\xff\xfeN", spreadsheets.NOT_A_LIST),
        (b"a" * (spreadsheets.MOST_BYTES + 1), spreadsheets.TOO_HEAVY),
        (b"Nom\n" + b"Fictif\n" * 2001, spreadsheets.TOO_MANY_LINES),
        (b"Nom\n" + b"\n" * 10_001, spreadsheets.TOO_MANY_ROWS),
        (b"PK\x03\x04 and then nothing of a zip", spreadsheets.DAMAGED),
        (b'Nom\n"Fictif\nExemple\n', 'Ligne 2 : un guillemet droit (") est mal placé, ou n’est pas refermé.'),
        (b"Nom\n" + b"a" * 1001, "Ligne 2 : une case dépasse 1000 signes. Un guillemet n’est peut-être pas refermé."),
        (b"a" * 200_000, 'Ligne 1 : un guillemet droit (") est mal placé, ou n’est pas refermé.'),
        (b"Nom;Lieu\nFictif;Paris;14\n", "Ligne 2 : elle a plus de cases que la ligne des titres."),
    ],
)
def test_what_is_no_list_is_refused_in_one_sentence(data: bytes, sentence: str) -> None:
    assert refusal(data) == plain(sentence)


def test_two_thousand_lines_are_read() -> None:
    assert len(read_sheet(b"Nom\n" + b"Fictif\n" * 2000).lines) == 2000


def test_archive_that_is_no_xlsx_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("photo.txt", "rien")
    assert refusal(file.getvalue()) == plain(spreadsheets.NOT_A_LIST)


def test_archive_that_unpacks_to_much_is_refused() -> None:
    bomb = repacked(xlsx(("Nom",), ("Fictif",)), **{"xl/media/bomb.bin": b"\0" * (spreadsheets.MOST_UNPACKED_BYTES + 1)})
    assert len(bomb) < 100_000
    assert refusal(bomb) == plain(spreadsheets.UNPACKS_TOO_BIG)


def test_archive_of_many_parts_is_refused() -> None:
    crowded = repacked(xlsx(("Nom",), ("Fictif",)), **{f"xl/media/{number}.bin": b"" for number in range(500)})
    assert refusal(crowded) == plain(spreadsheets.UNPACKS_TOO_BIG)


def test_entities_are_refused() -> None:
    entities = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><worksheet>&b;</worksheet>'
    assert refusal(repacked(xlsx(("Nom",), ("Fictif",)), **{"xl/worksheets/sheet1.xml": entities})) == plain(spreadsheets.NOT_A_LIST)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
def test_damaged_xlsx_is_refused(part: str) -> None:
    assert refusal(repacked(xlsx(("Nom",), ("Fictif",)), **{part: b"<rien"})) == plain(spreadsheets.DAMAGED)


def test_sheet_that_claims_a_million_lines_is_refused_without_reading_them() -> None:
    rows = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/><sheetData>'
    rows += b'<row r="1"><c r="A1" t="inlineStr"><is><t>Nom</t></is></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    rows += b"</sheetData></worksheet>"
    claimed = repacked(xlsx(("Nom",), ("Fictif",)), **{"xl/worksheets/sheet1.xml": rows})
    assert refusal(claimed) == plain(spreadsheets.TOO_MANY_ROWS)
