"""Times when a bénévole takes nothing new. What they have promised already stays promised."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from home.dates import short_day
from volunteers.engagements import lock_person
from volunteers.exceptions import Reason, Refused
from volunteers.models import Pause, Volunteer
from volunteers.models.volunteer import VolunteerQuerySet


def available(people: VolunteerQuerySet, day: date) -> VolunteerQuerySet:
    """Those who are not in a pause that day: whom one may propose something to."""
    return people.exclude(Exists(Pause.objects.covering(day).filter(volunteer=OuterRef("pk"))))


def current_pause(volunteer: Volunteer, day: date) -> Pause | None:
    return Pause.objects.covering(day).filter(volunteer=volunteer).first()


def refusal_reasons(volunteer: Volunteer, since: date, until: date | None, *, today: date) -> list[Reason]:
    """Why the pause cannot be written. All reasons at once."""
    reasons = []
    if (until or since) < today:
        reasons.append(Reason("past", "Cette pause est déjà passée."))
    if until is not None and until < since:
        reasons.append(Reason("order", "La pause finit après avoir commencé."))
    crossed = volunteer.pauses.filter(Q(until=None) | Q(until__gte=since))
    if until is not None:
        crossed = crossed.filter(since__lte=until)
    reasons += [Reason("crossed", f"Une pause est déjà notée à ces dates, {words(pause)}.") for pause in crossed]
    return reasons


def add(volunteer: Volunteer, *, since: date, until: date | None, today: date) -> Pause:
    """Writes a pause from `since` to `until`, both included; without end when there is none. Raises Refused."""
    with transaction.atomic():
        volunteer = lock_person(volunteer)
        reasons = refusal_reasons(volunteer, since, until, today=today)
        if reasons:
            raise Refused(reasons)
        return Pause.objects.create(volunteer=volunteer, since=since, until=until)


def end(pause: Pause, *, today: date) -> None:
    """From today on, the bénévole is there again; a pause of which no day has passed is deleted."""
    if pause.since >= today:
        pause.delete()
    elif pause.until is None or pause.until >= today:
        pause.until = today - timedelta(days=1)
        pause.save(update_fields=["until"])


def words(pause: Pause) -> str:
    """« du 1er mars 2026 au 3 avril 2026 », « depuis le 1er mars 2026, sans date de fin »."""
    if pause.until is None:
        return f"à partir du {short_day(pause.since)}, sans date de fin"
    return f"du {short_day(pause.since)} au {short_day(pause.until)}"
