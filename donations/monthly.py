"""A donor pauses, lowers, takes up again or stops a monthly gift: done at Stripe first, then written here, told by mail.

Each may be asked again after a failure: Stripe is told where the gift shall stand, never by how much it moves.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final

import stripe
from django.conf import settings
from django.utils import timezone

from donations.exceptions import CheckoutUnavailableError
from donations.models import MonthlyPlan, Payment
from donations.news import CURRENCY
from donations.settlement import settle
from donations.stripe_client import make_client
from donations.stripe_readings import read_subscription
from home.amounts import show_euros
from volunteers.exceptions import Reason, Refused

logger = logging.getLogger(__name__)

LONGEST_PAUSE: Final = timedelta(days=366)
ENDED: Final = Reason("ended", "Ce don mensuel est déjà arrêté.")


def pause_reasons(plan: MonthlyPlan, until: date, *, now: datetime) -> list[Reason]:
    if plan.state == MonthlyPlan.State.ENDED:
        return [ENDED]
    today = timezone.localdate(now)
    if not today < until <= today + LONGEST_PAUSE:
        return [Reason("pause_date", "Choisissez une date de reprise à partir de demain, et dans un an au plus.")]
    return []


def resume_reasons(plan: MonthlyPlan) -> list[Reason]:
    if plan.state == MonthlyPlan.State.ENDED:
        return [ENDED]
    return [] if plan.state == MonthlyPlan.State.PAUSED else [Reason("not_paused", "Ce don mensuel n’est pas en pause.")]


def lower_reasons(plan: MonthlyPlan, amount_cents: int) -> list[Reason]:
    """A link in a mail may be forwarded: it lowers what is debited, and never raises it."""
    if plan.state == MonthlyPlan.State.ENDED:
        return [ENDED]
    if amount_cents < settings.GIFT_MINIMUM_CENTS:
        return [Reason("too_low", f"Le don minimum est de {show_euros(settings.GIFT_MINIMUM_CENTS)} par mois.")]
    if amount_cents >= plan.amount_cents:
        return [
            Reason(
                "not_lower",
                f"Choisissez moins de {show_euros(plan.amount_cents)} par mois. Pour donner davantage, faites un nouveau don.",
            )
        ]
    return []


def stop_reasons(plan: MonthlyPlan) -> list[Reason]:
    return [ENDED] if plan.state == MonthlyPlan.State.ENDED else []


def pause(plan: MonthlyPlan, *, until: date, now: datetime) -> None:
    """Nothing is debited before that day. Raises Refused, or CheckoutUnavailableError when Stripe does not answer."""
    _refuse(pause_reasons(plan, until, now=now))
    resumes_at = datetime.combine(until, time(), timezone.get_current_timezone())

    def change(client: stripe.StripeClient) -> stripe.Subscription:
        # What is owed for the month under way is let go with it.
        _let_go(client, plan)
        return client.v1.subscriptions.update(
            plan.subscription_id,
            {"pause_collection": {"behavior": "void", "resumes_at": int(resumes_at.timestamp())}},
            {"idempotency_key": f"plan:{plan.pk}:{plan.version}:pause:{until}"},
        )

    _carry_out(plan, change, now=now)


def resume(plan: MonthlyPlan, *, now: datetime) -> None:
    """Debits again from the next day of debit. Raises Refused or CheckoutUnavailableError."""
    _refuse(resume_reasons(plan))

    def change(client: stripe.StripeClient) -> stripe.Subscription:
        return client.v1.subscriptions.update(
            plan.subscription_id, {"pause_collection": ""}, {"idempotency_key": f"plan:{plan.pk}:{plan.version}:resume"}
        )

    _carry_out(plan, change, now=now)


def lower(plan: MonthlyPlan, amount_cents: int, *, now: datetime) -> None:
    """The next debit is of this amount; what is already paid stays. Raises Refused or CheckoutUnavailableError."""
    _refuse(lower_reasons(plan, amount_cents))

    def change(client: stripe.StripeClient) -> stripe.Subscription:
        item = client.v1.subscriptions.retrieve(plan.subscription_id).items.data[0]
        product = item.price.product
        return client.v1.subscriptions.update(
            plan.subscription_id,
            {
                "proration_behavior": "none",
                "items": [
                    {
                        "id": item.id,
                        "price_data": {
                            "currency": CURRENCY,
                            "product": product if isinstance(product, str) else product.id,
                            "recurring": {"interval": "month"},
                            "unit_amount": amount_cents,
                        },
                    }
                ],
            },
            {"idempotency_key": f"plan:{plan.pk}:{plan.version}:amount:{amount_cents}"},
        )

    _carry_out(plan, change, now=now)


def stop(plan: MonthlyPlan, *, now: datetime, by: MonthlyPlan.EndReason = MonthlyPlan.EndReason.DONOR) -> None:
    """Ends it for good, at once: nothing is debited any more, but what the bank already has. Raises Refused or CheckoutUnavailableError."""
    _refuse(stop_reasons(plan))

    def change(client: stripe.StripeClient) -> stripe.Subscription:
        current = client.v1.subscriptions.retrieve(plan.subscription_id)
        if current.status == "canceled":
            return current
        _let_go(client, plan)
        return client.v1.subscriptions.cancel(
            plan.subscription_id,
            {"invoice_now": False, "prorate": False, "cancellation_details": {"comment": by.value}},
            {"idempotency_key": f"plan:{plan.pk}:stop"},
        )

    _carry_out(plan, change, now=now)


def open_portal(plan: MonthlyPlan, *, return_address: str) -> str:
    """The address of Stripe's page where the donor changes their card or account. Raises CheckoutUnavailableError.

    To be called for who has shown that the gift is theirs.
    """
    try:
        session = make_client().v1.billing_portal.sessions.create(
            {"customer": plan.customer_id, "return_url": return_address, "flow_data": {"type": "payment_method_update"}}
        )
    except stripe.StripeError as error:
        _log(error, plan)
        raise CheckoutUnavailableError from None
    return session.url


def _refuse(reasons: list[Reason]) -> None:
    if reasons:
        raise Refused(reasons)


def _carry_out(plan: MonthlyPlan, change: Callable[[stripe.StripeClient], stripe.Subscription], *, now: datetime) -> None:
    """No lock is held while Stripe is asked: what it answers is news like any other, and the webhook's find nothing left to do."""
    try:
        news = read_subscription(change(make_client()))
    except stripe.StripeError as error:
        _log(error, plan)
        raise CheckoutUnavailableError from None
    # Named by our own row, whatever the metadata say.
    settle(replace(news, gift_id=plan.gift_id), now=now)
    plan.refresh_from_db()


def _let_go(client: stripe.StripeClient, plan: MonthlyPlan) -> None:
    """Gives up the month that could not be debited, so that Stripe does not try again; never one that the bank already has."""
    latest = client.v1.subscriptions.retrieve(plan.subscription_id, {"expand": ["latest_invoice"]}).latest_invoice
    if isinstance(latest, stripe.Invoice) and latest.status == "open":
        states = Payment.objects.filter(gift=plan.gift_id, invoice_id=latest.id).values_list("state", flat=True)
        if set(states) <= {Payment.State.FAILED, Payment.State.PENDING}:
            client.v1.invoices.void_invoice(latest.id)


def _log(error: stripe.StripeError, plan: MonthlyPlan) -> None:
    logger.warning(
        "Stripe refused a request for gift %s: %s %s (%s)", plan.gift_id, type(error).__name__, error.code or "", error.request_id
    )
