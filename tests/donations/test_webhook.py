"""`/stripe/webhook/`: what is noted, and what leaves no trace (trust 24)."""

import json
import time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from donations.models import Gift, StripeEvent
from donations.stand_in.store import Json
from tests.donations.checkouts import events, pay, send

Checkout = tuple[Gift, Json]


@pytest.fixture
def event(checkout_open: Checkout) -> Json:
    """`checkout.session.completed` of a paid gift, not delivered yet."""
    pay(checkout_open[1])
    return events()[-1]


def nothing_stored() -> bool:
    return not StripeEvent.objects.exists() and not DBTaskResult.objects.exists()


def test_a_signed_event_is_noted_without_its_payload_and_a_task_waits(client: Client, event: Json, settings: Settings) -> None:
    before = timezone.now()
    assert send(client, event).status_code == 200
    row = StripeEvent.objects.get()
    assert (row.id, row.type, row.object_id, row.livemode) == (
        event["id"],
        "checkout.session.completed",
        event["data"]["object"]["id"],
        False,
    )
    assert (int(row.created_at.timestamp()), row.state) == (event["created"], StripeEvent.State.RECEIVED)
    assert row.received_at >= before
    task = DBTaskResult.objects.get()
    assert task.args_kwargs == {"args": [event["id"]], "kwargs": {}}
    # The answer came before anything was decided.
    assert Gift.objects.get().status == Gift.Status.PENDING


@pytest.mark.parametrize(
    "how",
    [
        {"signature": ""},
        {"signature": "n'importe quoi"},
        {"signature": "t=12"},
        {"secret": "whsec_other"},
        {"timestamp": int(time.time()) - 301},
    ],
    ids=["unsigned", "not a signature", "no signature in it", "signed by another", "stale"],
)
def test_a_doubtful_event_is_400_and_leaves_no_trace(client: Client, event: Json, how: dict[str, Any]) -> None:
    assert send(client, event, **how).status_code == 400
    assert nothing_stored()
    # The negative control: the very same event, well signed, is taken.
    assert send(client, event).status_code == 200
    assert not nothing_stored()


def test_a_signature_is_good_for_its_own_body_alone(client: Client, event: Json, settings: Settings) -> None:
    import stripe

    signature = stripe.WebhookSignature.generate_signature_header(json.dumps(event), settings.STRIPE_WEBHOOK_SECRET)
    assert send(client, {**event, "type": "checkout.session.expired"}, signature=signature).status_code == 400
    assert nothing_stored()


def test_an_event_of_the_other_mode_is_400_and_leaves_no_trace(client: Client, event: Json) -> None:
    assert send(client, {**event, "livemode": True}).status_code == 400
    assert nothing_stored()


@pytest.mark.parametrize("body", ["", "pas du JSON", "[]", "12", "null", "{}", '{"object": "event"}', '{"object": "v2.core.event"}'])
def test_a_signed_body_that_is_no_event_is_400(client: Client, db: None, body: str) -> None:
    assert send(client, body).status_code == 400
    assert nothing_stored()


def test_bytes_that_are_no_text_are_400(client: Client, db: None) -> None:
    answer = client.post(reverse("stripe_webhook"), b"\xff\xfe", content_type="application/json", headers={"Stripe-Signature": "t=1,v1=a"})
    assert answer.status_code == 400


def test_a_live_site_takes_live_events_alone(client: Client, event: Json, settings: Settings) -> None:
    settings.STRIPE_SECRET_KEY = "sk_live_not_a_key"
    assert send(client, event).status_code == 400
    assert nothing_stored()
    assert send(client, {**event, "livemode": True}).status_code == 200


def test_the_same_event_again_is_200_and_does_nothing_more(client: Client, event: Json) -> None:
    for _ in range(3):
        assert send(client, event).status_code == 200
    assert StripeEvent.objects.count() == 1
    assert DBTaskResult.objects.count() == 1


def test_an_unknown_type_is_accepted_and_noted(client: Client, db: None) -> None:
    event = {
        "id": "evt_1", "object": "event", "type": "balance.available", "created": 1800000000, "livemode": False,
        "data": {"object": {"object": "balance"}},
    }  # fmt: skip
    assert send(client, event).status_code == 200
    row = StripeEvent.objects.get()
    assert (row.state, row.object_id, str(row)) == (StripeEvent.State.IGNORED, "", "evt_1")
    assert not DBTaskResult.objects.exists()


def test_the_webhook_is_post_only_and_asks_for_no_csrf_token(event: Json) -> None:
    assert Client().get(reverse("stripe_webhook")).status_code == 405
    assert send(Client(enforce_csrf_checks=True), event).status_code == 200


def test_an_event_and_its_task_are_written_together_or_not_at_all(client: Client, event: Json, monkeypatch: pytest.MonkeyPatch) -> None:
    from donations import stripe_events

    class Broken:
        def enqueue(self, _event_id: str) -> None:
            raise OSError("disk full")

    monkeypatch.setattr(stripe_events, "process_event_task", Broken())
    client.raise_request_exception = False
    assert send(client, event).status_code == 500
    assert nothing_stored()
