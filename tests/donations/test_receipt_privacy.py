"""What stays of a donor's name once they are erased, what goes after six years, and what the donor's own file holds."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from donations.donor_data import collect, erase
from donations.models import Donor, Gift, Payment, ReceiptLine, TaxReceipt
from donations.receipt_mails import ask_for_addresses, tell_of_receipts
from donations.receipt_releases import release
from donations.receipts import cancel, correct
from donations.retention import forget_old_receipts
from tests.conftest import RunTasks, SignIn
from tests.donations.factories import DonorFactory, issued_receipt, wished_payment
from tests.donations.receipt_pages import RUN, URL, own, page_of
from tests.volunteers.whole_person import say_who_they_are

pytestmark = pytest.mark.django_db

CANARIES = ("canarille", "canarovic", "rue du canari", "canari@demo.test")


def holders() -> set[str]:
    """The tables in which some column of some row holds a word of the donor's."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            text = json.dumps(cursor.fetchall(), default=_readable, ensure_ascii=False).lower()
            if any(canary in text for canary in CANARIES):
                found.add(table)
    return found


def _readable(value: object) -> str:
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)


def test_after_an_erasure_receipts_and_what_proves_them_alone_hold_the_donors_name(
    treasurer: User, signed_in: SignIn, client: Client, run_tasks: RunTasks
) -> None:
    now = timezone.now()
    donor = DonorFactory(located=True, first_name="Canarille", last_name="Canarovic", address="1 rue du Canari", email="canari@demo.test")
    receipt = issued_receipt(donor)
    Payment.objects.update(bank_reference="VIR CANAROVIC")
    Gift.objects.update(dedication="Pour Canarille", donor_details={"last_name": "Canarovic"})
    ask_for_addresses([donor], now=now)
    tell_of_receipts([receipt], now=now)
    treasury = say_who_they_are(signed_in(treasurer), treasurer)
    treasury.post(f"{URL}exporter/", {"file_format": "csv"})
    treasury.get(f"{RUN}?annee={now.year}")
    treasury.get(page_of(receipt))
    client.post(own(donor, receipt))
    held = wished_payment(donor, method=Payment.Method.SEPA)
    release(held, "Essai.", by=treasurer, now=now)
    cancel(issued_receipt(donor), TaxReceipt.CancelReason.MISTAKE, by=treasurer, now=now, wants_no_other=True)
    correct(receipt, {"city": "Lyon"}, by=treasurer, now=now)
    run_tasks()
    Gift.objects.filter(payments=held).update(wants_receipt=False)
    assert {"donations_donor", "donations_taxreceipt", "accounts_outgoingmail"} <= holders()
    erase(donor, now=now)
    # The words of a transfer prove the receipt, and go with it.
    assert holders() == {"donations_taxreceipt", "donations_payment"}
    assert TaxReceipt.objects.count() == 3
    forget_old_receipts(now + timedelta(days=366 * 7))
    assert holders() == set()


def test_receipts_go_with_their_history_after_six_full_years(treasurer: User) -> None:
    def issued(year: int, *, month: int = 1) -> TaxReceipt:
        at = datetime(year, month, 2, 12, tzinfo=UTC)
        return issued_receipt(now=at, paid_at=at)

    old, last_of_old, young = issued(2019), issued(2020, month=12), issued(2021)
    cancel(old, TaxReceipt.CancelReason.MISTAKE, by=treasurer, now=datetime(2019, 2, 1, tzinfo=UTC))
    forget_old_receipts(datetime(2026, 12, 31, 12, tzinfo=UTC))
    assert set(TaxReceipt.objects.values_list("pk", flat=True)) == {last_of_old.pk, young.pk}
    forget_old_receipts(datetime(2027, 1, 1, 12, tzinfo=UTC))
    assert [receipt.pk for receipt in TaxReceipt.objects.all()] == [young.pk]
    assert set(TaxReceipt.history.values_list("id", flat=True)) == {young.pk}
    assert [line.receipt_id for line in ReceiptLine.objects.all()] == [young.pk]
    # The money stays in the accounts, and the number is given to no other.
    assert (Payment.objects.count(), issued(2020).name) == (3, "2020-000002")


def test_a_receipt_that_replaces_one_that_is_gone_stays(treasurer: User) -> None:
    paid_at = datetime(2020, 12, 1, 12, tzinfo=UTC)
    old = issued_receipt(now=paid_at, paid_at=paid_at)
    fresh = correct(old, {"city": "Lyon"}, by=treasurer, now=datetime(2021, 1, 5, 12, tzinfo=UTC))
    forget_old_receipts(datetime(2027, 1, 1, 12, tzinfo=UTC))
    fresh.refresh_from_db()
    assert (fresh.replaces, fresh.content["replaces"], TaxReceipt.objects.count()) == (None, old.name, 1)


def test_a_donors_own_file_holds_their_receipts_and_no_other(client: Client, treasurer: User) -> None:
    donor = DonorFactory(located=True)
    receipt = issued_receipt(donor)
    fresh = correct(receipt, {"city": "Lyon"}, by=treasurer, now=timezone.now())
    other = issued_receipt(DonorFactory(located=True, last_name="Ailleurs"))
    told = collect(Donor.objects.get(pk=donor.pk))["reçus fiscaux"]
    assert [(one["numéro"], one["état"], one["contenu"]["donor"]["city"]) for one in told] == [
        (fresh.name, "Valable", "Lyon"),
        (receipt.name, "Annulé", "Paris"),
    ]
    text = client.get(f"{own(donor)}donnees.json").content.decode()
    assert (fresh.name in text, other.name in text, "Ailleurs" in text) == (True, False, False)
