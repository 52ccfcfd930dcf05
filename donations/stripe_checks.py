"""What the Stripe account must have before giving online is opened: asked of Stripe, or left to a person to see."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

import stripe
from django.conf import settings
from django.urls import reverse

from donations.giving import PAYMENT_METHODS
from donations.stripe_client import expects_live_mode, make_client
from donations.stripe_events import MEANINGFUL, PAYOUTS

EVERY_EVENT: Final = "*"
COUNTRY: Final = "FR"
CURRENCY: Final = "eur"


class Verdict(Enum):
    GOOD = "bon"
    WRONG = "à corriger"
    BY_HAND = "à voir vous-même"


@dataclass(frozen=True)
class Finding:
    verdict: Verdict
    sentence: str


# What no key may ask, or only a person can judge.
BY_HAND: Final = (
    "Dans Stripe, «\u00a0Radar\u00a0», les règles bloquent un code CVC faux, et une carte que Stripe juge à haut risque.",
    "Dans «\u00a0Paramètres\u00a0», «\u00a0E-mails clients\u00a0», les reçus de Stripe sont coupés\u00a0: le site envoie les siens.",
    (
        "Dans «\u00a0Facturation\u00a0», «\u00a0Abonnements et e-mails\u00a0», les relances réessaient pendant deux semaines au plus, "
        "puis annulent l’abonnement."
    ),
    "Chaque personne qui entre dans le tableau de bord a une double authentification.",
    "Les versements vont au compte bancaire de l’association, chaque jour ou chaque semaine.",
    (
        "Avec une clé de test, vous avez fait un don par carte (4242 4242 4242 4242), un don par prélèvement et un remboursement\u00a0: "
        "les trois se lisent dans les dons de la coordination."
    ),
)


def check_account() -> list[Finding]:
    """Every finding, those of Stripe first. Never raises for what Stripe refuses or does not answer: that is a finding."""
    client = make_client()
    findings = [_check_mode()]
    for read in (_read_account, _read_endpoints, _read_methods, _read_portal):
        try:
            findings += read(client)
        except stripe.AuthenticationError:
            findings.append(Finding(Verdict.WRONG, "Stripe ne reconnaît pas la clé\u00a0: vérifiez STRIPE_SECRET_KEY."))
            break
        except stripe.PermissionError:
            sentence = f"Cette clé restreinte n’a pas le droit de lire {READ[read.__name__]}\u00a0: regardez dans Stripe."
            findings.append(Finding(Verdict.BY_HAND, sentence))
        except stripe.StripeError as error:
            sentence = f"Stripe n’a pas montré {READ[read.__name__]} ({type(error).__name__})\u00a0: réessayez."
            findings.append(Finding(Verdict.WRONG, sentence))
    return [*findings, *(Finding(Verdict.BY_HAND, sentence) for sentence in BY_HAND)]


def _check_mode() -> Finding:
    if expects_live_mode():
        return Finding(Verdict.GOOD, "La clé est réelle\u00a0: les dons débitent de l’argent.")
    return Finding(Verdict.GOOD, "La clé est de test\u00a0: rien n’est débité. Avant d’ouvrir, remplacez-la, puis relancez cette commande.")


def _read_account(client: stripe.StripeClient) -> Iterator[Finding]:
    account = client.v1.accounts.retrieve_current()
    yield _say(bool(account.charges_enabled), "Le compte peut encaisser.", "Le compte n’encaisse pas encore\u00a0: finissez de l’activer.")
    yield _say(bool(account.payouts_enabled), "Le compte verse à la banque.", "Le compte ne verse rien à la banque\u00a0: ajoutez l’IBAN.")
    is_ours = (account.country, account.default_currency) == (COUNTRY, CURRENCY)
    yield _say(
        is_ours,
        "Le compte est en France et en euros.",
        "Le compte n’est pas en France, ou pas en euros\u00a0: le site ne compte qu’en euros.",
    )
    payments = account.settings.payments if account.settings else None
    descriptor = payments.statement_descriptor if payments else None
    yield _say(
        bool(descriptor),
        f"Les relevés bancaires diront «\u00a0{descriptor}\u00a0».",
        "Les relevés bancaires n’ont pas de libellé\u00a0: écrivez-y le nom de l’association, pour que personne ne conteste.",
    )


def _read_endpoints(client: stripe.StripeClient) -> Iterable[Finding]:
    return check_endpoints(client.v1.webhook_endpoints.list({"limit": 100}).data)


def check_endpoints(endpoints: Iterable[stripe.WebhookEndpoint]) -> Iterator[Finding]:
    """Whether one of the webhooks is the site's, on, complete, and of the version of the API that the site reads."""
    address = settings.SITE_URL + reverse("stripe_webhook")
    endpoint = next((found for found in endpoints if found.url == address), None)
    if endpoint is None:
        yield Finding(
            Verdict.WRONG, f"Aucun webhook ne mène à {address}\u00a0: créez-le dans «\u00a0Développeurs\u00a0», «\u00a0Webhooks\u00a0»."
        )
        return
    yield _say(endpoint.status == "enabled", "Le webhook du site est actif.", "Le webhook du site est coupé\u00a0: réactivez-le.")
    wanted = {*MEANINGFUL, *PAYOUTS}
    missing = set() if EVERY_EVENT in endpoint.enabled_events else wanted - set(endpoint.enabled_events)
    yield _say(
        not missing,
        "Le webhook apporte tous les événements attendus.",
        f"Le webhook n’apporte pas ces événements\u00a0: {', '.join(sorted(missing))}.",
    )
    yield _say(
        endpoint.api_version == settings.STRIPE_API_VERSION,
        f"Le webhook parle la version {settings.STRIPE_API_VERSION}.",
        f"Le webhook parle la version {endpoint.api_version or 'par défaut du compte'}\u00a0: recréez-le en {settings.STRIPE_API_VERSION}.",
    )


