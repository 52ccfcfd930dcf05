"""The portal and the desk of the stand-in, as somebody who tries the demo meets them."""

import re

import pytest
import stripe
from django.test import Client
from django.urls import reverse

from donations.stand_in.methods import IBAN
from tests.donations.stand_in_donors import DAY, charge_of, give, give_monthly, open_portal, pass_time, types_since

pytestmark = pytest.mark.django_db
DESK = "/demo/stripe/"


def path_of_portal(subscription: stripe.Subscription) -> str:
    session = open_portal(str(subscription.customer))
    assert session.url.startswith("http://testserver/")
    assert set(session.to_dict()) <= set(stripe.billing_portal.Session.__annotations__)
    return session.url.removeprefix("http://testserver")


def text_of(client: Client, path: str, **posted: str) -> str:
    answer = client.post(path, posted, follow=True) if posted else client.get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def method_of(client: stripe.StripeClient, subscription: stripe.Subscription) -> str:
    method_id = client.v1.subscriptions.retrieve(subscription.id).default_payment_method
    method = client.v1.payment_methods.retrieve(str(method_id))
    return (method.card or method.sepa_debit).last4  # type: ignore[union-attr, return-value]


def test_a_donor_changes_card_for_iban(client: Client, stripe_client: stripe.StripeClient) -> None:
    subscription = give_monthly(stripe_client)
    portal = path_of_portal(subscription)
    shown = text_of(client, portal)
    assert "Visa •••• 4242" in shown
    assert "20 €, prochain débit le" in shown
    assert "http://testserver/don/mes-dons/" in shown
    assert "IBAN •••• 2606" in text_of(client, portal, method=IBAN)
    assert method_of(stripe_client, subscription) == "2606"
    assert types_since(stripe_client)[-3:] == ["payment_method.attached", "customer.updated", "customer.subscription.updated"]


def test_a_card_that_is_refused_changes_nothing(client: Client, stripe_client: stripe.StripeClient) -> None:
    subscription = give_monthly(stripe_client)
    portal = path_of_portal(subscription)
    assert "La carte a expiré." in text_of(client, portal, method="4000000000000069")
    assert method_of(stripe_client, subscription) == "4242"
    assert client.post(portal, {"method": "12"}).status_code == 400


def test_a_portal_that_is_not_there(client: Client, stripe_client: stripe.StripeClient) -> None:
    assert client.get(reverse("demo_stripe_portal", args=["bps_none"])).status_code == 404
    for params, param in (({}, "customer"), ({"customer": "cus_none"}, "customer")):
        with pytest.raises(stripe.InvalidRequestError) as error:
            stripe_client.v1.billing_portal.sessions.create(params)  # type: ignore[arg-type]
        assert error.value.param == param


def test_the_desk_lets_time_pass(client: Client, stripe_client: stripe.StripeClient) -> None:
    subscription = give_monthly(stripe_client)
    give(stripe_client, IBAN)
    assert "Prélèvements dont la banque n’a pas répondu</dt><dd>1<" in text_of(client, DESK)
    assert "La banque a refusé le plus ancien prélèvement" in text_of(client, DESK, action="refuse_debit")
    assert types_since(stripe_client)[-1] == "checkout.session.async_payment_failed"
    assert "Aucun prélèvement n’est en cours." in text_of(client, DESK, action="refuse_debit")
    text_of(client, DESK, action="month")
    text_of(client, DESK, action="fortnight")
    assert len(stripe_client.v1.invoices.list({"subscription": subscription.id}).data) == 2


def test_the_desk_gives_back_and_contests(client: Client, stripe_client: stripe.StripeClient) -> None:
    refunded, contested = charge_of(stripe_client), charge_of(stripe_client)
    assert "Le paiement est remboursé." in text_of(client, DESK, action="refund", object=refunded.id)
    assert "Ce n’est plus possible" in text_of(client, DESK, action="refund", object=refunded.id)
    assert "La banque a refusé le remboursement" in text_of(client, DESK, action="fail_refund", object=refunded.id)
    assert "Ce paiement n’a pas de remboursement." in text_of(client, DESK, action="fail_refund", object=refunded.id)
    assert "Ce paiement n’est pas contesté." in text_of(client, DESK, action="win", object=contested.id)
    assert "Contesté<" in text_of(client, DESK, action="dispute", object=contested.id)
    assert "Contestation gagnée<" in text_of(client, DESK, action="win", object=contested.id)
    assert "Le solde est en route" in text_of(client, DESK, action="pay_out")
    assert "Il n’y a rien à verser." in text_of(client, DESK, action="pay_out")


def test_the_desk_disturbs_the_network_and_mends_it(client: Client, stripe_client: stripe.StripeClient) -> None:
    assert "Réparer le réseau" in text_of(client, DESK, action="begin_chaos")
    assert "Perturber le réseau" in text_of(client, DESK, action="end_chaos")
    assert client.post(DESK, {"action": "burn"}).status_code == 400


def test_a_paused_gift_is_said_to_be(client: Client, stripe_client: stripe.StripeClient) -> None:
    subscription = give_monthly(stripe_client)
    stripe_client.v1.subscriptions.update(subscription.id, {"pause_collection": {"behavior": "void"}})
    pass_time(DAY)
    assert "20 €, en pause" in text_of(client, path_of_portal(subscription))
