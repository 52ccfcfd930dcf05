"""`/coordination/dons/exporter/`: what leaves, for whom, and what trace stays."""

import zipfile
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from donations.gift_exports import COLUMNS
from donations.models import Gift, Payment
from tests.conftest import SignIn
from tests.donations.factories import DonorFactory, GiftFactory, PaymentFactory
from tests.volunteers.test_sheets import csv_rows
from tests.volunteers.whole_person import say_who_they_are
from volunteers.models import DataExport

pytestmark = pytest.mark.django_db
URL = "/coordination/dons/exporter/"


@pytest.fixture
def treasury(treasurer: User, signed_in: SignIn) -> Client:
    return say_who_they_are(signed_in(treasurer), treasurer)


def test_what_was_found_leaves_as_a_file_and_is_noted(treasury: Client, treasurer: User) -> None:
    donor = DonorFactory(located=True, last_name="=1+1", email="dominique@demo.test")
    gift = GiftFactory(donor=donor, amount_cents=3550, source=Gift.Source.CHEQUE, status=Gift.Status.PAID)
    PaymentFactory(gift=gift, method=Payment.Method.CHEQUE, bank_reference="CHQ 12")
    GiftFactory(status=Gift.Status.FAILED)
    answer = treasury.post(f"{URL}?status=paid", {"file_format": "csv"})
    day = f"{timezone.localdate():%d/%m/%Y}"
    assert csv_rows(answer.getvalue()) == [
        list(COLUMNS),
        [
            *(str(gift.pk), day, "Payé", "Une fois", "Chèque", "Chèque", "35,50", "35,50", "CHQ 12", "", "non", "Particulier"),
            *("Dominique", "'=1+1", "", "", "dominique@demo.test", "3 rue de la Démonstration", "75014", "Paris", "France"),
        ],
    ]
    assert answer["Content-Disposition"] == f'attachment; filename="dons-{timezone.localdate()}.csv"'
    assert "no-store" in answer["Cache-Control"]
    assert list(DataExport.objects.values_list("kind", "count", "taken_by")) == [("Dons", 1, treasurer.pk)]


def test_a_spreadsheet_holds_the_same_and_runs_nothing(treasury: Client) -> None:
    donor = DonorFactory(located=True, last_name="=1+1", first_name="@SUM(1)")
    gift = GiftFactory(donor=donor, amount_cents=1250, status=Gift.Status.PAID, dedication="=2+2")
    PaymentFactory(gift=gift, bank_reference="+33 6")
    answer = treasury.post(URL, {"file_format": "xlsx"})
    assert answer["Content-Disposition"].endswith('.xlsx"')
    content = answer.getvalue()
    book = load_workbook(BytesIO(content))
    cells = list(book.worksheets[0].iter_rows())
    assert [cell.value for cell in cells[0]] == list(COLUMNS)
    told = dict(zip(COLUMNS, cells[1], strict=True))
    assert (len(cells), book.sheetnames, told["Référence"].value) == (2, ["Dons"], str(gift.pk))
    assert (f"{told['Date'].value:%d/%m/%Y}", told["Montant (euros)"].value) == (f"{timezone.localdate():%d/%m/%Y}", "12,50")
    for column in ("Nom", "Prénom", "Référence bancaire"):
        assert (told[column].data_type, told[column].quotePrefix) == ("s", True)
    assert "<f>" not in zipfile.ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert list(DataExport.objects.values_list("kind", "count")) == [("Dons", 1)]


def test_words_that_were_looked_for_narrow_the_file(treasury: Client) -> None:
    GiftFactory(donor__last_name="Exemple")
    GiftFactory(donor__last_name="Ailleurs")
    treasury.post("/coordination/dons/", {"q": "exemple"})
    answer = treasury.post(f"{URL}?recherche=oui", {"file_format": "csv"})
    assert [row[13] for row in csv_rows(answer.getvalue())] == ["Nom", "Exemple"]


def test_whoever_signed_in_long_ago_shows_first_that_it_is_them(treasurer: User, signed_in: SignIn) -> None:
    answer = signed_in(treasurer).post(f"{URL}?status=paid", {"file_format": "csv"})
    assert answer["Location"].startswith("/compte/")
    assert "next=%2Fcoordination%2Fdons%2Fexporter%2F%3Fstatus%3Dpaid" in answer["Location"]
    assert DataExport.objects.count() == 0