def _read_methods(client: stripe.StripeClient) -> Iterable[Finding]:
    return check_methods(client.v1.payment_method_configurations.list({"limit": 100}).data)


def check_methods(configurations: Iterable[stripe.PaymentMethodConfiguration]) -> Iterator[Finding]:
    """Whether the ways to pay that the site asks for are on, by default."""
    names = {"card": "Le paiement par carte", "sepa_debit": "Le prélèvement SEPA"}
    default = next((found.to_dict() for found in configurations if found.is_default and found.active), {})
    for method in PAYMENT_METHODS:
        is_on = default.get(method, {}).get("display_preference", {}).get("value") == "on"
        off = f"{names[method]} n’est pas proposé\u00a0: «\u00a0Paramètres\u00a0», «\u00a0Moyens de paiement\u00a0»."
        yield _say(is_on, f"{names[method]} est proposé.", off)


def _read_portal(client: stripe.StripeClient) -> Iterable[Finding]:
    return check_portal(client.v1.billing_portal.configurations.list({"limit": 100, "active": True}).data)


def check_portal(configurations: Iterable[stripe.billing_portal.Configuration]) -> Iterator[Finding]:
    """The portal is for the card or the IBAN alone: the rest is done on the site, which tells the donor by mail."""
    default = next((found for found in configurations if found.is_default), None)
    if default is None:
        yield Finding(
            Verdict.WRONG,
            "Le portail client n’est pas réglé\u00a0: enregistrez-le dans «\u00a0Paramètres\u00a0», «\u00a0Portail client\u00a0».",
        )
        return
    features = default.features
    yield _say(
        features.payment_method_update.enabled,
        "Dans le portail, on change de carte ou d’IBAN.",
        "Dans le portail, personne ne peut changer de carte ni d’IBAN\u00a0: autorisez-le.",
    )
    too_much = features.subscription_cancel.enabled or features.subscription_update.enabled
    yield _say(
        not too_much,
        "Dans le portail, rien d’autre ne se change.",
        "Le portail arrête ou change les dons mensuels\u00a0: coupez-le, le site le fait.",
    )


def _say(is_good: bool, good: str, wrong: str) -> Finding:
    return Finding(Verdict.GOOD, good) if is_good else Finding(Verdict.WRONG, wrong)


# What each reading is of, in the words of a sentence.
READ: Final = {
    _read_account.__name__: "le compte",
    _read_endpoints.__name__: "les webhooks",
    _read_methods.__name__: "les moyens de paiement",
    _read_portal.__name__: "le portail client",
}
