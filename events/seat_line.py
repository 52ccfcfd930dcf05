"""Free seats of an outing go to its waiting list, in order; each is held for its person for a time that shrinks as the outing nears."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from events.line_mails import tell_duo_run_out, tell_of_calling_off, tell_of_offer, tell_offer_run_out
from events.models import Activity, DuoRequest, SeatWait
from events.seat_reasons import refusal_reasons
from events.seat_times import lock_activity
from volunteers.holds import hold_until
from volunteers.models import Volunteer
from volunteers.pauses import available


def tend_lines(now: datetime) -> None:
    """Ends the offers that ran out and the waits that are over, and offers what is free. Run again, it changes nothing."""
    waited_for = SeatWait.objects.open().order_by().values_list("activity", flat=True)
    asked_for = DuoRequest.objects.running().order_by().values_list("activity", flat=True)
    for activity in Activity.objects.filter(pk__in={*waited_for, *asked_for}):
        with transaction.atomic():
            tend_line(lock_activity(activity), now=now)


def tend_line(activity: Activity, *, now: datetime) -> None:
    """Says what ran out, and offers each free seat to the next in line who could take it. The caller holds the activity's lock.

    Who could not take it now (another engagement, a first outing beside a first outing, a pause) stays in line.
    """
    if not activity.is_outing or activity.status != Activity.Status.PUBLISHED or activity.starts_at <= now:
        _close(activity, now=now)
        return
    _end_what_ran_out(activity, now=now)
    until = hold_until(activity.starts_at, now=now)
    here = available(Volunteer.objects.filter(user__is_active=True), timezone.localdate(now))
    line = SeatWait.objects.in_line(now).filter(activity=activity, volunteer__in=here).select_related("volunteer__user")
    for wait in line if until and _has_free_seat(activity, now) else []:
        if not refusal_reasons(activity, wait.volunteer, now=now):
            wait.offered_until = until
            wait.save(update_fields=["offered_until"])
            tell_of_offer(wait, activity)
            if not _has_free_seat(activity, now):
                return


def call_off(activity: Activity, *, now: datetime) -> list[Volunteer]:
    """The outing is cancelled: nobody waits for it any more, and each of them is told. Returns them. The caller holds its lock."""
    closed = list(_close(activity, now=now))
    for person, was_duo in closed:
        tell_of_calling_off(activity, person, was_duo=was_duo)
    return [person for person, _ in closed]


def people_in_line(activity: Activity) -> list[Volunteer]:
    """Those who wait or to whom a seat is offered, and those who asked for two seats."""
    waiting = Q(seat_waits__in=SeatWait.objects.open().filter(activity=activity))
    asking = Q(duos_asked__in=DuoRequest.objects.running().filter(activity=activity))
    return list(Volunteer.objects.filter(waiting | asking).distinct().select_related("user"))


def shorten_holds(activity: Activity) -> None:
    """After a move to an earlier date: nothing is held past the start. The caller holds the activity's lock."""
    start = activity.starts_at
    SeatWait.objects.offered().filter(activity=activity, offered_until__gt=start).update(offered_until=start)
    DuoRequest.objects.running().filter(activity=activity, held_until__gt=start).update(held_until=start)


def give_up_lines(volunteer: Volunteer, *, now: datetime) -> None:
    """A bénévole goes (`LINES_LEFT_BY`): they wait for nothing any more, and what was held for them is offered to the next.

    Within the caller's transaction; locks the activities, by id, before the caller locks the person.
    """
    concerned = Q(waits__in=SeatWait.objects.open().filter(volunteer=volunteer))
    concerned |= Q(duos__in=DuoRequest.objects.running().filter(asker=volunteer))
    keys = Activity.objects.filter(concerned).order_by().values("pk")
    activities = list(Activity.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    for wait in SeatWait.objects.open().filter(volunteer=volunteer, activity__in=activities):
        wait.end(SeatWait.End.LEFT, now=now)
    for duo in DuoRequest.objects.running().filter(asker=volunteer, activity__in=activities):
        duo.end(DuoRequest.End.WITHDRAWN, now=now)
    for activity in activities:
        tend_line(activity, now=now)


def _has_free_seat(activity: Activity, now: datetime) -> bool:
    return Activity.objects.filter(pk=activity.pk).with_free_seat_for([], now).exists()


def _end_what_ran_out(activity: Activity, *, now: datetime) -> None:
    for wait in SeatWait.objects.offered().filter(activity=activity, offered_until__lte=now).select_related("volunteer__user"):
        wait.end(SeatWait.End.EXPIRED, now=now)
        tell_offer_run_out(wait, activity)
    for duo in DuoRequest.objects.running().filter(activity=activity, held_until__lte=now).select_related("asker__user"):
        duo.end(DuoRequest.End.EXPIRED, now=now)
        tell_duo_run_out(duo, activity)


def _close(activity: Activity, *, now: datetime) -> Iterable[tuple[Volunteer, bool]]:
    """Ends every wait and request; returns whose they were, and whether two seats were held."""
    waits = list(SeatWait.objects.open().filter(activity=activity).select_related("volunteer__user"))
    duos = list(DuoRequest.objects.running().filter(activity=activity).select_related("asker__user"))
    for wait in waits:
        wait.end(SeatWait.End.CLOSED, now=now)
    for duo in duos:
        duo.end(DuoRequest.End.CLOSED, now=now)
    return [*((wait.volunteer, False) for wait in waits), *((duo.asker, True) for duo in duos)]
