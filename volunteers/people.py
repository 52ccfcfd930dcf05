"""The list of the bénévoles as the coordination asks for it: one set of criteria, for the page, its exports and its mails."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from volunteers import figures
from volunteers.models import Charter, FreeSlot, Mission, Pause, Volunteer
from volunteers.models.volunteer import HERE, VolunteerQuerySet
from volunteers.profiles import Waits

NOBODY: Final = "nobody"
UNSAID: Final = "none"
THIS_YEAR: Final = "year"
CHARTER_DUE: Final = "due"


@dataclass(frozen=True)
class Criteria:
    """What was asked, all of it optional. `slot` is (weekday, half-day); `contact` somebody of the team, or NOBODY."""

    q: str = ""
    stage: str = ""
    mission: Mission | None = None
    language: str = ""
    area: str = ""
    slot: tuple[int, str] | None = None
    contact: User | str | None = None
    since_days: int | None = None
    source: str = ""
    signed_up: str = ""
    charter: str = ""
    left: str = ""
    waits: str = ""
    kind: str = ""


def find_people(asked: Criteria, *, now: datetime) -> VolunteerQuerySet:
    """Those who answer all the criteria, with their facts and `moved_at`; who left is among them only when asked for,
    or where all who signed up are.

    The last to sign up come first; where waiting is asked about, those who wait longest.
    """
    found = _answering(Volunteer.objects.all(), asked)
    if not (asked.left or asked.signed_up or asked.stage == Volunteer.Stage.CLOSED):
        found = found.filter(HERE)
    if asked.signed_up == THIS_YEAR:
        found = found.filter(signed_up_at__gte=figures.year_ago(timezone.localdate(now)))
    found = _narrowed(found, asked.waits, now=now)
    if asked.stage:
        found = found.at_stage(asked.stage, timezone.localdate(now))
    if asked.since_days is not None:
        found = found.still_since(now - timedelta(days=asked.since_days))
    return found


def _narrowed(found: VolunteerQuerySet, waits: str, *, now: datetime) -> VolunteerQuerySet:
    """With their facts, whatever is asked."""
    today = timezone.localdate(now)
    if waits == Waits.IDLE:
        return figures.idle(found, now=now)
    if waits == Waits.TEAM:
        found = found.awaiting_team(now)
    elif waits == Waits.FREE:
        found = figures.unoccupied(found, now=now)
    elif waits == Waits.PAUSED:
        found = found.filter(Exists(Pause.objects.covering(today).filter(volunteer=OuterRef("pk"))))
    return found.with_facts(today).with_last_moves()


def describe_people(keys: Sequence[UUID], *, now: datetime) -> list[Volunteer]:
    """Those people in that order, with all that a line of the list says."""
    rows = Volunteer.objects.filter(pk__in=keys).with_facts(timezone.localdate(now)).with_last_moves()
    people = {person.pk: person for person in rows.select_related("user").prefetch_related("missions", "languages")}
    return [people[key] for key in keys if key in people]


def _answering(found: VolunteerQuerySet, asked: Criteria) -> VolunteerQuerySet:
    """Those of whom the plain facts of their file answer."""
    plain = {"missions": asked.mission, "area": asked.area, "kind": asked.kind, "left_reason": asked.left}
    found = found.filter(**{name: value for name, value in plain.items() if value})
    if asked.source:
        found = found.filter(heard_through="" if asked.source == UNSAID else asked.source)
    if asked.charter == CHARTER_DUE:
        asking = Mission.objects.filter(volunteers=OuterRef("pk"), asks_charter=True)
        found = found.filter(Exists(asking)).exclude(signatures__charter=Charter.objects.current())
    if asked.q:
        found = found.named(asked.q)
    if asked.language:
        found = found.speaking(asked.language)
    if asked.slot:
        weekday, half_day = asked.slot
        found = found.filter(Exists(FreeSlot.objects.filter(volunteer=OuterRef("pk"), weekday=weekday, half_day=half_day)))
    if asked.contact == NOBODY:
        found = found.filter(contact=None)
    elif isinstance(asked.contact, User):
        found = found.filter(contact=asked.contact)
    return found
