"""A bénévole leaves: the account closes, places go to those who wait, what was done is kept for a time. They may come back."""

from datetime import date, datetime
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.open_sessions import addresses_of, end_sessions
from accounts.outbox import write_mail
from home.dates import add_months, day_and_times, short_day
from volunteers import calendar_feed
from volunteers.engagements import lock_person
from volunteers.exceptions import Reason, Refused
from volunteers.held_places import hold_free_places
from volunteers.lines_elsewhere import leave_lines
from volunteers.models import Booking, Volunteer, Waiting
from volunteers.offers import withdraw_all
from volunteers.profiles import LeavingReason
from volunteers.retention import MONTHS_KEPT_AFTER_LEAVING
from volunteers.ties import TO_THE_TEAM, reasons_to_stay
from volunteers.training import free_place, lock_session, lock_sessions_of


def refusal_reasons(volunteer: Volunteer, *, now: datetime) -> list[Reason]:
    """Why the departure cannot be noted, as a coordinator reads it. All reasons at once."""
    if volunteer.left_on is not None:
        return [Reason("left", f"Ce départ est déjà noté, le {short_day(volunteer.left_on)}.")]
    return reasons_to_stay(volunteer, now=now, words=TO_THE_TEAM)


def leave(volunteer: Volunteer, *, reason: LeavingReason, on: date, now: datetime) -> None:
    """Notes the departure, closes the account and signs the person out everywhere; writes to them what is kept, and until when.

    Their places in trainings to come go to those who wait, the pairings they had not begun are withdrawn. Raises Refused, a second time
    as well.
    """
    with transaction.atomic():
        leave_lines(volunteer, now=now)
        sessions = lock_sessions_of(volunteer, now=now)
        volunteer = lock_person(volunteer)
        reasons = refusal_reasons(volunteer, now=now)
        if reasons:
            raise Refused(reasons)
        volunteer.left_on, volunteer.left_reason = on, reason
        volunteer.save(update_fields=["left_on", "left_reason"])
        _close_account(volunteer)
        withdraw_all(volunteer)
        given_back = _give_back_places(volunteer, now=now)
        # What they took since the sessions were locked comes free at the next look.
        for session in sessions:
            hold_free_places(lock_session(session), now=now)
        write_mail(
            "volunteers/left",
            to=volunteer.user.email,
            subject="Merci pour le temps que vous avez donné",
            context={
                "first_name": volunteer.user.first_name,
                "given_back": [_in_words(booking) for booking in given_back],
                "kept_until": short_day(add_months(on, MONTHS_KEPT_AFTER_LEAVING)),
            },
        )


def return_reasons(volunteer: Volunteer) -> list[Reason]:
    """Why nobody comes back."""
    return [Reason("here", "Aucun départ n’est noté pour cette personne.")] if volunteer.left_on is None else []


def come_back(volunteer: Volunteer) -> None:
    """Opens the account of somebody who left, with all they did before, and welcomes them. Raises Refused, a second time as well."""
    with transaction.atomic():
        volunteer = lock_person(volunteer)
        reasons = return_reasons(volunteer)
        if reasons:
            raise Refused(reasons)
        volunteer.left_on, volunteer.left_reason = None, ""
        volunteer.save(update_fields=["left_on", "left_reason"])
        volunteer.user.is_active = True
        volunteer.user.save(update_fields=["is_active"])
        write_mail(
            "volunteers/back",
            to=volunteer.user.email,
            subject="Votre espace vous est rouvert",
            context={"first_name": volunteer.user.first_name, "space_url": settings.SITE_URL + reverse("space_home")},
            key=f"volunteers/back/{volunteer.pk}/{uuid4()}",
        )


def _close_account(volunteer: Volunteer) -> None:
    user = volunteer.user
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user, addresses_of(user))
    calendar_feed.revoke(volunteer)


def _give_back_places(volunteer: Volunteer, *, now: datetime) -> list[Booking]:
    """Gives the places to come back and ends the waits; returns the bookings that were."""
    bookings = list(Booking.objects.upcoming(now).filter(volunteer=volunteer).select_related("session__training", "engagement"))
    for booking in bookings:
        free_place(booking, now=now)
    for wait in Waiting.objects.open().filter(volunteer=volunteer):
        wait.end(Waiting.End.LEFT, now=now)
    return bookings


def _in_words(booking: Booking) -> str:
    session = booking.session
    return f"«\u00a0{session.training}\u00a0», {day_and_times(session.starts_at, session.ends_at)}"
