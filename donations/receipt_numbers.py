"""The numbers of tax receipts: 1, 2, 3… in each year of issue, without gap, or onwards from those of another tool."""

from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from accounts.models import User
from donations.models import ReceiptCounter, TaxReceipt
from volunteers.exceptions import Reason, Refused

NUMBERED: Final = Reason("numbered", "Un reçu porte déjà un numéro de cette année\u00a0: la suite ne se choisit plus.")
TOO_LOW: Final = Reason("low", "Le premier numéro est 1, ou un nombre plus grand.")


def next_number(year: int) -> int:
    """Takes the next number of that year of issue, which nobody else has nor will have.

    The counter stays locked until the caller's transaction ends: rolled back, the number was never taken.
    Raises TransactionManagementError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("a number is taken in the transaction that writes its receipt")
    counter = _lock(year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def coming_number(year: int) -> int:
    """The number that the next receipt will have; takes nothing."""
    counter = ReceiptCounter.objects.filter(year=year).first()
    return counter.last + 1 if counter else 1


def opening_reasons(year: int) -> list[Reason]:
    """Why the first number of a year cannot be chosen any more."""
    return [NUMBERED] if TaxReceipt.objects.issued_in(year).exists() else []


def open_year(year: int, first_number: int, *, by: User, now: datetime) -> ReceiptCounter:
    """Has the numbers of a year begin there: those before were given by another tool. Raises Refused once one was given here."""
    with transaction.atomic():
        counter = _lock(year)
        reasons = opening_reasons(year)
        if first_number < 1:
            reasons.append(TOO_LOW)
        if reasons:
            raise Refused(reasons)
        counter.first, counter.last = first_number, first_number - 1
        counter.opened_by, counter.opened_at = by, now
        counter.save()
        return counter


def _lock(year: int) -> ReceiptCounter:
    ReceiptCounter.objects.get_or_create(year=year)
    return ReceiptCounter.objects.select_for_update().get(year=year)
