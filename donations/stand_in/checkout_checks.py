"""What Stripe refuses of a new Checkout Session, beyond the types of its parameters."""

from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host

from donations.stand_in import customers
from donations.stand_in.errors import Refusal
from donations.stand_in.methods import CARD, SEPA
from donations.stand_in.objects import Json, check_metadata
from donations.stand_in.store import Store

REFERENCE_LENGTH: Final = 200
# What the association's account has switched on.
ACCOUNT_METHODS: Final = (CARD, SEPA)
MODE_OF: Final = {"payment_intent_data": "payment", "subscription_data": "subscription", "customer_creation": "payment"}


def check_session(store: Store, params: Json) -> None:
    """Raises Refusal for the first thing that is wrong."""
    _check_mode(params)
    _check_customer(store, params)
    _check_line_items(params)
    _check_addresses(params)
    if len(params.get("client_reference_id", "")) > REFERENCE_LENGTH:
        raise Refusal("Invalid string: at most 200 characters", param="client_reference_id")
    for number, kind in enumerate(params.get("allowed_payment_method_types", [])):
        if kind not in ACCOUNT_METHODS:
            raise Refusal(f"The payment method type `{kind}` is not activated.", param=f"allowed_payment_method_types[{number}]")
    check_metadata(params.get("metadata") or {}, "metadata")
    for name in ("payment_intent_data", "subscription_data"):
        check_metadata((params.get(name) or {}).get("metadata") or {}, f"{name}[metadata]")


def _check_mode(params: Json) -> None:
    mode = params.get("mode")
    if mode not in {"payment", "subscription"}:
        raise Refusal("The stand-in knows the modes `payment` and `subscription`.", param="mode")
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise Refusal("The stand-in knows the hosted page alone.", param="ui_mode")
    for name, wanted in MODE_OF.items():
        if name in params and mode != wanted:
            raise Refusal(f"You can not pass `{name}` in `{mode}` mode.", param=name)
    if mode == "subscription" and params.get("submit_type", "auto") not in {"auto", "subscribe"}:
        raise Refusal("`submit_type` cannot be `donate` in `subscription` mode.", param="submit_type")


def _check_customer(store: Store, params: Json) -> None:
    if "customer" in params and "customer_email" in params:
        raise Refusal("You may only specify one of these parameters: customer, customer_email.", param="customer_email")
    if "customer" in params:
        customers.get(store, params["customer"])
    if "customer_email" in params:
        customers.check_email(params["customer_email"], "customer_email")


def _check_line_items(params: Json) -> None:
    """One line, in euros and cents."""
    items = params.get("line_items")
    if not items:
        raise Refusal(f"You must specify `line_items` in `{params['mode']}` mode.", code="parameter_missing", param="line_items")
    if len(items) > 1:
        raise Refusal("The stand-in knows sessions of one line.", param="line_items[1]")
    if "price_data" not in items[0]:
        raise Refusal("The stand-in knows no saved Price here: give `price_data`.", param="line_items[0][price]")
    price = items[0]["price_data"]
    _check_price(price, "line_items[0][price_data]", monthly=params["mode"] == "subscription")
    if items[0].get("quantity", 0) < 1:
        raise Refusal("This value must be greater than or equal to 1.", param="line_items[0][quantity]")
    customers.check_total(price["unit_amount"] * items[0]["quantity"])


def _check_price(price: Json, param: str, *, monthly: bool) -> None:
    if "product_data" not in price and "product" not in price:
        raise Refusal("You must specify `product_data`.", param=f"{param}[product_data]")
    if monthly and price.get("recurring", {}).get("interval") != "month":
        raise Refusal("You must provide a recurring price in `subscription` mode.", param=f"{param}[recurring]")
    if not monthly and "recurring" in price:
        raise Refusal("You must use `subscription` mode with recurring prices.", param=f"{param}[recurring]")
    customers.check_amount(price, param)


def _check_addresses(params: Json) -> None:
    if "success_url" not in params:
        raise Refusal("Missing required param: success_url.", code="parameter_missing", param="success_url")
    for param in ("success_url", "cancel_url"):
        check_address(str(params.get(param, params["success_url"])), param)


def check_address(text: str, param: str) -> None:
    """The stand-in sends people back to this machine's site alone."""
    address = urlsplit(text)
    if address.scheme not in {"http", "https"} or not validate_host(_host(address.netloc), settings.ALLOWED_HOSTS):
        raise Refusal("Not a valid URL", code="url_invalid", param=param)


def _host(netloc: str) -> str:
    """Without its port; an IPv6 address keeps its brackets."""
    return netloc.rpartition(":")[0] if netloc.rpartition(":")[2].isdigit() else netloc
