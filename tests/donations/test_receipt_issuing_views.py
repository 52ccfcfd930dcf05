"""`/coordination/recus/campagne/`, one donor's receipts, a hold lifted, and the file for the post."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import OutgoingMail, User
from donations.models import DonorReading, Payment, PaymentRelease, TaxReceipt
from donations.receipt_releases import release
from tests.conftest import SignIn
from tests.donations.factories import DonorFactory, issued_receipt, set_terms, wished_payment
from tests.donations.receipt_pages import RUN, URL, in_year, page_of, said, this_year, words
from tests.volunteers.counting import count_queries
from tests.volunteers.whole_person import say_who_they_are
from volunteers.models import DataExport

pytestmark = pytest.mark.django_db


@pytest.fixture
def treasury(treasurer: User, signed_in: SignIn) -> Client:
    return signed_in(treasurer)


@pytest.fixture
def sure(treasurer: User, signed_in: SignIn) -> Client:
    """The treasurer, who has just shown that it is them."""
    return say_who_they_are(signed_in(treasurer), treasurer)


# One donor's


def test_a_receipt_is_issued_for_what_was_chosen_once_however_often_it_is_sent(treasury: Client, treasurer: User) -> None:
    set_terms()
    donor = DonorFactory(located=True)
    chosen, _other = wished_payment(donor, amount_cents=1250), wished_payment(donor)
    address, asked = f"{URL}donateurs/{donor.pk}/", {"annee": str(this_year()), "payments": [str(chosen.pk)]}
    answers = [treasury.post(address, asked) for _ in range(2)]
    receipt = TaxReceipt.objects.get()
    assert [answer["Location"] for answer in answers] == [page_of(receipt)] * 2
    assert (receipt.amount_cents, receipt.issued_by) == (1250, treasurer)


def test_what_cannot_be_issued_is_said_and_keeps_what_was_chosen(treasury: Client) -> None:
    set_terms()
    donor = DonorFactory(located=True)
    chosen, left = wished_payment(donor), wished_payment(donor)
    held = wished_payment(donor, method=Payment.Method.SEPA)
    address, year = f"{URL}donateurs/{donor.pk}/", str(this_year())
    nothing = words(treasury.post(address, {"annee": year}))
    assert "Choisissez au moins un don." in nothing
    page = words(treasury.post(address, {"annee": year, "payments": [str(chosen.pk), str(held.pk)]}))
    ticked = re.findall(r'value="([0-9a-f-]{36})"[^>]* checked', page)
    assert (ticked, str(left.pk) in page, "la banque peut encore le rejeter" in page) == ([str(chosen.pk)], True, True)
    assert "Un de ces dons n’attend plus de reçu." in words(treasury.post(address, {"annee": year, "payments": ["un don"]}))
    assert not TaxReceipt.objects.exists()


def test_a_hold_is_lifted_once_with_its_reason(treasury: Client, treasurer: User) -> None:
    set_terms()
    payment = wished_payment(method=Payment.Method.SEPA)
    address = f"{URL}paiements/{payment.pk}/"
    assert "Dites pourquoi en quelques mots." in words(treasury.post(address, {"reason": " "}))
    kept = words(treasury.post(address, {"reason": "<b>pressé</b>"}))
    assert ("&lt;b&gt;pressé" in kept, PaymentRelease.objects.count()) == (True, 0)
    answers = [treasury.post(address, {"reason": "La personne déménage."}) for _ in range(2)]
    assert [answer["Location"] for answer in answers] == [f"{URL}donateurs/{payment.gift.donor_id}/"] * 2
    assert list(PaymentRelease.objects.values_list("payment", "by", "reason")) == [(payment.pk, treasurer.pk, "La personne déménage.")]
    assert "Rien à lever" in words(treasury.get(address))
    assert [reading.donor_id for reading in DonorReading.objects.all()] == [payment.gift.donor_id]


def test_one_donors_page_costs_as_many_queries_with_thirty_gifts_as_with_one(treasury: Client) -> None:
    set_terms()
    donor = DonorFactory(located=True)
    address = f"{URL}donateurs/{donor.pk}/"
    for method in (Payment.Method.CARD, Payment.Method.SEPA):
        wished_payment(donor, method=method)
    treasury.get(address)
    one = count_queries(treasury, address)
    for method in (Payment.Method.CARD, Payment.Method.SEPA) * 14:
        wished_payment(donor, method=method)
    assert count_queries(treasury, address) == one


# The run


def test_the_run_says_who_gets_what_who_lacks_what_and_what_is_held(treasury: Client, treasurer: User) -> None:
    set_terms()
    year, recent = this_year(), timezone.now() - timedelta(days=2)
    wished_payment(DonorFactory(located=True, last_name="Prête"), amount_cents=1250)
    wished_payment(DonorFactory(located=True, last_name="Postale", email=""), amount_cents=1000)
    wished_payment(DonorFactory(last_name="Sans-Adresse"), amount_cents=2000)
    held = wished_payment(DonorFactory(located=True, last_name="Prélevée"), amount_cents=3000, method=Payment.Method.SEPA, paid_at=recent)
    page = words(treasury.get(f"{RUN}?annee={year}"))
    for part in (
        '2</span> <span class="figures__label">reçus à émettre : 22,50 €',
        "sans nom ou adresse : 20,00 €",
        "en attente : 30,00 €",
    ):
        assert part in page
    ready, lacking, waiting = (page.split(f'id="{part}"')[1].split("</section>")[0] for part in ("prets", "adresses", "attente"))
    assert [name in ready for name in ("Prête", "par la poste", "par courriel", "Sans-Adresse", "Prélevée")] == [True] * 3 + [False] * 2
    assert ("Sans-Adresse" in lacking, "Prélevée" in waiting, f"{URL}paiements/{held.pk}/" in waiting) == (True, True, True)
    release(held, "Essai.", by=treasurer, now=timezone.now())
    assert "Prélevée" in words(treasury.get(f"{RUN}?annee={year}")).split('id="prets"')[1].split("</section>")[0]


def test_the_buttons_of_the_run_do_nothing_twice(treasury: Client, run_tasks: Callable[[], int]) -> None:
    set_terms()
    last = this_year() - 1
    address = f"{RUN}?annee={last}"
    wished_payment(paid_at=in_year(last))
    wished_payment(DonorFactory(located=True, email=""), paid_at=in_year(last))
    lacking = wished_payment(DonorFactory(), paid_at=in_year(last)).gift.donor
    for action in ("ask", "start", "tell"):
        for _ in range(2):
            answer = treasury.post(address, {"action": action})
            assert action == "start" or answer["Location"] == address
            run_tasks()
    assert [receipt.number for receipt in TaxReceipt.objects.order_by("number")] == [1, 2]
    assert sorted(str(mail.key).split(":")[2] for mail in OutgoingMail.objects.all()) == ["issued", "receipt_address"]
    page = words(treasury.get(address))
    assert [part in page for part in ("0 reçus à annoncer", "1 déjà annoncé", "1 reçu</a> attend la poste", lacking.email)] == [True] * 4
    assert "Rien n’a changé." in words(treasury.post(address, {"action": "fly"}, follow=True))


def test_who_has_no_email_is_not_asked_by_mail_and_their_address_is_written_by_hand(treasury: Client) -> None:
    set_terms()
    donor = wished_payment(DonorFactory(email="")).gift.donor
    address = f"{RUN}?annee={this_year()}"
    page = words(treasury.post(address, {"action": "ask"}, follow=True))
    assert "Aucune de ces personnes n’a d’adresse e-mail : écrivez-leur ou appelez-les." in page
    assert (f"/coordination/dons/donateurs/{donor.pk}/coordonnees/" in page, OutgoingMail.objects.count()) == (True, 0)


def test_what_the_run_refuses_is_said_where_it_was_asked(treasury: Client) -> None:
    page = words(treasury.post(f"{RUN}?annee={this_year()}", {"action": "start"}))
    assert [part in page for part in ("Rien n’a changé", "Cette année n’est pas finie", "Aucun don n’attend de reçu.")] == [True] * 3


def test_the_run_costs_as_many_queries_with_thirty_donors_as_with_one(treasury: Client) -> None:
    set_terms()

    def add() -> None:
        wished_payment()
        wished_payment(DonorFactory())
        wished_payment(method=Payment.Method.SEPA)

    add()
    treasury.get(RUN)
    one = count_queries(treasury, f"{RUN}?annee={this_year()}")
    for _ in range(29):
        add()
    assert count_queries(treasury, f"{RUN}?annee={this_year()}") == one


def test_the_file_for_the_post_takes_fifty_at_most_each_once_and_is_noted(sure: Client, treasurer: User) -> None:
    for _ in range(51):
        issued_receipt(DonorFactory(located=True, email=""))
    issued_receipt()
    preferred = issued_receipt(DonorFactory(located=True, receipts_by_post=True))
    answers = [sure.post(f"{URL}imprimer/") for _ in range(2)]
    texts = [said(answer.content) for answer in answers]
    assert [len(set(re.findall(r"\d{4}-\d{6}", text))) for text in texts] == [50, 2]
    assert (preferred.name in texts[1], "DUPLICATA" in texts[1]) == (True, False)
    assert list(DataExport.objects.order_by("taken_at").values_list("kind", "count", "taken_by")) == [
        ("Reçus fiscaux à poster", 50, treasurer.pk),
        ("Reçus fiscaux à poster", 2, treasurer.pk),
    ]
    assert "Aucun reçu n’attend d’être posté." in words(sure.post(f"{URL}imprimer/", follow=True))
