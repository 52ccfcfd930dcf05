"""Whom receipts name, and who signs them. Each row begins today or later: issued receipts keep what they say (models/receipts.py)."""

from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from django.db import transaction

from accounts.models import User
from donations.models import DonationSettings, ReceiptBody, ReceiptSignatory, SignatureImage, TaxReceipt
from volunteers.exceptions import Reason, Refused

BODY_WORDS: Final = (
    *("name", "address", "postal_code", "city", "siren", "rna"),
    *("purpose", "quality", "person_articles", "company_articles"),
)
PAST: Final = Reason("past", "Choisissez aujourd’hui ou un jour à venir\u00a0: ce qui a commencé ne se récrit pas.")
BEGUN: Final = Reason("begun", "Cela a commencé\u00a0: on ne le retire plus. Enregistrez ce qui le remplace à partir d’aujourd’hui.")


def dating_reasons(since: date, *, today: date) -> list[Reason]:
    """Why mentions or a signatory cannot begin that day."""
    return [PAST] if since < today else []


def withdrawal_reasons(since: date, *, today: date) -> list[Reason]:
    """Why what begins that day cannot be taken out."""
    return [BEGUN] if since <= today else []


def record_body(
    said: Mapping[str, str], *, since: date, by: User, now: datetime, today: date, moved: ReceiptBody | None = None
) -> ReceiptBody:
    """`said` has the fields of BODY_WORDS. What was to begin that very day is replaced; `moved`, not begun, is no more. Raises Refused."""
    reasons = dating_reasons(since, today=today) or (withdrawal_reasons(moved.since, today=today) if moved else [])
    if reasons:
        raise Refused(reasons)
    words = {name: said[name] for name in BODY_WORDS}
    with transaction.atomic():
        DonationSettings.lock()
        body, _is_new = ReceiptBody.objects.update_or_create(since=since, defaults={**words, "recorded_by": by, "recorded_at": now})
        if moved and moved.pk != body.pk:
            moved.delete()
        return body


def withdraw_body(body: ReceiptBody, *, today: date) -> None:
    """Takes out mentions that have not begun. Raises Refused."""
    reasons = withdrawal_reasons(body.since, today=today)
    if reasons:
        raise Refused(reasons)
    body.delete()


def record_signatory(
    name: str,
    quality: str,
    signature: bytes | SignatureImage,
    *,
    since: date,
    by: User,
    now: datetime,
    today: date,
    moved: ReceiptSignatory | None = None,
) -> ReceiptSignatory:
    """`signature` is a PNG (signature_pictures.py), or the one kept already. Who was to begin that very day is replaced; `moved`, who
    has not begun, is no more. Raises Refused."""
    reasons = dating_reasons(since, today=today) or (withdrawal_reasons(moved.since, today=today) if moved else [])
    if reasons:
        raise Refused(reasons)
    with transaction.atomic():
        DonationSettings.lock()
        image = keep_signature(signature) if isinstance(signature, bytes) else signature
        before = ReceiptSignatory.objects.filter(since=since).first()
        words = {"name": name, "quality": quality, "signature": image, "recorded_by": by, "recorded_at": now}
        signatory, _is_new = ReceiptSignatory.objects.update_or_create(since=since, defaults=words)
        if moved and moved.pk != signatory.pk:
            moved.delete()
        for gone in filter(None, (before, moved)):
            _forget_unused(gone.signature_id)
        return signatory


def withdraw_signatory(signatory: ReceiptSignatory, *, today: date) -> None:
    """Takes out who has not begun to sign, and their signature. Raises Refused."""
    reasons = withdrawal_reasons(signatory.since, today=today)
    if reasons:
        raise Refused(reasons)
    with transaction.atomic():
        DonationSettings.lock()
        signatory.delete()
        _forget_unused(signatory.signature_id)


def keep_signature(png: bytes) -> SignatureImage:
    """The same bytes are kept once."""
    image, _is_new = SignatureImage.objects.get_or_create(sha256=sha256(png).hexdigest(), defaults={"png": png})
    return image


def _forget_unused(digest: str) -> None:
    """A signature that no one and no receipt has any more is not kept."""
    is_used = ReceiptSignatory.objects.filter(signature=digest).exists() or TaxReceipt.objects.filter(signature=digest).exists()
    if not is_used:
        SignatureImage.objects.filter(pk=digest).delete()
