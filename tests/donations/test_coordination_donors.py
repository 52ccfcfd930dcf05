"""A donor's file, the gifts that are typed in, and the money that is given back."""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import OutgoingMail, User
from donations.donor_data import collect, erase
from donations.models import Dispute, DonationSettings, Donor, DonorReading, Gift, Payment, Refund, TaxReceipt
from donations.receipt_mails import tell_of_receipts
from tests.conftest import RunTasks, SignIn
from tests.donations.checkouts import open_checkout, pay
from tests.donations.factories import DonorFactory, GiftFactory, MonthlyPlanFactory, PaymentFactory, issued_receipt
from tests.volunteers.counting import count_queries
from tests.volunteers.words import plain

NEW = "/coordination/dons/nouveau/"
TOKEN = "5a2f1e8e-7c0b-4b9e-9d43-3f4c7a1f0002"


@pytest.fixture
def treasury(treasurer: User, signed_in: SignIn) -> Client:
    return signed_in(treasurer)


@pytest.fixture
def paid_online(db: None, deliver: Callable[[], int], run_tasks: RunTasks) -> Payment:
    """50 € by card, through the stand-in."""
    gift = GiftFactory()
    pay(open_checkout(gift))
    deliver()
    run_tasks()
    return Payment.objects.get(gift=gift)


def file_of(donor: Donor) -> str:
    return f"/coordination/dons/donateurs/{donor.pk}/"


def cheque(**changes: str) -> dict[str, str]:
    said = {"form_token": TOKEN, "source": "cheque", "amount": "35,50", "received_on": timezone.localdate().isoformat()}
    return (
        said
        | {"bank_reference": "CHQ 12", "kind": "person", "first_name": "Dominique", "last_name": "Exemple", "country": "France"}
        | changes
    )


def words(response: Any) -> str:
    return plain(response.content.decode())


def test_a_file_tells_all_of_one_donor_and_nothing_of_another(treasury: Client) -> None:
    donor = DonorFactory(located=True)
    plan = MonthlyPlanFactory(gift=GiftFactory(donor=donor, monthly=True, paid=True), state="paused", paused_until=timezone.now())
    payment = PaymentFactory(gift=plan.gift, amount_cents=4000, fee_cents=85)
    Refund.objects.create(payment=payment, amount_cents=1500, state=Refund.State.DONE, created_at=timezone.now())
    Dispute.objects.create(payment=payment, stripe_id="dp_1", amount_cents=500, state=Dispute.State.LOST, created_at=timezone.now())
    GiftFactory(paid=True, amount_cents=77700)
    page = words(treasury.get(file_of(donor)))
    said = ("Dominique Exemple", "3 rue de la Démonstration", "En pause", "70,00 € reçus", "0,85 €", "15,00 €", "contestation", "777")
    assert [word in page for word in said] == [True] * 7 + [False]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (Dispute.State.OPENED, [">Contesté<", ">Payé<", ">Contesté<"]),
        (Dispute.State.WON, [">Payé<", ">Payé<", ">Rembourser<"]),
        (Dispute.State.LOST, [">Rendu ou repris<", ">Payé<", ">Rendu<"]),
    ],
)
def test_a_file_says_of_contested_money_what_the_list_says_and_offers_no_refund(treasury: Client, state: str, said: list[str]) -> None:
    payment = GiftFactory(paid=True).payments.get()
    cents = payment.amount_cents
    Dispute.objects.create(payment=payment, stripe_id="du_1", amount_cents=cents, state=state, created_at=timezone.now())
    rows = words(treasury.get(file_of(payment.gift.donor))).partition('id="dons"')[2].partition('id="contestations"')[0]
    assert re.findall(r">(?:Contesté|Payé|Rendu ou repris|Rendu|Rembourser)<", rows) == said


def test_a_file_that_is_erased_is_not_to_be_corrected_nor_added_to(treasury: Client) -> None:
    known, erased = DonorFactory(), DonorFactory(email="")
    offers = ("Corriger le nom ou l’adresse", "Ajouter un don reçu")
    pages = [words(treasury.get(file_of(donor))) for donor in (known, erased)]
    assert [[offer in page for offer in offers] for page in pages] == [[True, True], [False, False]]


@pytest.mark.parametrize("state", [state for state in Payment.State if state != Payment.State.PAID])
def test_a_payment_that_did_not_arrive_has_the_day_when_it_began(treasury: Client, state: Payment.State) -> None:
    payment = PaymentFactory(state=state, gift__created_at=datetime(2026, 3, 1, 12, 0, tzinfo=UTC))
    assert "1er mars 2026" in words(treasury.get(file_of(payment.gift.donor)))
    assert "1er mars 2026" in words(treasury.get(f"/coordination/dons/paiements/{payment.pk}/rembourser/"))


