"""Bénévoles are asked by mail to lead an outing that is short of people; the first to accept takes the seat."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Min
from django.urls import reverse

from accounts.models import User
from accounts.outbox import write_mail
from events.models import Activity, DuoRequest, Seat, SeatCall, SeatWait
from events.seat_reasons import refusal_reasons
from events.seat_times import lock_activity
from events.sign_ups import take_seat
from events.staffing import calling_reasons, candidates
from home.dates import clock, full_day
from volunteers.bulk_mails import WHY_CALL
from volunteers.exceptions import Reason, Refused
from volunteers.models import Volunteer

Answer = SeatCall.Answer


def ask(activity: Activity, chosen: Collection[UUID], *, by: User, now: datetime) -> list[SeatCall]:
    """Writes to those chosen who may come and be written to, and passes over the others. Raises Refused when nobody is left.

    Locks the activity, then the persons in the order of their ids: nobody is asked twice, nor too often by two outings at once.
    """
    with transaction.atomic():
        activity = lock_activity(activity)
        if reasons := calling_reasons(activity, now=now):
            raise Refused(reasons)
        people = Volunteer.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=chosen).order_by("pk").select_related("user")
        by_id = {volunteer.pk: volunteer for volunteer in people}
        ranked = candidates(activity, now=now, among=list(by_id))
        held_until = None if _has_free_seat(activity, now=now) else _held_until(activity)
        called = [_call(activity, by_id[one.volunteer_id], held_until=held_until, by=by, now=now) for one in ranked if one.can_be_asked]
        if not called:
            raise Refused([Reason("nobody", "Personne de nouveau à qui écrire\u00a0: cochez d’autres personnes.")])
    return called


def _has_free_seat(activity: Activity, *, now: datetime) -> bool:
    return Activity.objects.filter(pk=activity.pk).with_free_seat_for([], now).exists()


def _held_until(activity: Activity) -> datetime | None:
    """When the first seat that is held for somebody comes free, if they do not take it."""
    return min(
        filter(
            None,
            [
                SeatWait.objects.offered().filter(activity=activity).aggregate(first=Min("offered_until"))["first"],
                DuoRequest.objects.running().filter(activity=activity).aggregate(first=Min("held_until"))["first"],
            ],
        ),
        default=None,
    )


def _call(activity: Activity, volunteer: Volunteer, *, held_until: datetime | None, by: User, now: datetime) -> SeatCall:
    earlier = activity.seat_calls.filter(volunteer=volunteer).count()
    call = SeatCall.objects.create(activity=activity, volunteer=volunteer, asked_at=now, asked_by=by)
    write_mail(
        "events/seat_call",
        to=volunteer.user.email,
        subject="Pouvez-vous animer une sortie\u00a0?",
        context={
            "first_name": volunteer.user.first_name,
            "activity": activity,
            "call_url": settings.SITE_URL + reverse("space_seat_call", args=[call.pk]),
            "mails_url": settings.SITE_URL + reverse("space_mails"),
            "why": WHY_CALL,
            "held_until": f"{full_day(held_until)}, {clock(held_until)}" if held_until else "",
        },
        key=f"events/seat-call/{activity.pk}/{volunteer.pk}/{earlier}",
    )
    return call


def accepting_reasons(call: SeatCall, *, now: datetime) -> list[Reason]:
    """Why the person asked cannot say yes now; none when they can. Whoever had said no may still change their mind."""
    if call.answer == Answer.ACCEPTED:
        return [Reason("accepted", "Vous avez déjà répondu oui à cette demande.")]
    if call.answer in SeatCall.ASKED_AGAIN_AFTER:
        return [Reason("over", "Cette demande est terminée. Merci de l’avoir lue.")]
    return refusal_reasons(call.activity, call.volunteer, now=now)


def accept(call: SeatCall, *, now: datetime, shares_phone: bool = False) -> Seat:
    """Gives the person asked a seat, by all the rules of the sign-up. Raises Refused with all the reasons."""
    with transaction.atomic():
        call = _locked(call)
        if reasons := accepting_reasons(call, now=now):
            raise Refused(reasons)
        return take_seat(call.activity, call.volunteer, now=now, shares_phone=shares_phone)


def decline(call: SeatCall, *, now: datetime) -> None:
    """Notes that the person cannot come this time; nothing is asked of them. Once answered or over, nothing changes.

    Raises Refused when they have a seat: giving it back is another thing.
    """
    with transaction.atomic():
        call = _locked(call)
        if call.activity.seats.active().filter(volunteer=call.volunteer).exists():
            raise Refused([Reason("seated", "Vous avez une place dans cette sortie. Un empêchement\u00a0? Rendez-la sur sa page.")])
        if call.is_silent:
            call.answer, call.answered_at = Answer.DECLINED, now
            call.save(update_fields=["answer", "answered_at"])


def _locked(call: SeatCall) -> SeatCall:
    """The call as it stands once everybody before has answered: it changes under its activity's lock alone."""
    activity = lock_activity(call.activity)
    found = SeatCall.objects.select_related("volunteer__user").filter(pk=call.pk).first()
    if found is None:
        raise Refused([Reason("gone", "Cette demande n’existe plus.")])
    found.activity = activity
    return found
