"""A training session is cancelled or moved: nothing is deleted, time is given back or moved, and everybody is told at once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db import transaction

from home.dates import day_and_times
from home.places import Venue
from volunteers import engagements
from volunteers.calendars import file_of
from volunteers.exceptions import Reason, Refused
from volunteers.held_places import hold_free_places
from volunteers.models import Booking, EngagementSettings, TrainingSession, Volunteer, Waiting
from volunteers.session_mails import next_dates, write_about
from volunteers.training import USUAL, Conditions, give_back_url, lock_session


def change_reasons(session: TrainingSession, *, now: datetime) -> list[Reason]:
    """Why a session can no longer be cancelled or moved."""
    reasons = []
    if session.cancelled_at:
        reasons.append(Reason("cancelled", "Cette session est déjà annulée."))
    if session.starts_at <= now:
        reasons.append(Reason("begun", "Cette session a déjà commencé."))
    return reasons


def cancel_session(session: TrainingSession, *, reason: str, now: datetime) -> int:
    """Calls the session off and tells everybody who booked or waits, with the next dates; returns how many. Raises Refused.

    Their bookings stay, and show what happened; their time is free again.
    """
    with transaction.atomic():
        session = _lock(session, now=now)
        session.cancelled_at, session.cancelled_reason = now, reason
        session.save(update_fields=["cancelled_at", "cancelled_reason"])
        dates = next_dates(session, now=now)
        subject, told = "Votre session de formation est annulée", 0
        for booking, volunteer in _lock_people(session):
            released, booking.engagement = booking.engagement, None
            booking.save(update_fields=["engagement"])
            engagements.release(released)
            booking.session = session
            calendar = file_of(booking, now=now)
            write_about(session, volunteer, "volunteers/session_cancelled", subject=subject, reason=reason, dates=dates, calendar=calendar)
            told += 1
        for wait in Waiting.objects.open().filter(session=session).select_related("volunteer__user"):
            wait.end(Waiting.End.CLOSED, now=now)
            write_about(session, wait.volunteer, "volunteers/session_cancelled", subject=subject, reason=reason, dates=dates)
            told += 1
    return told


def move_session(
    session: TrainingSession,
    *,
    starts_at: datetime,
    duration_minutes: int,
    capacity: int,
    venue: Venue | None,
    now: datetime,
    conditions: Conditions = USUAL,
) -> int:
    """Gives the session another time, place or size. Those who booked keep their place and are told of a new time or place.

    The duration is time that passes: a night when clocks change does not alter it. Returns how many were told. Raises Refused:
    also when there would be fewer places than bookings.
    """
    with transaction.atomic():
        session = _lock(session, now=now)
        if capacity < session.bookings.active().count():
            raise Refused([Reason("too_few", "Il y a déjà plus de réservations que ce nombre de places.")])
        before = _time_and_place(session)
        was = day_and_times(session.starts_at, session.ends_at)
        session.starts_at = starts_at.astimezone(UTC)
        session.ends_at = session.starts_at + timedelta(minutes=duration_minutes)
        session.venue, session.capacity = venue, capacity
        conditions.write_on(session)
        session.save()
        told = 0
        if _time_and_place(session) == before:
            hold_free_places(lock_session(session), now=now)
            return told
        dates, travel = next_dates(session, now=now), EngagementSettings.load().travel
        for booking, volunteer in _lock_people(session):
            promised = engagements.promised_time(volunteer, after=now - travel)
            others = [one for one in promised if one.pk != booking.engagement_id]
            clashes = engagements.clash_reasons(others, session.starts_at, session.ends_at, travel=travel)
            if booking.engagement is not None:
                engagements.move(booking.engagement, session.starts_at, session.ends_at)
            booking.session = session
            write_about(
                session,
                volunteer,
                "volunteers/session_moved",
                subject="Votre session de formation change",
                calendar=file_of(booking, now=now),
                was=was,
                clashes=[clash.sentence for clash in clashes],
                give_back_url=give_back_url(booking),
                dates=dates,
            )
            told += 1
        hold_free_places(lock_session(session), now=now)
    return told


def _time_and_place(session: TrainingSession) -> tuple[object, ...]:
    """What people are told of when it changes."""
    return session.starts_at, session.ends_at, session.venue, session.video_url


def _lock(session: TrainingSession, *, now: datetime) -> TrainingSession:
    # Alone: what was joined to it would not be read anew after a wait.
    locked = TrainingSession.objects.select_for_update().get(pk=session.pk)
    reasons = change_reasons(locked, now=now)
    if reasons:
        raise Refused(reasons)
    return locked


def _lock_people(session: TrainingSession) -> Iterator[tuple[Booking, Volunteer]]:
    """Those who booked, each under lock, in one order for all writers."""
    for booking in session.bookings.active().select_related("volunteer", "engagement").order_by("volunteer_id"):
        yield booking, engagements.lock_person(booking.volunteer)
