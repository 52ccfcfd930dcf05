"""The demo's monthly gifts, lived through at the stand-in, so that donors, the portal and the desk go on with them."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from typing import Final

import stripe
from django.conf import settings
from django.utils import timezone

from donations.models import Gift, MonthlyPlan, Payment
from donations.news import CURRENCY
from donations.stand_in import checkout, invoices, portal, subscriptions
from donations.stand_in.clock import run_due
from donations.stand_in.methods import IBAN, VISA
from donations.stand_in.store import Json, Store
from donations.stripe_client import instant
from donations.stripe_readings import METADATA_KEY, METHODS, read_state, read_subscription
from home.dates import add_months

NAMESPACE: Final = uuid.UUID("14141414-2026-5000-8000-0000000000d1")
State = MonthlyPlan.State
TEN: Final = time(10)
# The last debit was then.
LATELY: Final = timedelta(days=2)
# Kept by Stripe, then refused at every debit.
EMPTY_CARD: Final = "4000000000000341"
Act = Callable[[Store], object]


@dataclass(frozen=True)
class Story:
    """Months of debits after the first, by a test card or IBAN, and where it came to."""

    euros: int
    months: int
    number: str = VISA
    state: State = State.ACTIVE

    def begun_at(self, now: datetime) -> datetime:
        first_day = add_months(timezone.localdate(now - LATELY), -self.months)
        return timezone.make_aware(datetime.combine(first_day, TEN))


STORIES: Final = (
    Story(10, 11),
    Story(15, 9, IBAN),
    Story(20, 8),
    Story(10, 7, IBAN, State.ENDED),
    Story(30, 6),
    Story(5, 5, IBAN, State.PAUSED),
    Story(10, 5),
    Story(50, 3, IBAN),
    Story(20, 2, VISA, State.LATE),
    Story(10, 0),
)


def live_through(gifts: Mapping[Gift, Story], *, now: datetime) -> None:
    """Writes these gifts' months, at the stand-in and here. Nobody is told: it is all past, and the donors are invented."""
    steps: list[tuple[datetime, Act]] = []
    for gift, story in gifts.items():
        steps.append((story.begun_at(now), partial(_begin, gift, story)))
        if story.state == State.PAUSED:
            steps.append((now - timedelta(days=40), partial(_pause, gift, now + timedelta(days=40))))
        elif story.state == State.ENDED:
            steps.append((now - timedelta(days=20), partial(_stop, gift)))
        elif story.state == State.LATE:
            steps.append((now - timedelta(days=10), partial(_change_card, gift)))
    for moment, act in sorted(steps, key=lambda step: step[0]):
        _at(moment, act)
    _at(now, lambda store: _write(store, gifts))


def _at(moment: datetime, act: Act) -> None:
    """Once all that was expected before has happened."""
    with Store.open(at=int(moment.timestamp())) as store:
        run_due(store)
        act(store)


def _begin(gift: Gift, story: Story, store: Store) -> None:
    address = f"{settings.SITE_URL}/don/"
    price = {
        "currency": CURRENCY,
        "unit_amount": gift.amount_cents,
        "product_data": {"name": "Don à Polaris 14"},
        "recurring": {"interval": "month"},
    }
    session = checkout.create_session(
        store,
        {
            "mode": "subscription",
            "client_reference_id": str(gift.pk),
            "customer_email": gift.donor.email,
            "line_items": [{"quantity": 1, "price_data": price}],
            "subscription_data": {"metadata": {METADATA_KEY: str(gift.pk)}},
            "success_url": address,
            "cancel_url": address,
        },
    )
    # The address where the site answers may change until a donor comes.
    store.state("site", None)
    gift.checkout_session_id, gift.checkout_closed_at = session["id"], instant(store.now())
    checkout.pay(store, session, story.number)


def _subscription_of(store: Store, gift: Gift) -> Json:
    return store.get("subscription", store.get("checkout.session", gift.checkout_session_id)["subscription"])


def _pause(gift: Gift, until: datetime, store: Store) -> None:
    pause = {"behavior": "void", "resumes_at": int(until.timestamp())}
    subscriptions.update(store, _subscription_of(store, gift)["id"], {"pause_collection": pause})


def _stop(gift: Gift, store: Store) -> None:
    subscriptions.cancel(
        store, _subscription_of(store, gift)["id"], {"cancellation_details": {"comment": MonthlyPlan.EndReason.DONOR.value}}
    )


def _change_card(gift: Gift, store: Store) -> None:
    portal.change_method(store, _subscription_of(store, gift)["customer"], EMPTY_CARD)


def _write(store: Store, gifts: Mapping[Gift, Story]) -> None:
    Gift.objects.bulk_update(gifts, ["checkout_session_id", "checkout_closed_at"])
    found = [(gift, _subscription_of(store, gift)) for gift in gifts]
    MonthlyPlan.objects.bulk_create([_read_plan(gift, subscription) for gift, subscription in found])
    Payment.objects.bulk_create([payment for gift, subscription in found for payment in _read_payments(store, gift, subscription["id"])])


def _read_plan(gift: Gift, subscription: Json) -> MonthlyPlan:
    said = read_subscription(stripe.Subscription.construct_from(subscription, None)).plan
    return MonthlyPlan(gift=gift, **vars(said))


def _read_payments(store: Store, gift: Gift, subscription_id: str) -> list[Payment]:
    """A month in pause has none."""
    months = store.select("invoice", "json_extract(hidden, '$.subscription') = ?", (subscription_id,), oldest_first=True)
    asked = [invoice for invoice in months if invoice["status"] in {"open", "paid"}]
    return [_read_payment(store, gift, invoice, invoices.intent_of(store, invoice["id"]), month) for month, invoice in enumerate(asked)]


def _read_payment(store: Store, gift: Gift, invoice: Json, intent: Json, month: int) -> Payment:
    charge = store.get("charge", intent["latest_charge"])
    movement = store.find(charge["balance_transaction"] or "")
    state = read_state(stripe.PaymentIntent.construct_from(intent, None))
    return Payment(
        id=uuid.uuid5(NAMESPACE, f"payment/{gift.pk}/{month}"),
        gift=gift,
        amount_cents=intent["amount"],
        fee_cents=movement["fee"] if movement else None,
        method=METHODS[charge["payment_method_details"]["type"]],
        state=state,
        intent_id=intent["id"],
        charge_id=charge["id"],
        invoice_id=invoice["id"],
        renews=month > 0,
        created_at=instant(intent["created"]),
        paid_at=instant(charge["created"]) if state == Payment.State.PAID else None,
    )
