"""The deadline of a session: a place is then given back by asking, and the team is told when too few people come."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from accounts.models import users_with_role
from accounts.outbox import write_mail
from accounts.roles import Role
from home.dates import day_and_times
from volunteers.exceptions import Reason, Refused
from volunteers.models import Booking, TrainingSession
from volunteers.training import free_reasons


def tell_of_thin_sessions(now: datetime) -> None:
    """Writes to the coordinators, once for a deadline, of each session to come that closed with too few people."""
    closed = TrainingSession.objects.upcoming(now).with_seat_counts().filter(closes_at__lte=now)
    thin = [session for session in closed.select_related("training") if session.booked_count < session.minimum]
    for session in thin:
        context = {"booked": session.booked_count, "minimum": session.minimum}
        _tell_team(
            session,
            "volunteers/session_thin",
            "Une session de formation a trop peu d’inscrit·es",
            f"{session.closes_at:%Y%m%d%H%M}",
            context,
        )


def is_thin(session: TrainingSession, *, now: datetime) -> bool:
    """The session, which carries its seat counts, closed with fewer people than it needs."""
    return session.is_closed(now) and session.booked_count < session.minimum and session.cancelled_at is None


def ask_reasons(booking: Booking, *, now: datetime) -> list[Reason]:
    """Why there is nothing to ask of the team."""
    reasons = free_reasons(booking, now=now)
    if not reasons and not booking.session.is_closed(now):
        reasons.append(Reason("open", "Vous pouvez encore rendre cette place sans rien demander."))
    return reasons


def ask_to_give_back(booking: Booking, *, now: datetime) -> None:
    """Writes to the coordinators that somebody asks to give their place back; once for a place. Raises Refused."""
    reasons = ask_reasons(booking, now=now)
    if reasons:
        raise Refused(reasons)
    name = booking.volunteer.user.get_full_name()
    _tell_team(booking.session, "volunteers/place_to_free", "Une place en formation est à libérer", f"ask/{booking.pk}", {"name": name})


def _tell_team(session: TrainingSession, template: str, subject: str, key: str, context: Mapping[str, object]) -> None:
    address = settings.SITE_URL + reverse("coordination_session", args=[session.pk])
    words = {"training": session.training.title, "when": day_and_times(session.starts_at, session.ends_at), "session_url": address}
    for user in users_with_role([Role.COORDINATOR]):
        write_mail(
            template,
            to=user.email,
            subject=subject,
            context={"first_name": user.first_name, **words, **context},
            key=f"volunteers/deadline/{session.pk}/{key}/{user.pk}",
        )
