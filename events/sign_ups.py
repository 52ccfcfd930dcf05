"""Taking a facilitator's seat in an outing, and giving it back."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.outbox import write_mail
from events.models import Activity, OutingSettings, Seat, SeatWait
from events.seat_calls import settle_calls
from events.seat_line import tend_line
from events.seat_mails import tell_of_leaving
from events.seat_reasons import refusal_reasons
from events.seat_times import free_time, lock_activity
from volunteers.engagements import lock_person, promise
from volunteers.exceptions import Reason, Refused
from volunteers.models import Engagement, Volunteer


def take_seat(activity: Activity, volunteer: Volunteer, *, now: datetime, shares_phone: bool = False) -> Seat:
    """Gives the bénévole a seat and writes the confirmation mail, or raises Refused with all the reasons.

    Their phone number is for the others of the outing, if they wish.

    Locks the activity (its seats are counted), then the person (their time is compared): always in this order.
    """
    with transaction.atomic():
        activity = lock_activity(activity)
        volunteer = lock_person(volunteer)
        if reasons := refusal_reasons(activity, volunteer, now=now):
            raise Refused(reasons)
        return give_seat(activity, volunteer, now=now, shares_phone=shares_phone)


def give_seat(activity: Activity, volunteer: Volunteer, *, now: datetime, shares_phone: bool = False) -> Seat:
    """Writes down what was decided: the seat, the time it takes, the end of a wait for it, the mail that confirms it.

    The caller holds the locks of the activity and of the person, and has asked every reason against.
    """
    engagement = promise(volunteer, kind=Engagement.Kind.SEAT, starts_at=activity.starts_at, ends_at=activity.ends_at)
    seat = Seat.objects.create(activity=activity, volunteer=volunteer, engagement=engagement, taken_at=now, shares_phone=shares_phone)
    for wait in SeatWait.objects.open().filter(activity=activity, volunteer=volunteer):
        wait.end(SeatWait.End.TAKEN, now=now)
    if activity.staffed_at is None and activity.seats.active().count() >= activity.facilitator_seats:
        Activity.objects.filter(pk=activity.pk).update(staffed_at=now)
    write_mail(
        "events/seat_taken",
        to=volunteer.user.email,
        subject="Votre place d’animation est confirmée",
        context={
            "activity": activity,
            "first_name": volunteer.user.first_name,
            "shows_meeting_point": activity.shows_meeting_point(now),
        },
        key=f"events/seat-taken/{volunteer.pk}/{seat.pk}",
    )
    settle_calls(activity, now=now)
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


def asks_reason(seat: Seat, *, now: datetime) -> bool:
    """Whether it is so late (setting) that the coordination must be told why."""
    return seat.activity.starts_at - now < timedelta(hours=OutingSettings.load().leave_alone_hours)


def leave_seat(seat: Seat, *, now: datetime, reason: str = "") -> None:
    """Gives the seat back, frees the bénévole's time, and tells at once those who stay, the coordinators, and the next in line.

    The seat stays in the history, with the reason when it is late. Raises Refused.
    """
    with transaction.atomic():
        activity = lock_activity(seat.activity)
        lock_person(seat.volunteer)
        seat = Seat.objects.select_for_update().get(pk=seat.pk)
        seat.activity = activity
        reasons, is_late = leaving_reasons(seat, now=now), asks_reason(seat, now=now)
        if is_late and not reason:
            reasons.append(Reason("reason", "La sortie est proche\u00a0: dites en une phrase pourquoi vous ne pouvez plus venir."))
        if reasons:
            raise Refused(reasons)
        seat.left_at = now
        seat.leaving_reason = reason if is_late else ""
        free_time(seat)
        # First who gets it: the coordinators read until when the seat is held.
        tend_line(activity, now=now)
        tell_of_leaving(seat, is_late=is_late)
