"""Objects of the API as the library knows them, and what they all share."""

import secrets
from typing import Any, Final, Literal

import stripe

from donations.stand_in.errors import Refusal

Json = dict[str, Any]

METADATA_KEYS: Final = 50
METADATA_KEY_LENGTH: Final = 40
METADATA_VALUE_LENGTH: Final = 500
# Lists that Stripe shows only when they are asked for with `expand`.
INCLUDABLE: Final = {
    "charge": {"refunds": ("refund", "charge")},
    "checkout.session": {"line_items": ("item", "session")},
    "customer": {"subscriptions": ("subscription", "customer")},
    "invoice": {"payments": ("invoice_payment", "invoice")},
}


def new_id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(12)}"


def blank(resource: type[stripe.StripeObject]) -> Json:
    """An object of the API with every field that the library knows, all null."""
    kind: str = resource.OBJECT_NAME  # type: ignore[attr-defined]
    asked_for = INCLUDABLE.get(kind, {})
    names = (name for name in resource.__annotations__ if not name.startswith("_") and name not in {"OBJECT_NAME", "deleted", *asked_for})
    return {**dict.fromkeys(names), "object": kind, **({"livemode": False} if "livemode" in resource.__annotations__ else {})}


def as_list(data: list[Json], url: str, *, has_more: bool = False) -> Json:
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def check_metadata(metadata: dict[str, str], param: str) -> None:
    if len(metadata) > METADATA_KEYS:
        raise Refusal("Metadata can hold 50 keys at most.", param=param)
    for name, value in metadata.items():
        if len(name) > METADATA_KEY_LENGTH or len(value) > METADATA_VALUE_LENGTH:
            raise Refusal("Metadata keys can have 40 characters, values 500.", param=f"{param}[{name}]")


def merge_metadata(kept: dict[str, str], given: dict[str, str] | Literal[""]) -> dict[str, str]:
    """As Stripe updates metadata: an empty value takes a key out, an empty string takes them all."""
    if given == "":
        return {}
    check_metadata(given, "metadata")
    return {name: value for name, value in {**kept, **given}.items() if value != ""}
