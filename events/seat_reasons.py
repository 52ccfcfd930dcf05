"""Why a bénévole may not take a facilitator's seat now: every reason, for the page and for what acts."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final

from django.utils import timezone

from events.first_times import check_accompanied
from events.models import Activity, DuoRequest
from volunteers.engagements import clash_reasons
from volunteers.exceptions import Reason
from volunteers.models import EngagementSettings, Volunteer
from volunteers.onboarding import readiness_reasons

# What is lacking is a seat, and nothing else: who meets only these may wait for one.
NO_SEAT: Final = frozenset({"full", "held"})

Checker = Callable[[Activity, Volunteer, datetime], Iterator[Reason]]


def check_announced(activity: Activity, volunteer: Volunteer, now: datetime) -> Iterator[Reason]:
    if activity.status in {Activity.Status.PROPOSED, Activity.Status.ACCEPTED}:
        yield Reason("not_published", "Cette sortie n’est pas encore publiée.")
    if activity.status == Activity.Status.CANCELLED:
        yield Reason("cancelled", "Cette sortie est annulée.")


def check_to_come(activity: Activity, volunteer: Volunteer, now: datetime) -> Iterator[Reason]:
    if activity.ends_at <= now or activity.status == Activity.Status.HELD:
        yield Reason("past", "Cette sortie est passée.")
    elif activity.starts_at <= now:
        yield Reason("started", "Cette sortie a déjà commencé.")


def check_is_outing(activity: Activity, volunteer: Volunteer, now: datetime) -> Iterator[Reason]:
    if not activity.is_outing:
        yield Reason("not_an_outing", "Ce rendez-vous public n’a pas de place d’animation.")


def check_free_seat(activity: Activity, volunteer: Volunteer, now: datetime) -> Iterator[Reason]:
    if not activity.seats.active().filter(volunteer=volunteer).exists():
        yield from free_seat_reasons(activity, [volunteer], now)


def free_seat_reasons(activity: Activity, people: Sequence[Volunteer], now: datetime) -> Iterator[Reason]:
    """Why there is not a seat for each of these people, who would sit down together. What is held for them is theirs."""
    counted = Activity.objects.counting_free_for(people, now).get(pk=activity.pk)
    if not activity.is_outing or counted.free_count >= len(people):
        return
    if counted.seats_left <= 0:
        yield Reason("full", f"Les {activity.facilitator_seats} places d’animation sont prises.")
    elif counted.free_count <= 0:
        yield Reason("held", "Ce qui reste de places est gardé pour des personnes qui ont un temps pour répondre.")
    else:
        yield Reason("one_left", "Il ne reste qu’une place libre.")


def check_no_duo(activity: Activity, volunteer: Volunteer, now: datetime) -> Iterator[Reason]:
    if DuoRequest.objects.running().filter(activity=activity, asker=volunteer).exists():
        yield Reason("duo", "Deux places sont gardées pour vous et la personne que vous invitez\u00a0: retirez d’abord cette demande.")


def check_not_in_it(activity: Activity, volunteer: Volunteer, now: datetime) -> Iterator[Reason]:
    if activity.seats.active().filter(volunteer=volunteer).exists():
        yield Reason("already_in", "Vous avez déjà une place dans cette sortie.")


def check_ready(activity: Activity, volunteer: Volunteer, now: datetime) -> Iterator[Reason]:
    yield from readiness_reasons(volunteer, activity.mission, today=timezone.localdate(now))


def check_no_overlap(activity: Activity, volunteer: Volunteer, now: datetime) -> Iterator[Reason]:
    """Neither at the same time nor, on both sides, without the time to get there (setting)."""
    travel = EngagementSettings.load().travel
    near = volunteer.engagements.overlapping(activity.starts_at - travel, activity.ends_at + travel)
    yield from clash_reasons(near.exclude(seat__activity=activity), activity.starts_at, activity.ends_at, travel=travel)


# In the order in which they are read: the outing first, then the person.
CHECKERS: Final[tuple[Checker, ...]] = (
    check_is_outing,
    check_announced,
    check_to_come,
    check_not_in_it,
    check_no_duo,
    check_free_seat,
    check_accompanied,
    check_ready,
    check_no_overlap,
)


def refusal_reasons(activity: Activity, volunteer: Volunteer, *, now: datetime) -> list[Reason]:
    """All the reasons why the bénévole may not take a seat now; none when they may. Greys the button and refuses the POST."""
    return [reason for check in CHECKERS for reason in check(activity, volunteer, now)]
