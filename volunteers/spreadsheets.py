"""Reads a list from a CSV or XLSX file that somebody sends: bounded, nothing computed, every cell a short text."""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from openpyxl import load_workbook

MOST_BYTES: Final = 2 * 1024 * 1024
MOST_LINES: Final = 2000
MOST_COLUMNS: Final = 50
MOST_SIGNS: Final = 1000
# Blank lines count here: a sheet formatted down to its last line has a million.
MOST_ROWS: Final = 10_000
# What the parts of an XLSX file may weigh once unpacked; 2,000 full lines are a tenth of it.
MOST_UNPACKED_BYTES: Final = 20 * 1024 * 1024
MOST_PARTS: Final = 500

ZIP_START: Final = b"PK\x03\x04"
SEPARATORS: Final = (";", ",", "\t")
BLANKS: Final = re.compile(r"[\s\x00-\x1f\x7f\u200b\ufeff]+")
BINARY: Final = re.compile(r"[\x00-\x08\x0e-\x1f]")

NOT_A_LIST: Final = "Ce fichier n’est pas une liste que nous savons lire : enregistrez-la au format CSV ou XLSX."
DAMAGED: Final = "Ce fichier XLSX est abîmé, ou n’en est pas un : ouvrez-le dans un tableur et enregistrez-le de nouveau."
TOO_HEAVY: Final = "Ce fichier est trop lourd : 2 Mo au plus."
UNPACKS_TOO_BIG: Final = "Ce fichier XLSX contient beaucoup plus qu’une liste : copiez la liste seule dans un fichier neuf."
TOO_MANY_LINES: Final = "Ce fichier compte plus de 2 000 lignes : partagez-le en plusieurs fichiers."
TOO_MANY_ROWS: Final = "La feuille dépasse 10 000 lignes, vides comprises : copiez la liste seule dans un fichier neuf."
EMPTY: Final = "Ce fichier est vide."
NO_LINES: Final = "Ce fichier n’a aucune ligne sous les titres des colonnes."


class UnreadableSheetError(ValueError):
    """The file cannot be read as a list; the one argument is a French sentence that says why."""


@dataclass(frozen=True)
class Line:
    """The cells of a line, as many as the header has; `number` is that which a spreadsheet shows beside it (the header's is 1)."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    header: tuple[str, ...]
    lines: tuple[Line, ...]


def read_sheet(data: bytes) -> Sheet:
    """The list in the file: its first line that is not blank names the columns; blank lines are left aside.

    CSV may be in UTF-8, UTF-16 (with its mark) or Windows-1252, parted by `;`, `,` or tabs. Of an XLSX file the first
    sheet is read; a formula is the value that the spreadsheet last saved. Raises UnreadableSheetError.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableSheetError(TOO_HEAVY)
    if not data.strip():
        raise UnreadableSheetError(EMPTY)
    rows = _xlsx_rows(data) if data.startswith(ZIP_START) else _csv_rows(_decoded(data))
    return _as_sheet(rows)


def _as_sheet(rows: Iterable[Sequence[str]]) -> Sheet:
    filled = _filled_rows(rows)
    _, cells = next(filled, (0, []))
    while cells and not cells[-1]:
        cells.pop()
    header = tuple(cells)
    lines: list[Line] = []
    for number, cells in filled:
        if len(lines) == MOST_LINES:
            raise UnreadableSheetError(TOO_MANY_LINES)
        if any(cells[len(header) :]):
            raise UnreadableSheetError(f"Ligne {number} : elle a plus de cases que la ligne des titres.")
        padded = [*cells, *[""] * (len(header) - len(cells))]
        lines.append(Line(number, tuple(padded[: len(header)])))
    if not header:
        raise UnreadableSheetError(EMPTY)
    if not lines:
        raise UnreadableSheetError(NO_LINES)
    return Sheet(header, tuple(lines))


def _filled_rows(rows: Iterable[Sequence[str]]) -> Iterator[tuple[int, list[str]]]:
    """Those that are not blank, with their number and clean cells."""
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise UnreadableSheetError(TOO_MANY_ROWS)
        cells = [BLANKS.sub(" ", cell).strip() for cell in row[:MOST_COLUMNS]]
        if any(len(cell) > MOST_SIGNS for cell in cells):
            raise UnreadableSheetError(f"Ligne {number} : une case dépasse {MOST_SIGNS} signes. Un guillemet n’est peut-être pas refermé.")
        if any(cells):
            yield number, cells


def _decoded(data: bytes) -> str:
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if BINARY.search(text):
            break
        return text
    raise UnreadableSheetError(NOT_A_LIST)


def _csv_rows(text: str) -> Iterator[list[str]]:
    number = 0
    try:
        # The sign that parts the first line into most cells.
        first = re.split(r"[\r\n]", text.lstrip(), maxsplit=1)[:1]
        separator = max(SEPARATORS, key=lambda sign: len(next(csv.reader(first, delimiter=sign), [])))
        # Strict: a quote that is never closed would otherwise swallow the rest of the file.
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            number += 1
            yield row
    except csv.Error as error:
        raise UnreadableSheetError(f'Ligne {number + 1} : un guillemet droit (") est mal placé, ou n’est pas refermé.') from error


def _xlsx_rows(data: bytes) -> list[list[str]]:
    _refuse_bomb(data)
    try:
        # Of styles and validations that openpyxl does not know; none matters to a list.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            try:
                sheet = book.worksheets[0]
                # What the file says of its size may be wrong, or a million blank lines.
                sheet.reset_dimensions()
                found = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True)
                return [[_cell_text(value) for value in row] for row in found]
            finally:
                book.close()
    except Exception as error:  # whatever a file made by hand raises in there, it is the file's fault
        raise UnreadableSheetError(DAMAGED) from error


def _refuse_bomb(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            found = parts.infolist()
            if not any(part.filename == "[Content_Types].xml" for part in found):
                raise UnreadableSheetError(NOT_A_LIST)
            # zipfile never unpacks more than the size that a part declares.
            if len(found) > MOST_PARTS or sum(part.file_size for part in found) > MOST_UNPACKED_BYTES:
                raise UnreadableSheetError(UNPACKS_TOO_BIG)
            for part in found:
                # No spreadsheet writes one; entities that hold entities are a bomb as well.
                if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in parts.read(part).replace(b"\0", b""):
                    raise UnreadableSheetError(NOT_A_LIST)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        if isinstance(error, UnreadableSheetError):
            raise
        raise UnreadableSheetError(DAMAGED) from error


def _cell_text(value: object) -> str:
    """As a person would type it: a day as 31/12/2023, a whole number without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
