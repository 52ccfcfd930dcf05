"""CSV files as French spreadsheets open them: semicolons, decimal commas, a mark that says UTF-8, and no formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

BYTE_ORDER_MARK: Final = "\ufeff"
# What a spreadsheet takes for the beginning of a formula: OWASP, “CSV Injection”.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")

Cell = str | int | Decimal | None


def write_cell(cell: Cell) -> str:
    """A number with its decimal comma, a gap as nothing, a text that no spreadsheet computes."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal | int):
        number = f"{cell:f}"
        return (number.rstrip("0").rstrip(".") if "." in number else number).replace(".", ",")
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The file, in UTF-8, its header first."""
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([write_cell(name) for name in header])
    writer.writerows([write_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode()
