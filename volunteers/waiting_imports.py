"""What every list that is imported goes through: its columns, its report, and the wait between the dry run and the decision."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from volunteers.exceptions import Reason
from volunteers.import_lines import Column, plain_word
from volunteers.models import WaitingImport
from volunteers.spreadsheets import Sheet, UnreadableSheetError

KEPT: Final = timedelta(days=1)
BATCH: Final = 500
GONE: Final = Reason("gone", "Cette liste n’attend plus : elle a été importée, abandonnée, ou date de plus d’un jour. Rien n’a changé.")
# By it a French spreadsheet knows that the accents are in UTF-8.
BYTE_ORDER_MARK: Final = "\ufeff"


class Outcome(StrEnum):
    """What becomes of a line; those that ask for something first."""

    WRONG = "wrong"
    NEW = "new"
    KNOWN = "known"


@dataclass
class ExaminedLine:
    """A line of the file and what the import would do with it."""

    number: int
    cells: Mapping[str, str]
    outcome: Outcome
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    remark: str = ""


LineType = TypeVar("LineType", bound=ExaminedLine)
ImportType = TypeVar("ImportType", bound=WaitingImport)


@dataclass(frozen=True)
class Report(Generic[LineType]):
    lines: Sequence[LineType]
    unknown_columns: Sequence[str]

    def count(self, outcome: Outcome) -> int:
        return sum(line.outcome == outcome for line in self.lines)

    def numbers(self, outcome: Outcome) -> list[int]:
        return [line.number for line in self.lines if line.outcome == outcome]

    @property
    def new(self) -> list[LineType]:
        return [line for line in self.lines if line.outcome == Outcome.NEW]

    @property
    def in_order(self) -> list[LineType]:
        """What asks for something first; the numbers are those of the file."""
        order = list(Outcome)
        return sorted(self.lines, key=lambda line: (order.index(line.outcome), not line.remark, line.number))


def read_rows(sheet: Sheet, columns: Mapping[str, Column]) -> dict[str, Any]:
    """What a waiting import keeps of a list: the cells of known columns, and the titles of the others.

    Raises UnreadableSheetError when a column is missing, or there twice.
    """
    names = {name: column for column, known in columns.items() for name in known.names}
    places: dict[str, int] = {}
    unknown = []
    for place, title in enumerate(sheet.header):
        column = names.get(plain_word(title))
        if column is None:
            unknown.append(title or f"sans titre, la {place + 1}e")
        elif column in places:
            raise UnreadableSheetError(f"Deux colonnes disent la même chose : « {sheet.header[places[column]]} » et « {title} ».")
        else:
            places[column] = place
    missing = [f"« {known.label} »" for column, known in columns.items() if known.is_required and column not in places]
    if missing:
        raise UnreadableSheetError(f"La première ligne doit nommer les colonnes. Il manque : {', '.join(missing)}.")
    lines = [[line.number, {column: line.cells[place] for column, place in places.items() if line.cells[place]}] for line in sheet.lines]
    return {"unknown": unknown, "lines": lines}


def write_model(columns: Mapping[str, Column], example: Mapping[str, str]) -> str:
    """A CSV file with the titles and one invented line, as French spreadsheets open it."""
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    rows = ([column.label for column in columns.values()], [example.get(name, "") for name in columns])
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue()


def lock_waiting(model: type[ImportType], upload_id: UUID) -> ImportType | None:
    """The waiting import, under lock with all those of its kind: two lists that say the same come one after the other."""
    list(model._default_manager.select_for_update().order_by("pk").values_list("pk"))
    return model._default_manager.filter(pk=upload_id).first()


def abandon(model: type[WaitingImport], upload_id: UUID) -> None:
    """Deletes the lines. A second call does nothing."""
    model._default_manager.filter(pk=upload_id).delete()


def forget_undecided(model: type[WaitingImport], *, now: datetime) -> None:
    """Deletes the imports that nobody decided within a day."""
    model._default_manager.filter(uploaded_at__lt=now - KEPT).delete()
