"""The log of who read what of a supported person's file (trust.md 18), written with the reading or the reading is not.

An alias and a code stand for the person: a page that shows any other field of theirs writes it here.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Final
from uuid import UUID

from accounts.models import User
from volunteers.models import FileReading, Pairing, Participant
from volunteers.models.reading import FILE_FIELDS, TOLD_FIELDS

# The same person reading the same again meanwhile is one line, as the log says; a contact that was read is always a line of its own.
ONE_READING: Final = timedelta(minutes=10)
WRITTEN_AT_ONCE: Final = 1000


def write_reading(
    kind: FileReading.Kind, fields: Collection[str], *, participant: Participant | None, by: User, now: datetime
) -> FileReading:
    """Writes a line: names of fields, never what they hold. To call in the transaction of what it tells."""
    return FileReading.objects.create(kind=kind, fields=list(fields), participant=participant, by=by, at=now)


def note_reading(read: Mapping[Participant, Collection[str]], kind: FileReading.Kind, *, by: User, now: datetime) -> None:
    """Writes which fields of each file somebody read, unless they did the same in the last ten minutes: in two queries for all.

    Who was shown by an alias alone has no line.
    """
    lately = FileReading.objects.filter(kind=kind, by=by, at__gt=now - ONE_READING).values_list("participant", "fields")
    known = [(key, tuple(fields)) for key, fields in lately]
    new = {person.pk: fields for person, fields in read.items() if fields and (person.pk, tuple(fields)) not in known}
    _write(new, kind, by=by, now=now)


def note_opening(participant: Participant, *, by: User, now: datetime) -> None:
    """Writes that somebody opened the file: all of it, contact aside."""
    note_reading({participant: FILE_FIELDS}, FileReading.Kind.OPENED, by=by, now=now)


def note_shown(participants: Iterable[Participant], fields: Collection[str], *, by: User, now: datetime) -> None:
    """Writes that a page which is not their file shows these fields of each."""
    note_shown_of_each(dict.fromkeys(participants, fields), by=by, now=now)


def note_shown_of_each(shown: Mapping[Participant, Collection[str]], *, by: User, now: datetime) -> None:
    """The same of a page that does not show as much of everybody."""
    note_reading(shown, FileReading.Kind.SHOWN, by=by, now=now)


def note_told(pairing: Pairing, *, now: datetime) -> None:
    """Writes that the bénévole of the pairing read what they are told of each person in it; once it is under way, what to arrange too."""
    told = (*TOLD_FIELDS, "arrangement") if pairing.is_active else TOLD_FIELDS
    read = dict.fromkeys(pairing.participants.all(), told)
    note_reading(read, FileReading.Kind.TOLD, by=pairing.volunteer.user, now=now)


def write_readings(keys: Iterable[UUID], kind: FileReading.Kind, fields: Collection[str], *, by: User, now: datetime) -> None:
    """Writes a line on each of the files, by their ids, whatever was read before: to call in the transaction of what it tells."""
    _write(dict.fromkeys(keys, fields), kind, by=by, now=now)


def _write(read: Mapping[UUID, Collection[str]], kind: FileReading.Kind, *, by: User, now: datetime) -> None:
    """A few at once: an export is of everybody."""
    rows = (FileReading(kind=kind, fields=list(fields), participant_id=key, by=by, at=now) for key, fields in read.items())
    while some := list(islice(rows, WRITTEN_AT_ONCE)):
        FileReading.objects.bulk_create(some)
