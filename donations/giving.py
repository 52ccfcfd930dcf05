"""A donor gives: the gift's row first, then the way to Stripe's payment page, however often the form is sent."""

import logging
import uuid
from datetime import datetime, timedelta
from typing import Final

import stripe
from django.core.signing import BadSignature, Signer

from donations.exceptions import AlreadyPaidError, CheckoutClosedError, CheckoutUnavailableError, EmailRefusedError
from donations.models import Gift
from donations.settlement import CURRENCY, METADATA_KEY
from donations.stripe_client import make_client

logger = logging.getLogger(__name__)

# Stripe accepts 30 minutes to 24 hours, counted from when the session is made.
CHECKOUT_LIFETIME: Final = timedelta(hours=12)
SHORTEST_CHECKOUT: Final = timedelta(minutes=35)
_signer = Signer(salt="donations.gift")


def sign_gift(gift: Gift) -> str:
    """A token that names the gift and that nobody else can make. Always the same, so that a request sent again is the same."""
    return _signer.sign(str(gift.pk))


def find_signed_gift(token: str) -> Gift | None:
    """The gift that a token names, if we made the token."""
    try:
        return Gift.objects.filter(pk=uuid.UUID(_signer.unsign(token))).first()
    except (BadSignature, ValueError):
        return None


def begin_gift(*, form_token: uuid.UUID, amount_cents: int, email: str, now: datetime) -> Gift:
    """The pending gift of this form: the same form with the same answers, sent twice, has one gift."""
    gift, _is_new = Gift.objects.get_or_create(form_token=form_token, amount_cents=amount_cents, email=email, defaults={"created_at": now})
    return gift


def start_checkout(gift: Gift, *, success_address: str, cancel_address: str, now: datetime) -> str:
    """The address of the payment page of this gift; `{CHECKOUT_SESSION_ID}` in `success_address` is Stripe's to fill.

    Called again it gives the same page, and the donor is charged once. Raises AlreadyPaidError, CheckoutClosedError, EmailRefusedError,
    or CheckoutUnavailableError when Stripe is down or slow; after the last, the same call may be tried again.
    """
    if gift.status == Gift.Status.PAID:
        raise AlreadyPaidError
    if gift.status == Gift.Status.EXPIRED or now > gift.created_at + CHECKOUT_LIFETIME - SHORTEST_CHECKOUT:
        raise CheckoutClosedError
    client = make_client()
    try:
        if gift.checkout_session_id:
            session = client.v1.checkout.sessions.retrieve(gift.checkout_session_id)
        else:
            session = _create_session(client, gift, success_address=success_address, cancel_address=cancel_address)
    except stripe.InvalidRequestError as error:
        if error.param == "customer_email":
            raise EmailRefusedError from None
        _log(error, gift)
        raise CheckoutUnavailableError from None
    except stripe.StripeError as error:
        _log(error, gift)
        raise CheckoutUnavailableError from None
    _withdraw_others(client, gift)
    if session.status == "complete":
        raise AlreadyPaidError
    if session.url is None:
        raise CheckoutClosedError
    # Only this column: the payment may have been written meanwhile.
    Gift.objects.filter(pk=gift.pk, checkout_session_id="").update(checkout_session_id=session.id)
    return session.url


def _create_session(client: stripe.StripeClient, gift: Gift, *, success_address: str, cancel_address: str) -> stripe.checkout.Session:
    """Everything sent follows from the gift alone, so that the same idempotency key always goes with the same request."""
    return client.v1.checkout.sessions.create(
        {
            "mode": "payment",
            "submit_type": "donate",
            "locale": "fr",
            "client_reference_id": str(gift.pk),
            "customer_email": gift.email,
            "allowed_payment_method_types": ["card"],
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": CURRENCY,
                        "unit_amount": gift.amount_cents,
                        "product_data": {"name": "Don à Polaris 14"},
                    },
                }
            ],
            "metadata": {METADATA_KEY: str(gift.pk)},
            "payment_intent_data": {"description": "Don à Polaris 14", "metadata": {METADATA_KEY: str(gift.pk)}},
            "success_url": success_address,
            "cancel_url": cancel_address,
            "expires_at": int((gift.created_at + CHECKOUT_LIFETIME).timestamp()),
        },
        {"idempotency_key": f"gift:{gift.pk}:checkout"},
    )


def _withdraw_others(client: stripe.StripeClient, gift: Gift) -> None:
    """Closes the payment pages of the same form with other answers: the donor came back and changed their mind.

    What Stripe does not close now closes by itself within hours; the donor need not wait for it.
    """
    others = Gift.objects.unfinished().filter(form_token=gift.form_token).exclude(pk=gift.pk).exclude(checkout_session_id="")
    for other in others:
        try:
            client.v1.checkout.sessions.expire(other.checkout_session_id)
        except stripe.StripeError as error:
            _log(error, other)


def _log(error: stripe.StripeError, gift: Gift) -> None:
    """Never the message: it may quote what the donor typed."""
    logger.warning("Stripe refused a request for gift %s: %s %s (%s)", gift.pk, type(error).__name__, error.code or "", error.request_id)
