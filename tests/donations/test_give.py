"""`/don/`: the form, the way to the payment page, and back."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import stripe
import time_machine
from django.core.exceptions import ValidationError
from django.core.signing import Signer
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from wagtail.models import Page

from donations.giving import find_signed_gift, sign_gift
from donations.models import DonationPage, Gift, Payment
from donations.settlement import settle
from donations.stand_in.store import Fault, Store
from donations.stripe_readings import fetch_session
from home.models import HomePage
from tests.donations.checkouts import Answers, decline, expire, open_checkout, pay, plan_faults
from tests.donations.factories import GiftFactory

pytestmark = pytest.mark.django_db

GIVE = "/don/"


def count_sessions() -> int:
    with Store.open() as store:
        return store.count("checkout.session")


def session_of(gift: Gift) -> dict[str, object]:
    with Store.open() as store:
        return store.get("checkout.session", gift.checkout_session_id)


# The page


def test_the_page_offers_amounts_and_asks_for_an_address(client: Client) -> None:
    answer = client.get(GIVE)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Montant de votre don" in text
    assert "20\u202f€" in text
    assert 'autocomplete="email"' in text
    assert Gift.objects.count() == 0


def test_the_page_is_never_stored_and_sets_the_csrf_cookie_alone(client: Client) -> None:
    answer = client.get(GIVE)
    assert "no-store" in answer["Cache-Control"]
    assert set(answer.cookies) == {"csrftoken"}


def test_the_words_are_those_of_the_editors(client: Client) -> None:
    home = Page.get_first_root_node().add_child(instance=HomePage(title="Accueil", slug="accueil-test"))
    home.add_child(
        instance=DonationPage(
            title="Soutenir", slug="don", introduction="Chaque don compte.", body=[("heading", "À quoi servent les dons")]
        )
    )
    text = client.get(GIVE).content.decode()
    assert "<h1>Soutenir</h1>" in text
    assert "Chaque don compte." in text
    assert "À quoi servent les dons" in text


def test_the_page_of_the_cms_leads_to_the_form_and_previews_without_it(client: Client) -> None:
    home = Page.get_first_root_node().add_child(instance=HomePage(title="Accueil", slug="accueil-test"))
    page = home.add_child(instance=DonationPage(title="Soutenir", slug="don"))
    preview = page.make_preview_request()
    assert preview.status_code == 200
    preview.render()
    assert "Le formulaire de don s’affiche ici" in preview.content.decode()
    assert "data-gift-form" not in preview.content.decode()
    assert page.serve(RequestFactory().get("/ailleurs/"))["Location"] == GIVE


# Going to the payment page


def test_a_valid_form_makes_a_pending_gift_and_leads_to_the_payment_page(client: Client, answers: Answers) -> None:
    answer = client.post(GIVE, answers)
    gift = Gift.objects.get()
    assert (gift.amount_cents, gift.donor.email, gift.status) == (5000, "donatrice@demo.test", Gift.Status.PENDING)
    assert not Payment.objects.exists()
    assert answer.status_code == 302
    assert answer["Location"] == f"http://testserver/demo/stripe/{gift.checkout_session_id}/"


def test_stripe_is_told_the_gift_and_nothing_of_the_person(client: Client, answers: Answers) -> None:
    client.post(GIVE, answers)
    gift = Gift.objects.get()
    session = session_of(gift)
    assert session["client_reference_id"] == str(gift.pk)
    assert session["metadata"] == {"gift": str(gift.pk)}
    with Store.open() as store:
        assert store.hidden(gift.checkout_session_id)["payment_intent_data"]["metadata"] == {"gift": str(gift.pk)}
    assert session["customer_email"] == gift.donor.email
    assert gift.donor.email not in f"{session['success_url']} {session['cancel_url']}"
    assert (session["amount_total"], session["currency"], session["submit_type"], session["locale"]) == (5000, "eur", "donate", "fr")
    assert session["expires_at"] == int((gift.created_at + timedelta(hours=12)).timestamp())


@pytest.mark.parametrize(
    ("written", "cents"), [("35", 3500), ("12,50", 1250), ("12.5", 1250), ("5", 500), ("1 200", 120000), ("5000", 500000)]
)
def test_a_free_amount_is_read_to_the_cent(client: Client, answers: Answers, written: str, cents: int) -> None:
    client.post(GIVE, {**answers, "amount": "other", "other_amount": written})
    assert Gift.objects.get().amount_cents == cents


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amount": ""}, "Choisissez un montant."),
        ({"amount": "7"}, "Choisissez un montant de la liste, ou écrivez le vôtre."),
        ({"amount": "other"}, "Écrivez le montant de votre don."),
        ({"amount": "other", "other_amount": "4,99"}, "Le don minimum est de 5\u202f€."),
        ({"amount": "other", "other_amount": "0"}, "Le don minimum est de 5\u202f€."),
        ({"amount": "other", "other_amount": "5000,01"}, "Au-delà de 5\u202f000\u202f€, écrivez-nous"),
        ({"amount": "other", "other_amount": "dix"}, "Écrivez un montant en euros"),
        ({"amount": "other", "other_amount": "-50"}, "Écrivez un montant en euros"),
        ({"amount": "50", "other_amount": "35"}, "gardez un seul des deux montants"),
        ({"email": ""}, "Écrivez votre adresse e-mail"),
        ({"email": "donatrice"}, "Cette adresse e-mail n’est pas complète."),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_everything_is_kept(
    client: Client, answers: Answers, changes: Answers, sentence: str
) -> None:
    posted = {**answers, **changes}
    answer = client.post(GIVE, posted)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert Gift.objects.count() == 0
    form = answer.context["form"]
    assert {name: form[name].value() for name in posted} == posted


def test_a_long_amount_is_refused_without_more(client: Client, answers: Answers) -> None:
    assert client.post(GIVE, {**answers, "amount": "other", "other_amount": "9" * 30}).status_code == 200
    assert Gift.objects.count() == 0


def test_extra_fields_change_nothing(client: Client, answers: Answers) -> None:
    extra = {
        "status": "paid",
        "amount_cents": "1",
        "donor_details": '{"first_name": "x"}',
        "user": "1",
        "id": str(uuid.uuid4()),
        "checkout_session_id": "cs_mine",
    }
    client.post(GIVE, {**answers, **extra})
    gift = Gift.objects.get()
    assert (gift.status, gift.amount_cents, gift.donor_details) == (Gift.Status.PENDING, 5000, {})
    assert str(gift.pk) != extra["id"]
    assert gift.checkout_session_id != "cs_mine"


def test_what_is_typed_is_shown_escaped(client: Client, answers: Answers) -> None:
    text = client.post(GIVE, {**answers, "amount": "20", "other_amount": "<script>1</script>"}).content.decode()
    assert "<script>1" not in text


def test_posting_needs_the_csrf_token(answers: Answers) -> None:
    assert Client(enforce_csrf_checks=True).post(GIVE, answers).status_code == 403


# Once


def test_the_form_sent_twice_makes_one_gift_and_one_payment_page(client: Client, answers: Answers) -> None:
    first = client.post(GIVE, answers)
    again = client.post(GIVE, answers)
    assert first["Location"] == again["Location"]
    assert Gift.objects.count() == 1
    assert count_sessions() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_gift(answers: Answers) -> None:
    from django.db import connections

    def post(_number: int) -> str:
        try:
            return Client().post(GIVE, answers)["Location"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        locations = set(pool.map(post, range(4)))
    assert len(locations) == 1
    assert Gift.objects.count() == 1
    assert count_sessions() == 1


def test_another_amount_closes_the_first_payment_page(client: Client, answers: Answers) -> None:
    client.post(GIVE, answers)
    client.post(GIVE, {**answers, "amount": "20"})
    first, second = Gift.objects.order_by("created_at")
    assert session_of(first)["status"] == "expired"
    assert session_of(second)["status"] == "open"


def test_a_payment_page_that_cannot_be_closed_does_not_stop_the_donor(client: Client, answers: Answers) -> None:
    client.post(GIVE, answers)
    pay(session_of(Gift.objects.get()))
    assert client.post(GIVE, {**answers, "amount": "20"}).status_code == 302


def test_a_paid_gift_is_not_paid_again(client: Client, answers: Answers) -> None:
    client.post(GIVE, answers)
    gift = Gift.objects.get()
    pay(session_of(gift))
    # Even before the webhook came.
    answer = client.post(GIVE, answers)
    assert answer["Location"] == f"/don/merci/?don={sign_gift(gift)}"
    Gift.objects.update(status=Gift.Status.PAID)
    assert client.post(GIVE, answers)["Location"] == f"/don/merci/?don={sign_gift(gift)}"
    assert count_sessions() == 1


def test_a_form_left_open_too_long_starts_afresh(client: Client, answers: Answers) -> None:
    client.post(GIVE, answers)
    with time_machine.travel(timezone.now() + timedelta(hours=11, minutes=30)):
        answer = client.post(GIVE, answers)
        assert "restée ouverte trop longtemps" in answer.content.decode()
        form = answer.context["form"]
        assert form["form_token"].value() != answers["form_token"]
        assert form["email"].value() == answers["email"]
        assert client.post(GIVE, {**answers, "form_token": form["form_token"].value()}).status_code == 302


def test_a_payment_page_closed_meanwhile_starts_afresh(client: Client, answers: Answers) -> None:
    client.post(GIVE, answers)
    expire(session_of(Gift.objects.get()))
    assert "restée ouverte trop longtemps" in client.post(GIVE, answers).content.decode()


@pytest.mark.parametrize("token", ["", "bidon", "5a2f1e8e"])
def test_a_spoilt_form_token_is_no_fault_of_the_donors(client: Client, answers: Answers, token: str) -> None:
    assert client.post(GIVE, {**answers, "form_token": token}).status_code == 302


# Stripe in trouble (trust 28)


@pytest.mark.parametrize("fault", [Fault.UNREACHABLE, Fault.LOST_ANSWER, Fault.SERVER_ERROR, Fault.TOO_MANY])
def test_stripe_in_trouble_gets_a_clear_message_and_trying_again_charges_once(client: Client, answers: Answers, fault: Fault) -> None:
    # The library itself tries once more, unless there were too many requests already.
    plan_faults(*[fault] * (1 if fault is Fault.TOO_MANY else 2))
    answer = client.post(GIVE, answers)
    assert answer.status_code == 503
    text = answer.content.decode()
    assert "Notre prestataire de paiement ne répond pas" in text
    assert "Rien n’a été débité" in text
    form = answer.context["form"]
    assert {name: form[name].value() for name in answers} == answers
    assert Gift.objects.get().status == Gift.Status.PENDING

    assert client.post(GIVE, answers).status_code == 302
    assert Gift.objects.count() == 1
    assert count_sessions() == 1


def test_a_refusal_of_ours_is_said_as_trouble_and_never_quotes_the_donor(
    client: Client, answers: Answers, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "other"]
    client.post(GIVE, answers)
    Gift.objects.update(checkout_session_id="")
    # The same gift through another host: another request under the same key.
    answer = client.post(GIVE, answers, headers={"host": "other"})
    assert answer.status_code == 503
    assert "IdempotencyError" in caplog.text
    Gift.objects.update(checkout_session_id="cs_test_none")
    assert client.post(GIVE, answers).status_code == 503
    assert answers["email"] not in caplog.text


def test_an_address_that_stripe_refuses_is_said_beside_its_field(client: Client, answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_address: str) -> None:
        raise ValidationError("no")

    # Stripe is stricter than Django on some addresses.
    monkeypatch.setattr("donations.stand_in.customers.validate_email", refuse)
    text = client.post(GIVE, answers).content.decode()
    assert "n’accepte pas cette adresse e-mail" in text


# Limits


def test_one_address_opens_a_few_payment_pages_then_waits(client: Client, answers: Answers, settings: Settings) -> None:
    settings.GIFT_LIMIT_PER_ADDRESS = 2
    for _ in range(2):
        assert client.post(GIVE, {**answers, "form_token": str(uuid.uuid4())}).status_code == 302
    answer = client.post(GIVE, answers)
    assert answer.status_code == 429
    assert "une courte pause" in answer.content.decode()
    assert answer.context["form"]["email"].value() == answers["email"]
    assert Gift.objects.count() == 2
    assert client.post(GIVE, answers, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_everybody_together_has_a_limit_too(client: Client, answers: Answers, settings: Settings) -> None:
    settings.GIFT_LIMIT_OVERALL = 1
    client.post(GIVE, answers)
    assert client.post(GIVE, answers, REMOTE_ADDR="192.0.2.7").status_code == 429


# Coming back without paying


def test_coming_back_keeps_what_was_typed_out_of_the_address(client: Client, answers: Answers) -> None:
    posted = {**answers, "amount": "other", "other_amount": "12,50"}
    client.post(GIVE, posted)
    way_back = str(session_of(Gift.objects.get())["cancel_url"])
    assert answers["email"] not in way_back
    assert "12" not in way_back.partition("?")[0]
    answer = client.get(way_back)
    assert "Vous avez quitté la page de paiement" in answer.content.decode()
    form = answer.context["form"]
    assert {name: form[name].value() for name in posted} == posted


def test_going_on_after_coming_back_is_the_same_gift(client: Client, answers: Answers) -> None:
    first = client.post(GIVE, answers)
    decline(session_of(Gift.objects.get()))
    form = client.get(str(session_of(Gift.objects.get())["cancel_url"])).context["form"]
    again = client.post(GIVE, {**answers, "form_token": form["form_token"].value(), "amount": form["amount"].value()})
    assert again["Location"] == first["Location"]
    assert Gift.objects.count() == 1


def test_coming_back_to_an_abandoned_gift_starts_a_new_one(client: Client) -> None:
    gift = GiftFactory(status=Gift.Status.EXPIRED, amount_cents=1205, checkout_closed_at=timezone.now())
    form = client.get(GIVE, {"don": sign_gift(gift)}).context["form"]
    assert form["other_amount"].value() == "12,05"
    assert form["email"].value() == gift.donor.email
    assert form["form_token"].value() != str(gift.form_token)


def test_coming_back_to_a_paid_gift_shows_the_thanks(client: Client) -> None:
    gift = GiftFactory(paid=True)
    assert client.get(GIVE, {"don": sign_gift(gift)})["Location"].startswith("/don/merci/")


def test_the_way_back_opens_nothing_after_a_day_or_with_a_forged_token(client: Client) -> None:
    gift = GiftFactory()
    forged = Signer(salt="elsewhere").sign(str(gift.pk))
    for token in (str(gift.pk), forged, "x:y", ""):
        assert gift.donor.email not in client.get(GIVE, {"don": token}).content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert gift.donor.email not in client.get(GIVE, {"don": sign_gift(gift)}).content.decode()


def test_a_signed_token_names_one_gift() -> None:
    gift = GiftFactory()
    GiftFactory()
    assert find_signed_gift(sign_gift(gift)) == gift


def test_settling_between_two_posts_leads_to_the_thanks(client: Client, answers: Answers, stripe_client: stripe.StripeClient) -> None:
    client.post(GIVE, answers)
    gift = Gift.objects.get()
    pay(session_of(gift))
    settle(fetch_session(stripe_client, gift.checkout_session_id), now=timezone.now())
    assert client.post(GIVE, answers)["Location"] == f"{reverse('give_thanks')}?don={sign_gift(gift)}"


def test_opening_a_checkout_twice_gives_one_page() -> None:
    gift = GiftFactory()
    assert open_checkout(gift)["id"] == open_checkout(gift)["id"]
