"""Stripe's own test cards and test IBANs, and what each does (https://docs.stripe.com/testing)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import stripe

from donations.stand_in.errors import Refusal
from donations.stand_in.objects import Json, blank, new_id
from donations.stand_in.store import Store

CARD: Final = "card"
SEPA: Final = "sepa_debit"
# French sentences for the payment page, by the code that the API gives.
DECLINES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "generic_decline": "La banque n’a pas accepté ce paiement.",
        "insufficient_funds": "Le compte n’est pas assez approvisionné.",
        "expired_card": "La carte a expiré.",
        "incorrect_cvc": "Le code de sécurité n’est pas le bon.",
        "authentication_required": "La banque demande une authentification.",
        "authentication_failure": "L’authentification a échoué.",
    }
)


@dataclass(frozen=True)
class Method:
    """A test card or test IBAN."""

    number: str
    label: str
    """What it does, in French, for the payment page."""
    kind: str = CARD
    brand: str = "visa"
    wallet: str = ""
    decline: str = ""
    """Why the bank refuses it; an IBAN is refused days later."""
    challenge: str = ""
    """When the bank asks for 3-D Secure: `first` while the donor is there, `always`."""
    dispute: str = ""
    """Why the payment is contested some time after it succeeded."""
    refund: str = ""
    """How a refund ends: `slow`, or `failed`."""

    @property
    def last4(self) -> str:
        return self.number[-4:]

    @property
    def grouped(self) -> str:
        return " ".join(self.number[start : start + 4] for start in range(0, len(self.number), 4))


METHODS: Final[Mapping[str, Method]] = MappingProxyType(
    {
        method.number: method
        for method in (
            Method("4242424242424242", "Acceptée"),
            Method("4000002500001001", "Acceptée, aux deux marques CB et Visa", brand="cartes_bancaires"),
            Method("5555555555554444", "Acceptée, Mastercard", brand="mastercard"),
            Method("4000002500003155", "Demande une authentification 3-D Secure la première fois", challenge="first"),
            Method("4000002760003184", "Demande une authentification à chaque fois", challenge="always"),
            Method("4000008400001629", "Refusée après l’authentification", challenge="always", decline="generic_decline"),
            Method("4000000000000002", "Refusée", decline="generic_decline"),
            Method("4000000000009995", "Refusée, compte non approvisionné", decline="insufficient_funds"),
            Method("4000000000000069", "Refusée, carte expirée", decline="expired_card"),
            Method("4000000000000127", "Refusée, mauvais code de sécurité", decline="incorrect_cvc"),
            Method("4000000000000341", "S’enregistre, puis est refusée à chaque débit", decline="generic_decline"),
            Method("4000000000000259", "Acceptée, puis contestée comme frauduleuse", dispute="fraudulent"),
            Method("4000000000007726", "Acceptée\u00a0; un remboursement prend du temps", refund="slow"),
            Method("4000000000005126", "Acceptée\u00a0; un remboursement échoue", refund="failed"),
            Method("FR1420041010050500013M02606", "Prélèvement accepté sous quelques jours", kind=SEPA, brand=""),
            Method(
                "FR8420041010050500013M02607", "Prélèvement refusé sous quelques jours", kind=SEPA, brand="", decline="insufficient_funds"
            ),
            Method(
                "FR5720041010050500013M02608",
                "Prélèvement accepté, puis retourné par la banque",
                kind=SEPA,
                brand="",
                dispute="debit_not_authorized",
            ),
        )
    }
)
VISA: Final = "4242424242424242"
DECLINED: Final = "4000000000000002"
IBAN: Final = "FR1420041010050500013M02606"
FAILING_IBAN: Final = "FR8420041010050500013M02607"


def read_number(typed: str) -> Method | None:
    return METHODS.get("".join(typed.split()).upper())


def add_method(store: Store, number: str, *, customer: str | None = None, email: str | None = None, wallet: str | None = None) -> Json:
    """The PaymentMethod that the payment page makes of what was typed."""
    method = METHODS[number]
    return store.add(
        {
            **blank(stripe.PaymentMethod),
            "id": new_id("pm"),
            "allow_redisplay": "limited",
            "billing_details": {"address": None, "email": email, "name": None, "phone": None, "tax_id": None},
            "created": store.now(),
            "customer": customer,
            "metadata": {},
            "type": method.kind,
            method.kind: details(method, wallet),
        },
        hidden={"number": number},
    )


def details(method: Method, wallet: str | None = None) -> Json:
    if method.kind == SEPA:
        return {"bank_code": "20041", "branch_code": "01005", "country": "FR", "fingerprint": method.last4, "last4": method.last4}
    networks = ["cartes_bancaires", "visa"] if method.brand == "cartes_bancaires" else [method.brand]
    return {
        "brand": method.brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": "FR",
        "display_brand": method.brand,
        "exp_month": 12,
        "exp_year": 2034,
        "fingerprint": method.last4,
        "funding": "debit",
        "last4": method.last4,
        "networks": {"available": networks, "preferred": None},
        "three_d_secure_usage": {"supported": True},
        "wallet": {"type": wallet} if wallet else None,
    }


def method_of(store: Store, method_id: str) -> Method:
    return METHODS[store.hidden(method_id)["number"]]


def name_method(body: Json) -> str:
    """What a person recognises: « Visa •••• 4242 »."""
    kind = body["type"]
    word = "IBAN" if kind == SEPA else {"visa": "Visa", "mastercard": "Mastercard", "cartes_bancaires": "CB"}[body[kind]["brand"]]
    return f"{word} •••• {body[kind]['last4']}"


def check_attachable(method: Method) -> None:
    """Some cards are refused as soon as they are typed."""
    if method.kind == CARD and method.decline and method.last4 not in {"0341", "1629"}:
        raise Refusal("Your card was declined.", status=402, kind="card_error", code="card_declined")
