import pytest
from django.test import Client
from django.urls import reverse

from donations.models import Gift
from donations.stand_in.methods import IBAN
from donations.stand_in.store import Json, Store
from tests.donations.checkouts import events, expire, pay, types

Checkout = tuple[Gift, Json]


def page(session: Json) -> str:
    return reverse("demo_stripe", args=[session["id"]])


def test_the_page_says_what_is_paid_and_that_it_is_not_real(client: Client, checkout_open: Checkout) -> None:
    gift, session = checkout_open
    answer = client.get(page(session))
    text = answer.content.decode()
    assert "Page fictive" in text
    assert "50\u202f€" in text
    assert gift.donor.email in text
    assert "no-store" in answer["Cache-Control"]
    assert events() == []


def test_accepting_goes_back_with_the_sessions_id(client: Client, checkout_open: Checkout) -> None:
    session = checkout_open[1]
    answer = client.post(page(session), {"decision": "accept"})
    assert answer.status_code == 302
    assert answer["Location"] == f"http://testserver/don/merci/?session={session['id']}"
    assert types(events()) == ["payment_intent.succeeded", "checkout.session.completed"]


def test_a_declined_card_stays_on_the_page_with_a_clear_message(client: Client, checkout_open: Checkout) -> None:
    answer = client.post(page(checkout_open[1]), {"decision": "decline"})
    assert answer.status_code == 200
    assert "La carte a été refusée" in answer.content.decode()
    assert types(events()) == ["payment_intent.payment_failed"]


def test_leaving_goes_back_and_charges_nothing(client: Client, checkout_open: Checkout) -> None:
    answer = client.post(page(checkout_open[1]), {"decision": "leave"})
    assert answer["Location"] == "http://testserver/don/"
    assert events() == []


def test_a_paid_session_is_not_paid_twice(client: Client, checkout_open: Checkout) -> None:
    session = checkout_open[1]
    pay(session)
    answer = client.post(page(session), {"decision": "accept"})
    assert "déjà fait" in answer.content.decode()
    with Store.open() as store:
        assert store.count("charge") == 1


def test_an_expired_session_cannot_be_paid(client: Client, checkout_open: Checkout) -> None:
    session = checkout_open[1]
    expire(session)
    assert "a expiré" in client.post(page(session), {"decision": "accept"}).content.decode()
    with Store.open() as store:
        assert store.count("charge") == 0


def test_a_decision_that_is_none_is_refused(client: Client, checkout_open: Checkout) -> None:
    assert client.post(page(checkout_open[1]), {"decision": "free"}).status_code == 400


@pytest.mark.django_db
def test_an_unknown_session_is_404(client: Client) -> None:
    assert client.get("/demo/stripe/cs_test_none/").status_code == 404


def test_a_decision_needs_the_csrf_token(checkout_open: Checkout) -> None:
    assert Client(enforce_csrf_checks=True).post(page(checkout_open[1]), {"decision": "accept"}).status_code == 403


# What is chosen on the page


def test_a_bank_asks_and_the_donor_confirms(client: Client, checkout_open: Checkout) -> None:
    session = checkout_open[1]
    asked = client.post(page(session), {"decision": "accept", "method": "4000002500003155"})
    assert "Votre banque vous demande de confirmer" in asked.content.decode()
    assert "Votre banque vous demande de confirmer" in client.get(page(session)).content.decode()
    answer = client.post(page(session), {"decision": "confirm"})
    assert answer["Location"] == f"http://testserver/don/merci/?session={session['id']}"
    assert types(events()) == ["payment_intent.requires_action", "payment_intent.succeeded", "checkout.session.completed"]


def test_a_donor_who_does_not_confirm_may_try_another_card(client: Client, checkout_open: Checkout) -> None:
    session = checkout_open[1]
    client.post(page(session), {"decision": "accept", "method": "4000002760003184"})
    assert "L’authentification a échoué." in client.post(page(session), {"decision": "refuse"}).content.decode()
    assert client.post(page(session), {"decision": "accept"}).status_code == 302


def test_confirming_what_nobody_asked_does_nothing(client: Client, checkout_open: Checkout) -> None:
    assert client.post(page(checkout_open[1]), {"decision": "confirm"}).status_code == 200
    assert events() == []


def test_a_card_says_why_it_is_refused(client: Client, checkout_open: Checkout) -> None:
    answer = client.post(page(checkout_open[1]), {"decision": "accept", "method": "4000000000009995"})
    assert "Le compte n’est pas assez approvisionné." in answer.content.decode()


def test_a_telephone_pays_as_a_card_in_a_wallet(client: Client, checkout_open: Checkout) -> None:
    client.post(page(checkout_open[1]), {"decision": "accept", "method": "apple_pay"})
    with Store.open() as store:
        charge = store.select("charge")[0]
    assert charge["payment_method_details"]["card"]["wallet"] == {"type": "apple_pay"}


def test_a_means_of_payment_that_is_not_offered_is_refused(client: Client, checkout_open: Checkout) -> None:
    session = checkout_open[1]
    with Store.open() as store:
        store.save(session | {"payment_method_types": ["card"]})
    for method in (IBAN, "4111111111111111"):
        assert client.post(page(session), {"decision": "accept", "method": method}).status_code == 400
    assert IBAN not in client.get(page(session)).content.decode().replace(" ", "")
