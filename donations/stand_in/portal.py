"""The customer portal: a donor changes the card or the IBAN of their monthly gift (https://docs.stripe.com/customer-management)."""

import stripe
from django.urls import reverse

from donations.stand_in import customers
from donations.stand_in.checkout_checks import check_address
from donations.stand_in.errors import Refusal
from donations.stand_in.events import emit, save_and_emit
from donations.stand_in.methods import METHODS, add_method, check_attachable
from donations.stand_in.objects import Json, blank, new_id
from donations.stand_in.store import Store
from donations.stand_in.subscriptions import ENDED


def create_session(store: Store, params: Json) -> Json:
    if "customer" not in params:
        raise Refusal("Missing required param: customer.", code="parameter_missing", param="customer")
    customer = customers.get(store, params["customer"])
    if "return_url" in params:
        check_address(params["return_url"], "return_url")
    session_id = new_id("bps")
    return store.add(
        {
            **blank(stripe.billing_portal.Session),
            "id": session_id,
            "configuration": params.get("configuration", "bpc_stand_in"),
            "created": store.now(),
            "customer": customer["id"],
            "flow": {"type": params["flow_data"]["type"]} if "flow_data" in params else None,
            "locale": params.get("locale"),
            "return_url": params.get("return_url"),
            "url": store.site + reverse("demo_stripe_portal", args=[session_id]),
        }
    )


def subscriptions_of(store: Store, customer_id: str) -> list[Json]:
    """Those going on."""
    return [found for found in store.select("subscription", customer=customer_id) if found["status"] not in ENDED]


def current_method(store: Store, customer: Json) -> Json | None:
    """What the next month will be paid with."""
    found = [subscription["default_payment_method"] for subscription in subscriptions_of(store, customer["id"])]
    method_id = customer["invoice_settings"]["default_payment_method"] or next((method for method in found if method), None)
    return store.find(method_id) if method_id else None


def change_method(store: Store, customer_id: str, number: str) -> Json:
    """From now on the donor pays by this test card or IBAN. Raises Refusal for a card that its bank refuses at once."""
    customer = customers.get(store, customer_id)
    check_attachable(METHODS[number])
    method = add_method(store, number, customer=customer_id, email=customer["email"])
    emit(store, "payment_method.attached", method)
    details = {**customer["invoice_settings"], "default_payment_method": method["id"]}
    save_and_emit(store, "customer.updated", customer, invoice_settings=details)
    for subscription in subscriptions_of(store, customer_id):
        save_and_emit(store, "customer.subscription.updated", subscription, default_payment_method=method["id"])
    return method
