"""The numbers of receipts: without gap, and where a year begins."""

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from accounts.models import User
from donations.models import ReceiptCounter, TaxReceipt
from donations.receipt_numbers import NUMBERED, TOO_LOW, coming_number, next_number, open_year, opening_reasons
from tests.donations.factories import SignatureFactory
from volunteers.exceptions import Refused


def number_a_receipt(year: int) -> TaxReceipt:
    return TaxReceipt.objects.create(
        year=year,
        gift_year=year,
        number=next_number(year),
        code=f"code{year}",
        amount_cents=5000,
        content={},
        signature=SignatureFactory(),
        issued_at=timezone.now(),
    )


def test_numbers_follow_one_another_in_each_year(db: None) -> None:
    assert [next_number(2026), next_number(2026), next_number(2027), next_number(2026)] == [1, 2, 1, 3]
    assert [coming_number(2026), coming_number(2027), coming_number(2028)] == [4, 2, 1]


@pytest.mark.django_db(transaction=True)
def test_a_number_is_taken_in_a_transaction_alone_and_given_back_by_one_that_fails() -> None:
    with pytest.raises(TransactionManagementError):
        next_number(2026)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        next_number(2026)
        raise ZeroDivisionError
    with transaction.atomic():
        assert next_number(2026) == 1


def test_a_year_goes_on_from_another_tool(treasurer: User) -> None:
    now = timezone.now()
    open_year(2026, 43, by=treasurer, now=now)
    assert (coming_number(2026), next_number(2026), coming_number(2027)) == (43, 43, 1)
    counter = ReceiptCounter.objects.get(year=2026)
    assert (counter.first, counter.last, counter.opened_by, counter.opened_at) == (43, 43, treasurer, now)


def test_a_first_number_is_chosen_again_until_a_receipt_has_one(treasurer: User) -> None:
    open_year(2026, 43, by=treasurer, now=timezone.now())
    open_year(2026, 12, by=treasurer, now=timezone.now())
    assert number_a_receipt(2026).name == "2026-000012"
    with pytest.raises(Refused) as refused:
        open_year(2026, 50, by=treasurer, now=timezone.now())
    assert refused.value.reasons == opening_reasons(2026) == [NUMBERED]
    assert opening_reasons(2027) == []


def test_a_first_number_is_one_at_least(treasurer: User) -> None:
    with pytest.raises(Refused) as refused:
        open_year(2026, 0, by=treasurer, now=timezone.now())
    assert refused.value.reasons == [TOO_LOW]
    assert coming_number(2026) == 1
