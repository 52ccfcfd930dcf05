"""The sheet of a session is filled: who came has a certificate and what to do next, who did not has other dates."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from accounts.models import OutgoingMail
from volunteers.certificates import settle_certificates
from volunteers.models import Attendance, Booking, TrainingSession
from volunteers.onboarding import ready_key
from volunteers.session_mails import next_dates, write_about

INVITED_AGAIN: Final = (Attendance.ABSENT, Attendance.EXCUSED)


def follow_up(bookings: Sequence[Booking], session: TrainingSession, *, newly_ready: Collection[UUID], now: datetime) -> set[UUID]:
    """Settles the certificates of those whose mark changed, and writes to each once of a kind. The session is locked by the caller.

    Those whom this makes ready read it in the mail of their certificate: returns who was told so. Who has left is written nothing.
    """
    settle_certificates(bookings, now=now)
    there = [booking for booking in bookings if booking.volunteer.left_on is None]
    absent = [booking for booking in there if booking.attendance in INVITED_AGAIN]
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
    thanked = [booking for booking in there if booking.is_attended and not _was_thanked(booking)]
    for booking in thanked:
        _thank(booking, session, is_ready=booking.volunteer_id in newly_ready)
    return {booking.volunteer_id for booking in thanked} & set(newly_ready)


def _keys(booking: Booking) -> tuple[str, str]:
    """Of the mail of a certificate, and of the same that says « vous êtes prêt·e » as well."""
    return f"volunteers/attended/{booking.pk}", f"{ready_key(booking.volunteer_id)}/attended/{booking.pk}"


def _was_thanked(booking: Booking) -> bool:
    return OutgoingMail.objects.filter(key__in=_keys(booking)).exists()


def _thank(booking: Booking, session: TrainingSession, *, is_ready: bool) -> None:
    alone, with_ready = _keys(booking)
    write_about(
        session,
        booking.volunteer,
        "volunteers/attended",
        subject="Vous êtes prêt·e, et votre attestation vous attend" if is_ready else "Votre attestation de formation est prête",
        key=with_ready if is_ready else alone,
        is_ready=is_ready,
        certificate_url=_address("space_certificate", booking.pk),
        feedback_url=_address("space_training_feedback", booking.pk),
        activities_url=_address("space_activities"),
        profile_url=_address("space_profile"),
        space_url=_address("space_home"),
    )


def _address(name: str, *args: object) -> str:
    return settings.SITE_URL + reverse(name, args=args)
