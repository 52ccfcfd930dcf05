"""A mail about a training session: who, which training, when and where are said the same way in all of them."""

from django.conf import settings
from django.urls import reverse

from accounts.outbox import write_mail
from home.dates import day_and_times
from volunteers.models import TrainingSession, Volunteer


def write_about(session: TrainingSession, volunteer: Volunteer, template: str, *, subject: str, **context: object) -> None:
    """Writes to the bénévole, within the caller's transaction. `context` adds to what every template has."""
    write_mail(
        template,
        to=volunteer.user.email,
        subject=subject,
        context={
            "first_name": volunteer.user.first_name,
            "training": session.training.title,
            "when": day_and_times(session.starts_at, session.ends_at),
            "venue": session.venue,
            "training_url": settings.SITE_URL + reverse("space_training"),
            **context,
        },
    )
