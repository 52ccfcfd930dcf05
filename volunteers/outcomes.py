"""What persons came to after a pairing began: a job, a training… Counted from its start, unlike the activity report's figure."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from home.dates import add_months, short_day
from volunteers.exceptions import Reason, Refused
from volunteers.models import Outcome, Pairing, Participant
from volunteers.pairing_states import lock_pairing

WITHIN_MONTHS: Final = (6, 12)


@dataclass(frozen=True)
class Followed:
    """A person of a pairing that began long enough ago to say whether they had come to something by then."""

    pairing_id: UUID
    participant_id: UUID
    programme_id: int
    starts_on: date
    is_reached: bool


@dataclass(frozen=True)
class Result:
    """What a person came to, and since when."""

    participant: Participant
    kind: Outcome.Kind
    on: date


def noting_reasons(pairing: Pairing, result: Result, *, today: date) -> list[Reason]:
    """Why that outcome cannot be noted. All reasons at once."""
    reasons = []
    if not pairing.participants.filter(pk=result.participant.pk).exists():
        reasons.append(Reason("other", "Cette personne n’est pas de ce binôme."))
    if result.on > today:
        reasons.append(Reason("future", "Ce jour n’est pas encore venu."))
    if result.on < pairing.starts_on:
        reasons.append(Reason("before", f"Ce binôme a commencé le {short_day(pairing.starts_on)}\u00a0: ce qui précède n’y compte pas."))
    if pairing.outcomes.filter(participant=result.participant, kind=result.kind, on=result.on).exists():
        reasons.append(Reason("same", "Ce résultat est déjà noté."))
    return reasons


def note(pairing: Pairing, result: Result, *, by: User | None, now: datetime) -> Outcome:
    """Writes down what a person came to, and since when. Raises Refused."""
    with transaction.atomic():
        pairing = lock_pairing(pairing)
        reasons = noting_reasons(pairing, result, today=timezone.localdate(now))
        if reasons:
            raise Refused(reasons)
        return Outcome.objects.create(
            pairing=pairing, participant=result.participant, kind=result.kind, on=result.on, noted_at=now, noted_by=by
        )


def followed(today: date) -> dict[int, list[Followed]]:
    """For 6 and for 12 months: each person of each pairing that began so long ago at least, in two queries."""
    begun = Pairing.objects.begun().filter(participants__isnull=False).order_by("starts_on", "pk", "participants")
    rows = list(begun.values_list("pk", "participants", "programme_id", "starts_on"))
    reached: dict[tuple[UUID, UUID], list[date]] = defaultdict(list)
    for pairing, person, on in Outcome.objects.order_by().values_list("pairing_id", "participant_id", "on"):
        reached[pairing, person].append(on)
    return {
        months: [
            Followed(pairing, person, programme, starts_on, any(on <= add_months(starts_on, months) for on in reached[pairing, person]))
            for pairing, person, programme, starts_on in rows
            if add_months(starts_on, months) <= today
        ]
        for months in WITHIN_MONTHS
    }
