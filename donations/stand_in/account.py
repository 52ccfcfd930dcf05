"""The association's account as its owner set it in the dashboard: what `check_stripe` looks at before opening."""

import stripe
from django.conf import settings
from django.urls import reverse

from donations.stand_in.checkout_checks import ACCOUNT_METHODS
from donations.stand_in.objects import Json, as_list, blank
from donations.stand_in.store import Store

WALLETS = ("apple_pay", "google_pay", "cartes_bancaires")


def retrieve(_store: Store, _object_id: str, _params: Json) -> Json:
    return {
        **blank(stripe.Account),
        "id": "acct_stand_in",
        "capabilities": {"card_payments": "active", "sepa_debit_payments": "active", "transfers": "active"},
        "charges_enabled": True,
        "country": "FR",
        "default_currency": "eur",
        "details_submitted": True,
        "metadata": {},
        "payouts_enabled": True,
        "settings": {"payments": {"statement_descriptor": "POLARIS 14"}},
        "type": "standard",
    }


def list_endpoints(store: Store, _object_id: str, _params: Json) -> Json:
    endpoint = {
        **blank(stripe.WebhookEndpoint),
        "id": "we_stand_in",
        "api_version": settings.STRIPE_API_VERSION,
        "created": store.now(),
        "enabled_events": ["*"],
        "metadata": {},
        "status": "enabled",
        "url": store.site + reverse("stripe_webhook"),
    }
    return as_list([endpoint], "/v1/webhook_endpoints")


def list_method_configurations(_store: Store, _object_id: str, _params: Json) -> Json:
    on = {"available": True, "display_preference": {"overridable": None, "preference": "on", "value": "on"}}
    configuration = {
        **blank(stripe.PaymentMethodConfiguration),
        **dict.fromkeys((*ACCOUNT_METHODS, *WALLETS), on),
        "id": "pmc_stand_in",
        "active": True,
        "is_default": True,
        "name": "Default",
    }
    return as_list([configuration], "/v1/payment_method_configurations")


def list_portal_configurations(store: Store, _object_id: str, _params: Json) -> Json:
    configuration = {
        **blank(stripe.billing_portal.Configuration),
        "id": "bpc_stand_in",
        "active": True,
        "business_profile": {"headline": None, "privacy_policy_url": None, "terms_of_service_url": None},
        "created": store.now(),
        "features": {
            "customer_update": {"allowed_updates": [], "enabled": False},
            "invoice_history": {"enabled": False},
            "payment_method_update": {"enabled": True, "payment_method_configuration": None},
            "subscription_cancel": {"enabled": False},
            "subscription_update": {"enabled": False},
        },
        "is_default": True,
        "login_page": {"enabled": False, "url": None},
        "metadata": {},
        "updated": store.now(),
    }
    return as_list([configuration], "/v1/billing_portal/configurations")
