"""The one way to Stripe: key, API version, patience and network in one place."""

from datetime import UTC, datetime
from functools import cache
from typing import Final

import stripe
from django.conf import settings

CONNECT_SECONDS: Final = 3.05
ANSWER_SECONDS: Final = 8
RETRIES: Final = 1

# Sends the platform and the times of requests to Stripe, which needs neither to take a gift.
stripe.enable_telemetry = False


def make_client() -> stripe.StripeClient:
    """The configured client. A donor waits some twenty seconds at the very most for an answer that does not come."""
    return stripe.StripeClient(
        settings.STRIPE_SECRET_KEY,
        stripe_version=settings.STRIPE_API_VERSION,
        max_network_retries=RETRIES,
        http_client=_stand_in() if settings.STRIPE_STAND_IN else _network(),
    )


@cache
def _network() -> stripe.HTTPClient:
    # Shared, so that connections stay open from one request to the next.
    return stripe.RequestsClient(timeout=(CONNECT_SECONDS, ANSWER_SECONDS))


def _stand_in() -> stripe.HTTPClient:
    # Imported here: outside the demo and the tests the stand-in is never loaded.
    from donations.stand_in.http_client import StandInClient

    return StandInClient()


def expects_live_mode() -> bool:
    """Whether our key is a live one; events of the other mode are not for this site."""
    return settings.STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_"))


def instant(seconds: int) -> datetime:
    """A Stripe timestamp as an aware datetime."""
    return datetime.fromtimestamp(seconds, UTC)
