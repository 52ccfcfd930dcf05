"""The list of gifts as a file, and the trace that somebody took it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from accounts.models import User
from donations.figures import add_nets
from donations.gift_lists import Criteria, find_gifts
from donations.models import Gift, GiftQuerySet, Payment
from volunteers.exports import AT_ONCE, ExportedFile, take_out
from volunteers.sheets import Cell, Format

GIFTS: Final = "Dons"


def show_cents(cents: int) -> str:
    """« 12,50 », as a French spreadsheet reads a number."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100},{abs(cents) % 100:02}"


COLUMNS: Final[Mapping[str, Callable[[Gift], Cell]]] = MappingProxyType(
    {
        "Référence": lambda gift: str(gift.pk),
        "Date": lambda gift: gift.created_at,
        "État": lambda gift: gift.get_status_display(),
        "Rythme": lambda gift: gift.get_rhythm_display(),
        "Provenance": lambda gift: gift.get_source_display(),
        "Moyen": lambda gift: Payment.Method(gift.method).label if gift.method else "",  # type: ignore[attr-defined]
        "Montant (euros)": lambda gift: show_cents(gift.amount_cents),
        "Net reçu (euros)": lambda gift: show_cents(gift.net_cents),  # type: ignore[attr-defined]
        "Référence bancaire": lambda gift: gift.bank_reference,  # type: ignore[attr-defined]
        "Campagne": lambda gift: gift.campaign.title if gift.campaign else "",
        "Reçu souhaité": lambda gift: "oui" if gift.wants_receipt else "non",
        "Donne en tant que": lambda gift: gift.donor.get_kind_display(),
        "Prénom": lambda gift: gift.donor.first_name,
        "Nom": lambda gift: gift.donor.last_name,
        "Raison sociale": lambda gift: gift.donor.company_name,
        "SIREN": lambda gift: gift.donor.siren,
        "E-mail": lambda gift: gift.donor.email,
        "Adresse": lambda gift: gift.donor.address,
        "Code postal": lambda gift: gift.donor.postal_code,
        "Ville": lambda gift: gift.donor.city,
        "Pays": lambda gift: gift.donor.country,
    }
)


def with_columns(gifts: GiftQuerySet) -> GiftQuerySet:
    """The gifts with all that the columns read."""
    last = Payment.objects.filter(gift=OuterRef("pk")).order_by("-created_at", "id")
    return (
        add_nets(gifts)
        .select_related("donor", "campaign")
        .annotate(method=Subquery(last.values("method")[:1]), bank_reference=Subquery(last.values("bank_reference")[:1]))
    )


def export_gifts(asked: Criteria, file_format: Format, *, by: User, now: datetime) -> ExportedFile:
    """The gifts that answer the criteria, in the order of the page."""
    gifts = with_columns(find_gifts(asked)).iterator(chunk_size=AT_ONCE)
    rows = ([read(gift) for read in COLUMNS.values()] for gift in gifts)
    return take_out(GIFTS, f"dons-{timezone.localdate(now)}", file_format, list(COLUMNS), rows, by=by, now=now)
