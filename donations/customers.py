"""Customers of Stripe, one for each monthly gift: deleted there once nobody may be known by them any more."""

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

import stripe
from django.utils import timezone
from django_tasks import task

from donations.models import MonthlyPlan
from donations.stripe_client import make_client

logger = logging.getLogger(__name__)

FIRST_WAIT: Final = timedelta(minutes=2)
LONGEST_WAIT: Final = timedelta(hours=6)
# What another attempt may mend: the network, Stripe itself, too many requests.
PASSING: Final = (stripe.APIConnectionError, stripe.RateLimitError)
SERVER_ERROR: Final = 500


def delete_customers(plans: Iterable[MonthlyPlan]) -> None:
    """Asks, by tasks that start once the transaction at hand is committed, that Stripe deletes who pays for these monthly gifts.

    Their name, address and card go there; what was paid stays, and a subscription that still runs ends.
    """
    for plan in plans:
        delete_customer_task.enqueue(plan.customer_id)


@task
def delete_customer_task(customer_id: str, attempts: int = 0) -> None:
    """Tried again, ever more seldom, until Stripe has answered. A refusal of Stripe's is a failed task, which somebody must look at."""
    try:
        make_client().v1.customers.delete(customer_id)
    except stripe.InvalidRequestError as error:
        # Deleted already, by an attempt whose answer was lost or by hand.
        if error.code != "resource_missing":
            raise
    except stripe.StripeError as error:
        if not (isinstance(error, PASSING) or (error.http_status or 0) >= SERVER_ERROR):
            raise
        logger.warning("Customer %s not deleted yet: %s", customer_id, type(error).__name__)
        wait = min(FIRST_WAIT * 2 ** min(attempts, 10), LONGEST_WAIT)
        delete_customer_task.using(run_after=timezone.now() + wait).enqueue(customer_id, attempts + 1)
