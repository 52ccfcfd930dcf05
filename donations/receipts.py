"""Tax receipts issued, cancelled, replaced. A number is taken in the receipt's own transaction; what was issued never changes.

Locks, always in this order: the run, the gift, the donor, the counter of numbers. Who issues and who takes money back both hold the donor.
"""

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from donations.models import RECEIPT_TRANSITIONS, Donor, Gift, Payment, ReceiptEligibility, ReceiptLine, ReceiptRun, TaxReceipt
from donations.receipt_contents import net_of, write_content
from donations.receipt_holds import awaiting_receipt, hold_reasons
from donations.receipt_mails import tell_of_cancellation
from donations.receipt_numbers import next_number
from donations.receipt_terms import issuing_reasons, terms_for, terms_reasons
from donations.typed_details import forget_typed_details
from volunteers.certificates import random_code
from volunteers.exceptions import AlreadyDone, Reason, Refused, once

# What is written in words.
LARGEST_CENTS: Final = 99_999_999
NOTHING: Final = Reason("nothing", "Aucun don n’est prêt pour un reçu.")
NOT_AWAITING: Final = Reason("not_awaiting", "Un de ces dons n’attend pas de reçu\u00a0: il en a déjà un, ou il n’en reste rien.")
SEVERAL_YEARS: Final = Reason("years", "Ces dons sont de plusieurs années\u00a0: il faut un reçu par année.")
SEVERAL_GROUNDS: Final = Reason("grounds", "Ces dons relèvent de deux habilitations\u00a0: il faut un reçu pour chacune.")
TOO_LARGE: Final = Reason("large", "Un reçu va jusqu’à 999\u202f999,99\u202f€\u00a0: faites-en plusieurs.")
CANCELLED: Final = Reason("cancelled", "Ce reçu est déjà annulé.")
UNCHANGED: Final = Reason("unchanged", "Rien n’est corrigé\u00a0: le nom et l’adresse sont ceux du reçu.")


def issue_reasons(asked: Collection[uuid.UUID], found: Collection[Payment], *, now: datetime) -> list[Reason]:
    """Why no receipt can be made out for the payments asked for, of which those found still await one. All reasons at once."""
    today = timezone.localdate(now)
    held = list(dict.fromkeys(reason for payment in found for reason in hold_reasons(payment)))
    grounds = {terms.eligibility: terms for terms in terms_for(map(gift_day, found), issued_on=today).values()}
    if found and not held:
        reasons = list(dict.fromkeys(reason for terms in grounds.values() for reason in terms_reasons(terms)))
    else:
        reasons = issuing_reasons(today)
    if len(grounds) > 1:
        reasons.append(SEVERAL_GROUNDS)
    if not asked:
        reasons.append(NOTHING)
    elif len(found) < len(asked):
        reasons.append(NOT_AWAITING)
    if len({timezone.localtime(payment.paid_at).year for payment in found}) > 1:
        reasons.append(SEVERAL_YEARS)
    if sum(net_of(payment) for payment in found) > LARGEST_CENTS:
        reasons.append(TOO_LARGE)
    return reasons + held


def gift_day(payment: Payment) -> date:
    """The day in Paris of a payment received."""
    return timezone.localdate(payment.paid_at)


@once
def issue(donor: Donor, payments: Collection[uuid.UUID], *, by: User | None, now: datetime) -> TaxReceipt:
    """One receipt for those payments of a donor, of one year. Asked twice for the same, gives the first. Raises Refused.

    `by` is None when the clock issues it.
    """
    with transaction.atomic():
        donor = Donor.objects.select_for_update().get(pk=donor.pk)
        found = list(awaiting_receipt(now).filter(gift__donor=donor, pk__in=payments))
        known = TaxReceipt.objects.valid().filter(donor=donor, lines__payment__in=payments).distinct()
        if not found and len(known) == 1 and set(known[0].lines.values_list("payment", flat=True)) == set(payments):
            raise AlreadyDone(known[0])
        reasons = issue_reasons(set(payments), found, now=now)
        if reasons:
            raise Refused(reasons)
        return _write(donor, found, by=by, now=now)


def issue_year(donor_id: uuid.UUID, year: int, *, run: ReceiptRun, now: datetime) -> list[TaxReceipt]:
    """For a run: all that is ready of what a donor gave in a year, on one receipt for each eligibility. Raises Refused."""
    with transaction.atomic():
        donor = Donor.objects.select_for_update().get(pk=donor_id)
        found = [payment for payment in awaiting_receipt(now).given_in(year).filter(gift__donor=donor) if not hold_reasons(payment)]
        made = []
        for payments in _by_ground(found, today=timezone.localdate(now)):
            reasons = issue_reasons([payment.pk for payment in payments], payments, now=now)
            if reasons:
                raise Refused(reasons)
            made.append(_write(donor, payments, by=run.started_by, run=run, now=now))
        return made


def _by_ground(found: Sequence[Payment], *, today: date) -> Iterable[list[Payment]]:
    """What one eligibility covers goes on one receipt."""
    if not found:
        return []
    terms = terms_for(map(gift_day, found), issued_on=today)
    parts: dict[ReceiptEligibility | None, list[Payment]] = {}
    for payment in found:
        parts.setdefault(terms[gift_day(payment)].eligibility, []).append(payment)
    return parts.values()


