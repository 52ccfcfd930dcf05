"""What Stripe knows is compared with what we know, round after round: events missed, debits unsure, balance, silence, refused cards."""

import logging
from datetime import datetime, timedelta
from typing import Final

import stripe
from django.db.models import Max

from donations.alarms import close_alarm, open_alarm
from donations.exceptions import OutcomeMismatchError
from donations.models import MoneyAlert, MonthlyPlan, Payment, StripeEvent
from donations.settlement import settle
from donations.stripe_client import instant, make_client
from donations.stripe_events import MEANINGFUL, PAYOUTS, Notice, record_event
from donations.stripe_readings import fetch_intent, fetch_subscription

logger = logging.getLogger(__name__)

Alarm = MoneyAlert.Kind
# Read again with a margin: an event may be made long before it can be listed.
READ_AGAIN: Final = timedelta(days=3)
# The webhook has that long to bring an event before it is missed.
LATE: Final = timedelta(hours=1)
UNSURE: Final = timedelta(days=1)
# Card testing shows as refusals in numbers: most donors' cards are accepted.
DECLINE_WINDOW: Final = timedelta(hours=1)
DECLINES: Final = 10


def last_webhook_at() -> datetime | None:
    """When Stripe last brought us an event itself."""
    return StripeEvent.objects.filter(caught_up=False).aggregate(last=Max("received_at"))["last"]


def catch_up(now: datetime) -> None:
    """Takes from Stripe's own list the events that the webhook never brought; that there are any is an alarm."""
    client = make_client()
    known = set(StripeEvent.objects.filter(created_at__gte=now - READ_AGAIN - LATE).values_list("pk", flat=True))
    missed = 0
    try:
        since, until = now - READ_AGAIN, now - LATE
        for event in client.v1.events.list(
            {"created": {"gte": int(since.timestamp()), "lte": int(until.timestamp())}, "limit": 100}
        ).auto_paging_iter():
            if event.id not in known and (event.type in MEANINGFUL or event.type in PAYOUTS):
                object_id = event.data.object.to_dict().get("id", "")
                missed += record_event(Notice(event.id, event.type, object_id, instant(event.created)), caught_up=True, now=now)
    except stripe.StripeError as error:
        logger.warning("Stripe's events not read again: %s", type(error).__name__)
        return
    if missed:
        open_alarm(Alarm.SILENCE, now=now)
    elif not StripeEvent.objects.filter(caught_up=True, received_at__gt=now - READ_AGAIN).exists():
        close_alarm(Alarm.SILENCE, now=now)


def sweep_unsure(now: datetime) -> None:
    """Asks Stripe about every debit of which something is not known after a day, and every month of which nothing was heard at all."""
    client = make_client()
    payments = Payment.objects.unsure().filter(created_at__lt=now - UNSURE)
    plans = MonthlyPlan.objects.running().filter(next_debit_at__lt=now - UNSURE)
    asked = [(fetch_intent, str(payment.intent_id)) for payment in payments] + [
        (fetch_subscription, plan.subscription_id) for plan in plans
    ]
    for fetch, object_id in asked:
        try:
            settle(fetch(client, object_id), now=now)
        except (stripe.StripeError, OutcomeMismatchError) as error:
            logger.warning("%s not swept: %s", object_id, type(error).__name__)


def watch_declines(now: datetime) -> None:
    """Many cards refused within the hour, and more refused than accepted, is somebody trying stolen ones."""
    recent = StripeEvent.objects.filter(created_at__gt=now - DECLINE_WINDOW)
    refused = recent.filter(type="payment_intent.payment_failed").count()
    accepted = recent.filter(type="payment_intent.succeeded").count()
    if refused >= DECLINES and refused > accepted:
        open_alarm(Alarm.DECLINES, now=now)
    else:
        close_alarm(Alarm.DECLINES, now=now)
