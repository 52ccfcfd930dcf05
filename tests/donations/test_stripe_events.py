"""Events in every order, any number of times: one gift, one thank-you, the same final state (trust 25)."""

import itertools
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import stripe
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import OutgoingMail
from donations.exceptions import OutcomeMismatchError
from donations.models import TRANSITIONS, Gift, Payment, StripeEvent
from donations.news import News, PaymentNews
from donations.settlement import settle
from donations.stand_in.store import Fault, Json, Store
from donations.stripe_events import process_event, process_waiting_events, purge_events
from donations.stripe_readings import fetch_intent, fetch_session, read_state
from tests.conftest import RunTasks
from tests.donations.checkouts import decline, events, expire, open_checkout, pay, plan_faults, send
from tests.donations.factories import GiftFactory, PaymentFactory

Checkout = tuple[Gift, Json]
Deliver = Callable[[], int]


def thanks() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(key__endswith=":thanks"))


# The way of a gift


def test_a_paid_gift_is_marked_by_the_webhook_alone_and_thanked_once(
    checkout_open: Checkout, deliver: Deliver, run_tasks: RunTasks
) -> None:
    gift, session = checkout_open
    pay(session)
    gift.refresh_from_db()
    assert gift.status == Gift.Status.PENDING
    assert deliver() == 2
    run_tasks()
    gift.refresh_from_db()
    assert gift.status == Gift.Status.PAID
    payment = gift.payments.get()
    with Store.open() as store:
        intent = store.get("payment_intent", str(payment.intent_id))
        charge = store.get("charge", intent["latest_charge"])
    assert (payment.state, payment.amount_cents, payment.charge_id) == (Payment.State.PAID, 5000, charge["id"])
    assert payment.paid_at is not None
    assert int(payment.paid_at.timestamp()) == charge["created"]
    assert [message.to for message in mail.outbox] == [[gift.donor.email]]
    assert set(StripeEvent.objects.values_list("state", flat=True)) == {StripeEvent.State.DONE}


def test_the_thank_you_says_the_amount_and_promises_no_receipt(checkout_open: Checkout, deliver: Deliver, run_tasks: RunTasks) -> None:
    gift, session = checkout_open
    pay(session)
    deliver()
    run_tasks()
    message: Any = mail.outbox[0]
    html = message.alternatives[0][0]
    assert message.subject == "Merci pour votre don à Polaris 14"
    for text in (message.body, html):
        assert "50\u202f€" in text
        assert "fiscal" not in text
        assert "{{" not in text
    assert gift.donor.email not in message.body + html


def test_a_declined_card_marks_the_gift_refused_until_another_is_accepted(
    checkout_open: Checkout, deliver: Deliver, run_tasks: RunTasks
) -> None:
    gift, session = checkout_open
    decline(session)
    deliver()
    run_tasks()
    gift.refresh_from_db()
    assert gift.status == Gift.Status.FAILED
    assert thanks() == []
    pay(session)
    deliver()
    run_tasks()
    gift.refresh_from_db()
    assert gift.status == Gift.Status.PAID
    assert len(thanks()) == 1


def test_an_expired_session_abandons_the_gift(checkout_open: Checkout, deliver: Deliver, run_tasks: RunTasks) -> None:
    gift, session = checkout_open
    decline(session)
    expire(session)
    deliver()
    run_tasks()
    gift.refresh_from_db()
    assert gift.status == Gift.Status.EXPIRED
    assert thanks() == []


# Any order, any number of times


def three_outcomes() -> dict[str, tuple[Callable[[Json], None], ...]]:
    return {"declined then paid": (decline, pay), "declined then expired": (decline, expire), "paid": (pay,)}


@pytest.mark.parametrize("story", list(three_outcomes()))
def test_events_in_every_order_end_in_the_same_state(client: Client, run_tasks: RunTasks, db: None, story: str) -> None:
    endings = set()
    steps = three_outcomes()[story]
    for order in itertools.permutations(range(len(steps) + 1)):
        gift = GiftFactory()
        session = open_checkout(gift)
        before = len(events())
        for step in steps:
            step(session)
        new = events()[before:]
        for position in order:
            send(client, new[position])
            run_tasks()
        gift.refresh_from_db()
        payment = gift.payments.get()
        endings.add((gift.status, payment.state, OutgoingMail.objects.filter(key=f"payment:{payment.pk}:thanks").count()))
    paid = "paid" in story
    assert endings == {(Gift.Status.PAID, Payment.State.PAID, 1) if paid else (Gift.Status.EXPIRED, Payment.State.CANCELLED, 0)}


