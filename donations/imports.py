"""Past gifts come in from a list: a dry run that writes none of them, then one decision, carried out once. Nobody gets a mail."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from donations.import_lines import COLUMNS, EXAMPLE, PastGift, read_line
from donations.manual_gifts import at_noon
from donations.models import CampaignPage, Donor, Gift, GiftImport, Payment
from volunteers.exceptions import Reason, Refused
from volunteers.import_lines import plain_word
from volunteers.models.volunteer import folded
from volunteers.spreadsheets import Sheet
from volunteers.waiting_imports import BATCH, GONE, ExaminedLine, Outcome, Report, forget_undecided, lock_waiting, read_rows

NOTHING: Final = Reason("nothing", "Aucun don n’est à importer\u00a0: rien n’a changé.")
CHANGED: Final = Reason("changed", "Une de ces personnes vient de donner en ligne. Relisez le rapport, puis importez.")
# By what a donor is known: an address; without one, a name and a postal code.
Key = tuple[str, str, str]


@dataclass
class CheckedLine(ExaminedLine):
    gift: PastGift | None = None
    donor: Donor | None = None
    """The one whom the site knows; None for somebody new."""


def rows_of(sheet: Sheet) -> dict[str, Any]:
    """What a waiting import keeps of the list. Raises UnreadableSheetError."""
    return read_rows(sheet, COLUMNS)


def begin(rows: Mapping[str, Any], *, by: User, now: datetime) -> GiftImport:
    """Keeps the lines until the decision; nothing else is written."""
    return GiftImport.objects.create(rows=rows, uploaded_by=by, uploaded_at=now)


def examine(rows: Mapping[str, Any], *, now: datetime) -> Report[CheckedLine]:
    """What importing the lines now would do. The query count grows with batches of lines, not with lines."""
    campaigns = {plain_word(campaign.title): campaign for campaign in CampaignPage.objects.all()}
    lines = [_read(number, cells, campaigns, today=timezone.localdate(now)) for number, cells in rows["lines"]]
    _tell_known(lines)
    return Report(lines, rows["unknown"])


def _read(number: int, cells: Mapping[str, str], campaigns: Mapping[str, CampaignPage], *, today: date) -> CheckedLine:
    if cells.get("email", "").lower() == EXAMPLE["email"]:
        return CheckedLine(number, cells, Outcome.WRONG, errors={"email": ["C’est la ligne inventée du modèle\u00a0: retirez-la."]})
    reading = read_line(cells, campaigns, today=today)
    if reading.gift is None:
        return CheckedLine(number, cells, Outcome.WRONG, errors=reading.errors)
    return CheckedLine(number, cells, Outcome.NEW, gift=reading.gift)


def key_of(gift: PastGift) -> Key:
    name = folded(f"{gift.details['first_name']} {gift.details['last_name']} {gift.details['company_name']}".strip())
    return (gift.email, "", "") if gift.email else ("", name, gift.details["postal_code"])


def _tell_known(lines: Iterable[CheckedLine]) -> None:
    """Same donor, day, amount and reference: the gift is there already, or an earlier line says it."""
    new = [(line, line.gift) for line in lines if line.gift]
    donors = _known_donors([gift for _line, gift in new])
    known = _known_gifts({donor.pk: key for key, donor in donors.items()})
    seen: dict[tuple[Key, date, int, str], int] = {}
    for line, gift in new:
        line.donor = donors.get(key_of(gift))
        said = (key_of(gift), gift.received_on, gift.amount_cents, gift.bank_reference)
        if said in known:
            line.remark = "Ce don est déjà noté\u00a0: rien ne change."
        elif said in seen:
            line.remark = f"Ce don est déjà à la ligne {seen[said]}\u00a0: rien de plus. Une référence bancaire les distinguerait."
        else:
            seen[said] = line.number
            line.remark = "S’ajoute à un dossier connu, qui ne change pas." if line.donor else ""
            continue
        line.outcome, line.gift = Outcome.KNOWN, None


def _known_donors(gifts: Iterable[PastGift]) -> dict[Key, Donor]:
    keys = {key_of(gift) for gift in gifts}
    emails = sorted({email for email, _name, _code in keys if email})
    names = sorted({name for email, name, _code in keys if not email})
    found: dict[Key, Donor] = {}
    for start in range(0, len(emails), BATCH):
        found |= {(donor.email, "", ""): donor for donor in Donor.objects.filter(email__in=emails[start : start + BATCH])}
    for start in range(0, len(names), BATCH):
        for donor in Donor.objects.filter(email="", folded_name__in=names[start : start + BATCH]).order_by("-created_at"):
            # Of two who share a name and a postal code, the first known.
            found["", donor.folded_name, donor.postal_code] = donor
    return found


def _known_gifts(keys: Mapping[uuid.UUID, Key]) -> set[tuple[Key, date, int, str]]:
    known = set()
    donors = sorted(keys)
    for start in range(0, len(donors), BATCH):
        rows = Payment.objects.received().filter(gift__donor__in=donors[start : start + BATCH]).order_by()
        for donor_id, paid_at, cents, reference in rows.values_list("gift__donor", "paid_at", "amount_cents", "bank_reference"):
            known.add((keys[donor_id], timezone.localdate(paid_at), cents, reference))
    return known


def carry_out(upload_id: uuid.UUID, *, by: User, now: datetime) -> int:
    """Imports those of the lines that can be, after the same checks again; returns how many gifts came in. Raises Refused.

    A second call, however near, finds nothing: the waiting import goes with the first.
    """
    try:
        with transaction.atomic():
            upload = lock_waiting(GiftImport, upload_id)
            if upload is None:
                raise Refused([GONE])
            report = examine(upload.rows, now=now)
            if not report.new:
                raise Refused([NOTHING])
            upload.delete()
            _write(report.new, by=by, now=now)
            return len(report.new)
    except IntegrityError as error:
        # Somebody gave with one of the addresses in this very instant.
        raise Refused([CHANGED]) from error


def forget_waiting(now: datetime) -> None:
    """Deletes the imports that nobody decided within a day."""
    forget_undecided(GiftImport, now=now)


def _write(lines: Iterable[CheckedLine], *, by: User, now: datetime) -> None:
    donors: dict[Key, Donor] = {}
    gifts, payments = [], []
    for line in lines:
        if line.gift is None:
            continue
        key = key_of(line.gift)
        donor = line.donor or donors.setdefault(key, Donor(email=line.gift.email, created_at=now, **line.gift.details))
        moment = min(at_noon(line.gift.received_on), now)
        gift = Gift(
            donor=donor,
            amount_cents=line.gift.amount_cents,
            source=line.gift.way.source,
            status=Gift.Status.PAID,
            campaign=line.gift.campaign,
            wants_receipt=line.gift.wants_receipt,
            recorded_by=by,
            created_at=moment,
        )
        gifts.append(gift)
        payments.append(
            Payment(
                gift=gift,
                amount_cents=gift.amount_cents,
                method=line.gift.way.method,
                state=Payment.State.PAID,
                bank_reference=line.gift.bank_reference,
                created_at=moment,
                paid_at=moment,
            )
        )
    Donor.objects.bulk_create(donors.values(), batch_size=BATCH)
    Gift.objects.bulk_create(gifts, batch_size=BATCH)
    Payment.objects.bulk_create(payments, batch_size=BATCH)
