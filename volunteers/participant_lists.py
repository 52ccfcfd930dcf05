"""The list of supported persons as the coordination asks for it: one set of criteria, for the page and its export."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from volunteers.exports import AT_ONCE, ExportedFile, take_out
from volunteers.models import FileReading, Participant, ParticipantSlot, Programme, ProgrammeWish
from volunteers.models.participant import ParticipantQuerySet
from volunteers.participant_readings import write_readings
from volunteers.sheets import Cell, Format

PARTICIPANTS: Final = "Participant·es"
# What of a file leaves, and nothing else: no contact, age, gender, wish or free text. The name of the field it comes from, for the log.
COLUMNS: Final[Mapping[str, tuple[str, Callable[[Participant], Cell]]]] = MappingProxyType(
    {
        "Code": ("", lambda person: person.code),
        "Alias": ("alias", lambda person: person.alias),
        "État": ("standing", lambda person: person.state_label),
        "En attente depuis": ("", lambda person: person.waiting_since),
        "Programmes demandés": ("wishes", lambda person: ", ".join(str(wish.programme) for wish in person.wishes.all())),
        "Langues": ("languages", lambda person: ", ".join(str(language) for language in person.languages.all())),
        "Niveau de français": ("french_level", lambda person: person.get_french_level_display()),
        "Lieu de vie": ("area", lambda person: person.get_area_display()),
        "Créneaux libres": ("free_slots", lambda person: ", ".join(slot.in_short for slot in person.free_slots.all())),
        "Secteurs et intérêts": ("topics", lambda person: ", ".join(str(topic) for topic in person.topics.all())),
    }
)


@dataclass(frozen=True)
class Criteria:
    """What was asked, all of it optional. `slot` is (weekday, half-day); `waiting_days` how long they have waited at least."""

    q: str = ""
    state: str = ""
    programme: Programme | None = None
    language: str = ""
    french_level: str = ""
    area: str = ""
    slot: tuple[int, str] | None = None
    waiting_days: int | None = None


def find_participants(asked: Criteria, *, now: datetime) -> ParticipantQuerySet:
    """Those who answer all the criteria, with their state, the longest waiting first."""
    found = Participant.objects.with_state()
    plain = {"state": asked.state, "french_level": asked.french_level, "area": asked.area}
    found = found.filter(**{name: value for name, value in plain.items() if value})
    if asked.q:
        found = found.called(asked.q)
    if asked.language:
        found = found.speaking(asked.language)
    if asked.programme:
        found = found.filter(Exists(ProgrammeWish.objects.filter(participant=OuterRef("pk"), programme=asked.programme)))
    if asked.slot:
        weekday, half_day = asked.slot
        found = found.filter(Exists(ParticipantSlot.objects.filter(participant=OuterRef("pk"), weekday=weekday, half_day=half_day)))
    if asked.waiting_days is not None:
        found = found.waiting_since_before(timezone.localdate(now) - timedelta(days=asked.waiting_days))
    return found.longest_waiting_first()


def export_participants(asked: Criteria, file_format: Format, *, by: User, now: datetime) -> ExportedFile:
    """Those who answer the criteria, in the order of the page. That it was taken is written with it, and on each of the files."""
    people = find_participants(asked, now=now).prefetch_related("languages", "free_slots", "topics", "wishes__programme")
    taken: list[UUID] = []

    def rows() -> Iterator[list[Cell]]:
        for person in people.iterator(chunk_size=AT_ONCE):
            taken.append(person.pk)
            yield [read(person) for _, read in COLUMNS.values()]

    with transaction.atomic():
        name = f"participants-{timezone.localdate(now)}"
        file = take_out(PARTICIPANTS, name, file_format, list(COLUMNS), rows(), by=by, now=now)
        write_readings(taken, FileReading.Kind.EXPORTED, [name for name, _ in COLUMNS.values() if name], by=by, now=now)
    return file
