"""Receipts in « Mes dons »: downloaded, explained while they wait, and nobody else's."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from donations.donor_data import erase
from donations.models import Donor, DonorReading, Payment
from tests.conftest import SignIn
from tests.donations.factories import DonorFactory, issued_receipt, set_terms, wished_payment
from tests.donations.receipt_pages import donor_of, own, page_of, said, words
from tests.volunteers.counting import count_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def treasury(treasurer: User, signed_in: SignIn) -> Client:
    return signed_in(treasurer)


def test_a_donor_downloads_the_original_then_copies_and_nothing_of_another(client: Client) -> None:
    receipt, other = issued_receipt(), issued_receipt()
    donor = donor_of(receipt)
    assert receipt.name in words(client.get(own(donor)))
    first, second = (client.post(own(donor, receipt)) for _ in range(2))
    assert ("DUPLICATA" in said(first.content), "DUPLICATA" in said(second.content)) == (False, True)
    assert "no-cache" in first["Cache-Control"]
    assert client.post(own(donor, other)).status_code == 404
    assert client.get(own(donor, receipt)).status_code == 405
    receipt.refresh_from_db()
    assert (receipt.given_how, other.name in words(client.get(own(donor)))) == ("online", False)
    # Nobody of the team opened a file.
    assert not DonorReading.objects.exists()


def test_what_waits_for_a_receipt_is_explained_to_its_donor(client: Client) -> None:
    set_terms()
    donor, now = DonorFactory(), timezone.now()
    wished_payment(donor, amount_cents=1250)
    assert "il manque votre nom ou votre adresse postale" in words(client.get(own(donor)))
    Donor.objects.filter(pk=donor.pk).update(last_name="Exemple", address="1 rue", postal_code="75014", city="Paris")
    wished_payment(donor, method=Payment.Method.SEPA, paid_at=now - timedelta(days=2))
    wished_payment(donor, method=Payment.Method.CHEQUE)
    page = words(client.get(own(donor)))
    for part in ("une banque peut encore rejeter un prélèvement récent", "votre chèque est en route vers notre banque", "en janvier"):
        assert part in page


def test_my_gifts_cost_as_many_queries_with_thirty_receipts_as_with_one(client: Client) -> None:
    donor = DonorFactory(located=True)

    def add() -> None:
        issued_receipt(donor)
        wished_payment(donor, method=Payment.Method.SEPA)

    add()
    client.get(own(donor))
    one = count_queries(client, own(donor))
    for _ in range(29):
        add()
    assert count_queries(client, own(donor)) == one


def test_the_link_of_an_erased_donor_is_over_and_their_receipt_stays(client: Client, treasury: Client) -> None:
    receipt = issued_receipt()
    donor = donor_of(receipt)
    addresses = [own(donor), own(donor, receipt)]
    erase(donor, now=timezone.now())
    assert [client.get(addresses[0]).status_code, client.post(addresses[1]).status_code] == [404, 404]
    assert "Dominique Exemple" in words(treasury.get(page_of(receipt)))
    assert "Dominique Exemple" in said(treasury.get(page_of(receipt, "pdf/")).content)
