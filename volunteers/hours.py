"""Hours of bénévolat: read from attendances and meetings, or typed by the bénévole and validated by the team."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import User
from accounts.outbox import write_mail
from home.dates import duration, full_day, local_date
from volunteers.engagements import lock_person
from volunteers.exceptions import Reason, Refused
from volunteers.models import Booking, Engagement, Meeting, Mission, Pairing, TypedHours, Volunteer

# Older hours are no longer checked by anybody who remembers.
TYPED_WITHIN: Final = timedelta(days=365)
TRAININGS: Final = "Formations suivies"
MEETINGS: Final = "Rencontres d’un binôme"


@dataclass(frozen=True)
class Entry:
    """Some time given on a day (in Paris), that counts."""

    day: date
    minutes: int
    mission: str
    what: str

    @classmethod
    def of_span(cls, starts_at: datetime, ends_at: datetime, *, mission: str, what: str) -> "Entry":
        """Counted on the day on which it starts."""
        return cls(local_date(starts_at), round((ends_at - starts_at).total_seconds() / 60), mission, what)


@dataclass(frozen=True)
class Year:
    """The hours of a calendar year, by mission."""

    year: int
    entries: list[Entry]

    @property
    def minutes(self) -> int:
        return sum(entry.minutes for entry in self.entries)

    @property
    def by_mission(self) -> list[tuple[str, int]]:
        """Title and minutes, the most first."""
        minutes: dict[str, int] = defaultdict(int)
        for entry in self.entries:
            minutes[entry.mission] += entry.minutes
        return sorted(minutes.items(), key=lambda line: (-line[1], line[0]))


def trainings_attended(volunteer: Volunteer) -> list[Entry]:
    bookings = Booking.objects.attended().filter(volunteer=volunteer, session__cancelled_at=None).select_related("session__training")
    return [
        Entry.of_span(booking.session.starts_at, booking.session.ends_at, mission=TRAININGS, what=booking.session.training.title)
        for booking in bookings
    ]


def typed_and_validated(volunteer: Volunteer) -> list[Entry]:
    rows = TypedHours.objects.validated().filter(volunteer=volunteer).select_related("mission")
    return [Entry(row.day, row.minutes, row.mission.title, row.what) for row in rows]


def meetings_held(volunteer: Volunteer) -> list[Entry]:
    """Meetings that are over, under the mission of the pairing that was under way that day, where there was one mission alone.

    The database's clock says which are over, as this takes no `now` (`HOURS_READ_FROM`); a planned one counts once it is said to be held.
    """
    over = Engagement.objects.filter(volunteer=volunteer, kind=Engagement.Kind.MEETING, ends_at__lte=Now())
    meetings = over.exclude(meeting__state=Meeting.State.PLANNED)
    pairings = list(volunteer.pairings.select_related("programme__mission"))
    entries = [Entry.of_span(row.starts_at, row.ends_at, mission=MEETINGS, what="Rencontre") for row in meetings]
    return [replace(entry, mission=_mission_of(pairings, entry.day)) for entry in entries]


def _mission_of(pairings: Iterable[Pairing], day: date) -> str:
    titles = {pairing.programme.mission.title for pairing in pairings if pairing.was_under_way(day)}
    return titles.pop() if len(titles) == 1 else MEETINGS


def years_of(volunteer: Volunteer) -> list[Year]:
    """All that counts (`HOURS_READ_FROM`), the last year first; within a year, the last day first."""
    years: dict[int, list[Entry]] = defaultdict(list)
    for entry in _entries(volunteer):
        years[entry.day.year].append(entry)
    return [
        Year(year, sorted(entries, key=lambda entry: (entry.day, entry.mission, entry.what), reverse=True))
        for year, entries in sorted(years.items(), reverse=True)
    ]


def _entries(volunteer: Volunteer) -> Iterable[Entry]:
    for path in settings.HOURS_READ_FROM:
        read: Callable[[Volunteer], list[Entry]] = import_string(path)
        yield from read(volunteer)


def typing_reasons(day: date, *, today: date) -> list[Reason]:
    """Why hours cannot be written down for that day."""
    if day > today:
        return [Reason("future", "Ce jour n’est pas encore venu.")]
    if day < today - TYPED_WITHIN:
        return [Reason("old", "Ces heures datent de plus d’un an\u00a0: parlez-en à l’équipe.")]
    return []


def is_typed_already(volunteer: Volunteer, *, mission: Mission, day: date, minutes: int, what: str) -> bool:
    """Whether the same line waits for the team, or was validated."""
    same = volunteer.typed_hours.exclude(status=TypedHours.Status.REFUSED)
    return same.filter(mission=mission, day=day, minutes=minutes, what__iexact=what).exists()


def type_hours(volunteer: Volunteer, *, mission: Mission, day: date, minutes: int, what: str, now: datetime) -> TypedHours:
    """Writes hours down, which count once the team has validated them. Raises Refused."""
    reasons = typing_reasons(day, today=timezone.localdate(now))
    if reasons:
        raise Refused(reasons)
    with transaction.atomic():
        volunteer = lock_person(volunteer)
        if is_typed_already(volunteer, mission=mission, day=day, minutes=minutes, what=what):
            raise Refused(
                [Reason("same", "Ces heures sont déjà notées, mot pour mot. Si c’était une autre fois, dites-le en quelques mots.")]
            )
        return TypedHours.objects.create(volunteer=volunteer, mission=mission, day=day, minutes=minutes, what=what, typed_at=now)


def take_back(row: TypedHours) -> None:
    """Deletes hours that wait for an answer. Raises Refused."""
    with transaction.atomic():
        row = TypedHours.objects.select_for_update().get(pk=row.pk)
        if row.status != TypedHours.Status.WAITING:
            raise Refused([Reason("answered", "L’équipe a déjà répondu pour ces heures.")])
        row.delete()


def answer(row: TypedHours, *, accepted: bool, by: User, now: datetime, reason: str = "") -> None:
    """The team's word on hours that wait for it; a refusal is told to the bénévole by mail, with its reason if one is given.

    Raises Refused.
    """
    with transaction.atomic():
        locked = TypedHours.objects.select_for_update(of=("self",)).select_related("volunteer__user", "mission")
        row = locked.get(pk=row.pk)
        if row.status != TypedHours.Status.WAITING:
            raise Refused([Reason("answered", "Quelqu’un de l’équipe a déjà répondu pour ces heures.")])
        row.status = TypedHours.Status.VALIDATED if accepted else TypedHours.Status.REFUSED
        row.answered_at, row.answered_by = now, by
        row.answer_reason = "" if accepted else reason
        row.save(update_fields=["status", "answered_at", "answered_by", "answer_reason"])
        if not accepted:
            _write_refusal(row)


def _write_refusal(row: TypedHours) -> None:
    user = row.volunteer.user
    write_mail(
        "volunteers/hours_refused",
        to=user.email,
        subject="Des heures saisies n’ont pas été retenues",
        context={
            "first_name": user.first_name,
            "day": full_day(row.day),
            "duration": duration(row.minutes),
            "mission": row.mission.title,
            "reason": row.answer_reason,
            "hours_url": settings.SITE_URL + reverse("space_hours"),
        },
        key=f"volunteers/hours-refused/{row.pk}",
    )
