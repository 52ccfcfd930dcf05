"""The sheet of a session is filled: who came has a certificate and what to do next, who did not has other dates."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.urls import reverse

from volunteers.certificates import settle_certificates
from volunteers.models import Attendance, Booking, TrainingSession
from volunteers.session_mails import next_dates, write_about

INVITED_AGAIN: Final = (Attendance.ABSENT, Attendance.EXCUSED)


def follow_up(bookings: Sequence[Booking], session: TrainingSession, *, now: datetime) -> None:
    """Settles the certificates of those whose mark changed, and writes to each once of a kind. The session is locked by the caller."""
    settle_certificates(bookings, now=now)
    absent = [booking for booking in bookings if booking.attendance in INVITED_AGAIN]
    dates = next_dates(session, now=now) if absent else []
    for booking in absent:
        write_about(
            session,
            booking.volunteer,
            "volunteers/invited_again",
            subject="Une autre date pour votre formation",
            key=f"volunteers/invited-again/{booking.pk}",
            dates=dates,
            is_excused=booking.attendance == Attendance.EXCUSED,
        )
    for booking in bookings:
        if booking.is_attended:
            _thank(booking, session)


def _thank(booking: Booking, session: TrainingSession) -> None:
    write_about(
        session,
        booking.volunteer,
        "volunteers/attended",
        subject="Votre attestation de formation est prête",
        key=f"volunteers/attended/{booking.pk}",
        certificate_url=_address("space_certificate", booking.pk),
        feedback_url=_address("space_training_feedback", booking.pk),
        activities_url=_address("space_activities"),
        profile_url=_address("space_profile"),
        space_url=_address("space_home"),
    )


def _address(name: str, *args: object) -> str:
    return settings.SITE_URL + reverse(name, args=args)
