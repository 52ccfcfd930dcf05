"""Taking a facilitator's seat in an outing, and giving it back."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from events.models import Activity, OutingSettings, Seat, SeatWait
from events.seat_calls import settle_calls
from events.seat_line import tend_line
from events.seat_mails import tell_of_leaving, tell_of_seat
from events.seat_reasons import refusal_reasons
from events.seat_times import free_time, lock_activity
from volunteers.engagements import lock_person, promise
from volunteers.exceptions import AlreadyDone, Reason, Refused, once
from volunteers.models import Engagement, Volunteer


@once
def take_seat(
    activity: Activity,
    volunteer: Volunteer,
    *,
    now: datetime,
    shares_phone: bool = False,
    given_by: User | None = None,
    key: UUID | None = None,
) -> Seat:
    """Gives the bénévole a seat and writes the confirmation mail, or raises Refused with all the reasons.

    Their phone number is for the others of the outing, if they wish. A coordinator may give it in their name (`given_by`): by the same
    rules, and those who already have a seat are told too. The page with which `key` was made, sent again, gives nothing more.

    Locks the activity (its seats are counted), then the person (their time is compared): always in this order.
    """
    with transaction.atomic():
        activity = lock_activity(activity)
        volunteer = lock_person(volunteer)
        if key and (given := Seat.objects.filter(pk=key).first()):
            if (given.activity_id, given.volunteer_id, given.left_at) == (activity.pk, volunteer.pk, None):
                raise AlreadyDone(given)
            # A page gone back to, for somebody else.
            key = None
        if reasons := refusal_reasons(activity, volunteer, now=now):
            raise Refused(reasons)
        return give_seat(activity, volunteer, now=now, shares_phone=shares_phone, given_by=given_by, key=key)


def give_seat(
    activity: Activity,
    volunteer: Volunteer,
    *,
    now: datetime,
    shares_phone: bool = False,
    given_by: User | None = None,
    key: UUID | None = None,
) -> Seat:
    """Writes down what was decided: the seat, the time it takes, the end of a wait for it, the mails that tell of it.

    The caller holds the locks of the activity and of the person, and has asked every reason against.
    """
    engagement = promise(volunteer, kind=Engagement.Kind.SEAT, starts_at=activity.starts_at, ends_at=activity.ends_at)
    seat = Seat(pk=key or uuid4(), activity=activity, volunteer=volunteer, engagement=engagement, taken_at=now, shares_phone=shares_phone)
    if given_by:
        seat._history_user = given_by  # type: ignore[attr-defined]
    seat.save(force_insert=True)
    for wait in SeatWait.objects.open().filter(activity=activity, volunteer=volunteer):
        wait.end(SeatWait.End.TAKEN, now=now)
    if activity.staffed_at is None and activity.seats.active().count() >= activity.facilitator_seats:
        Activity.objects.filter(pk=activity.pk).update(staffed_at=now)
    tell_of_seat(seat, is_given=given_by is not None, now=now)
    settle_calls(activity, now=now)
    return seat


def leaving_reasons(seat: Seat, *, now: datetime) -> list[Reason]:
    """Why the seat can no longer be given back; none when it can, that is until the outing starts."""
    reasons = []
    if seat.left_at is not None:
        reasons.append(Reason("already_left", "Cette place est déjà rendue."))
    if seat.activity.is_cancelled:
        reasons.append(Reason("cancelled", "Cette sortie est annulée\u00a0: il n’y a plus de place à rendre."))
    if seat.activity.starts_at <= now:
        reasons.append(Reason("started", "La sortie a commencé\u00a0: une place ne se rend plus. Un empêchement se dit à la coordination."))
    return reasons


def asks_reason(seat: Seat, *, now: datetime) -> bool:
    """Whether it is so late (setting) that the coordination must be told why."""
    return seat.activity.starts_at - now < timedelta(hours=OutingSettings.load().leave_alone_hours)


@once
def leave_seat(seat: Seat, *, now: datetime, reason: str = "", by: User | None = None) -> None:
    """Gives the seat back, frees the bénévole's time, and tells at once those who stay, the coordinators, and the next in line.

    A coordinator may do it in their name (`by`), never without a reason: they are told too. The same reason again changes nothing.
    The seat stays in the history, with the reason when it is late or the coordinator's. Raises Refused.
    """
    with transaction.atomic():
        activity = lock_activity(seat.activity)
        lock_person(seat.volunteer)
        seat = Seat.objects.select_for_update().get(pk=seat.pk)
        if by and seat.left_at is not None and reason and seat.leaving_reason == reason:
            raise AlreadyDone(None)
        seat.activity = activity
        reasons, is_late = leaving_reasons(seat, now=now), asks_reason(seat, now=now)
        if by and not reason:
            reasons.append(Reason("reason", "Dites pourquoi\u00a0: les autres coordinateur·rices le liront."))
        elif is_late and not reason:
            reasons.append(Reason("reason", "La sortie est proche\u00a0: dites en une phrase pourquoi vous ne pouvez plus venir."))
        if reasons:
            raise Refused(reasons)
        seat.left_at = now
        seat.leaving_reason = reason if is_late or by else ""
        if by:
            seat._history_user = by  # type: ignore[attr-defined]
        free_time(seat)
        # First who gets it: the coordinators read until when the seat is held.
        tend_line(activity, now=now)
        tell_of_leaving(seat, is_late=is_late, by=by)
