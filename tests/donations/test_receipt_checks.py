"""`/verifier/` answers for tax receipts as for certificates: valid, cancelled or unknown, and nobody's name."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from donations.models import Payment, TaxReceipt
from donations.receipts import cancel, issue
from tests.donations.factories import DonorFactory, EligibilityFactory, ReceiptBodyFactory, SignatoryFactory, wished_payment
from tests.volunteers.factories import BookingFactory, CertificateFactory, TrainingSessionFactory, VolunteerFactory
from tests.volunteers.words import plain
from volunteers.certificates import grouped
from volunteers.checked_codes import find_known
from volunteers.views.verification import LIMIT_PER_ADDRESS

# The last half hour of the year in London is in the new year in Paris.
NOW = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)


@pytest.fixture
def receipt(db: None) -> TaxReceipt:
    EligibilityFactory()
    ReceiptBodyFactory()
    SignatoryFactory()
    payment: Payment = wished_payment(donor=DonorFactory(located=True), amount_cents=123450, created_at=NOW - timedelta(days=30))
    return issue(payment.gift.donor, [payment.pk], by=None, now=NOW)


def read(client: Client, code: str) -> str:
    return plain(" ".join(client.get(f"/verifier/{code}/").content.decode().split()))


def test_valid_receipt_says_its_number_day_and_amount_and_no_name(client: Client, receipt: TaxReceipt) -> None:
    answer = client.get("/verifier/", {"code": f" {grouped(receipt.code).lower()} "})
    assert answer["Location"] == f"/verifier/{grouped(receipt.code)}/"
    page = read(client, grouped(receipt.code))
    wanted = ("Ce reçu fiscal est valable", "2027-000001", "vendredi 1er janvier 2027", "1 234,50 €", "<dt>État</dt><dd>Valable</dd>")
    assert [words for words in wanted if words not in page] == []
    donor = receipt.donor
    assert donor is not None
    told = (donor.first_name, donor.last_name, donor.address, donor.city, donor.email, "Annulé")
    assert [words for words in told if words in page] == []
    assert client.cookies == {}


def test_cancelled_receipt_says_since_when_and_not_why(client: Client, receipt: TaxReceipt, treasurer: User) -> None:
    cancel(receipt, TaxReceipt.CancelReason.REFUND, by=treasurer, now=datetime(2027, 2, 1, 12, tzinfo=UTC))
    page = read(client, receipt.code)
    wanted = (
        "Ce reçu fiscal est annulé",
        "2027-000001",
        "<dt>État</dt><dd>Annulé</dd>",
        "<dt>Annulé le</dt><dd>lundi 1er février 2027</dd>",
    )
    assert [words for words in wanted if words not in page] == []
    assert [words for words in ("valable", "remboursé") if words in page] == []


def test_receipt_is_told_from_a_certificate_and_from_nothing(client: Client, receipt: TaxReceipt) -> None:
    session = TrainingSessionFactory(starts_at=timezone.now() - timedelta(hours=1))
    certificate = CertificateFactory(booking=BookingFactory(session=session, volunteer=VolunteerFactory()))
    assert "Cette attestation est valable" in read(client, certificate.code)
    assert "Aucune attestation ni aucun reçu n’a ce code" in read(client, "3333-3333-3333")
    today = timezone.localdate(NOW)
    # A zero for the letter D: what looks alike is read alike.
    known = find_known(receipt.code.replace("D", "0").lower(), today=today)
    assert known is not None
    assert (known.template, known.found) == ("donations/partials/verified_receipt.html", receipt)
    assert find_known("3333-3333-3333", today=today) is None


def test_codes_of_receipts_cannot_be_tried_without_end(client: Client, receipt: TaxReceipt) -> None:
    answers = [client.get(f"/verifier/{receipt.code}/").status_code for _ in range(LIMIT_PER_ADDRESS + 1)]
    assert answers == [200] * LIMIT_PER_ADDRESS + [429]