def test_each_look_at_a_file_is_written_down(treasury: Client, treasurer: User) -> None:
    donor, other = DonorFactory(), DonorFactory()
    treasury.get(file_of(donor))
    treasury.get(file_of(donor))
    assert list(DonorReading.objects.values_list("donor", "by")) == [(donor.pk, treasurer.pk)]
    DonorReading.objects.update(at=timezone.now() - timedelta(minutes=11))
    treasury.get(file_of(donor))
    assert (donor.readings.count(), other.readings.count()) == (2, 0)


def test_a_file_of_thirty_gifts_costs_as_many_queries_as_one_of_two(treasury: Client) -> None:
    donor = DonorFactory()
    PaymentFactory.create_batch(2, gift__donor=donor)
    treasury.get(file_of(donor))
    two = count_queries(treasury, file_of(donor))
    PaymentFactory.create_batch(28, gift__donor=donor)
    assert count_queries(treasury, file_of(donor)) == two


def test_a_cheque_is_noted_once_however_often_it_is_sent(treasury: Client, treasurer: User) -> None:
    answers = [treasury.post(NEW, cheque(email="Dominique@demo.test")), treasury.post(NEW, cheque(amount="99"))]
    gift = Gift.objects.get()
    payment = gift.payments.get()
    assert [answer["Location"] for answer in answers] == [file_of(gift.donor)] * 2
    assert (gift.amount_cents, gift.source, gift.status, gift.recorded_by) == (3550, "cheque", "paid", treasurer)
    assert (payment.method, payment.state, payment.bank_reference, payment.amount_cents) == ("cheque", "paid", "CHQ 12", 3550)
    assert (gift.donor.full_name, gift.donor.email, timezone.localdate(payment.paid_at)) == (
        "Dominique Exemple",
        "dominique@demo.test",
        timezone.localdate(),
    )
    assert OutgoingMail.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amount": "douze"}, "Écrivez un montant en euros"),
        ({"amount": "0"}, "au-dessus de zéro"),
        ({"received_on": "2999-01-01"}, "Indiquez un jour passé, ou aujourd’hui."),
        ({"source": "stripe"}, "Choisissez un moyen de la liste."),
        ({"kind": "company"}, "Écrivez la raison sociale."),
        ({"last_name": ""}, "Écrivez un nom, ou une adresse e-mail."),
        ({"siren": "12"}, "Un SIREN compte neuf chiffres."),
        ({"postal_code": "1234"}, "Un code postal français a cinq chiffres."),
        ({"postal_code": "00000", "country": ""}, "Un code postal français a cinq chiffres."),
        ({"last_name": "<b>"}, "Les signes &lt; et &gt; ne sont pas acceptés ici."),
        ({"wants_receipt": "on"}, "Pour un reçu fiscal, il faut un nom et une adresse complète."),
        ({"email": "connue@demo.test"}, "Un·e donateur·rice a déjà cette adresse e-mail"),
    ],
)
def test_what_is_wrong_is_said_and_kept(treasury: Client, changes: dict[str, str], sentence: str) -> None:
    known = DonorFactory(email="connue@demo.test")
    answer = treasury.post(NEW, cheque(**changes))
    page = words(answer)
    assert (answer.status_code, sentence in page, 'value="CHQ 12"' in page, Gift.objects.count()) == (200, True, True, 0)
    assert (file_of(known) in page) == ("email" in changes)


def test_a_postal_code_of_another_country_is_free(treasury: Client) -> None:
    treasury.post(NEW, cheque(postal_code="B-1000", country="Belgique"))
    assert Donor.objects.get().postal_code == "B-1000"


def test_a_gift_is_added_to_a_known_file_and_completes_it(treasury: Client) -> None:
    donor = DonorFactory(email="connue@demo.test")
    place = {"address": "3 rue de la Démonstration", "postal_code": "75014", "city": "Paris", "wants_receipt": "on"}
    answer = treasury.post(f"{file_of(donor)}nouveau/", cheque(email="autre@demo.test", **place))
    donor.refresh_from_db()
    assert answer["Location"] == file_of(donor)
    assert (donor.email, donor.has_postal_address, donor.gifts.get().wants_receipt) == ("connue@demo.test", True, True)


def test_who_prefers_the_post_is_not_told_of_receipts_by_mail(treasury: Client) -> None:
    donor, unreachable = DonorFactory(located=True), DonorFactory(located=True, email="")
    receipt = issued_receipt(donor)
    address = f"{file_of(donor)}courrier/"
    assert "Ses reçus partiront par la poste." in words(treasury.post(address, {"by_post": "1"}, follow=True))
    assert (list(TaxReceipt.objects.untold()), list(TaxReceipt.objects.for_post())) == ([], [receipt])
    assert tell_of_receipts([TaxReceipt.objects.get()], now=timezone.now()) == 0
    assert "Plutôt par courriel" in words(treasury.get(file_of(donor)))
    assert "Ses reçus s’annoncent par courriel." in words(treasury.post(address, follow=True))
    assert (list(TaxReceipt.objects.untold()), list(TaxReceipt.objects.for_post())) == ([receipt], [])
    assert "Plutôt par" not in words(treasury.get(file_of(unreachable)))


