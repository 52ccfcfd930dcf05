"""The stand-in with a file of its own for each test, and a donor on the payment page."""

from collections.abc import Callable
from pathlib import Path

import pytest
import stripe
from django.test import Client
from pytest_django import Settings

from donations.models import Gift, MonthlyPlan
from donations.stand_in.deliveries import deliver_due
from donations.stand_in.store import Json
from donations.stripe_client import make_client
from tests.conftest import RunTasks
from tests.donations.checkouts import Answers, open_checkout, pay, post_to
from tests.donations.factories import GiftFactory


@pytest.fixture(autouse=True)
def stand_in_file(settings: Settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


@pytest.fixture
def stripe_client() -> stripe.StripeClient:
    return make_client()


@pytest.fixture
def answers() -> Answers:
    """What a donor of 50 € posts."""
    return {
        "form_token": "5a2f1e8e-7c0b-4b9e-9d43-3f4c7a1f0001",
        "rhythm": "once",
        "amount": "50",
        "other_amount": "",
        "kind": "person",
        "email": "donatrice@demo.test",
    }


@pytest.fixture
def checkout_open(db: None) -> tuple[Gift, Json]:
    """A gift whose donor is on the payment page, and its session."""
    gift = GiftFactory()
    return gift, open_checkout(gift)


@pytest.fixture
def deliver(client: Client) -> Callable[[], int]:
    """Delivers the stand-in's pending events to the webhook; gives how many were taken."""
    return lambda: deliver_due(post_to(client))


@pytest.fixture
def tell(deliver: Callable[[], int], run_tasks: RunTasks) -> Callable[[], None]:
    """Stripe's news arrive and are worked through."""

    def arrive() -> None:
        deliver()
        run_tasks()

    return arrive


@pytest.fixture
def plan(db: None, tell: Callable[[], None]) -> MonthlyPlan:
    """A monthly gift of 50 € by card, of which the first month is paid."""
    gift = GiftFactory(monthly=True)
    pay(open_checkout(gift))
    tell()
    return MonthlyPlan.objects.get(gift=gift)
