"""`/don/`: monthly gifts, companies, receipts, dedications, the cost after tax, and what is kept of them."""

import pytest
from django.test import Client
from pytest_django import Settings

from donations.models import DonationSettings, Gift
from tests.donations.checkouts import Answers
from tests.donations.factories import EligibilityFactory
from tests.donations.pages import add_campaign, add_donation_page
from tests.donations.test_give import session_of
from tests.volunteers.counting import count_queries

pytestmark = pytest.mark.django_db

GIVE = "/don/"
PERSON = {
    "first_name": "Dominique",
    "last_name": "Exemple",
    "address": "3 rue de la Démonstration",
    "postal_code": "75014",
    "city": "Paris",
    "country": "France",
}
COMPANY = {**PERSON, "kind": "company", "company_name": "Société fictive", "siren": "123 456 789"}


@pytest.fixture
def receipts(db: None) -> None:
    EligibilityFactory()


@pytest.fixture
def wished(receipts: None, answers: Answers) -> Answers:
    """With a receipt, by somebody whose browser showed the cost."""
    return {**answers, **PERSON, "wants_receipt": "on", "cost_shown": "1"}


def test_a_monthly_gift_reads_the_amounts_of_each_month(client: Client, answers: Answers) -> None:
    client.post(GIVE, {**answers, "rhythm": "monthly", "monthly_amount": "10"})
    gift = Gift.objects.get()
    assert (gift.rhythm, gift.amount_cents) == (Gift.Rhythm.MONTHLY, 1000)
    assert session_of(gift)["mode"] == "subscription"


def test_a_free_amount_may_be_monthly(client: Client, answers: Answers) -> None:
    client.post(GIVE, {**answers, "rhythm": "monthly", "monthly_amount": "other", "other_amount": "7,50"})
    assert Gift.objects.get().amount_cents == 750


def test_the_officer_chooses_the_amounts_and_their_words(client: Client, answers: Answers) -> None:
    add_donation_page(
        amounts=[
            ("once", {"euros": 30, "text": "<b>deux</b> jours"}),
            ("once", {"euros": 9000, "text": ""}),
            ("monthly", {"euros": 15, "text": ""}),
        ],
        amounts_note="Calcul : nos comptes.",
    )
    text = client.get(GIVE).content.decode()
    assert "&lt;b&gt;deux&lt;/b&gt; jours" in text
    assert "Calcul : nos comptes." in text
    # Above the most that is taken online.
    assert 'value="9000"' not in text
    assert "Choisissez un montant de la liste" in client.post(GIVE, answers).content.decode()
    client.post(GIVE, {**answers, "amount": "30"})
    assert Gift.objects.get().amount_cents == 3000


def test_no_name_is_asked_for_as_long_as_no_receipt_is_given(client: Client, answers: Answers) -> None:
    text = client.get(GIVE).content.decode()
    assert 'name="wants_receipt"' not in text
    assert 'name="last_name"' not in text
    assert "Après réduction" not in text
    client.post(GIVE, {**answers, **PERSON, "wants_receipt": "on"})
    gift = Gift.objects.get()
    assert (gift.wants_receipt, gift.donor_details) == (False, {})


def test_a_receipt_asks_for_a_name_and_an_address_and_only_then(client: Client, wished: Answers) -> None:
    text = client.post(GIVE, {**wished, "last_name": "", "city": ""}).content.decode()
    assert "Écrivez votre nom, comme il doit paraître sur le reçu." in text
    assert "Écrivez votre ville." in text
    assert not Gift.objects.exists()
    client.post(GIVE, {**wished, "company_name": "Autre"})
    gift = Gift.objects.get()
    assert gift.wants_receipt
    assert gift.donor_details == {"kind": "person", **PERSON}
    assert gift.donor.last_name == ""


def test_what_is_typed_without_wishing_a_receipt_is_not_kept(client: Client, wished: Answers) -> None:
    del wished["wants_receipt"]
    client.post(GIVE, wished)
    assert Gift.objects.get().donor_details == {}


@pytest.mark.parametrize("siren", ["", "12345678", "abcdefghi"])
def test_a_company_is_known_by_its_siren(client: Client, wished: Answers, siren: str) -> None:
    assert "neuf chiffres" in client.post(GIVE, {**wished, **COMPANY, "siren": siren}).context["form"].errors["siren"][0]


def test_a_company_gives_with_its_name(client: Client, wished: Answers) -> None:
    client.post(GIVE, {**wished, **COMPANY})
    details = Gift.objects.get().donor_details
    assert (details["kind"], details["company_name"], details["siren"]) == ("company", "Société fictive", "123456789")
    assert "first_name" not in details


