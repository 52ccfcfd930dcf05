"""What the tests of receipts' pages share: the words of a page or of a PDF, addresses, and days."""

from datetime import date, datetime, timedelta
from typing import Any, Final

import pypdfium2
from django.utils import timezone

from donations.donor_links import token_of
from donations.models import Donor, TaxReceipt
from home.dates import midnight
from tests.volunteers.words import plain

URL: Final = "/coordination/recus/"
RUN: Final = f"{URL}campagne/"


def words(response: Any) -> str:
    return plain(response.content.decode())


def said(pdf: bytes) -> str:
    """The words of a PDF, with plain spaces."""
    document = pypdfium2.PdfDocument(pdf)
    text = plain(" ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document))
    document.close()
    return text


def this_year() -> int:
    return timezone.localdate().year


def in_year(year: int) -> datetime:
    """A noon of March."""
    return midnight(date(year, 3, 1)) + timedelta(hours=12)


def page_of(receipt: TaxReceipt, then: str = "") -> str:
    """The treasurer's page of a receipt."""
    return f"{URL}{receipt.pk}/{then}"


def donor_of(receipt: TaxReceipt) -> Donor:
    assert receipt.donor
    return receipt.donor


def own(donor: Donor, receipt: TaxReceipt | None = None) -> str:
    """« Mes dons », or what gives one receipt there."""
    return f"/don/mes-dons/{token_of(donor)}/" + (f"recus/{receipt.pk}/" if receipt else "")