def test_events_between_the_steps_of_the_donor_end_in_the_same_state(client: Client, run_tasks: RunTasks, checkout_open: Checkout) -> None:
    """Late news of the refusal, after the payment is known, changes nothing."""
    gift, session = checkout_open
    decline(session)
    late = events()[0]
    pay(session)
    for event in [*events()[1:], late]:
        send(client, event)
        run_tasks()
    gift.refresh_from_db()
    assert gift.status == Gift.Status.PAID


def test_each_event_a_hundred_times_is_one_gift_and_one_thank_you(client: Client, run_tasks: RunTasks, checkout_open: Checkout) -> None:
    gift, session = checkout_open
    decline(session)
    pay(session)
    deliveries = events() * 100
    random.Random(14).shuffle(deliveries)  # noqa: S311 the same order each time
    for number, event in enumerate(deliveries):
        assert send(client, event).status_code == 200
        if number % 40 == 0:
            run_tasks()
    run_tasks()
    gift.refresh_from_db()
    assert gift.status == Gift.Status.PAID
    assert Gift.objects.count() == 1
    assert StripeEvent.objects.count() == 3
    assert len(thanks()) == 1
    assert len(mail.outbox) == 1


def test_a_task_run_again_after_a_crash_changes_nothing(checkout_open: Checkout, deliver: Deliver, run_tasks: RunTasks) -> None:
    pay(checkout_open[1])
    deliver()
    run_tasks()
    before = Payment.objects.values().get()
    for event_id in StripeEvent.objects.values_list("pk", flat=True):
        # As if the worker had been killed before it wrote that the event was done.
        StripeEvent.objects.filter(pk=event_id).update(state=StripeEvent.State.RECEIVED)
        process_event(event_id, now=timezone.now())
    assert Payment.objects.values().get() == before
    assert len(thanks()) == 1


# What counts as paid


def fake_intent(**changes: Any) -> stripe.PaymentIntent:
    values = {"id": "pi_1", "object": "payment_intent", "status": "processing", "last_payment_error": None, **changes}
    return stripe.PaymentIntent.construct_from(values, "sk_test_stand_in")


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, Payment.State.PROCESSING),
        ({"status": "requires_action"}, Payment.State.PENDING),
        ({"status": "canceled"}, Payment.State.CANCELLED),
        ({"status": "requires_payment_method", "last_payment_error": {"type": "card_error"}}, Payment.State.FAILED),
        ({"status": "succeeded"}, Payment.State.PAID),
    ],
)
def test_a_payment_intent_tells_its_own_state(changes: Json, state: Payment.State) -> None:
    assert read_state(fake_intent(**changes)) == state


def test_session_and_intent_tell_the_same(checkout_open: Checkout, stripe_client: stripe.StripeClient) -> None:
    gift, session = checkout_open
    pay(session)
    by_session = fetch_session(stripe_client, session["id"])
    by_intent = fetch_intent(stripe_client, by_session.payments[0].intent_id)
    assert by_session.gift_id == by_intent.gift_id == gift.pk
    assert by_session.payments == by_intent.payments