def _write(
    donor: Donor,
    payments: Collection[Payment],
    *,
    by: User | None,
    now: datetime,
    run: ReceiptRun | None = None,
    replaces: TaxReceipt | None = None,
) -> TaxReceipt:
    """The caller holds the donor's lock and has asked all reasons."""
    today = timezone.localdate(now)
    day, code = gift_day(next(iter(payments))), random_code()
    terms = terms_for([day], issued_on=today)[day]
    receipt = TaxReceipt(
        year=today.year,
        number=next_number(today.year),
        gift_year=day.year,
        code=code,
        donor=donor,
        kind=donor.kind,
        amount_cents=sum(net_of(payment) for payment in payments),
        run=run,
        replaces=replaces,
        issued_by=by,
        issued_at=now,
    )
    receipt.content = write_content(
        donor, list(payments), terms, name=receipt.name, code=code, issued_on=today, replaces=replaces.name if replaces else ""
    )
    receipt.signature_id = receipt.content["signatory"]["signature"]
    receipt.save()
    ReceiptLine.objects.bulk_create(ReceiptLine(receipt=receipt, payment=payment, amount_cents=net_of(payment)) for payment in payments)
    return receipt


def cancel_reasons(receipt: TaxReceipt) -> list[Reason]:
    """Why a receipt cannot be cancelled."""
    return [] if TaxReceipt.State.CANCELLED in RECEIPT_TRANSITIONS[receipt.state] else [CANCELLED]


@once
def cancel(receipt: TaxReceipt, reason: TaxReceipt.CancelReason, *, by: User, now: datetime, wants_no_other: bool = False) -> TaxReceipt:
    """Cancels a receipt, which keeps its number; the donor is told. Its payments wait for another one, unless none is wanted.

    Raises Refused.
    """
    with transaction.atomic():
        gifts = Gift.objects.filter(pk__in=receipt.lines.values("payment__gift")).order_by("pk").select_for_update()
        keys = [gift.pk for gift in gifts] if wants_no_other else []
        receipt = _lock(receipt)
        if receipt.cancel_reason == reason and receipt.cancelled_by_id == by.pk:
            raise AlreadyDone(receipt)
        _cancel(receipt, reason, by=by, now=now)
        Gift.objects.filter(pk__in=keys).update(wants_receipt=False)
        tell_of_cancellation(receipt, None)
    return receipt


@once
def correct(receipt: TaxReceipt, details: Mapping[str, str], *, by: User, now: datetime) -> TaxReceipt:
    """Writes the donor's right name and address, by the names of `Donor.DETAILS`; cancels the receipt and issues it anew.

    Asked twice for the same, gives the first. Raises Refused.
    """

    def write_details(donor: Donor) -> None:
        if _holds(donor, details) and _says(receipt, donor):
            raise Refused([UNCHANGED])
        for name, value in details.items():
            setattr(donor, name, value)
        donor.save()
        forget_typed_details(donor)

    with transaction.atomic():
        receipt = _lock(receipt)
        known = TaxReceipt.objects.filter(replaces=receipt).first()
        if known and receipt.cancel_reason == TaxReceipt.CancelReason.CORRECTION and _holds(receipt.donor, details):
            raise AlreadyDone(known)
        fresh = _replace(receipt, TaxReceipt.CancelReason.CORRECTION, by=by, now=now, change=write_details)
        if fresh is None:
            raise Refused([NOTHING])
    return fresh


def withdraw(payment: Payment, reason: TaxReceipt.CancelReason, *, now: datetime) -> None:
    """Some of a payment went back: cancels the receipt that it is on, and issues another for what is left, if that can be done at once.

    Called in the transaction that writes what went back, once it is written.
    """
    donor = Donor.objects.select_for_update().get(pk=payment.gift.donor_id)
    receipt = TaxReceipt.objects.valid().filter(donor=donor, lines__payment=payment).first()
    if receipt:
        _replace(receipt, reason, by=None, now=now)


def _lock(receipt: TaxReceipt) -> TaxReceipt:
    if receipt.donor_id:
        Donor.objects.select_for_update().get(pk=receipt.donor_id)
    return TaxReceipt.objects.select_for_update().get(pk=receipt.pk)


def _cancel(receipt: TaxReceipt, reason: TaxReceipt.CancelReason, *, by: User | None, now: datetime) -> None:
    reasons = cancel_reasons(receipt)
    if reasons:
        raise Refused(reasons)
    receipt.state, receipt.cancel_reason = TaxReceipt.State.CANCELLED, reason
    receipt.cancelled_at, receipt.cancelled_by = now, by
    receipt.save(update_fields=["state", "cancel_reason", "cancelled_at", "cancelled_by"])
    receipt.lines.update(is_valid=False)


def _replace(
    receipt: TaxReceipt,
    reason: TaxReceipt.CancelReason,
    *,
    by: User | None,
    now: datetime,
    change: Callable[[Donor], None] = lambda donor: None,
) -> TaxReceipt | None:
    """Cancels, then issues for those of its payments that are ready; None where none is, or where receipts are off."""
    _cancel(receipt, reason, by=by, now=now)
    fresh = None
    if receipt.donor_id:
        donor = Donor.objects.get(pk=receipt.donor_id)
        change(donor)
        kept = receipt.lines.values("payment")
        found = [payment for payment in awaiting_receipt(now).filter(pk__in=kept) if not hold_reasons(payment)]
        if found and not issue_reasons([payment.pk for payment in found], found, now=now):
            fresh = _write(donor, found, by=by, now=now, replaces=receipt)
    tell_of_cancellation(receipt, fresh)
    return fresh


def _holds(donor: Donor | None, details: Mapping[str, str]) -> bool:
    return donor is not None and all(getattr(donor, name) == value for name, value in details.items())


def _says(receipt: TaxReceipt, donor: Donor) -> bool:
    """Whether the receipt names the donor as their file does."""
    said = receipt.content["donor"]
    return all(said[name] == getattr(donor, name) for name in ("address", "postal_code", "city", "country")) and (
        said["name"] == donor.full_name
    )
