"""Rows as a spreadsheet opens them: CSV for a French one, or XLSX. Whatever a cell holds, no program runs it as a formula."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import SEEK_END, BytesIO, TextIOWrapper
from itertools import chain
from tempfile import TemporaryFile
from typing import IO, Final

from django.db import models
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import Cell as XlsxCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Cell = str | int | date | datetime | None

# The byte order mark tells a spreadsheet that this is UTF-8.
BOM: Final = "\ufeff"
# What makes a program read a formula, the wide forms of East Asian keyboards included.
FORMULA: Final = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
# XLSX is XML, where these cannot be.
UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_CELL: Final = 32_767
WIDTH: Final = 24
# A file that is longer stays on the disk until it is handed over.
IN_MEMORY_BYTES: Final = 1024 * 1024


class Format(models.TextChoices):
    XLSX = "xlsx", "XLSX (Excel, LibreOffice)"
    CSV = "csv", "CSV (texte, points-virgules)"


CONTENT_TYPES: Final = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Spooled:
    """A whole file, on the disk unless it is short, gone once it is closed; `count` is how many rows it has below the header."""

    file: IO[bytes]
    count: int


def write_sheet(file_format: Format, title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The whole of a short file. `title` (31 characters at most) names the only sheet of an XLSX; instants are written as days in Paris."""
    with spool_sheet(file_format, title, header, rows).file as file:
        return file.read()


def spool_sheet(file_format: Format, title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Spooled:
    """The same for a file of any length: a row that is written takes no more memory. Whatever `rows` raises, nothing is left."""
    counted = _Counted(rows)
    days = ([_day(cell) for cell in row] for row in counted)
    file: IO[bytes] = TemporaryFile()  # noqa: SIM115 whoever hands it over closes it
    try:
        if file_format == Format.CSV:
            _write_csv(file, header, days)
        else:
            _write_xlsx(file, title, header, days)
        is_short = file.seek(0, SEEK_END) <= IN_MEMORY_BYTES
        file.seek(0)
    except BaseException:
        file.close()
        raise
    if is_short:
        with file:
            return Spooled(BytesIO(file.read()), counted.count)
    return Spooled(file, counted.count)


class _Counted:
    """The rows, counted as they are taken."""

    def __init__(self, rows: Iterable[Sequence[Cell]]) -> None:
        self.rows, self.count = rows, 0

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        for row in self.rows:
            self.count += 1
            yield row


def is_formula(text: str) -> bool:
    """Whether a program might run the text rather than show it."""
    return FORMULA.match(text) is not None


def _day(cell: Cell) -> Cell:
    return timezone.localdate(cell) if isinstance(cell, datetime) else cell


def _write_csv(file: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Every cell is quoted: a program that splits at commas would else find a formula after one."""
    text = TextIOWrapper(file, encoding="utf-8", errors="replace", newline="")
    text.write(BOM)
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL)
    for row in chain([header], rows):
        writer.writerow([_csv_text(cell) for cell in row])
    # The file outlives what wrote text in it.
    text.detach()


def _csv_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, int):
        return str(cell)
    text = cell.replace("\x00", "")
    return f"'{text}" if is_formula(text) else text


def _write_xlsx(file: IO[bytes], title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """The rows go to a file of openpyxl's own as they come, then into the archive."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number in range(len(header)):
        sheet.column_dimensions[chr(ord("A") + number)].width = WIDTH
    try:
        _fill(sheet, header, rows)
    except BaseException:
        # What it has written so far is a file of its own.
        sheet.close()
        sheet._writer.cleanup()
        raise
    book.save(file)


def _fill(sheet: WriteOnlyWorksheet, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    bold = Font(bold=True)
    for number, row in enumerate(chain([header], rows)):
        cells = [_xlsx_cell(sheet, cell) for cell in row]
        if number == 0:
            for cell in cells:
                cell.font = bold
        sheet.append(cells)


def _xlsx_cell(sheet: WriteOnlyWorksheet, value: Cell) -> XlsxCell:
    cell = WriteOnlyCell(sheet)
    if not isinstance(value, str):
        cell.value = value
        if isinstance(value, date):
            cell.number_format = "DD/MM/YYYY"
        return cell
    cell.value = UNWRITABLE.sub("", value)[:LONGEST_CELL]
    # A string, said twice: the type of the cell, and the mark that keeps it one when somebody edits it.
    cell.data_type = "s"
    if is_formula(value):
        cell.quotePrefix = True
    return cell
