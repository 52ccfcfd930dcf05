"""What the settings of receipts say on a day: what holds, what begins later, what held before."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from donations.models import DonationSettings, Donor, ReceiptBody, ReceiptCounter, ReceiptEligibility, ReceiptSignatory, TaxRate
from donations.receipt_numbers import coming_number, opening_reasons
from donations.receipt_terms import Terms, terms_reasons
from volunteers.exceptions import Reason

Row = TypeVar("Row", ReceiptEligibility, ReceiptBody, ReceiptSignatory, TaxRate)


@dataclass(frozen=True)
class Course(Generic[Row]):
    """Of rows that begin each on a day, the one that holds, those to come, the next first, and those of before, the last first."""

    holds: Row | None
    later: list[Row]
    before: list[Row]
    # The last to begin first.
    rows: list[Row]


@dataclass(frozen=True)
class Overview:
    today: date
    reasons: list[Reason]
    eligibility: Course[ReceiptEligibility]
    body: Course[ReceiptBody]
    signatory: Course[ReceiptSignatory]
    person_rate: Course[TaxRate]
    company_rate: Course[TaxRate]
    decided: DonationSettings
    counter: ReceiptCounter | None
    coming_name: str
    can_choose_number: bool


def survey_terms(today: date) -> Overview:
    """One query for each kind of row."""
    eligibility = course_of(
        ReceiptEligibility.objects.select_related("recorded_by", "ended_by"),
        today,
        is_void=lambda row: row.ended_on is not None and row.ended_on <= max(today, row.since),
    )
    body = course_of(ReceiptBody.objects.select_related("recorded_by"), today)
    signatory = course_of(ReceiptSignatory.objects.select_related("recorded_by"), today)
    rates = list(TaxRate.objects.select_related("recorded_by"))
    return Overview(
        today=today,
        reasons=terms_reasons(Terms(eligibility.holds, body.holds, signatory.holds)),
        eligibility=eligibility,
        body=body,
        signatory=signatory,
        person_rate=course_of((rate for rate in rates if rate.donor_kind == Donor.Kind.PERSON), today),
        company_rate=course_of((rate for rate in rates if rate.donor_kind == Donor.Kind.COMPANY), today),
        decided=DonationSettings.load(),
        counter=ReceiptCounter.objects.select_related("opened_by").filter(year=today.year).first(),
        coming_name=f"{today.year}-{coming_number(today.year):06}",
        can_choose_number=not opening_reasons(today.year),
    )


def course_of(rows: Iterable[Row], today: date, *, is_void: Callable[[Row], bool] = lambda _row: False) -> Course[Row]:
    """Void ones belong to the past, whenever they begin."""
    last_first = sorted(rows, key=lambda row: row.since, reverse=True)
    alive = [row for row in last_first if not is_void(row)]
    holds = next((row for row in alive if row.since <= today), None)
    later = [row for row in alive if row.since > today]
    before = [row for row in last_first if row is not holds and row not in later]
    return Course(holds, later[::-1], before, last_first)
