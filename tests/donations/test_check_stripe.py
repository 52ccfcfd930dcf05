"""`manage.py check_stripe`: what the account has, what it lacks, and the exit code."""

import re
from io import StringIO

import pytest
import stripe
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from pytest_django import Settings

from donations.stand_in.store import Fault
from donations.stripe_checks import Finding, Verdict, check_endpoints, check_methods, check_portal
from donations.stripe_events import MEANINGFUL, PAYOUTS
from tests.donations.checkouts import plan_faults
from tests.volunteers.words import plain


def run() -> str:
    written = StringIO()
    call_command("check_stripe", stdout=written)
    return plain(written.getvalue())


def wrong(findings: list[Finding]) -> list[str]:
    return [plain(finding.sentence) for finding in findings if finding.verdict is Verdict.WRONG]


def test_an_account_that_lacks_nothing_passes() -> None:
    said = run()
    assert ("[!]" in said, said.count("[x]"), said.count("[ ]")) == (False, 12, 6)
    assert "Les relevés bancaires diront « POLARIS 14 »." in said


def test_a_webhook_that_leads_elsewhere_fails_the_command(settings: Settings) -> None:
    settings.SITE_URL = "https://ailleurs.example"
    endpoint = stripe.WebhookEndpoint.construct_from({"url": "https://site.example/stripe/webhook/"}, "key")
    assert wrong([*check_endpoints([endpoint])]) == [
        "Aucun webhook ne mène à https://ailleurs.example/stripe/webhook/ : créez-le dans « Développeurs », « Webhooks »."
    ]


def test_a_stripe_that_does_not_answer_fails_the_command() -> None:
    plan_faults(Fault.SERVER_ERROR, Fault.SERVER_ERROR)
    with pytest.raises(CommandError) as failure:
        run()
    assert str(failure.value) == "Un point est à corriger."


def test_what_a_webhook_lacks_is_named() -> None:
    fields = {
        "url": f"{django_settings.SITE_URL}/stripe/webhook/",
        "status": "disabled",
        "api_version": None,
        "enabled_events": ["invoice.paid"],
    }
    sentences = wrong([*check_endpoints([stripe.WebhookEndpoint.construct_from(fields, "key")])])
    assert (len(sentences), sentences[0]) == (3, "Le webhook du site est coupé : réactivez-le.")
    assert ["checkout.session.completed" in sentences[1], "payout.paid" in sentences[1], "invoice.paid," in sentences[1]] == [
        True,
        True,
        False,
    ]


def test_ways_to_pay_and_portal_are_looked_at() -> None:
    on = {"available": True, "display_preference": {"value": "on"}}
    methods = stripe.PaymentMethodConfiguration.construct_from({"is_default": True, "active": True, "card": on}, "key")
    assert wrong([*check_methods([methods])]) == ["Le prélèvement SEPA n’est pas proposé : « Paramètres », « Moyens de paiement »."]
    features = {name: {"enabled": True} for name in ("payment_method_update", "subscription_cancel", "subscription_update")}
    portal = stripe.billing_portal.Configuration.construct_from({"is_default": True, "features": features}, "key")
    assert wrong([*check_portal([portal])]) == ["Le portail arrête ou change les dons mensuels : coupez-le, le site le fait."]
    assert len(wrong([*check_portal([])])) == 1


def test_the_guide_lists_the_events_that_the_site_reads() -> None:
    guide = (django_settings.BASE_DIR / "docs" / "running.md").read_text()
    section = guide[guide.index("## Stripe") : guide.index("## Publications")]
    named = set(re.findall(r"`((?:charge|checkout|customer|invoice|payment_intent|payout|refund)\.[a-z_.*]+)`", section))
    assert named == {*MEANINGFUL, *PAYOUTS}
