"""Everything that may happen to a gift, its events in any order and any number of times: the same rows and the same mails (trust 25)."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Model
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import OutgoingMail
from donations.models import Dispute, Gift, MoneyAlert, MonthlyPlan, Payment, Refund, StripeEvent
from donations.stand_in import disputes, refunds, subscriptions
from donations.stand_in.methods import FAILING_IBAN, IBAN
from donations.stand_in.store import Json, Store
from donations.stripe_client import instant
from donations.stripe_events import Notice, process_event, record_event
from tests.donations.checkouts import REFUSED_LATER, change_card, decline, events, open_checkout, pass_time, pay
from tests.donations.factories import GiftFactory

pytestmark = pytest.mark.django_db
Story = Callable[[Json], None]

RETURNED_IBAN = "FR5720041010050500013M02608"


def give_back(session: Json, *amounts: int) -> None:
    with Store.open() as store:
        intent = store.get("checkout.session", session["id"])["payment_intent"]
        for amount in amounts:
            refunds.create(store, {"payment_intent": intent, "amount": amount})


def contest(session: Json, end: Callable[[Store, str], Json] | None) -> None:
    with Store.open() as store:
        intent = store.get("payment_intent", store.get("checkout.session", session["id"])["payment_intent"])
        dispute = disputes.open_dispute(store, intent["latest_charge"])
        if end:
            end(store, dispute["id"])


def cancel(session: Json) -> None:
    with Store.open() as store:
        subscriptions.cancel(store, store.get("checkout.session", session["id"])["subscription"], {})


def stories() -> dict[str, tuple[bool, Story]]:
    """What happens after the payment page is open, and whether the gift is monthly."""

    def then(*steps: Callable[[Json], object]) -> Story:
        def tell_story(session: Json) -> None:
            for step in steps:
                step(session)

        return tell_story

    return {
        "declined then paid": (False, then(decline, pay)),
        "debit": (False, then(lambda session: pay(session, IBAN), lambda _session: pass_time(days=8))),
        "debit refused": (False, then(lambda session: pay(session, FAILING_IBAN), lambda _session: pass_time(days=8))),
        "debit returned": (False, then(lambda session: pay(session, RETURNED_IBAN), lambda _session: pass_time(days=60))),
        "refunded in two": (False, then(pay, lambda session: give_back(session, 2000, 3000))),
        "contested": (False, then(pay, lambda session: contest(session, None))),
        "contested and won": (False, then(pay, lambda session: contest(session, disputes.win))),
        "contested and lost": (False, then(pay, lambda session: contest(session, disputes.lose))),
        "three months": (True, then(pay, lambda _session: pass_time(days=32), lambda _session: pass_time(days=31))),
        "monthly and stopped": (True, then(pay, lambda _session: pass_time(days=32), cancel)),
        "monthly and unpaid": (True, then(pay, lambda session: change_card(session, REFUSED_LATER), lambda _session: pass_time(days=60))),
    }


def forget(gift: Gift) -> None:
    """As before the first event: at Stripe all stays as it became."""
    rows: tuple[type[Model], ...] = (OutgoingMail, MoneyAlert, StripeEvent, DBTaskResult, Refund, Dispute, Payment, MonthlyPlan)
    for model in rows:
        model._default_manager.all().delete()
    Gift.objects.filter(pk=gift.pk).update(status=Gift.Status.PENDING, checkout_closed_at=None)


def tell(news: list[Json]) -> None:
    now = timezone.now()
    for event in news:
        record_event(Notice(event["id"], event["type"], event["data"]["object"]["id"], instant(event["created"])), now=now)
        process_event(event["id"], now=now)


def what_is_known(gift: Gift) -> dict[str, Any]:
    gift.refresh_from_db()
    payments = Payment.objects.with_net().order_by("created_at", "intent_id")
    return {
        "gift": gift.status,
        "payments": list(payments.values("intent_id", "state", "amount_cents", "fee_cents", "method", "renews", "paid_at", "net_cents")),  # type: ignore[misc]  # an annotation
        "refunds": sorted(Refund.objects.values_list("stripe_id", "state", "amount_cents")),
        "disputes": list(Dispute.objects.values_list("stripe_id", "state", "amount_cents")),
        "plan": list(MonthlyPlan.objects.values("subscription_id", "state", "amount_cents", "next_debit_at", "ended_at", "end_reason")),
        "mails": sorted(str(key).rpartition(":")[2] for key in OutgoingMail.objects.values_list("key", flat=True)),
        "alarms": list(MoneyAlert.objects.filter(closed_at=None).values_list("kind", flat=True)),
        "unfinished events": StripeEvent.objects.filter(state__in=("received", "failed")).count(),
    }


EXPECTED: dict[str, tuple[str, list[tuple[str, int]], list[str], list[str]]] = {
    # state of the gift, state and net of each payment, mails, alarms
    "declined then paid": ("paid", [("paid", 5000)], ["thanks"], []),
    "debit": ("paid", [("paid", 5000)], ["thanks"], []),
    "debit refused": ("failed", [("failed", 5000)], ["failed"], []),
    "debit returned": ("paid", [("paid", 0)], ["returned", "thanks"], []),
    "refunded in two": ("paid", [("paid", 0)], ["refunded", "refunded", "thanks"], []),
    "contested": ("paid", [("paid", 5000)], ["thanks"], ["dispute"]),
    "contested and won": ("paid", [("paid", 5000)], ["thanks"], []),
    "contested and lost": ("paid", [("paid", 0)], ["thanks"], []),
    "three months": ("paid", [("paid", 5000)] * 3, ["monthly_begun", "monthly_renewed", "monthly_renewed"], []),
    "monthly and stopped": ("paid", [("paid", 5000)] * 2, ["monthly_begun", "monthly_ended", "monthly_renewed"], []),
    "monthly and unpaid": ("paid", [("paid", 5000), ("failed", 5000)], ["monthly_begun", "monthly_ended"], []),
}


@pytest.mark.parametrize("name", list(EXPECTED))
def test_events_in_any_order_and_number_end_in_the_same_state(name: str) -> None:
    is_monthly, story = stories()[name]
    gift = GiftFactory(monthly=is_monthly)
    story(open_checkout(gift))
    news = events()
    tell(news)
    known = what_is_known(gift)
    found = known["gift"], [(payment["state"], payment["net_cents"]) for payment in known["payments"]], known["mails"], known["alarms"]
    assert found == EXPECTED[name]
    assert known["unfinished events"] == 0

    @settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.randoms(use_true_random=False))
    def shuffle(chance: random.Random) -> None:
        deliveries = news + chance.choices(news, k=len(news) // 2)
        chance.shuffle(deliveries)
        forget(gift)
        tell(deliveries)
        assert what_is_known(gift) == known

    shuffle()
    # Backwards too, which no chance need find.
    forget(gift)
    tell(news[::-1])
    assert what_is_known(gift) == known
