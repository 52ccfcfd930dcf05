"""That the association may issue tax receipts: who says so is written and stays; ended, not a receipt more is offered."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from donations.models import DonationSettings, Payment, ReceiptEligibility
from donations.tax_rates import rates_on
from home.dates import short_day
from volunteers.exceptions import AlreadyDone, Reason, Refused, once

EXAMPLE_CENTS: Final = 10_000
OVER: Final = Reason("over", "Cette habilitation n’a déjà plus cours.")
LATER_DECISION: Final = Reason("decided", "La décision ne peut pas être datée d’un jour à venir.")


@dataclass(frozen=True)
class EligibilityWords:
    """What the treasurer says: the ground, what establishes it and since when, and the first day whose gifts may have a receipt."""

    ground: str
    evidence: str
    decided_on: date
    since: date


@dataclass(frozen=True)
class Outlook:
    """What recording it will mean: what it ends, the payments received since its first day, and what 100 € then cost."""

    is_later: bool
    is_raised: bool
    ends: list[ReceiptEligibility]
    payments: int
    example_cents: int
    person_cents: int
    company_cents: int


def preview_eligibility(said: EligibilityWords, *, today: date) -> Outlook:
    """Writes nothing. Costs are those of gifts of today, or of its first day when that is later."""
    rates = rates_on(max(today, said.since), said.ground)
    return Outlook(
        is_later=said.since > today,
        is_raised=bool(rates["person"].raised_percent),
        ends=list(_holding_from(said.since)),
        payments=Payment.objects.filter(state=Payment.State.PAID, paid_at__date__gte=said.since).count(),
        example_cents=EXAMPLE_CENTS,
        person_cents=rates["person"].cost_cents(EXAMPLE_CENTS),
        company_cents=rates["company"].cost_cents(EXAMPLE_CENTS),
    )


def eligibility_reasons(said: EligibilityWords, *, today: date) -> list[Reason]:
    """Why it cannot be recorded."""
    return [LATER_DECISION] if said.decided_on > today else []


@once
def record_eligibility(said: EligibilityWords, *, by: User, now: datetime, today: date) -> ReceiptEligibility:
    """Opens receipts for gifts from a day on; what held from that day on ends there. Raises Refused."""
    with transaction.atomic():
        DonationSettings.lock()
        words = {"ground": said.ground, "evidence": said.evidence, "decided_on": said.decided_on, "since": said.since}
        known = ReceiptEligibility.objects.filter(ended_on=None, **words).first()
        if known:
            raise AlreadyDone(known)
        reasons = eligibility_reasons(said, today=today)
        if reasons:
            raise Refused(reasons)
        for row in _holding_from(said.since):
            _end(row, max(said.since, row.since), by=by, now=now)
        return ReceiptEligibility.objects.create(**words, recorded_by=by, recorded_at=now)


def ending_reasons(eligibility: ReceiptEligibility, ended_on: date, *, today: date) -> list[Reason]:
    """Why it cannot end that day."""
    if eligibility.ended_on and eligibility.ended_on <= today:
        return [OVER]
    if ended_on < eligibility.since:
        return [Reason("early", f"Elle commence le {short_day(eligibility.since)}\u00a0: choisissez ce jour-là ou un jour d’après.")]
    if eligibility.ended_on and ended_on > eligibility.ended_on:
        sentence = f"Sa fin est déjà notée au {short_day(eligibility.ended_on)}\u00a0: elle peut s’avancer, pas se reculer."
        return [Reason("later", sentence)]
    return []


def end_eligibility(eligibility: ReceiptEligibility, ended_on: date, *, by: User, now: datetime, today: date) -> ReceiptEligibility:
    """From that day on gifts have no receipt any more. Raises Refused."""
    with transaction.atomic():
        DonationSettings.lock()
        eligibility = ReceiptEligibility.objects.get(pk=eligibility.pk)
        if eligibility.ended_on == ended_on:
            return eligibility
        reasons = ending_reasons(eligibility, ended_on, today=today)
        if reasons:
            raise Refused(reasons)
        _end(eligibility, ended_on, by=by, now=now)
        return eligibility


def _holding_from(day: date) -> list[ReceiptEligibility]:
    """Those that hold on that day or later."""
    rows = ReceiptEligibility.objects.filter(Q(ended_on=None) | Q(ended_on__gt=day))
    return [row for row in rows if row.ended_on is None or row.ended_on > row.since]


def _end(row: ReceiptEligibility, ended_on: date, *, by: User, now: datetime) -> None:
    row.ended_on, row.ended_by, row.ended_at = ended_on, by, now
    row.save(update_fields=["ended_on", "ended_by", "ended_at"])
