"""Tables that an editor types or pastes from a spreadsheet: columns, labels, French numbers, gaps."""

import csv
import io
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

SEPARATORS: Final = ("\t", ";", "|")
GAPS: Final = frozenset({"", "-", "–", "—", "…", "nc", "n.c.", "n/a", "non communiqué"})
SPACES: Final = re.compile(r"\s+")
NUMBER: Final = re.compile(r"[-+−]?\d{1,12}(?:[.,]\d{1,6})?")
UNIT: Final = re.compile(r"[%€]$")
YEAR: Final = re.compile(r"(?:19|20)\d\d")
RULE: Final = re.compile(r"[|:\s-]*-{2,}[|:\s-]*")
HEADER_EXAMPLE: Final = "« Pays ; Part »"


class TableError(ValueError):
    """What the table cannot be read for: `sentences`, each with the number of its line."""

    def __init__(self, sentences: list[str]) -> None:
        self.sentences = sentences
        super().__init__(" ".join(self.sentences))


@dataclass(frozen=True)
class Row:
    """A label and its values, one for each column; None is a gap."""

    label: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class Table:
    """`heading` names what the labels are; `columns` name the values."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def column(self, place: int) -> tuple[Decimal | None, ...]:
        return tuple(row.values[place] for row in self.rows)


def read_number(text: str) -> Decimal | None:
    """`1 234,5`, `1234.5`, `12 %`: the number; None for a gap. A true 0 is 0. Raises ValueError for anything else."""
    bare = UNIT.sub("", SPACES.sub("", text)).lower()
    if bare in GAPS or text.strip().lower() in GAPS:
        return None
    if not NUMBER.fullmatch(bare):
        raise ValueError(text)
    return Decimal(bare.replace("−", "-").replace(",", "."))


def split_lines(text: str) -> list[tuple[int, list[str]]]:
    """The cells of each line that has some, with the line's number. The first line decides the separator: tab, `;` or `|`."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    separator = next((sign for sign in SEPARATORS if sign in header), SEPARATORS[0])
    reader = csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter=separator, strict=True)
    lines = []
    framed = all(line.lstrip().startswith("|") for line in text.splitlines() if line.strip())
    try:
        for found in reader:
            if RULE.fullmatch(separator.join(found)):
                continue
            cells = [SPACES.sub(" ", cell).strip() for cell in found]
            cells = cells[1:] if framed else cells
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                lines.append((reader.line_num, cells))
    except csv.Error as error:
        raise TableError([f"Ligne {reader.line_num} : un guillemet droit n’est pas refermé ; écrivez « et »."]) from error
    return lines


def header_error(number: int, heading: str, columns: list[str]) -> str | None:
    if not columns:
        return f"Ligne {number} : séparez les colonnes par une tabulation, un point-virgule ou une barre |, par exemple {HEADER_EXAMPLE}."
    for cell in columns:
        if not cell:
            return f"Ligne {number} : une colonne n’a pas de nom."
        if NUMBER.fullmatch(SPACES.sub("", UNIT.sub("", cell))) and not YEAR.fullmatch(cell):
            return f"Ligne {number} : la première ligne donne les noms des colonnes, par exemple {HEADER_EXAMPLE}, et non « {cell} »."
    return None


def row_errors(number: int, label: str, cells: list[str], width: int, known: set[str]) -> list[str]:
    """What is wrong with a line of values, in sentences."""
    errors = []
    if not label:
        errors.append(f"Ligne {number} : le libellé manque.")
    elif label in known:
        errors.append(f"Ligne {number} : « {label} » est déjà écrit plus haut.")
    if len(cells) > width:
        errors.append(f"Ligne {number} : {len(cells)} valeurs pour {width} colonne{'s' if width > 1 else ''}.")
    for cell in cells:
        try:
            read_number(cell)
        except ValueError:
            errors.append(f"Ligne {number} : « {cell} » n’est pas un nombre. Écrivez 1250 ou 3,5, ou laissez vide.")
    return errors


def read_table(text: str) -> Table:
    """The table written in `text`: a line of column names, then a line for each label. Raises TableError."""
    lines = split_lines(text)
    if not lines:
        raise TableError([f"Écrivez une ligne de noms de colonnes, par exemple {HEADER_EXAMPLE}, puis une ligne par valeur."])
    number, (heading, *columns) = lines[0]
    refusal = header_error(number, heading, columns)
    errors = [refusal] if refusal else []
    known: set[str] = set()
    for number, (label, *cells) in lines[1:]:
        errors += [] if refusal else row_errors(number, label, cells, len(columns), known)
        known.add(label)
    if len(lines) == 1:
        errors.append("Il manque les lignes de valeurs, sous les noms des colonnes.")
    if errors:
        raise TableError(errors)
    rows = [Row(label, (*map(read_number, cells), *[None] * (len(columns) - len(cells)))) for _, (label, *cells) in lines[1:]]
    return Table(heading, tuple(columns), tuple(rows))


def write_table(table: Table) -> str:
    """The table as an editor would type it, its columns parted by ` | `, or by tabs where a label needs quotes.

    Read again, it is the same.
    """
    lines = [[table.heading or "Libellé", *table.columns]]
    lines += [[row.label, *("–" if value is None else f"{value:f}".replace(".", ",") for value in row.values)] for row in table.rows]
    if not any(sign in cell for line in lines for cell in line for sign in '\t;|"'):
        return "\n".join(" | ".join(line) for line in lines)
    text = io.StringIO()
    csv.writer(text, delimiter="\t", lineterminator="\n").writerows(lines)
    return text.getvalue().rstrip("\n")


def without_values(text: str) -> str:
    """The same table with every value a gap: how the chart of a next year starts. What cannot be read is returned as it is."""
    try:
        table = read_table(text)
    except TableError:
        return text
    return write_table(Table(table.heading, table.columns, tuple(Row(row.label, (None,) * len(row.values)) for row in table.rows)))
