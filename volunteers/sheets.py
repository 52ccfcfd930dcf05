"""Rows as a spreadsheet opens them: CSV for a French one, or XLSX. Whatever a cell holds, no program runs it as a formula."""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Final

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


class Format(models.TextChoices):
    XLSX = "xlsx", "XLSX (Excel, LibreOffice)"
    CSV = "csv", "CSV (texte, points-virgules)"


CONTENT_TYPES: Final = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def write_sheet(file_format: Format, title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The whole file. `title` (31 characters at most) names the only sheet of an XLSX; instants are written as days in Paris."""
    days = ([_day(cell) for cell in row] for row in rows)
    return _csv(header, days) if file_format == Format.CSV else _xlsx(title, header, days)


def is_formula(text: str) -> bool:
    """Whether a program might run the text rather than show it."""
    return FORMULA.match(text) is not None


def _day(cell: Cell) -> Cell:
    return timezone.localdate(cell) if isinstance(cell, datetime) else cell


def _csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Every cell is quoted: a program that splits at commas would else find a formula after one."""
    written = StringIO()
    writer = csv.writer(written, delimiter=";", quoting=csv.QUOTE_ALL)
    for row in (header, *rows):
        writer.writerow([_csv_text(cell) for cell in row])
    return (BOM + written.getvalue()).encode("utf-8", "replace")


def _csv_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, int):
        return str(cell)
    text = cell.replace("\x00", "")
    return f"'{text}" if is_formula(text) else text


def _xlsx(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number in range(len(header)):
        sheet.column_dimensions[chr(ord("A") + number)].width = WIDTH
    bold = Font(bold=True)
    for number, row in enumerate((header, *rows)):
        cells = [_xlsx_cell(sheet, cell) for cell in row]
        if number == 0:
            for cell in cells:
                cell.font = bold
        sheet.append(cells)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


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
