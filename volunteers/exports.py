"""The list of the bénévoles as a file, and the trace that somebody took it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from volunteers.models import DataExport
from volunteers.people import Criteria, find_people
from volunteers.people_columns import COLUMNS, row_of, with_columns
from volunteers.sheets import CONTENT_TYPES, Format, write_sheet

PEOPLE: Final = "Bénévoles"


@dataclass(frozen=True)
class ExportedFile:
    """What is handed to the browser. The name says what list and which day, nobody's name."""

    name: str
    content_type: str
    content: bytes


def export_people(asked: Criteria, file_format: Format, *, by: User, now: datetime) -> ExportedFile:
    """Those who answer the criteria, in the order of the page. That it was taken is written with it, or it is not taken."""
    with transaction.atomic():
        rows = [row_of(person) for person in with_columns(find_people(asked, now=now))]
        content = write_sheet(file_format, PEOPLE, list(COLUMNS), rows)
        DataExport.objects.create(kind=PEOPLE, taken_by=by, taken_at=now, count=len(rows))
    return ExportedFile(f"benevoles-{timezone.localdate(now)}.{file_format.value}", CONTENT_TYPES[file_format], content)
