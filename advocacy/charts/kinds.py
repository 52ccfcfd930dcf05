"""The kinds of charts, and which tables each can draw."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from advocacy.charts.tables import Row, Table, TableError

BAR, STACKED, PIE, LINE, MONTHS = "bar", "stacked", "pie", "line", "months"
KINDS: Final = [
    (BAR, "barres"),
    (STACKED, "barres empilées"),
    (PIE, "camembert"),
    (LINE, "courbes"),
    (MONTHS, "mois d’une année"),
]
MONTH_NAMES: Final = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
MOST_SERIES: Final = 6
MOST_LINES: Final = 4
MOST_SLICES: Final = 6
MOST_ROWS: Final = 30


@dataclass(frozen=True)
class Chart:
    """What is drawn. `write` gives a value as readers see it, with its unit, and `write_step` a round number of the axis.

    `full_scale` is where the scale ends at least.
    """

    kind: str
    table: Table
    write: Callable[[Decimal | None], str]
    write_step: Callable[[Decimal], str]
    title: str
    description: str
    full_scale: Decimal = Decimal(0)


def month_of(label: str) -> int | None:
    """1 for « janvier », « Janv. » or « 1 »; None when it names no month or several."""
    folded = fold(label).rstrip(".")
    if folded.isdigit():
        return int(folded) if 1 <= int(folded) <= 12 else None
    found = [number for number, name in enumerate(MONTH_NAMES, start=1) if len(folded) >= 3 and fold(name).startswith(folded)]
    return found[0] if len(found) == 1 else None


def fold(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", text.strip().lower()) if not unicodedata.combining(sign))


def check_kind(kind: str, table: Table) -> None:
    """Raises TableError when a chart of this kind would mislead, or could not be read."""
    columns, values = len(table.columns), [value for row in table.rows for value in row.values if value is not None]
    errors = []
    if kind != LINE and any(value < 0 for value in values):
        errors.append("Seules les courbes peuvent montrer des valeurs négatives.")
    if len(table.rows) > MOST_ROWS:
        errors.append(f"{MOST_ROWS} lignes au plus : au-delà, un tableau se lit mieux.")
    if kind in (BAR, PIE, MONTHS) and columns > 1:
        errors.append("Ce genre de graphique n’a qu’une colonne de valeurs. Pour plusieurs colonnes : barres empilées ou courbes.")
    if kind == STACKED and not 2 <= columns <= MOST_SERIES:
        errors.append(f"Des barres empilées ont de 2 à {MOST_SERIES} colonnes de valeurs.")
    if kind == LINE and (columns > MOST_LINES or len(table.rows) < 2):
        errors.append(f"Un graphique en courbes a {MOST_LINES} colonnes au plus, et deux lignes au moins.")
    if kind == PIE:
        errors += pie_errors(table)
    if kind == MONTHS:
        errors += month_errors(table)
    if errors:
        raise TableError(errors)


def pie_errors(table: Table) -> list[str]:
    if not 2 <= len(table.rows) <= MOST_SLICES:
        return [f"Un camembert a de 2 à {MOST_SLICES} parts : au-delà, des barres se lisent mieux."]
    return []


def month_errors(table: Table) -> list[str]:
    months = [month_of(row.label) for row in table.rows]
    unknown = [row.label for row, month in zip(table.rows, months, strict=True) if month is None]
    if unknown:
        return [f"« {unknown[0]} » n’est pas un mois. Écrivez « janvier », « février »…"]
    return ["Un mois est écrit deux fois."] if len(set(months)) < len(months) else []


def all_months(table: Table) -> Table:
    """The twelve months in order, those that the table does not name being gaps."""
    values = {month_of(row.label): row.values for row in table.rows}
    gap = (None,) * len(table.columns)
    rows = tuple(Row(name, values.get(number, gap)) for number, name in enumerate(MONTH_NAMES, start=1))
    return Table(table.heading, table.columns, rows)
