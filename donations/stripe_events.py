"""The ledger of events: written when one arrives, worked through by a task, tried again until done.

An event only says that something happened to an object. What happened is read from the object itself, fetched again, so
that events may come twice, late or in any order.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

import stripe
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from donations.alarms import open_alarm
from donations.balance import record_payout
from donations.exceptions import NotFromStripeError, OutcomeMismatchError
from donations.models import MoneyAlert, StripeEvent
from donations.news import News
from donations.settlement import settle
from donations.stripe_client import expects_live_mode, instant, make_client
from donations.stripe_readings import (
    fetch_charge,
    fetch_dispute,
    fetch_intent,
    fetch_invoice,
    fetch_refund,
    fetch_session,
    fetch_subscription,
)

logger = logging.getLogger(__name__)

# An event that the queue has not handled by then is taken up by the periodic round.
GRACE: Final = timedelta(minutes=2)
LONGEST_WAIT: Final = timedelta(hours=6)
ATTEMPTS: Final = 20
BATCH: Final = 100
EVENTS_KEPT: Final = timedelta(days=400)

Fetch = Callable[[stripe.StripeClient, str], News]

# The events that say something of a gift, and the object to read. Any other, payouts aside, is noted and has no effect.
MEANINGFUL: Final[Mapping[str, Fetch]] = MappingProxyType(
    {
        "checkout.session.completed": fetch_session,
        "checkout.session.async_payment_succeeded": fetch_session,
        "checkout.session.async_payment_failed": fetch_session,
        "checkout.session.expired": fetch_session,
        "payment_intent.processing": fetch_intent,
        "payment_intent.succeeded": fetch_intent,
        "payment_intent.payment_failed": fetch_intent,
        "payment_intent.canceled": fetch_intent,
        "charge.refunded": fetch_charge,
        "charge.refund.updated": fetch_refund,
        "refund.created": fetch_refund,
        "refund.updated": fetch_refund,
        "refund.failed": fetch_refund,
        "charge.dispute.created": fetch_dispute,
        "charge.dispute.updated": fetch_dispute,
        "charge.dispute.closed": fetch_dispute,
        "charge.dispute.funds_withdrawn": fetch_dispute,
        "charge.dispute.funds_reinstated": fetch_dispute,
        "invoice.paid": fetch_invoice,
        "invoice.payment_failed": fetch_invoice,
        "invoice.voided": fetch_invoice,
        "invoice.marked_uncollectible": fetch_invoice,
        "customer.subscription.created": fetch_subscription,
        "customer.subscription.updated": fetch_subscription,
        "customer.subscription.deleted": fetch_subscription,
        "customer.subscription.paused": fetch_subscription,
        "customer.subscription.resumed": fetch_subscription,
    }
)
PAYOUTS: Final = frozenset({"payout.created", "payout.updated", "payout.paid", "payout.failed", "payout.canceled"})


@dataclass(frozen=True)
class Notice:
    """All that is kept of an event: its payload holds personal data."""

    id: str
    type: str
    object_id: str
    created_at: datetime


def read_notice(payload: bytes, signature: str | None) -> Notice:
    """The event that Stripe posted. Raises NotFromStripeError when it is unsigned, badly signed, stale, of the other mode, or no event.

    https://docs.stripe.com/webhooks#verify-official-libraries
    """
    try:
        event = make_client().construct_event(payload, signature, settings.STRIPE_WEBHOOK_SECRET)
        # Some objects, like a balance, have no id.
        object_id = event.data.object.to_dict().get("id", "")
        notice = Notice(id=event.id, type=event.type, object_id=object_id, created_at=instant(event.created))
        livemode = event.livemode
    except (ValueError, AttributeError, TypeError, stripe.SignatureVerificationError) as error:
        # Beside its own error, the library lets those of Python through for a body that is no event.
        raise NotFromStripeError from error
    if livemode is not expects_live_mode():
        raise NotFromStripeError
    return notice


def record_event(notice: Notice, *, now: datetime, caught_up: bool = False) -> bool:
    """Notes a verified event, and puts its task in the queue, in one transaction. False for one already noted, which changes nothing."""
    meaningful = notice.type in MEANINGFUL or notice.type in PAYOUTS
    with transaction.atomic():
        _row, is_new = StripeEvent.objects.get_or_create(
            pk=notice.id,
            defaults={
                "type": notice.type,
                "object_id": notice.object_id,
                "created_at": notice.created_at,
                "received_at": now,
                "next_attempt_at": now + GRACE,
                "caught_up": caught_up,
                "livemode": expects_live_mode(),
                "state": StripeEvent.State.RECEIVED if meaningful else StripeEvent.State.IGNORED,
            },
        )
        if is_new and meaningful:
            process_event_task.enqueue(notice.id)
    return is_new


@task
def process_event_task(event_id: str) -> None:
    """Works through one event of the ledger. When Stripe does not answer, the periodic round tries again."""
    process_event(event_id, now=timezone.now())


def process_event(event_id: str, *, now: datetime) -> None:
    """Fetches the event's object from Stripe and settles its gift, or records its payout; once done, an event is skipped.

    Stripe is asked outside any transaction. The gift and the event's state are written together, so that a crash at any
    point leaves the event to be done again. A failure is written in the ledger, and its next attempt with it.
    """
    event = StripeEvent.objects.get(pk=event_id)
    if is_done(event):
        return
    try:
        if event.type in PAYOUTS:
            record_payout(make_client(), event.object_id)
            StripeEvent.objects.filter(pk=event_id).update(state=StripeEvent.State.DONE)
            return
        news = MEANINGFUL[event.type](make_client(), event.object_id)
        settle_event(event_id, news, now=now)
    except stripe.StripeError as error:
        _write_failure(event_id, now=now)
        # Stripe's own messages may quote what the donor typed.
        logger.error("Event %s (%s) not processed: %s", event_id, event.type, type(error).__name__)
    except OutcomeMismatchError as error:
        _write_failure(event_id, now=now)
        logger.error("Event %s (%s) not processed: %s", event_id, event.type, error)
        open_alarm(MoneyAlert.Kind.MISMATCH, subject=event.object_id, now=now)


def is_done(event: StripeEvent) -> bool:
    """Whether there is nothing left to do for it."""
    return event.state in (StripeEvent.State.DONE, StripeEvent.State.IGNORED)


def settle_event(event_id: str, news: News, *, now: datetime) -> None:
    """Writes the news and that the event is done, together; nothing when another worker did so while Stripe was asked."""
    with transaction.atomic():
        event = StripeEvent.objects.select_for_update().get(pk=event_id)
        if not is_done(event):
            event.state = StripeEvent.State.DONE if settle(news, now=now) else StripeEvent.State.IGNORED
            event.save(update_fields=["state"])


def _write_failure(event_id: str, *, now: datetime) -> None:
    with transaction.atomic():
        event = StripeEvent.objects.select_for_update().get(pk=event_id)
        if is_done(event):
            return
        event.state = StripeEvent.State.FAILED
        event.attempts += 1
        event.next_attempt_at = now + min(GRACE * 2 ** min(event.attempts - 1, 10), LONGEST_WAIT)
        event.save()


def process_waiting_events(now: datetime) -> None:
    """Takes up the events that were not done in time: Stripe did not answer, or a worker was lost."""
    waiting = StripeEvent.objects.filter(
        state__in=[StripeEvent.State.RECEIVED, StripeEvent.State.FAILED], next_attempt_at__lte=now, attempts__lt=ATTEMPTS
    )
    for event_id in waiting.order_by("next_attempt_at").values_list("pk", flat=True)[:BATCH]:
        process_event(event_id, now=now)


def purge_events(now: datetime) -> None:
    """Deletes what is long done: Stripe itself shows events for 30 days."""
    StripeEvent.objects.filter(received_at__lt=now - EVENTS_KEPT).exclude(state=StripeEvent.State.FAILED).delete()