def test_an_address_that_was_told_is_written_and_what_is_wrong_is_kept(treasury: Client) -> None:
    donor = DonorFactory(email="")
    address = f"{file_of(donor)}coordonnees/"
    told = {"kind": "person", "last_name": "Exemple", "address": "3 rue de la Démonstration", "postal_code": "75014", "country": "France"}
    page = words(treasury.post(address, told))
    assert ("Un reçu fiscal demande une adresse complète." in page, 'value="75014"' in page) == (True, True)
    donor.refresh_from_db()
    assert donor.full_name == ""
    assert treasury.post(address, {**told, "city": "Paris"})["Location"] == file_of(donor)
    donor.refresh_from_db()
    assert (donor.full_name, donor.has_postal_address, donor.readings.count()) == ("Exemple", True, 1)


def test_a_typed_gift_is_taken_out_with_an_empty_file(treasury: Client) -> None:
    treasury.post(NEW, cheque())
    gift = Gift.objects.get()
    address = f"/coordination/dons/{gift.pk}/retirer/"
    assert "Retirer ce don" in words(treasury.get(address))
    assert treasury.post(address)["Location"] == "/coordination/dons/"
    assert (Gift.objects.count(), Payment.objects.count(), Donor.objects.count()) == (0, 0, 0)


def test_an_online_gift_is_not_taken_out(treasury: Client) -> None:
    gift = GiftFactory(paid=True)
    answer = treasury.post(f"/coordination/dons/{gift.pk}/retirer/")
    assert ("il se rembourse" in words(answer), Gift.objects.count()) == (True, 1)


def test_a_refund_sent_twice_gives_back_once(treasury: Client, paid_online: Payment) -> None:
    address = f"/coordination/dons/paiements/{paid_online.pk}/rembourser/"
    assert 'value="50"' in words(treasury.get(address))
    asked = {"form_token": TOKEN, "amount": "20"}
    for _time in range(2):
        assert treasury.post(address, asked)["Location"] == file_of(paid_online.gift.donor)
    assert list(Refund.objects.values_list("pk", "amount_cents", "state")) == [(uuid.UUID(TOKEN), 2000, "done")]
    assert "Au plus 30 €." in words(treasury.get(address))


def test_too_large_a_refund_is_refused_with_its_sentence(treasury: Client, paid_online: Payment) -> None:
    address = f"/coordination/dons/paiements/{paid_online.pk}/rembourser/"
    answer = treasury.post(address, {"form_token": TOKEN, "amount": "50,01"})
    assert ("Remboursez au plus 50 €." in words(answer), Refund.objects.count()) == (True, 0)


def test_a_cheque_is_given_back_by_the_bank_and_that_is_noted(treasury: Client) -> None:
    payment = PaymentFactory(method=Payment.Method.CHEQUE, gift__source=Gift.Source.CHEQUE)
    address = f"/coordination/dons/paiements/{payment.pk}/rembourser/"
    assert "faites d’abord le remboursement depuis la banque" in words(treasury.get(address))
    answer = treasury.post(address, {"form_token": TOKEN, "amount": "20"}, follow=True)
    assert ("Le remboursement de 20 € est noté." in words(answer), Refund.objects.get().amount_cents) == (True, 2000)


def test_settings_are_the_treasurers(treasury: Client) -> None:
    treasury.post("/coordination/dons/reglages/", {"bank_holder": "Association d’exemple", "iban": "fr7630006000011234567890189"})
    page = words(treasury.get("/coordination/dons/reglages/"))
    assert ('value="Association d’exemple"' in page, 'id="id_takes_online" checked' in page) == (True, False)
    assert DonationSettings.load().iban == "FR76 3000 6000 0112 3456 7890 189"


@pytest.mark.parametrize("iban", ["FR0000", "FR76 3000 6000 0112 3456 7890 198", "76FR 3000 6000 0112 3456 7890 189"])
def test_an_iban_that_does_not_exist_is_not_shown_to_donors(treasury: Client, iban: str) -> None:
    page = words(treasury.post("/coordination/dons/reglages/", {"bank_holder": "Association d’exemple", "iban": iban}))
    assert ("Cet IBAN n’existe pas" in page, DonationSettings.load().iban) == (True, "")


def test_who_gave_by_cheque_reads_what_is_kept_and_is_forgotten(treasury: Client) -> None:
    """The words of a transfer may be a name, and so may what searches read."""
    treasury.post(NEW, cheque(bank_reference="VIR EXEMPLE"))
    donor = Donor.objects.get()
    assert collect(donor)["dons"][0]["paiements"][0]["référence bancaire"] == "VIR EXEMPLE"
    erase(donor, now=timezone.now())
    donor.refresh_from_db()
    assert (donor.folded_name, donor.full_name, Payment.objects.get().bank_reference) == ("", "", "")
