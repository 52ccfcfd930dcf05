"""The receipts of a year: planned, issued in a task, stopped and taken up again, told by mail; and those that the clock issues."""

from datetime import UTC, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from accounts.models import OutgoingMail, User
from donations import receipt_runs, receipts
from donations.models import DonationSettings, Donor, Gift, Payment, ReceiptEligibility, ReceiptRun, TaxReceipt
from donations.receipt_holds import held_payments, lacking_address, ready_for_receipt
from donations.receipt_runs import issue_due, issue_run, plan_year, resume_runs, start, stop, tell_all, tell_some
from donations.receipts import issue
from tests.conftest import RunTasks
from tests.donations.factories import DonorFactory, EligibilityFactory, ReceiptBodyFactory, SignatoryFactory, wished_payment
from volunteers.exceptions import Refused

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 1, 8, 12, tzinfo=UTC)
YEAR = 2025
MARCH = datetime(2025, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def terms(db: None) -> None:
    EligibilityFactory()
    ReceiptBodyFactory()
    SignatoryFactory()


@pytest.fixture
def donors() -> list[Donor]:
    """Three who gave twice in the year."""
    found = DonorFactory.create_batch(3, located=True)
    for donor in found:
        for days in (0, 60):
            wished_payment(donor, paid_at=MARCH + timedelta(days=days))
    return found


def names() -> list[str]:
    return sorted(receipt.name for receipt in TaxReceipt.objects.all())


def test_a_plan_parts_what_is_ready_what_lacks_an_address_and_what_is_held(donors: list[Donor]) -> None:
    wished_payment(DonorFactory(), paid_at=MARCH)
    recent = wished_payment(donors[0], paid_at=NOW - timedelta(days=9), method=Payment.Method.SEPA)
    wished_payment(DonorFactory(), paid_at=NOW - timedelta(days=9), method=Payment.Method.SEPA)
    wished_payment(paid_at=NOW)
    plan = plan_year(YEAR, now=NOW)
    parts = (plan.ready, plan.lacking, plan.held)
    assert [(part.donors, part.payments, part.cents) for part in parts] == [(3, 6, 30_000), (1, 1, 5000), (2, 2, 10_000)]
    assert recent in held_payments(NOW).given_in(YEAR)
    assert [
        sum(share.payments for share in part.shares) == found(NOW).given_in(YEAR).count()
        for part, found in zip(parts, (ready_for_receipt, lacking_address, held_payments), strict=True)
    ] == [True, True, True]


def test_a_run_makes_one_receipt_for_each_donor_with_all_dates(donors: list[Donor], treasurer: User, run_tasks: RunTasks) -> None:
    run = start(YEAR, by=treasurer, now=NOW)
    assert (run.to_issue, run.issued, run.state) == (3, 0, ReceiptRun.State.RUNNING)
    run_tasks()
    run.refresh_from_db()
    assert (run.issued, run.percent, run.state) == (3, 100, ReceiptRun.State.DONE)
    assert [(receipt.amount_cents, len(receipt.content["lines"]), receipt.run_id) for receipt in TaxReceipt.objects.all()] == [
        (10_000, 2, run.pk)
    ] * 3
    # Nobody is written to before it is asked.
    assert not OutgoingMail.objects.exists()


def test_a_run_that_is_stopped_goes_on_where_it_was(
    donors: list[Donor], treasurer: User, run_tasks: RunTasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, issue_year = start(YEAR, by=treasurer, now=NOW), receipts.issue_year

    def issue_then_stop(*args: object, **kwargs: object) -> list[TaxReceipt]:
        made: list[TaxReceipt] = issue_year(*args, **kwargs)  # type: ignore[arg-type]
        ReceiptRun.objects.update(state=ReceiptRun.State.STOPPED)
        return made

    with monkeypatch.context() as patched:
        patched.setattr(ReceiptRun, "save", lambda self, **kwargs: ReceiptRun.objects.filter(pk=self.pk).update(issued=self.issued))
        patched.setattr(receipt_runs, "issue_year", issue_then_stop)
        run_tasks()
    run.refresh_from_db()
    assert (run.issued, run.state) == (1, ReceiptRun.State.STOPPED)
    again = start(YEAR, by=treasurer, now=NOW)
    assert (again, again.to_issue) == (run, 3)
    run_tasks()
    assert names() == ["2026-000001", "2026-000002", "2026-000003"]


def test_a_stopped_run_issues_nothing_and_one_that_is_over_does_not_stop(donors: list[Donor], treasurer: User, run_tasks: RunTasks) -> None:
    run = start(YEAR, by=treasurer, now=NOW)
    stop(run)
    run_tasks()
    assert not TaxReceipt.objects.exists()
    start(YEAR, by=treasurer, now=NOW)
    run_tasks()
    with pytest.raises(Refused, match="terminée"):
        stop(run)


def test_started_twice_it_runs_once_and_a_lost_task_is_taken_up(donors: list[Donor], treasurer: User, run_tasks: RunTasks) -> None:
    assert start(YEAR, by=treasurer, now=NOW) == start(YEAR, by=treasurer, now=NOW)
    assert DBTaskResult.objects.count() == 1
    DBTaskResult.objects.all().delete()
    resume_runs(NOW)
    resume_runs(NOW)
    issue_run(ReceiptRun.objects.get().pk, now=NOW)
    assert len(names()) == 3


def test_what_is_ready_later_gets_its_own_receipt_in_another_run(donors: list[Donor], treasurer: User) -> None:
    wished_payment(donors[0], paid_at=NOW - timedelta(days=9), method=Payment.Method.SEPA, amount_cents=700)
    issue_run(start(YEAR, by=treasurer, now=NOW).pk, now=NOW)
    later = NOW + timedelta(days=7)
    run = start(YEAR, by=treasurer, now=later)
    issue_run(run.pk, now=later)
    assert [receipt.amount_cents for receipt in run.receipts.all()] == [700]


def test_a_run_is_refused_before_the_year_is_over_without_terms_or_without_gifts(treasurer: User) -> None:
    ReceiptEligibility.objects.all().delete()
    with pytest.raises(Refused) as refused:
        start(NOW.year, by=treasurer, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["eligibility", "year", "nothing"]


def test_donors_are_told_once(donors: list[Donor], treasurer: User, run_tasks: RunTasks) -> None:
    wished_payment(DonorFactory(located=True, email=""), paid_at=MARCH)
    start(YEAR, by=treasurer, now=NOW)
    run_tasks()
    for _ in range(2):
        tell_all(YEAR)
        run_tasks()
    assert OutgoingMail.objects.filter(key__endswith=":issued").count() == 3
    assert [receipt.donor and receipt.donor.email for receipt in TaxReceipt.objects.for_post()] == [""]


def test_few_queries_tell_many(donors: list[Donor], treasurer: User, run_tasks: RunTasks, django_assert_max_num_queries: object) -> None:
    start(YEAR, by=treasurer, now=NOW)
    run_tasks()
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        tell_some(YEAR, now=NOW)


def test_the_clock_issues_gifts_made_once_and_online_where_the_treasurer_chose_so(run_tasks: RunTasks) -> None:
    payment = wished_payment(paid_at=MARCH)
    wished_payment(paid_at=MARCH, source=Gift.Source.CASH, method=Payment.Method.CASH)
    monthly = wished_payment(paid_at=MARCH)
    Gift.objects.filter(pk=monthly.gift_id).update(rhythm=Gift.Rhythm.MONTHLY)
    issue_due(NOW)
    assert not TaxReceipt.objects.exists()
    DonationSettings.objects.create(pk=1, receipt_rhythm=DonationSettings.ReceiptRhythm.GIFT)
    for _ in range(2):
        issue_due(NOW)
    receipt = TaxReceipt.objects.get()
    assert (receipt.lines.get().payment, receipt.issued_by, receipt.told_at) == (payment, None, NOW)
    assert OutgoingMail.objects.get().key == f"receipt:{receipt.pk}:issued"
    assert issue(payment.gift.donor, [payment.pk], by=None, now=NOW) == receipt
