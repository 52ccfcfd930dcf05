"""Taking a facilitator's seat in an outing, and giving it back."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from django.db import transaction

from accounts.outbox import write_mail
from events.models import Activity, Seat
from events.seat_times import free_time
from volunteers.engagements import lock_person, overlap_reasons, promise
from volunteers.exceptions import Reason, Refused
from volunteers.models import Engagement, Volunteer
from volunteers.onboarding import readiness_reasons

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
    others = activity.seats.active().exclude(volunteer=volunteer).count()
    if activity.is_outing and others >= activity.facilitator_seats:
        yield Reason("full", f"Les {activity.facilitator_seats} places d’animation sont prises.")


def check_not_in_it(activity: Activity, volunteer: Volunteer, now: datetime) -> Iterator[Reason]:
    if activity.seats.active().filter(volunteer=volunteer).exists():
        yield Reason("already_in", "Vous avez déjà une place dans cette sortie.")


def check_ready(activity: Activity, volunteer: Volunteer, now: datetime) -> Iterator[Reason]:
    yield from readiness_reasons(volunteer, activity.mission)


def check_no_overlap(activity: Activity, volunteer: Volunteer, now: datetime) -> Iterator[Reason]:
    promised = volunteer.engagements.overlapping(activity.starts_at, activity.ends_at).exclude(seat__activity=activity)
    yield from overlap_reasons(promised, activity.starts_at, activity.ends_at)


# In the order in which they are read: the outing first, then the person.
CHECKERS: Final[tuple[Checker, ...]] = (
    check_is_outing,
    check_announced,
    check_to_come,
    check_not_in_it,
    check_free_seat,
    check_ready,
    check_no_overlap,
)


def refusal_reasons(activity: Activity, volunteer: Volunteer, *, now: datetime) -> list[Reason]:
    """All the reasons why the bénévole may not take a seat now; none when they may. Greys the button and refuses the POST."""
    return [reason for check in CHECKERS for reason in check(activity, volunteer, now)]


def take_seat(activity: Activity, volunteer: Volunteer, *, now: datetime) -> Seat:
    """Gives the bénévole a seat and writes the confirmation mail, or raises Refused with all the reasons.

    Locks the activity (its seats are counted), then the person (their time is compared): always in this order.
    """
    with transaction.atomic():
        activity = Activity.objects.select_for_update(of=("self",)).select_related("venue", "mission").get(pk=activity.pk)
        volunteer = lock_person(volunteer)
        if reasons := refusal_reasons(activity, volunteer, now=now):
            raise Refused(reasons)
        engagement = promise(volunteer, kind=Engagement.Kind.SEAT, starts_at=activity.starts_at, ends_at=activity.ends_at)
        seat = Seat.objects.create(activity=activity, volunteer=volunteer, engagement=engagement, taken_at=now)
        write_mail(
            "events/seat_taken",
            to=volunteer.user.email,
            subject="Votre place d’animation est confirmée",
            context={
                "activity": activity,
                "first_name": volunteer.user.first_name,
                "shows_meeting_point": activity.shows_meeting_point(now),
            },
            key=f"seat-taken-{seat.pk}",
        )
    return seat


def leaving_reasons(seat: Seat, *, now: datetime) -> list[Reason]:
    """Why the seat can no longer be given back; none when it can, that is until the outing starts."""
    reasons = []
    if seat.left_at is not None:
        reasons.append(Reason("already_left", "Vous avez déjà rendu cette place."))
    if seat.activity.is_cancelled:
        reasons.append(Reason("cancelled", "Cette sortie est annulée\u00a0: il n’y a plus de place à rendre."))
    if seat.activity.starts_at <= now:
        reasons.append(Reason("started", "La sortie a commencé. En cas d’empêchement, appelez la coordination."))
    return reasons


def leave_seat(seat: Seat, *, now: datetime) -> None:
    """Gives the seat back and frees the bénévole's time; the seat stays in the history. Raises Refused."""
    with transaction.atomic():
        activity = Activity.objects.select_for_update().get(pk=seat.activity_id)
        lock_person(seat.volunteer)
        seat = Seat.objects.select_for_update(of=("self",)).select_related("engagement").get(pk=seat.pk)
        seat.activity = activity
        if reasons := leaving_reasons(seat, now=now):
            raise Refused(reasons)
        seat.left_at = now
        free_time(seat)
