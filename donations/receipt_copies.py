"""Copies of receipts: the first one given is the original, every other says « duplicata », and those of a cancelled receipt « annulé »."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from donations.models import Donor, TaxReceipt
from donations.receipt_contents import write_content
from donations.receipt_holds import awaiting_receipt, hold_reasons
from donations.receipt_papers import Mark, Sheet, print_many, print_receipt
from donations.receipt_terms import terms_for
from donations.receipts import NOTHING, gift_day, issue_reasons
from volunteers.exceptions import Refused
from volunteers.models import DataExport

# What a printer takes at once, and what is set within a few seconds.
PRINTED_AT_ONCE: Final = 50
PRINTS: Final = "Reçus fiscaux à poster"


def copy_of(receipt: TaxReceipt) -> bytes:
    """A PDF to be looked at or given again; it changes nothing."""
    mark = Mark.CANCELLED if not receipt.is_valid else Mark.DUPLICATE if receipt.given_at else Mark.COPY
    return print_receipt(receipt.content, signature=bytes(receipt.signature.png), mark=mark)


def hand_over(receipt: TaxReceipt, how: TaxReceipt.Given, *, now: datetime) -> bytes:
    """The PDF that the donor receives: the original the first time, a copy after."""
    with transaction.atomic():
        receipt = TaxReceipt.objects.select_for_update(of=("self",)).select_related("signature").get(pk=receipt.pk)
        if not receipt.is_valid or receipt.given_at:
            return copy_of(receipt)
        receipt.given_at, receipt.given_how = now, how
        receipt.save(update_fields=["given_at", "given_how"])
    return print_receipt(receipt.content, signature=bytes(receipt.signature.png), mark=Mark.NONE)


def print_for_post(*, by: User, now: datetime) -> bytes:
    """One PDF of the next receipts that wait for the post, the oldest first, each then counted as given; that it was taken is written.

    Raises Refused when none waits.
    """
    with transaction.atomic():
        waiting = TaxReceipt.objects.for_post().select_for_update(of=("self",)).order_by("year", "number").select_related("signature")
        chosen = list(waiting[:PRINTED_AT_ONCE])
        if not chosen:
            raise Refused([NOTHING])
        valid = [receipt.pk for receipt in chosen if receipt.is_valid]
        TaxReceipt.objects.filter(pk__in=valid).update(given_at=now, given_how=TaxReceipt.Given.PRINT)
        TaxReceipt.objects.filter(pk__in=[receipt.pk for receipt in chosen]).cancelled().update(cancellation_told_at=now)
        DataExport.objects.create(kind=PRINTS, taken_by=by, taken_at=now, count=len(chosen))
    return print_many([_sheet(receipt) for receipt in chosen])


def _sheet(receipt: TaxReceipt) -> Sheet:
    return Sheet(receipt.content, bytes(receipt.signature.png), Mark.NONE if receipt.is_valid else Mark.CANCELLED)


def preview(donor: Donor, payments: Sequence[uuid.UUID], *, now: datetime) -> bytes:
    """What `receipts.issue` would make now, without a number nor a code; nothing is written. Raises Refused."""
    today = timezone.localdate(now)
    found = [payment for payment in awaiting_receipt(now).filter(gift__donor=donor, pk__in=payments) if not hold_reasons(payment)]
    reasons = issue_reasons([payment.pk for payment in found], found, now=now)
    if reasons:
        raise Refused(reasons)
    day = gift_day(found[0])
    terms = terms_for([day], issued_on=today)[day]
    assert terms.signatory is not None  # noqa: S101 a reason else
    content = write_content(donor, found, terms, name="", code="", issued_on=today)
    return print_receipt(content, signature=bytes(terms.signatory.signature.png), mark=Mark.PREVIEW)
