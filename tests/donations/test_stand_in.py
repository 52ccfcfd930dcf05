"""The stand-in behaves as Stripe documents, seen through the real library."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
import stripe
import time_machine
from django.utils import timezone
from pytest_django import Settings

from donations.stand_in.http_client import RealKeyError, StandInClient
from donations.stand_in.store import Fault, Store
from tests.donations.checkouts import decline, events, expire, pay, plan_faults, types

OPTIONS: Any = {"idempotency_key": "once"}


def session_params(**changes: Any) -> Any:
    params = {
        "mode": "payment",
        "client_reference_id": "reference",
        "customer_email": "donatrice@demo.test",
        "line_items": [{"quantity": 1, "price_data": {"currency": "eur", "unit_amount": 5000, "product_data": {"name": "Don"}}}],
        "payment_intent_data": {"metadata": {"gift": "12"}, "description": "Don"},
        "success_url": "http://testserver/merci/?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://testserver/don/",
        **changes,
    }
    return {name: value for name, value in params.items() if value is not None}


def line_item(**changes: Any) -> Any:
    price = {"currency": "eur", "unit_amount": 5000, "product_data": {"name": "Don"}, **changes}
    return [{"quantity": 1, "price_data": {name: value for name, value in price.items() if value is not None}}]


def create(client: stripe.StripeClient, **changes: Any) -> stripe.checkout.Session:
    return client.v1.checkout.sessions.create(session_params(**changes))


def refused_param(error: pytest.ExceptionInfo[stripe.InvalidRequestError]) -> str | None:
    return error.value.param


# Keys, addresses, versions


@pytest.mark.parametrize("key", ["sk_live_51", "rk_live_51"])
def test_a_real_key_is_refused_before_anything(key: str) -> None:
    client = stripe.StripeClient(key, http_client=StandInClient())
    with pytest.raises(RealKeyError):
        create(client)


def test_any_other_key_is_unknown(settings: Settings) -> None:
    client = stripe.StripeClient("sk_test_other", stripe_version=settings.STRIPE_API_VERSION, http_client=StandInClient())
    with pytest.raises(stripe.AuthenticationError):
        create(client)


def test_any_other_host_is_refused(settings: Settings) -> None:
    client = stripe.StripeClient(settings.STRIPE_SECRET_KEY, http_client=StandInClient(), base_addresses={"api": "https://stripe.example"})
    with pytest.raises(stripe.APIConnectionError):
        create(client)


def test_another_api_version_is_refused(settings: Settings) -> None:
    client = stripe.StripeClient(settings.STRIPE_SECRET_KEY, stripe_version="2024-06-20", http_client=StandInClient())
    with pytest.raises(stripe.InvalidRequestError, match="Invalid Stripe API version"):
        create(client)


def test_the_site_asks_for_the_version_that_the_library_was_made_for(settings: Settings) -> None:
    assert stripe.api_version == settings.STRIPE_API_VERSION


def test_an_address_it_does_not_know_is_404(stripe_client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
        stripe_client.v1.coupons.create({})


# Idempotency


def test_the_same_key_and_params_give_the_first_answer(stripe_client: stripe.StripeClient) -> None:
    first = stripe_client.v1.checkout.sessions.create(session_params(), OPTIONS)
    again = stripe_client.v1.checkout.sessions.create(session_params(), OPTIONS)
    assert again.id == first.id
    assert again.last_response is not None
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    with Store.open() as store:
        assert store.count("checkout.session") == 1


def test_the_same_key_with_other_params_is_refused(stripe_client: stripe.StripeClient) -> None:
    stripe_client.v1.checkout.sessions.create(session_params(), OPTIONS)
    with pytest.raises(stripe.IdempotencyError):
        stripe_client.v1.checkout.sessions.create(session_params(customer_email="autre@demo.test"), OPTIONS)


def test_a_request_that_failed_its_checks_leaves_its_key_free(stripe_client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        stripe_client.v1.checkout.sessions.create(session_params(mode="gift"), OPTIONS)
    assert stripe_client.v1.checkout.sessions.create(session_params(), OPTIONS).status == "open"


# Opening a session


def test_a_session_opens_unpaid_with_its_page_on_the_donors_server(stripe_client: stripe.StripeClient) -> None:
    session = create(stripe_client)
    assert (session.status, session.payment_status, session.amount_total, session.currency) == ("open", "unpaid", 5000, "eur")
    assert session.url == f"http://testserver/demo/stripe/{session.id}/"
    assert session.payment_intent is None
    assert session.livemode is False
    assert session.expires_at - session.created == 24 * 3600


def test_every_field_is_one_of_the_librarys(stripe_client: stripe.StripeClient) -> None:
    session = create(stripe_client)
    pay(session.to_dict())
    paid = stripe_client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})
    intent = paid.payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    for found, known in ((paid, stripe.checkout.Session), (intent, stripe.PaymentIntent), (intent.latest_charge, stripe.Charge)):
        assert isinstance(found, stripe.StripeObject)
        assert type(found) is known
        assert set(found.to_dict()) <= set(known.__annotations__)


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"success_url": None}, "success_url"),
        ({"success_url": "http://elsewhere.example/"}, "success_url"),
        ({"cancel_url": "javascript:alert(1)"}, "cancel_url"),
        ({"mode": "setup"}, "mode"),
        ({"mode": None}, "mode"),
        ({"ui_mode": "embedded_page"}, "ui_mode"),
        ({"client_reference_id": "x" * 201}, "client_reference_id"),
        ({"customer_email": "pas une adresse"}, "customer_email"),
        ({"expires_at": 1}, "expires_at"),
        ({"metadata": {f"k{n}": "v" for n in range(51)}}, "metadata"),
        ({"metadata": {"k": "v" * 501}}, "metadata[k]"),
        ({"payment_intent_data": {"metadata": {"k" * 41: "v"}}}, f"payment_intent_data[metadata][{'k' * 41}]"),
        ({"line_items": None}, "line_items"),
        ({"line_items": [{"quantity": 1, "price": "price_1"}]}, "line_items[0][price]"),
        ({"line_items": line_item(product_data=None)}, "line_items[0][price_data][product_data]"),
        ({"line_items": line_item(recurring={"interval": "month"})}, "line_items[0][price_data][recurring]"),
        ({"line_items": line_item(unit_amount=None)}, "line_items[0][price_data][unit_amount]"),
        ({"line_items": line_item(unit_amount=-5)}, "line_items[0][price_data][unit_amount]"),
        ({"line_items": line_item(currency="usd")}, "line_items[0][price_data][currency]"),
        ({"line_items": [{"price_data": line_item()[0]["price_data"]}]}, "line_items[0][quantity]"),
        ({"payment_method_types": ["card"]}, "payment_method_types"),
        ({"expand": ["status"]}, "expand[0]"),
    ],
)
def test_a_session_is_refused_as_stripe_would(stripe_client: stripe.StripeClient, changes: dict[str, Any], param: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as error:
        create(stripe_client, **changes)
    assert refused_param(error) == param


@pytest.mark.parametrize(("amount", "code"), [(49, "amount_too_small"), (100_000_000, "amount_too_large")])
def test_an_amount_out_of_bounds_is_refused(stripe_client: stripe.StripeClient, amount: int, code: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as error:
        create(stripe_client, line_items=line_item(unit_amount=amount))
    assert error.value.code == code


# Paying, declining, expiring


def test_paying_completes_the_session_and_says_so(stripe_client: stripe.StripeClient) -> None:
    session = create(stripe_client)
    pay(session.to_dict())
    session = stripe_client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})
    intent = session.payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    assert (session.status, session.payment_status, session.url) == ("complete", "paid", None)
    assert (intent.status, intent.amount_received, intent.metadata["gift"]) == ("succeeded", 5000, "12")
    assert types(events()) == ["payment_intent.succeeded", "checkout.session.completed"]


def test_a_declined_card_leaves_the_session_open_for_another(stripe_client: stripe.StripeClient) -> None:
    session = create(stripe_client)
    decline(session.to_dict())
    refused = stripe_client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert refused.status == "open"
    assert refused.payment_intent.last_payment_error.decline_code == "generic_decline"  # type: ignore[union-attr]
    pay(session.to_dict())
    paid = stripe_client.v1.payment_intents.retrieve(refused.payment_intent.id)  # type: ignore[union-attr]
    assert paid.status == "succeeded"
    assert paid.last_payment_error is None
    assert types(events()) == ["payment_intent.payment_failed", "payment_intent.succeeded", "checkout.session.completed"]


def test_expiring_closes_the_page_and_cancels_the_intent(stripe_client: stripe.StripeClient) -> None:
    session = create(stripe_client)
    decline(session.to_dict())
    expired = stripe_client.v1.checkout.sessions.expire(session.id)
    assert (expired.status, expired.url) == ("expired", None)
    assert types(events()) == ["payment_intent.payment_failed", "payment_intent.canceled", "checkout.session.expired"]


def test_a_session_expires_by_itself_when_its_time_is_over(stripe_client: stripe.StripeClient) -> None:
    session = create(stripe_client)
    with time_machine.travel(timezone.now() + timedelta(hours=24, seconds=1)):
        assert stripe_client.v1.checkout.sessions.retrieve(session.id).status == "expired"
    assert types(events()) == ["checkout.session.expired"]


def test_a_paid_session_cannot_expire(stripe_client: stripe.StripeClient) -> None:
    session = create(stripe_client)
    pay(session.to_dict())
    with pytest.raises(stripe.InvalidRequestError, match="has a status of `complete`"):
        stripe_client.v1.checkout.sessions.expire(session.id)


def test_an_object_that_is_not_there_is_404(stripe_client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as error:
        stripe_client.v1.checkout.sessions.retrieve("cs_test_none")
    assert (error.value.http_status, error.value.code) == (404, "resource_missing")


# Events


def test_events_are_listed_newest_first_and_fetched(stripe_client: stripe.StripeClient, settings: Settings) -> None:
    session = create(stripe_client)
    pay(session.to_dict())
    expire(create(stripe_client).to_dict())
    found = stripe_client.v1.events.list({"limit": 1})
    assert types(event.to_dict() for event in found.auto_paging_iter()) == types(events()[::-1])
    assert [event.type for event in stripe_client.v1.events.list({"type": "checkout.session.completed"}).data] == [
        "checkout.session.completed"
    ]
    assert len(stripe_client.v1.events.list({"types": ["payment_intent.succeeded", "checkout.session.expired"]}).data) == 2
    event = stripe_client.v1.events.retrieve(events()[1]["id"])
    assert (event.type, event.api_version, event.livemode) == ("checkout.session.completed", settings.STRIPE_API_VERSION, False)
    assert event.data.object.id == session.id
    assert set(event.to_dict()) <= {*stripe.Event.__annotations__}


def test_an_event_that_is_not_there_is_404(stripe_client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        stripe_client.v1.events.retrieve("evt_none")
    with pytest.raises(stripe.InvalidRequestError):
        stripe_client.v1.events.list({"starting_after": "evt_none"})


# Faults


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.UNREACHABLE, stripe.APIConnectionError),
        (Fault.LOST_ANSWER, stripe.APIConnectionError),
        (Fault.SERVER_ERROR, stripe.APIError),
        (Fault.TOO_MANY, stripe.RateLimitError),
    ],
)
def test_a_planned_fault_befalls_the_next_request_alone(
    stripe_client: stripe.StripeClient, fault: Fault, error: type[stripe.StripeError]
) -> None:
    plan_faults(fault)
    with pytest.raises(error):
        stripe_client.v1.checkout.sessions.create(session_params(), {"max_network_retries": 0, "idempotency_key": "once"})
    with Store.open() as store:
        assert store.count("checkout.session") == (1 if fault is Fault.LOST_ANSWER else 0)
    stripe_client.v1.checkout.sessions.create(session_params(), OPTIONS)
    with Store.open() as store:
        assert store.count("checkout.session") == 1


def test_the_library_tries_again_by_itself_and_opens_one_session(stripe_client: stripe.StripeClient) -> None:
    plan_faults(Fault.LOST_ANSWER)
    assert create(stripe_client).status == "open"
    with Store.open() as store:
        assert store.count("checkout.session") == 1


def test_nothing_is_kept_of_a_transaction_that_fails() -> None:
    def open_and_stop() -> None:
        with Store.open() as store:
            store.add({"id": "pi_1", "object": "payment_intent"})
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        open_and_stop()
    with Store.open() as store:
        assert store.count("payment_intent") == 0


def test_closing_the_client_closes_nothing_that_is_needed(stripe_client: stripe.StripeClient) -> None:
    StandInClient().close()
    assert create(stripe_client).status == "open"


def test_headers_may_be_missing() -> None:
    body, status, headers = StandInClient().request("get", "https://api.stripe.com/v1/events", None)
    assert status == 401
    assert isinstance(headers, Mapping)
    assert "Invalid API Key" in body


def test_the_account_shows_what_is_switched_on(stripe_client: stripe.StripeClient, settings: Settings) -> None:
    account = stripe_client.v1.accounts.retrieve_current()
    assert (account.charges_enabled, account.payouts_enabled, account.country) == (True, True, "FR")
    endpoint = stripe_client.v1.webhook_endpoints.list().data[0]
    assert (endpoint.status, endpoint.api_version, endpoint.url) == (
        "enabled",
        settings.STRIPE_API_VERSION,
        f"{settings.SITE_URL}/stripe/webhook/",
    )
    methods = stripe_client.v1.payment_method_configurations.list().data[0]
    assert methods.sepa_debit is not None
    assert (methods.sepa_debit.available, methods.paypal) == (True, None)
    portal = stripe_client.v1.billing_portal.configurations.list({"is_default": True}).data[0]
    assert (portal.features.payment_method_update.enabled, portal.features.subscription_cancel.enabled) == (True, False)