def test_everything_is_there_again_after_leaving_the_payment_page(client: Client, wished: Answers) -> None:
    posted = {**wished, "rhythm": "monthly", "monthly_amount": "other", "other_amount": "12,50", "dedication": "Pour mes parents"}
    client.post(GIVE, posted)
    form = client.get(str(session_of(Gift.objects.get())["cancel_url"])).context["form"]
    kept = {name: value for name, value in posted.items() if name not in ("amount", "wants_receipt", "cost_shown")}
    assert {name: form[name].value() for name in kept} == kept
    assert form["wants_receipt"].value() is True


# The cost after tax


def test_without_javascript_the_next_page_says_what_the_gift_costs(client: Client, wished: Answers) -> None:
    plain = {**wished, "amount": "100", "cost_shown": ""}
    answer = client.post(GIVE, plain)
    text = answer.content.decode()
    assert "<strong>100\u202f€</strong> vous coûtent <strong>34\u202f€</strong>" in text
    assert not Gift.objects.exists()
    # Its button sends the same answers again.
    assert all(f'value="{plain[name]}"' in text for name in ("email", "last_name", "city", "form_token"))
    assert client.post(GIVE, {**plain, "cost_shown": "1"}).status_code == 302


def test_from_the_cost_one_may_go_back_to_the_answers(client: Client, wished: Answers) -> None:
    answer = client.post(GIVE, {**wished, "cost_shown": "", "change": "1"})
    assert answer.context["form"]["city"].value() == "Paris"
    assert 'name="rhythm"' in answer.content.decode()
    assert not Gift.objects.exists()


def test_a_company_pays_another_share(client: Client, wished: Answers) -> None:
    text = client.post(GIVE, {**wished, **COMPANY, "amount": "100", "cost_shown": ""}).content.decode()
    assert "vous coûtent <strong>40\u202f€</strong>" in text


def test_a_body_of_aid_to_people_in_difficulty_tells_the_raised_rate_and_its_limit(client: Client, answers: Answers) -> None:
    EligibilityFactory(ground="aid")
    page = client.get(GIVE).content.decode()
    assert 'data-person="66" data-company="60" data-person-raised="75" data-person-raised-up-to="200000"' in page
    text = client.post(GIVE, {**answers, "amount": "other", "other_amount": "33,33"}).content.decode()
    assert "<strong>33,33\u202f€</strong> vous coûtent <strong>8,33\u202f€</strong>, si c’est votre seul don de l’année." in text
    assert "75\u202f% de ce que vous donnez dans l’année jusqu’à 2\u202f000\u202f€, et de 66\u202f% au-delà" in text
    company = client.post(GIVE, {**answers, "amount": "100", "kind": "company"}).content.decode()
    assert "vous coûtent <strong>40\u202f€</strong>." in company


def test_the_rates_cost_the_page_one_query(client: Client) -> None:
    client.get(GIVE)
    without = count_queries(client, GIVE)
    EligibilityFactory()
    assert count_queries(client, GIVE) == without + 1


# Campaigns


def test_a_campaign_has_its_own_address_and_its_gifts(client: Client, answers: Answers) -> None:
    campaign = add_campaign()
    text = client.get("/don/une-salle/").content.decode()
    assert "sur un objectif de 5\u202f000\u202f€" in text
    assert 'action="/don/une-salle/"' in text
    client.post("/don/une-salle/", answers)
    gift = Gift.objects.get()
    assert gift.campaign == campaign
    assert str(session_of(gift)["cancel_url"]).startswith("http://testserver/don/une-salle/?don=")
    assert "Une salle" in client.get(GIVE).content.decode()


# The switch


def test_giving_closed_shows_the_bank_account_instead(client: Client, answers: Answers) -> None:
    DonationSettings.objects.create(pk=1, takes_online=False, bank_holder="Polaris 14", iban="FR00 0000 (fictif)")
    answer = client.get(GIVE)
    text = answer.content.decode()
    assert "FR00 0000 (fictif)" in text
    assert "data-gift-form" not in text
    assert answer.cookies == {}
    assert client.post(GIVE, answers).status_code == 503
    assert not Gift.objects.exists()
    assert "Comment se passe un don" not in text


def test_giving_closed_without_a_bank_account_promises_none(client: Client) -> None:
    DonationSettings.objects.create(pk=1, takes_online=False)
    text = client.get(GIVE).content.decode()
    assert "Les dons en ligne sont fermés pour le moment" in text
    assert "IBAN" not in text


def test_the_demo_says_that_its_receipts_are_not_real(client: Client, receipts: None, settings: Settings) -> None:
    settings.DEMO = True
    assert "y sont fictifs" in client.get(GIVE).content.decode()
