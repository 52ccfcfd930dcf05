"""Anybody checks a tax receipt by its code: its number, its day, its amount and whether it is valid, and nobody's name."""

from datetime import date

from donations.models import TaxReceipt
from volunteers.checked_codes import Known


def find_coded(code: str, *, today: date) -> Known | None:
    """For `/verifier/`, as `CODES_KNOWN_BY` asks."""
    columns = ("year", "number", "issued_at", "amount_cents", "state", "cancelled_at")
    receipt = TaxReceipt.objects.filter(code=code).only(*columns).first()
    return Known("donations/partials/verified_receipt.html", receipt) if receipt else None
