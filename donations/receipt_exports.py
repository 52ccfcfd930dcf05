"""The list of receipts as a file, and the trace that somebody took it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from django.utils import timezone

from accounts.models import User
from donations.gift_exports import show_cents
from donations.models import TaxReceipt
from donations.receipt_lists import ReceiptCriteria, find_receipts
from volunteers.certificates import grouped
from volunteers.exports import AT_ONCE, ExportedFile, take_out
from volunteers.sheets import Cell, Format

RECEIPTS: Final = "Reçus fiscaux"
COLUMNS: Final[Mapping[str, Callable[[TaxReceipt], Cell]]] = MappingProxyType(
    {
        "Numéro": lambda receipt: receipt.name,
        "Émis le": lambda receipt: receipt.issued_at,
        "Année des dons": lambda receipt: str(receipt.gift_year),
        "État": lambda receipt: receipt.get_state_display(),
        "Montant (euros)": lambda receipt: show_cents(receipt.amount_cents),
        "Pour": lambda receipt: receipt.get_kind_display(),
        "Nom": lambda receipt: receipt.content["donor"]["name"],
        "SIREN": lambda receipt: receipt.content["donor"]["siren"],
        "Adresse": lambda receipt: receipt.content["donor"]["address"],
        "Code postal": lambda receipt: receipt.content["donor"]["postal_code"],
        "Ville": lambda receipt: receipt.content["donor"]["city"],
        "Pays": lambda receipt: receipt.content["donor"]["country"],
        "Annulé le": lambda receipt: receipt.cancelled_at or "",
        "Motif de l’annulation": lambda receipt: receipt.get_cancel_reason_display() if receipt.cancel_reason else "",
        "Remplace": lambda receipt: receipt.content["replaces"],
        "Code de vérification": lambda receipt: grouped(receipt.code),
    }
)


def export_receipts(asked: ReceiptCriteria, file_format: Format, *, by: User, now: datetime) -> ExportedFile:
    """The receipts that answer the criteria, in the order of the page."""
    receipts = find_receipts(asked).iterator(chunk_size=AT_ONCE)
    rows = ([read(receipt) for read in COLUMNS.values()] for receipt in receipts)
    return take_out(RECEIPTS, f"recus-{timezone.localdate(now)}", file_format, list(COLUMNS), rows, by=by, now=now)
