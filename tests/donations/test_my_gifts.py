"""`/don/mes-dons/`: the link, what a donor reads and puts right there, and what they erase."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import cast

import pytest
import time_machine
from django.core.signing import TimestampSigner
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutgoingMail
from donations.donor_links import own_address, send_link, token_of
from donations.models import Donor, Gift, MonthlyPlan, Payment, TaxReceipt
from donations.news import News, PaymentNews
from donations.retention import forget_old_receipts
from donations.settlement import settle
from tests.donations.factories import DonorFactory, GiftFactory, MonthlyPlanFactory, PaymentFactory, issued_receipt

pytestmark = pytest.mark.django_db

ASK = "/don/mes-dons/"


def page_of(donor: Donor, name: str = "my_gifts") -> str:
    return reverse(name, args=[token_of(donor)])


def count_queries(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        work()
    return len(asked)


# The link


def test_the_answer_is_the_same_whether_the_address_is_known_or_not(client: Client) -> None:
    donor = DonorFactory()
    known = client.post(ASK, {"email": donor.email.upper()})
    unknown = client.post(ASK, {"email": "inconnue@demo.test"})
    assert known.content == unknown.content
    assert known.status_code == unknown.status_code == 200
    assert known.cookies == unknown.cookies
    first, second = OutgoingMail.objects.order_by("created_at")
    assert (first.recipient, second.recipient) == (donor.email, "inconnue@demo.test")
    assert first.subject == second.subject
    assert "/don/mes-dons/" in first.text
    assert "/don/mes-dons/" not in second.text
    assert "aucun don" in second.text


def test_both_answers_are_the_same_work() -> None:
    donor = DonorFactory()
    assert count_queries(lambda: send_link(donor.email)) == count_queries(lambda: send_link("inconnue@demo.test"))


def test_links_are_asked_for_a_few_times_then_wait(client: Client) -> None:
    donor = DonorFactory()
    answers = [client.post(ASK, {"email": donor.email}).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]
    assert OutgoingMail.objects.count() == 3


def test_an_old_or_forged_link_opens_nothing_and_says_how_to_have_another(client: Client) -> None:
    donor = DonorFactory(located=True)
    address = page_of(donor)
    assert donor.email in client.get(address).content.decode()
    for token in (donor.pk.hex, TimestampSigner(salt="elsewhere", sep=".").sign(donor.pk.hex), "x"):
        answer = client.get(reverse("my_gifts", args=[token]))
        assert (answer.status_code, donor.email in answer.content.decode()) == (404, False)
        assert ASK in answer.content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=401)):
        assert client.get(address).status_code == 404


# What is read there


def test_my_gifts_are_mine_alone(client: Client) -> None:
    plan = MonthlyPlanFactory(next_debit_at=timezone.now() + timedelta(days=10))
    donor = plan.gift.donor
    GiftFactory(paid=True, amount_cents=7700)
    PaymentFactory(gift=GiftFactory(donor=donor), state=Payment.State.PROCESSING, method=Payment.Method.SEPA, amount_cents=1200)
    answer = client.get(page_of(donor))
    text = answer.content.decode()
    assert "50\u202f€ par mois" in text
    assert "Prochain prélèvement" in text
    assert "12\u202f€" in text
    assert "En cours" in text
    assert "77\u202f€" not in text
    assert "no-store" in answer["Cache-Control"]
    assert answer.cookies == {}


def test_many_gifts_ask_as_many_queries_as_one(client: Client) -> None:
    donor = DonorFactory()
    GiftFactory(donor=donor, paid=True)
    address = page_of(donor)
    client.get(address)
    with_one = count_queries(lambda: client.get(address))
    for _ in range(10):
        GiftFactory(donor=donor, paid=True)
    assert count_queries(lambda: client.get(address)) == with_one


# What is put right there


def test_name_and_address_are_put_right(client: Client) -> None:
    donor = DonorFactory(located=True)
    address = page_of(donor, "my_details")
    posted = {name: getattr(donor, name) for name in Donor.DETAILS} | {"city": "Lyon", "company_name": "non demandé"}
    assert "Écrivez votre ville." in client.post(address, {**posted, "city": ""}).content.decode()
    assert client.post(address, posted).status_code == 302
    donor.refresh_from_db()
    assert (donor.city, donor.last_name, donor.company_name) == ("Lyon", "Exemple", "")


def test_no_more_news_takes_one_button_and_opening_the_page_changes_nothing(client: Client) -> None:
    donor = DonorFactory()
    address = own_address(donor).removeprefix("http://localhost:8000")
    assert address == page_of(donor)
    client.get(page_of(donor, "my_mails"))
    donor.refresh_from_db()
    assert donor.no_more_mails_at is None
    client.post(page_of(donor, "my_mails"))
    donor.refresh_from_db()
    assert donor.no_more_mails_at is not None
    client.post(page_of(donor, "my_mails"), {"again": ""})
    donor.refresh_from_db()
    assert donor.no_more_mails_at is None


# Data


def test_all_that_is_kept_is_in_the_file_and_nothing_of_others(client: Client) -> None:
    donor = DonorFactory(located=True)
    gift = GiftFactory(donor=donor, paid=True, dedication="Pour mes parents", wants_receipt=True)
    other = GiftFactory(paid=True, dedication="Autre")
    answer = client.get(page_of(donor, "my_gift_data_file"))
    assert "attachment" in answer["Content-Disposition"]
    told = json.loads(answer.content)
    assert (told["adresse e-mail"], told["nom"], told["ville"]) == (donor.email, "Exemple", "Paris")
    assert [(row["référence"], row["dédicace"], row["paiements"][0]["montant en centimes"]) for row in told["dons"]] == [
        (str(gift.pk), "Pour mes parents", 5000)
    ]
    assert str(other.pk) not in answer.content.decode()


def test_erasing_forgets_the_person_and_keeps_the_accounts(client: Client) -> None:
    donor = DonorFactory(located=True)
    gift = GiftFactory(donor=donor, paid=True, dedication="Pour mes parents")
    abandoned = GiftFactory(donor=donor, status=Gift.Status.EXPIRED, checkout_closed_at=timezone.now())
    send_link(donor.email)
    address = page_of(donor, "my_gift_data")
    client.get(address)
    assert Donor.objects.get(pk=donor.pk).email == donor.email
    assert "sont effacées" in client.post(address).content.decode()
    kept = Donor.objects.get(pk=donor.pk)
    assert (kept.email, kept.full_name, kept.address) == ("", "", "")
    gift.refresh_from_db()
    assert (gift.amount_cents, gift.dedication, gift.payments.count()) == (5000, "", 1)
    assert not Gift.objects.filter(pk=abandoned.pk).exists()
    assert not OutgoingMail.objects.filter(recipient=donor.email).exists()
    assert client.get(page_of(donor)).status_code == 404


def test_erasing_keeps_the_name_that_a_receipt_to_come_needs(client: Client) -> None:
    donor = DonorFactory(located=True)
    GiftFactory(donor=donor, paid=True, wants_receipt=True)
    text = client.get(page_of(donor, "my_gift_data")).content.decode()
    assert ("Un reçu fiscal est encore à faire" in text, "six ans" in text) == (True, False)
    client.post(page_of(donor, "my_gift_data"))
    kept = Donor.objects.get(pk=donor.pk)
    assert (kept.email, kept.full_name) == ("", "Dominique Exemple")


def test_erasing_leaves_a_receipt_that_was_issued_and_the_name_in_it_alone(client: Client) -> None:
    receipt = issued_receipt(bank_reference="VIR EXEMPLE")
    donor = cast("Donor", receipt.donor)
    assert "Vos reçus fiscaux déjà émis restent tels quels six ans" in client.get(page_of(donor, "my_gift_data")).content.decode()
    client.post(page_of(donor, "my_gift_data"))
    kept = TaxReceipt.objects.get()
    assert (Donor.objects.get().full_name, kept.content, TaxReceipt.objects.for_post().exists()) == ("", receipt.content, False)
    assert Payment.objects.get().bank_reference == "VIR EXEMPLE"
    forget_old_receipts(timezone.now() + timedelta(days=366 * 7))
    assert (TaxReceipt.objects.count(), TaxReceipt.history.count(), Payment.objects.get().bank_reference) == (0, 0, "")


def test_what_a_donor_corrects_is_not_undone_by_an_older_gift(client: Client) -> None:
    place = {"address": "12 rue Ancienne", "postal_code": "75011", "city": "Paris", "country": "France"}
    typed = {"kind": "person", "first_name": "Anne", "last_name": "Exemple", **place}
    gift = GiftFactory(status=Gift.Status.PROCESSING, wants_receipt=True, donor_details=typed)
    # What was typed a minute ago is shown, to be put right.
    assert "12 rue Ancienne, 75011 Paris" in client.get(page_of(gift.donor)).content.decode()
    assert 'value="12 rue Ancienne"' in client.get(page_of(gift.donor, "my_details")).content.decode()
    client.post(page_of(gift.donor, "my_details"), {**typed, "address": "1 rue Nouvelle"})
    now = timezone.now()
    paid = PaymentNews("pi_1", Payment.State.PAID, gift.amount_cents, "eur", now, paid_at=now)
    settle(News(gift.pk, payments=(paid,)), now=now)
    assert Donor.objects.get(pk=gift.donor_id).address == "1 rue Nouvelle"


def test_post_is_chosen_by_the_donor(client: Client) -> None:
    donor = DonorFactory(located=True)
    said = {"kind": "person", **{name: getattr(donor, name) for name in ("first_name", "last_name", "address", "postal_code", "city")}}
    client.post(page_of(donor, "my_details"), {**said, "country": "France", "receipts_by_post": "on"})
    receipt = issued_receipt(Donor.objects.get())
    assert (list(TaxReceipt.objects.for_post()), TaxReceipt.objects.untold().count()) == ([receipt], 0)


@pytest.mark.parametrize(
    ("code", "country", "kept"),
    [
        ("75 014", " france", "75014"),
        ("7501", "France", None),
        ("00000", "France", None),
        ("７５０１４", "France", None),
        ("SW1A 1AA", "Royaume-Uni", "SW1A 1AA"),
    ],
)
def test_a_french_postal_code_has_five_digits(client: Client, code: str, country: str, kept: str | None) -> None:
    donor = DonorFactory(located=True, postal_code="13001")
    said = {"kind": "person", **{name: getattr(donor, name) for name in ("first_name", "last_name", "address", "city")}}
    answer = client.post(page_of(donor, "my_details"), {**said, "postal_code": code, "country": country})
    donor.refresh_from_db()
    refused = "Un code postal français a cinq chiffres." in answer.content.decode()
    assert (donor.postal_code, refused) == (kept or "13001", kept is None)


def test_whose_gifts_all_came_to_nothing_goes_whole(client: Client) -> None:
    plan = MonthlyPlanFactory(gift__paid=False, state=MonthlyPlan.State.ENDED, ended_at=timezone.now())
    donor = plan.gift.donor
    Gift.objects.update(status=Gift.Status.FAILED, checkout_closed_at=timezone.now())
    client.post(page_of(donor, "my_gift_data"))
    assert not Donor.objects.exists()


def test_nothing_is_erased_while_money_may_come(client: Client) -> None:
    plan = MonthlyPlanFactory()
    donor = plan.gift.donor
    GiftFactory(donor=donor)
    PaymentFactory(gift=GiftFactory(donor=donor, status=Gift.Status.PROCESSING), state=Payment.State.PROCESSING)
    text = client.post(page_of(donor, "my_gift_data")).content.decode()
    assert [words in text for words in ("arrêtez-le d’abord", "revenez dans quelques jours", "revenez demain")] == [True] * 3
    assert Donor.objects.get(pk=donor.pk).email == donor.email
