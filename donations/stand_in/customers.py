"""Customers, the products and prices of what they pay every month (https://docs.stripe.com/api/customers)."""

from typing import Final

import stripe
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from donations.stand_in.errors import Refusal, no_such
from donations.stand_in.events import emit, save_and_emit
from donations.stand_in.objects import Json, blank, check_metadata, merge_metadata, new_id
from donations.stand_in.store import Store

WRITABLE: Final = ("address", "description", "email", "name", "phone", "preferred_locales")
MINIMUM_CENTS: Final = 50
MAXIMUM_CENTS: Final = 99_999_999


def check_email(email: str, param: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise Refusal(f"Invalid email address: {email}", code="email_invalid", param=param) from None


def create(store: Store, params: Json) -> Json:
    _check(params)
    customer = {
        **blank(stripe.Customer),
        **{name: params.get(name) or None for name in WRITABLE},
        "id": new_id("cus"),
        "balance": 0,
        "created": store.now(),
        "delinquent": False,
        "invoice_prefix": new_id("")[1:9].upper(),
        "invoice_settings": {"custom_fields": None, "default_payment_method": None, "footer": None, "rendering_options": None},
        "metadata": params.get("metadata") or {},
        "preferred_locales": params.get("preferred_locales") or [],
        "tax_exempt": "none",
    }
    emit(store, "customer.created", store.add(customer))
    return customer


def get(store: Store, customer_id: str, param: str = "customer") -> Json:
    """Raises Refusal for one that is not there, or was deleted."""
    customer = store.get("customer", customer_id, param=param)
    if customer.get("deleted"):
        raise no_such("customer", customer_id, param)
    return customer


def update(store: Store, customer_id: str, params: Json) -> Json:
    _check(params)
    customer = get(store, customer_id, "id")
    changes: Json = {name: params[name] or None for name in WRITABLE if name in params}
    if "metadata" in params:
        changes["metadata"] = merge_metadata(customer["metadata"], params["metadata"])
    if "default_payment_method" in params.get("invoice_settings", {}):
        method_id = params["invoice_settings"]["default_payment_method"]
        store.get("payment_method", method_id, param="invoice_settings[default_payment_method]")
        changes["invoice_settings"] = {**customer["invoice_settings"], "default_payment_method": method_id}
    return save_and_emit(store, "customer.updated", customer, **changes)


def _check(params: Json) -> None:
    if params.get("email"):
        check_email(params["email"], "email")
    check_metadata(params.get("metadata") or {}, "metadata")


def delete(store: Store, customer_id: str) -> Json:
    """The identity goes; what was paid stays. Its subscriptions must be cancelled by the caller."""
    customer = get(store, customer_id, "id")
    gone = {"id": customer_id, "object": "customer", "deleted": True}
    emit(store, "customer.deleted", customer)
    return store.save(gone)


def create_product(store: Store, params: Json) -> Json:
    return store.add(
        {
            **blank(stripe.Product),
            "id": new_id("prod"),
            "active": True,
            "created": store.now(),
            "description": params.get("description"),
            "images": [],
            "marketing_features": [],
            "metadata": params.get("metadata") or {},
            "name": params["name"],
            "type": "service",
            "updated": store.now(),
        }
    )


def create_price(store: Store, data: Json, param: str) -> Json:
    """The price described by a `price_data`: every month, in euros. Raises Refusal for any other."""
    check_amount(data, param)
    if data["recurring"].get("interval") != "month" or data["recurring"].get("interval_count", 1) != 1:
        raise Refusal("The stand-in knows prices of every month alone.", param=f"{param}[recurring][interval]")
    if "product" in data:
        product = store.get("product", data["product"], param=f"{param}[product]")
    elif "product_data" in data:
        product = create_product(store, data["product_data"])
    else:
        raise Refusal("You must specify either `product` or `product_data`.", code="parameter_missing", param=f"{param}[product]")
    return store.add(
        {
            **blank(stripe.Price),
            "id": new_id("price"),
            "active": True,
            "billing_scheme": "per_unit",
            "created": store.now(),
            "currency": "eur",
            "metadata": {},
            "product": product["id"],
            "recurring": {"interval": "month", "interval_count": 1, "meter": None, "trial_period_days": None, "usage_type": "licensed"},
            "tax_behavior": "unspecified",
            "type": "recurring",
            "unit_amount": data["unit_amount"],
            "unit_amount_decimal": str(data["unit_amount"]),
        }
    )


def check_amount(price: Json, param: str) -> None:
    if "unit_amount" not in price:
        raise Refusal("Missing required param: unit_amount.", code="parameter_missing", param=f"{param}[unit_amount]")
    if price["currency"] != "eur":
        raise Refusal(f"Invalid currency: {price['currency']}", param=f"{param}[currency]")
    if price["unit_amount"] < 0:
        raise Refusal("This value must be greater than or equal to 0.", param=f"{param}[unit_amount]")


def check_total(total: int) -> None:
    if total < MINIMUM_CENTS:
        raise Refusal("The Checkout Session's total amount due must add up to at least €0.50 eur", code="amount_too_small")
    if total > MAXIMUM_CENTS:
        raise Refusal("The Checkout Session's total amount must be no more than €999,999.99 eur", code="amount_too_large")
