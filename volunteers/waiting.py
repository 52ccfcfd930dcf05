"""In line for a full session: joining, leaving, and where one stands."""

from datetime import datetime

from django.db import transaction

from volunteers import engagements
from volunteers.exceptions import Reason, Refused
from volunteers.held_places import hold_free_places
from volunteers.models import TrainingSession, Volunteer, Waiting
from volunteers.training import Record, lock_session, read_record, refusal_reasons


def join_reasons(session: TrainingSession, record: Record, *, now: datetime) -> list[Reason]:
    """Why the bénévole of the record cannot wait for a place in the session, which carries its seat counts. All reasons at once."""
    if record.wait_for(session):
        return [Reason("waiting", "Vous êtes déjà en attente d’une place dans cette session.")]
    reasons = refusal_reasons(session, record, now=now)
    if not any(reason.code == "full" for reason in reasons):
        reasons.append(Reason("free", "Il reste des places\u00a0: réservez-en une."))
    return [reason for reason in reasons if reason.code != "full"]


def join(session: TrainingSession, volunteer: Volunteer, *, now: datetime) -> Waiting:
    """Puts the bénévole at the end of the line. Raises Refused."""
    with transaction.atomic():
        session = lock_session(session)
        volunteer = engagements.lock_person(volunteer)
        reasons = join_reasons(session, read_record(volunteer, now=now), now=now)
        if reasons:
            raise Refused(reasons)
        return Waiting.objects.create(session=session, volunteer=volunteer, joined_at=now)


def leave(wait: Waiting, *, now: datetime) -> None:
    """Takes the bénévole out of the line; a place that was held for them goes to the next. A second call does nothing."""
    with transaction.atomic():
        lock_session(wait.session)
        kept = Waiting.objects.get(pk=wait.pk)
        if kept.ended_at is None:
            kept.end(Waiting.End.LEFT, now=now)
            hold_free_places(lock_session(wait.session), now=now)


def place_in_line(wait: Waiting) -> int:
    """1 for the next to be offered a place; those to whom one is offered already are not counted."""
    before = Waiting.objects.open().filter(session=wait.session_id, offered_until=None, joined_at__lt=wait.joined_at)
    return before.count() + 1
