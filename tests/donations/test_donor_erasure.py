"""What Stripe forgets with us, and what goes by itself once it is old."""

from datetime import UTC, datetime, timedelta

import pytest
import stripe
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from donations.donor_data import erase
from donations.models import Donor, Gift, MonthlyPlan, Payment
from donations.monthly import stop
from donations.retention import forget_old_donors, forget_unpaid_details
from donations.stand_in.store import Fault, Store
from tests.conftest import RunTasks
from tests.donations.checkouts import plan_faults
from tests.donations.factories import DonorFactory, GiftFactory, MonthlyPlanFactory, PaymentFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def stopped(plan: MonthlyPlan, run_tasks: RunTasks) -> MonthlyPlan:
    """A monthly gift that was paid once, and is over."""
    stop(plan, now=timezone.now())
    run_tasks()
    return plan


def is_known(plan: MonthlyPlan) -> bool:
    with Store.open() as store:
        customer = store.find(plan.customer_id)
    assert customer is not None
    return "email" in customer


def waits() -> list[timedelta]:
    """How long from now until each waiting task, in whole minutes."""
    tasks = DBTaskResult.objects.filter(status="READY").order_by("run_after")
    return [timedelta(minutes=round((task.run_after - timezone.now()).total_seconds() / 60)) for task in tasks]


def test_stripe_forgets_who_is_erased_here_once_that_is_certain(stopped: MonthlyPlan, run_tasks: RunTasks) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        erase(stopped.gift.donor, now=timezone.now())
        raise ZeroDivisionError
    run_tasks()
    assert is_known(stopped)
    erase(stopped.gift.donor, now=timezone.now())
    assert is_known(stopped)
    run_tasks()
    assert not is_known(stopped)


def test_stripe_is_asked_again_until_it_has_answered(stopped: MonthlyPlan, run_tasks: RunTasks) -> None:
    erase(stopped.gift.donor, now=timezone.now())
    # The library itself tries a second time.
    plan_faults(Fault.UNREACHABLE, Fault.UNREACHABLE, Fault.SERVER_ERROR, Fault.SERVER_ERROR, Fault.LOST_ANSWER)
    run_tasks()
    assert waits() == [timedelta(minutes=2)]
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
    run_tasks()
    assert waits() == [timedelta(minutes=4)]
    assert is_known(stopped)
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
    run_tasks()
    assert (is_known(stopped), waits()) == (False, [])


def test_what_stripe_refuses_is_left_for_somebody_to_see(stopped: MonthlyPlan, run_tasks: RunTasks, settings: Settings) -> None:
    erase(stopped.gift.donor, now=timezone.now())
    settings.STRIPE_SECRET_KEY = "sk_test_of_another"
    with pytest.raises(stripe.AuthenticationError):
        run_tasks()


def test_customer_of_a_gift_that_never_arrived_is_forgotten_too(client: Client, run_tasks: RunTasks, stopped: MonthlyPlan) -> None:
    Payment.objects.update(state=Payment.State.FAILED, paid_at=None)
    Gift.objects.update(status=Gift.Status.FAILED)
    erase(stopped.gift.donor, now=timezone.now())
    run_tasks()
    assert (Donor.objects.count(), is_known(stopped)) == (0, False)


# What time takes


def give(year: int, *, wants_receipt: bool = True) -> Donor:
    """The last gift of a donor, on the last day of a year."""
    at = datetime(year, 12, 31, 12, 0, tzinfo=UTC)
    donor = DonorFactory(located=True, created_at=at)
    gift = GiftFactory(donor=donor, status=Gift.Status.PAID, wants_receipt=wants_receipt, created_at=at)
    PaymentFactory(gift=gift)
    return donor


def test_who_gave_is_forgotten_six_years_after_the_year_of_their_last_gift() -> None:
    old, recent = give(2020), give(2021)
    running = give(2020)
    MonthlyPlanFactory(gift=GiftFactory(donor=running, monthly=True, paid=True, created_at=datetime(2020, 1, 1, tzinfo=UTC)))
    forget_old_donors(NOW - timedelta(days=1))
    assert Donor.objects.exclude(email="").count() == 3
    forget_old_donors(NOW)
    assert set(Donor.objects.exclude(email="")) == {recent, running}
    old.refresh_from_db()
    assert (old.full_name, old.address, old.gifts.count()) == ("", "", 1)


def test_name_kept_for_a_receipt_goes_when_none_can_be_asked_for_any_more() -> None:
    donor = give(2020)
    erase(donor, now=NOW - timedelta(days=1))
    donor.refresh_from_db()
    assert (donor.email, donor.full_name) == ("", "Dominique Exemple")
    forget_old_donors(NOW)
    donor.refresh_from_db()
    assert donor.full_name == ""


def test_past_gift_typed_today_keeps_its_donor() -> None:
    donor = give(2015)
    Donor.objects.filter(pk=donor.pk).update(created_at=NOW)
    forget_old_donors(NOW)
    donor.refresh_from_db()
    assert donor.full_name == "Dominique Exemple"


def test_name_typed_for_a_gift_that_never_arrived_is_not_kept() -> None:
    typed = {"donor_details": {"last_name": "Exemple"}, "status": Gift.Status.FAILED}
    late = GiftFactory(created_at=NOW - timedelta(days=61), **typed)
    fresh = GiftFactory(created_at=NOW - timedelta(days=59), **typed)
    forget_unpaid_details(NOW)
    assert [Gift.objects.get(pk=gift.pk).donor_details for gift in (late, fresh)] == [{}, {"last_name": "Exemple"}]
