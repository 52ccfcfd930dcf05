"""Free places of a session go to its waiting list, in order; each is held for its person for a time that shrinks as the date nears."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from home.dates import clock, full_day
from volunteers.holds import hold_until
from volunteers.models import Training, TrainingSession, Volunteer, Waiting
from volunteers.session_mails import write_about


def tend_waiting_lists(now: datetime) -> None:
    """Ends the offers that ran out and the waits that are over, and offers what is free. Run again, it changes nothing."""
    for key in Waiting.objects.filter(ended_at=None).values_list("session", flat=True).order_by().distinct():
        with transaction.atomic():
            TrainingSession.objects.select_for_update().get(pk=key)
            hold_free_places(TrainingSession.objects.with_seat_counts().select_related("training", "venue").get(pk=key), now=now)


def hold_free_places(session: TrainingSession, *, now: datetime) -> None:
    """Offers each free place to the next in line. `session` is locked by the caller, and carries its seat counts."""
    waits = list(Waiting.objects.open().filter(session=session).select_related("volunteer__user"))
    if session.cancelled_at or session.deadline <= now:
        for wait in waits:
            wait.end(Waiting.End.CLOSED, now=now)
        return
    run_out = [wait for wait in waits if wait.offered_until is not None and wait.offered_until <= now]
    for wait in run_out:
        wait.end(Waiting.End.EXPIRED, now=now)
        write_about(session, wait.volunteer, "volunteers/offer_run_out", subject="La place qui vous était gardée ne l’est plus")
    until = hold_until(session.deadline, now=now)
    if until is None:
        return
    free = session.places_left + len(run_out)
    next_ones = [wait for wait in waits if wait.offered_until is None]
    for wait in next_ones[: max(free, 0)]:
        wait.offered_until = until
        wait.save(update_fields=["offered_until"])
        address = settings.SITE_URL + reverse("space_training_wait", args=[wait.pk])
        context = {"until": f"{full_day(until)}, {clock(until)}", "answer_url": address}
        write_about(session, wait.volunteer, "volunteers/place_offered", subject="Une place en formation se libère pour vous", **context)


def end_waits(volunteer: Volunteer, training: Training, *, now: datetime) -> None:
    """A bénévole has a place: they wait for no other session of that training. What was held for them there comes free at the next look."""
    Waiting.objects.filter(volunteer=volunteer, session__training=training, ended_at=None).update(ended_at=now, ended_as=Waiting.End.BOOKED)
