"""What becomes of the calls by mail for an outing: settled when its seats are taken, ended when it starts, forgotten a year on."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q

from accounts.outbox import write_mail
from events.models import Activity, Seat, SeatCall

CALLS_KEPT: Final = timedelta(days=365)


def settle_calls(activity: Activity, *, now: datetime) -> None:
    """Notes who of those asked has come, by whatever way, and once no seat is left thanks each of those still silent.

    The caller holds the activity's lock; asked a second time, it changes nothing.
    """
    seated = Seat.objects.active().filter(activity=activity, volunteer=OuterRef("volunteer"))
    answers_to_come = activity.seat_calls.filter(answer__in=["", SeatCall.Answer.DECLINED])
    answers_to_come.filter(Exists(seated)).update(answer=SeatCall.Answer.ACCEPTED, answered_at=now)
    if not activity.is_outing or activity.seats.active().count() < activity.facilitator_seats:
        return
    for call in activity.seat_calls.silent().select_related("volunteer__user"):
        activity.seat_calls.filter(pk=call.pk).update(answer=SeatCall.Answer.FILLED, answered_at=now)
        write_mail(
            "events/seat_call_filled",
            to=call.volunteer.user.email,
            subject="Merci\u00a0: la sortie a trouvé quelqu’un",
            context={"first_name": call.volunteer.user.first_name, "activity": activity},
            key=f"events/seat-call-filled/{call.volunteer_id}/{call.pk}",
        )


def end_calls(now: datetime) -> None:
    """Closes the calls that nothing answered before the outing started, or was cancelled."""
    over = Q(activity__starts_at__lte=now) | ~Q(activity__status=Activity.Status.PUBLISHED)
    SeatCall.objects.silent().filter(over).update(answer=SeatCall.Answer.CLOSED, answered_at=now)


def forget_calls(now: datetime) -> None:
    """Deletes, a year after the outing, who was asked for it and what they answered."""
    SeatCall.objects.filter(activity__ends_at__lt=now - CALLS_KEPT).delete()
