"""What the association wrote to a bénévole lately: subjects and days, as the words go once a mail has left."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from accounts.models import OutgoingMail
from volunteers.models import Booking, TypedHours, Volunteer

SHOWN_FOR: Final = timedelta(days=90)
MOST_SHOWN: Final = 30
# What they wrote themselves leaves through the same outbox, under this.
WRITTEN_BY_THEM: Final = "volunteers/message/"


def mails_to(volunteer: Volunteer, *, now: datetime) -> list[OutgoingMail]:
    """The last mails written to them, the newest first: those whose key names them, one of their bookings or of their hours.

    The address goes with the words, so that it tells nothing of a mail that left. A mail of the account (codes, passwords,
    devices) has no key, and is never in the list; neither is a mail that somebody wrote without one.
    """
    ours = OutgoingMail.objects.filter(created_at__gte=now - SHOWN_FOR)
    named = Q(key__contains=str(volunteer.pk)) | Q(key__in=_keys_without_name(volunteer))
    return list(ours.filter(named).exclude(key__startswith=WRITTEN_BY_THEM).order_by("-created_at", "pk")[:MOST_SHOWN])


def _keys_without_name(volunteer: Volunteer) -> list[str]:
    bookings = Booking.objects.filter(volunteer=volunteer).select_related("session")
    hours = TypedHours.objects.filter(volunteer=volunteer, status=TypedHours.Status.REFUSED)
    return [
        *(f"volunteers/{name}/{booking.pk}" for booking in bookings for name in ("attended", "invited-again")),
        *(f"volunteers/reminder/{booking.pk}/{days}/{booking.session.starts_at:%Y%m%d%H%M}" for booking in bookings for days in (7, 1)),
        *(f"volunteers/hours-refused/{row.pk}" for row in hours),
    ]
