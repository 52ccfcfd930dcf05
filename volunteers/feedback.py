"""What people thought of a session: asked once of each who came, kept without their name, shown when nobody can be recognised."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Avg, Count
from django.utils import timezone

from volunteers.exceptions import Reason, Refused
from volunteers.models import Booking, Feedback, TrainingSession

QUESTIONS: Final = {
    "clarity": "C’était clair",
    "usefulness": "Ce sera utile",
    "confidence": "Je me sens prêt·e",
    "welcome": "J’ai été bien accueilli·e",
}
# With fewer answers, a coordinator would guess who gave which.
FEWEST_SHOWN: Final = 3


@dataclass(frozen=True)
class Opinions:
    """Of one session: how many answered and, from three answers on, the averages by question and the remarks."""

    count: int
    averages: list[tuple[str, float]]
    remarks: list[str]


def feedback_reasons(booking: Booking) -> list[Reason]:
    """Why nothing more is asked of the person who has this place."""
    if booking.feedback_given_at:
        return [Reason("given", "Vous avez déjà donné votre avis\u00a0: merci.")]
    if booking.cancelled_at or not booking.is_attended:
        return [Reason("not_attended", "L’avis se donne après la session, une fois votre présence notée.")]
    return []


def give_feedback(booking: Booking, grades: Mapping[str, Any], *, now: datetime) -> None:
    """Keeps the answers with the session and the day; of the person, only that they answered. Raises Refused."""
    with transaction.atomic():
        booking = Booking.objects.select_for_update().get(pk=booking.pk)
        reasons = feedback_reasons(booking)
        if reasons:
            raise Refused(reasons)
        booking.feedback_given_at = now
        booking.save(update_fields=["feedback_given_at"])
        Feedback.objects.create(session_id=booking.session_id, given_on=timezone.localdate(now), **grades)


def opinions_of(session: TrainingSession) -> Opinions:
    found = session.feedback.aggregate(count=Count("pk"), **{name: Avg(name) for name in QUESTIONS})
    if found["count"] < FEWEST_SHOWN:
        return Opinions(found["count"], [], [])
    averages = [(label, round(found[name], 1)) for name, label in QUESTIONS.items()]
    # In the order of the alphabet, not of the answers.
    remarks = session.feedback.exclude(remark="").order_by("remark").values_list("remark", flat=True)
    return Opinions(found["count"], averages, list(remarks))
