"""Lists that leave as files, and the trace that somebody took one; that of the bénévoles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Final

from django.http import FileResponse
from django.utils import timezone

from accounts.models import User
from volunteers.models import DataExport
from volunteers.people import Criteria, find_people
from volunteers.people_columns import COLUMNS, row_of, with_columns
from volunteers.sheets import CONTENT_TYPES, Cell, Format, spool_sheet

PEOPLE: Final = "Bénévoles"
# Rows that are in memory together.
AT_ONCE: Final = 1000


@dataclass(frozen=True)
class ExportedFile:
    """What is handed to the browser, from the disk. The name says what list and which day, nobody's name; `count` is of its rows."""

    name: str
    content_type: str
    file: IO[bytes]
    count: int

    def as_response(self) -> FileResponse:
        return FileResponse(self.file, as_attachment=True, filename=self.name, content_type=self.content_type)


def take_out(
    kind: str, name: str, file_format: Format, header: Sequence[str], rows: Iterable[Sequence[Cell]], *, by: User, now: datetime
) -> ExportedFile:
    """The rows as a file called after `name`. That it was taken, with how many rows, is written before it is handed over, or it is not.

    The file is whole before its first byte leaves: a list that breaks off in the middle looks like a list. Nothing is locked meanwhile.
    """
    spooled = spool_sheet(file_format, kind, header, rows)
    try:
        DataExport.objects.create(kind=kind, taken_by=by, taken_at=now, count=spooled.count)
    except BaseException:
        spooled.file.close()
        raise
    return ExportedFile(f"{name}.{file_format.value}", CONTENT_TYPES[file_format], spooled.file, spooled.count)


def export_people(asked: Criteria, file_format: Format, *, by: User, now: datetime) -> ExportedFile:
    """Those who answer the criteria, in the order of the page."""
    people = with_columns(find_people(asked, now=now)).iterator(chunk_size=AT_ONCE)
    name = f"benevoles-{timezone.localdate(now)}"
    return take_out(PEOPLE, name, file_format, list(COLUMNS), map(row_of, people), by=by, now=now)
