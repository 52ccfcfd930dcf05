"""A donor gives, once or each month: the gift's row first, then the way to Stripe's payment page, however often the form is sent."""

import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import stripe
from django.core.signing import BadSignature, Signer
from django.db import transaction

from donations.exceptions import AlreadyPaidError, CheckoutClosedError, CheckoutUnavailableError, EmailRefusedError, GivingPausedError
from donations.models import CampaignPage, DonationSettings, Donor, Gift
from donations.news import CURRENCY
from donations.stripe_client import make_client
from donations.stripe_readings import METADATA_KEY

if TYPE_CHECKING:
    from stripe.params.checkout import SessionCreateParams, SessionCreateParamsLineItemPriceData

logger = logging.getLogger(__name__)

# Stripe accepts 30 minutes to 24 hours, counted from when the session is made.
CHECKOUT_LIFETIME: Final = timedelta(hours=12)
SHORTEST_CHECKOUT: Final = timedelta(minutes=35)
NAME: Final = "Don à Polaris 14"
PAYMENT_METHODS: Final = ("card", "sepa_debit")
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


@dataclass(frozen=True)
class Answers:
    """What a donor filled in. `donor_details` holds what they told of themselves for a receipt, by the names of `Donor.DETAILS`."""

    email: str
    amount_cents: int
    rhythm: Gift.Rhythm = Gift.Rhythm.ONCE
    campaign: CampaignPage | None = None
    wants_receipt: bool = False
    dedication: str = ""
    donor_details: Mapping[str, str] = field(default_factory=dict)


def begin_gift(answers: Answers, *, form_token: uuid.UUID, now: datetime) -> Gift:
    """The pending gift of this form: the same form with the same amount, rhythm and address, sent twice, has one gift.

    The other answers may change until it is paid. Nothing is read from the donor's file, nor written to it: whoever types
    an address has not shown that it is theirs.
    """
    with transaction.atomic():
        # Locked, so that the donor is not forgotten with another gift of theirs that was abandoned.
        donor, _is_new = Donor.objects.select_for_update().get_or_create(email=answers.email.lower(), defaults={"created_at": now})
        gift, is_new = Gift.objects.select_for_update().get_or_create(
            form_token=form_token,
            amount_cents=answers.amount_cents,
            rhythm=answers.rhythm,
            donor=donor,
            defaults={"created_at": now, **_changing(answers)},
        )
        if not is_new and gift.status in (Gift.Status.PENDING, Gift.Status.FAILED):
            Gift.objects.filter(pk=gift.pk).update(**_changing(answers))
            gift.refresh_from_db()
    return gift


def _changing(answers: Answers) -> dict[str, object]:
    return {
        "campaign": answers.campaign,
        "wants_receipt": answers.wants_receipt,
        "dedication": answers.dedication,
        "donor_details": {name: answers.donor_details[name] for name in Donor.DETAILS if name in answers.donor_details},
    }


def start_checkout(gift: Gift, *, success_address: str, cancel_address: str, now: datetime) -> str:
    """The address of the payment page of this gift; `{CHECKOUT_SESSION_ID}` in `success_address` is Stripe's to fill.

    Called again it gives the same page, and the donor is charged once. Raises AlreadyPaidError, CheckoutClosedError, EmailRefusedError,
    GivingPausedError, or CheckoutUnavailableError when Stripe is down or slow; after the last, the same call may be tried again.
    """
    if not DonationSettings.load().takes_online:
        raise GivingPausedError
    if gift.status in (Gift.Status.PAID, Gift.Status.PROCESSING):
        raise AlreadyPaidError
    if gift.checkout_closed_at or now > gift.created_at + CHECKOUT_LIFETIME - SHORTEST_CHECKOUT:
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
    """Everything sent follows from the gift alone, so that the same idempotency key always goes with the same request.

    The donor is named by address only, never by a customer of Stripe: who types another's address must not meet their card.
    """
    price: SessionCreateParamsLineItemPriceData = {
        "currency": CURRENCY,
        "unit_amount": gift.amount_cents,
        "product_data": {"name": NAME},
    }
    params: SessionCreateParams = {
        "locale": "fr",
        "client_reference_id": str(gift.pk),
        "customer_email": gift.donor.email,
        "allowed_payment_method_types": list(PAYMENT_METHODS),
        "line_items": [{"quantity": 1, "price_data": price}],
        "metadata": {METADATA_KEY: str(gift.pk)},
        "success_url": success_address,
        "cancel_url": cancel_address,
        "expires_at": int((gift.created_at + CHECKOUT_LIFETIME).timestamp()),
    }
    if gift.is_monthly:
        price["recurring"] = {"interval": "month"}
        params |= {"mode": "subscription", "subscription_data": {"description": NAME, "metadata": {METADATA_KEY: str(gift.pk)}}}
    else:
        params |= {
            "mode": "payment",
            "submit_type": "donate",
            "payment_intent_data": {"description": NAME, "metadata": {METADATA_KEY: str(gift.pk)}},
        }
    return client.v1.checkout.sessions.create(params, {"idempotency_key": f"gift:{gift.pk}:checkout"})


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
