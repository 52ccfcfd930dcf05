"""What donors are told of the receipt to come: on the page of thanks, in the mails, and beside their gifts."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from donations.donor_links import token_of
from donations.giving import sign_gift
from donations.models import DonationSettings, Gift, Payment
from donations.receipt_promises import IN_JANUARY, SOON, promise_receipt
from home.dates import short_day
from tests.donations.factories import DonorFactory, set_terms, wished_payment

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 15)


@pytest.fixture
def each_gift(db: None) -> None:
    set_terms()
    DonationSettings.objects.create(pk=1, receipt_rhythm=DonationSettings.ReceiptRhythm.GIFT)


def promise(payment: Payment) -> str:
    return promise_receipt(payment.gift, payment, today=TODAY)


def test_nothing_is_promised_while_receipts_are_off_or_unwished(db: None) -> None:
    payment = wished_payment()
    assert promise(payment) == ""
    set_terms()
    payment.gift.wants_receipt = False
    assert promise(payment) == ""


def test_a_card_has_its_receipt_soon_and_a_year_in_january(each_gift: None) -> None:
    payment = wished_payment()
    assert promise(payment) == SOON
    payment.gift.rhythm = Gift.Rhythm.MONTHLY
    assert promise(payment) == IN_JANUARY
    DonationSettings.objects.update(receipt_rhythm=DonationSettings.ReceiptRhythm.YEAR)
    assert promise(wished_payment()) == IN_JANUARY


def test_a_debit_is_told_how_long_its_receipt_waits_and_why(each_gift: None, client: Client) -> None:
    payment = wished_payment(method=Payment.Method.SEPA)
    until = short_day(timezone.now() + timedelta(days=14))
    assert promise(payment).startswith(f"Votre reçu fiscal sera prêt à partir du {until}\u00a0: une banque peut annuler")
    assert f"à partir du {until}" in client.get(f"/don/merci/?don={sign_gift(payment.gift)}").content.decode()
    assert f"le reçu attend le {until}" in client.get(f"/don/mes-dons/{token_of(payment.gift.donor)}/").content.decode()
    payment.paid_at = None
    assert promise(payment).startswith("Votre reçu fiscal sera prêt 14 jours après l’arrivée de votre don")


def test_a_missing_address_is_asked_for_beside_the_gift(each_gift: None, client: Client) -> None:
    payment = wished_payment(DonorFactory())
    page = client.get(f"/don/mes-dons/{token_of(payment.gift.donor)}/").content.decode()
    assert "il manque votre nom ou votre adresse postale" in page
