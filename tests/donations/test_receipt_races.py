"""200 receipts issued at once across New Year, with real threads on PostgreSQL: no gap, no duplicate; and the negative control."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, models, transaction

from accounts.models import User
from donations import receipts
from donations.models import Payment, ReceiptRun, TaxReceipt
from donations.receipt_runs import issue_run
from donations.receipts import issue, withdraw
from tests.donations.factories import DonorFactory, EligibilityFactory, ReceiptBodyFactory, SignatoryFactory, wished_payment
from tests.donations.test_races import run_at_once
from volunteers.exceptions import Refused

ON_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(not ON_POSTGRESQL, reason="races need row locks: run with DATABASE_URL=postgres://… (make test-postgres)"),
    pytest.mark.django_db(transaction=True),
]

RECEIPTS = 200
THREADS = 20
# In Paris.
NEW_YEAR = datetime(2026, 12, 31, 23, tzinfo=UTC)


@pytest.fixture(autouse=True)
def terms(db: None) -> None:
    EligibilityFactory()
    ReceiptBodyFactory()
    SignatoryFactory()


def issue_all(payments: list[Payment]) -> list[str]:
    """By twenty threads, the clock of each a second later than that of the one before: half of them after New Year. Gives what failed."""
    start = threading.Barrier(THREADS)
    failed: list[str] = []

    def work(share: int) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            for number in range(share, len(payments), THREADS):
                payment, now = payments[number], NEW_YEAR + timedelta(seconds=number - len(payments) // 2)
                try:
                    issue(payment.gift.donor, [payment.pk], by=None, now=now)
                except IntegrityError as error:
                    failed.append(type(error).__name__)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))
    return failed


def numbers(year: int) -> list[int]:
    return list(TaxReceipt.objects.filter(year=year).order_by("number").values_list("number", flat=True))


def test_two_hundred_at_once_across_new_year_leave_no_gap_and_no_duplicate() -> None:
    payments = [wished_payment(paid_at=NEW_YEAR - timedelta(days=30)) for _ in range(RECEIPTS)]
    assert issue_all(payments) == []
    assert (numbers(2026), numbers(2027)) == (list(range(1, 101)), list(range(1, 101)))


def test_without_the_lock_numbers_collide(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: two read the same last number, and the constraint alone stops the second."""
    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda self, *args, **kwargs: self)
    payments = [wished_payment(paid_at=NEW_YEAR - timedelta(days=30)) for _ in range(RECEIPTS)]
    assert issue_all(payments) != []


def test_one_donor_asking_at_once_gets_one_receipt() -> None:
    payment = wished_payment(paid_at=NEW_YEAR)
    made = run_at_once(*[lambda: issue(payment.gift.donor, [payment.pk], by=None, now=NEW_YEAR)] * 6)
    assert len(set(made)) == TaxReceipt.objects.count() == 1


def test_two_workers_on_one_run_issue_each_receipt_once(treasurer: User) -> None:
    donors = DonorFactory.create_batch(20, located=True)
    for donor in donors:
        wished_payment(donor, paid_at=NEW_YEAR - timedelta(days=30))
    now = NEW_YEAR + timedelta(days=8)
    run = ReceiptRun.objects.create(gift_year=2026, started_by=treasurer, started_at=now, to_issue=20)
    run_at_once(*[lambda: issue_run(run.pk, now=now)] * 3)
    run.refresh_from_db()
    assert (run.issued, run.state, numbers(2027)) == (20, ReceiptRun.State.DONE, list(range(1, 21)))


def refund_while_issuing(payment: Payment) -> bool:
    """Whether a valid receipt is left of a payment that went back while its receipt was issued."""

    def give_back() -> None:
        with transaction.atomic():
            payment.refunds.create(amount_cents=payment.amount_cents, state="done", created_at=NEW_YEAR)
            withdraw(payment, TaxReceipt.CancelReason.REFUND, now=NEW_YEAR)

    def make_out() -> None:
        try:
            issue(payment.gift.donor, [payment.pk], by=None, now=NEW_YEAR)
        except Refused:
            return

    run_at_once(give_back, make_out)
    return TaxReceipt.objects.valid().filter(lines__payment=payment).exists()


def test_no_valid_receipt_is_left_of_a_payment_that_went_back_meanwhile() -> None:
    payments = [wished_payment(paid_at=NEW_YEAR) for _ in range(20)]
    assert {refund_while_issuing(payment) for payment in payments} == {False}


def test_without_the_donors_lock_a_valid_receipt_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the refund looks for a receipt before the one that is being written is there."""
    payment, has_read, is_back = wished_payment(paid_at=NEW_YEAR), threading.Event(), threading.Event()
    write, look = receipts._write, receipts.withdraw

    def write_late(*args: object, **kwargs: object) -> TaxReceipt:
        has_read.set()
        is_back.wait(timeout=10)
        return write(*args, **kwargs)  # type: ignore[arg-type]

    def give_back() -> None:
        has_read.wait(timeout=10)
        payment.refunds.create(amount_cents=payment.amount_cents, state="done", created_at=NEW_YEAR)
        look(payment, TaxReceipt.CancelReason.REFUND, now=NEW_YEAR)
        is_back.set()

    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda self, *args, **kwargs: self)
    monkeypatch.setattr(receipts, "_write", write_late)
    run_at_once(give_back, lambda: issue(payment.gift.donor, [payment.pk], by=None, now=NEW_YEAR))
    assert TaxReceipt.objects.valid().filter(lines__payment=payment).exists()
