"""Two treasurers at the same instant, with real threads on PostgreSQL; and the negative controls."""

import threading
import uuid
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from functools import partial

import pytest
from django.db import models
from django.utils import timezone

from accounts.models import User
from donations import cheque_batches, manual_gifts
from donations.cheque_batches import BankLine, Slip, prepare, reconcile
from donations.manual_gifts import remove
from donations.models import ChequeBatch, Gift, Payment
from tests.accounts.factories import UserFactory
from tests.donations.factories import ChequeBatchFactory, GiftFactory, PaymentFactory
from tests.donations.test_races import pytestmark as races
from tests.donations.test_races import run_at_once
from volunteers.exceptions import Reason, Refused

pytestmark = races
SLIP = Slip("0000042", date(2099, 1, 1))


def note_cheque(batch: ChequeBatch | None = None) -> Payment:
    gift = GiftFactory(source=Gift.Source.CHEQUE, status=Gift.Status.PAID)
    return PaymentFactory(gift=gift, method=Payment.Method.CHEQUE, batch=batch)


def prepare_or_refused(cheque: Payment, treasurer: User) -> object:
    try:
        return prepare(SLIP, [cheque.pk], batch_id=uuid.uuid4(), by=treasurer, now=timezone.now())
    except Refused as refused:
        return [reason.code for reason in refused.reasons]


def prepare_at_once(treasurer: User) -> list[object]:
    cheque, other = note_cheque(), UserFactory(treasurer=True)
    return run_at_once(partial(prepare_or_refused, cheque, treasurer), partial(prepare_or_refused, cheque, other))


def test_two_treasurers_put_a_cheque_in_one_batch(treasurer: User) -> None:
    for _round in range(10):
        assert prepare_at_once(treasurer).count(["taken"]) == 1
    assert (ChequeBatch.objects.count(), Payment.objects.filter(batch=None).count()) == (10, 0)


def test_without_the_lock_a_cheque_is_on_two_slips(treasurer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: both have looked at the cheque before either takes it."""
    both_have_looked = threading.Barrier(2)
    reasons = cheque_batches.taking_reasons

    def look_together(slip: Slip, taken: Sequence[Payment], *, into: ChequeBatch | None = None) -> list[Reason]:
        found = reasons(slip, taken, into=into)
        both_have_looked.wait(timeout=10)
        return found

    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda rows, **_options: rows)
    monkeypatch.setattr(cheque_batches, "taking_reasons", look_together)
    prepare_at_once(treasurer)
    assert (ChequeBatch.objects.count(), Payment.objects.exclude(batch=None).count()) == (2, 1)


def close_and_remove(treasurer: User) -> ChequeBatch:
    """A batch is reconciled while the gift of its one cheque is taken out."""
    batch = ChequeBatchFactory()
    cheque = note_cheque(batch)

    def close() -> None:
        with suppress(Refused):
            reconcile(batch, BankLine(5000, date(2099, 1, 2)), by=treasurer, now=timezone.now())

    def take_out() -> None:
        with suppress(Refused):
            remove(cheque.gift)

    run_at_once(close, take_out)
    return ChequeBatch.objects.with_totals().get(pk=batch.pk)


def test_a_batch_is_closed_with_its_cheque_or_stays_open_without(treasurer: User) -> None:
    for _round in range(10):
        batch = close_and_remove(treasurer)
        assert batch.is_reconciled == (batch.total_cents == 5000)  # type: ignore[attr-defined]


def test_without_the_lock_a_closed_batch_loses_its_cheque(treasurer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: both have asked before either writes."""
    both_have_asked = threading.Barrier(2)
    closing, removing = cheque_batches.reconciliation_reasons, manual_gifts.removal_reasons

    def close_late(batch: ChequeBatch, line: BankLine, *, total_cents: int) -> list[Reason]:
        found = closing(batch, line, total_cents=total_cents)
        both_have_asked.wait(timeout=10)
        return found

    def remove_late(gift: Gift) -> list[Reason]:
        found = removing(gift)
        both_have_asked.wait(timeout=10)
        return found

    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda rows, **_options: rows)
    monkeypatch.setattr(cheque_batches, "reconciliation_reasons", close_late)
    monkeypatch.setattr(manual_gifts, "removal_reasons", remove_late)
    batch = close_and_remove(treasurer)
    assert (batch.is_reconciled, batch.total_cents) == (True, 0)  # type: ignore[attr-defined]
