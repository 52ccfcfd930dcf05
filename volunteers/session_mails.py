"""A mail about a training session: who, which training, when and where are said the same way in all of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from accounts.outbox import write_mail
from home.dates import day_and_times
from volunteers.models import TrainingSession, Volunteer

DATES_PROPOSED: Final = 3


@dataclass(frozen=True)
class NextDate:
    """A session with places, in words, and the page with the one button that books it."""

    when: str
    url: str


def write_about(
    session: TrainingSession,
    volunteer: Volunteer,
    template: str,
    *,
    subject: str,
    key: str | None = None,
    calendar: str = "",
    **context: object,
) -> None:
    """Writes to the bénévole, within the caller's transaction. `context` adds to what every template has.

    Without a key that keeps it single, the mail has one that names the bénévole, by which they find it (`own_mails`).
    `venue` is the whole address: templates name it only to those who have a place.
    """
    write_mail(
        template,
        to=volunteer.user.email,
        subject=subject,
        context={
            "first_name": volunteer.user.first_name,
            "training": session.training.title,
            "when": day_and_times(session.starts_at, session.ends_at),
            "venue": session.venue,
            "video_url": session.video_url,
            "training_url": settings.SITE_URL + reverse("space_training"),
            **context,
        },
        key=key or f"volunteers/session/{volunteer.pk}/{uuid4()}",
        calendar=calendar,
    )


def next_dates(session: TrainingSession, *, now: datetime) -> list[NextDate]:
    """Of the same training, the next sessions that can be booked."""
    others = TrainingSession.objects.upcoming(now).with_places_left().filter(training=session.training).exclude(pk=session.pk)
    others = others.filter(Q(closes_at=None) | Q(closes_at__gt=now))
    return [
        NextDate(day_and_times(other.starts_at, other.ends_at), settings.SITE_URL + reverse("space_training_date", args=[other.pk]))
        for other in others[:DATES_PROPOSED]
    ]