@pytest.mark.parametrize("reference", [None, "", "elsewhere", "0b4c8f0e-6c1d-4a52-9f5b-3f6f0f3c1a14"])
def test_a_payment_of_another_site_on_the_same_account_is_noted_and_left_alone(
    client: Client, run_tasks: RunTasks, checkout_open: Checkout, reference: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    gift, session = checkout_open
    with Store.open() as store:
        store.save({**store.get("checkout.session", session["id"]), "client_reference_id": reference})
    pay(session)
    send(client, events()[-1])
    run_tasks()
    gift.refresh_from_db()
    assert gift.status == Gift.Status.PENDING
    assert StripeEvent.objects.get().state == StripeEvent.State.IGNORED
    assert "no gift of ours" in caplog.text


@pytest.mark.parametrize("changes", [{"amount_received": 100}, {"currency": "usd"}])
def test_another_amount_or_currency_never_marks_the_gift_paid(
    client: Client, run_tasks: RunTasks, checkout_open: Checkout, changes: Json, caplog: pytest.LogCaptureFixture
) -> None:
    gift, session = checkout_open
    pay(session)
    with Store.open() as store:
        intent_id = store.get("checkout.session", session["id"])["payment_intent"]
        store.save({**store.get("payment_intent", intent_id), **changes})
    send(client, events()[-1])
    run_tasks()
    gift.refresh_from_db()
    assert gift.status == Gift.Status.PENDING
    assert StripeEvent.objects.get().state == StripeEvent.State.FAILED
    assert str(gift.pk) in caplog.text


# The table of moves


@pytest.mark.django_db
@pytest.mark.parametrize("start", Payment.State.values)
@pytest.mark.parametrize("end", Payment.State.values)
def test_a_payment_moves_as_the_table_says_and_no_other_way(start: str, end: str) -> None:
    now = timezone.now()
    payment = PaymentFactory(state=start, intent_id="pi_1")
    paid_at = now if end == Payment.State.PAID else None
    settle(News(payment.gift.pk, payments=(PaymentNews("pi_1", Payment.State(end), 5000, "eur", now, paid_at=paid_at),)), now=now)
    payment.refresh_from_db()
    assert payment.state == (end if end in TRANSITIONS[start] else start)


@pytest.mark.django_db
def test_a_mismatch_is_raised_and_nothing_written() -> None:
    gift, now = GiftFactory(), timezone.now()
    with pytest.raises(OutcomeMismatchError):
        settle(News(gift.pk, payments=(PaymentNews("pi_1", Payment.State.PAID, 1, "eur", now, paid_at=now),)), now=now)
    gift.refresh_from_db()
    assert gift.status == Gift.Status.PENDING
    assert not Payment.objects.exists()


# Stripe in trouble


def test_an_event_that_stripe_leaves_unanswered_is_tried_again_later(
    checkout_open: Checkout, client: Client, run_tasks: RunTasks, caplog: pytest.LogCaptureFixture
) -> None:
    gift, session = checkout_open
    pay(session)
    send(client, events()[-1])
    plan_faults(Fault.UNREACHABLE, Fault.UNREACHABLE)
    run_tasks()
    row = StripeEvent.objects.get()
    assert (row.state, row.attempts) == (StripeEvent.State.FAILED, 1)
    assert "APIConnectionError" in caplog.text
    assert gift.donor.email not in caplog.text

    process_waiting_events(timezone.now())
    row.refresh_from_db()
    assert row.state == StripeEvent.State.FAILED
    process_waiting_events(row.next_attempt_at)
    row.refresh_from_db()
    gift.refresh_from_db()
    assert (row.state, gift.status) == (StripeEvent.State.DONE, Gift.Status.PAID)


def test_each_failure_waits_longer(checkout_open: Checkout, client: Client) -> None:
    pay(checkout_open[1])
    send(client, events()[-1])
    row = StripeEvent.objects.get()
    waits = []
    for _ in range(12):
        plan_faults(Fault.TOO_MANY)
        process_event(row.pk, now=row.received_at)
        row.refresh_from_db()
        waits.append((row.next_attempt_at - row.received_at) / timedelta(minutes=1))
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360, 360]


def test_an_event_whose_task_was_lost_is_taken_up(checkout_open: Checkout, client: Client) -> None:
    gift, session = checkout_open
    pay(session)
    send(client, events()[-1])
    process_waiting_events(timezone.now())
    gift.refresh_from_db()
    assert gift.status == Gift.Status.PENDING
    process_waiting_events(timezone.now() + timedelta(minutes=3))
    gift.refresh_from_db()
    assert gift.status == Gift.Status.PAID


def test_a_failure_never_undoes_what_another_worker_did(checkout_open: Checkout, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from donations import stripe_events

    pay(checkout_open[1])
    send(client, events()[-1])
    event_id = StripeEvent.objects.get().pk

    def done_meanwhile(_client: stripe.StripeClient, _object_id: str) -> News:
        StripeEvent.objects.update(state=StripeEvent.State.DONE)
        raise stripe.APIConnectionError("away")

    monkeypatch.setattr(stripe_events, "MEANINGFUL", {"checkout.session.completed": done_meanwhile})
    process_event(event_id, now=timezone.now())
    assert StripeEvent.objects.get().state == StripeEvent.State.DONE


@pytest.mark.django_db
def test_old_events_are_deleted_but_for_those_that_failed() -> None:
    now = timezone.now()
    for number, (state, age) in enumerate([("done", 500), ("ignored", 500), ("failed", 500), ("done", 5)]):
        at = now - timedelta(days=age)
        StripeEvent.objects.create(
            id=f"evt_{number}", type="x", created_at=at, received_at=at, next_attempt_at=at, livemode=False, state=state
        )
    purge_events(now)
    assert set(StripeEvent.objects.values_list("pk", flat=True)) == {"evt_2", "evt_3"}
