"""The calendar of a bénévole at a secret address: made, renewed, revoked, and whose it is."""

import secrets
from datetime import datetime
from hashlib import sha256
from typing import Final

from volunteers.models import CalendarFeed, Volunteer

SECRET_BYTES: Final = 24


def renew(volunteer: Volunteer, *, now: datetime) -> str:
    """A new secret (192 bits), which ends the earlier one. It is given here and nowhere else: only its hash is kept."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    CalendarFeed.objects.update_or_create(volunteer=volunteer, defaults={"secret_hash": _hash(secret), "made_at": now})
    return secret


def revoke(volunteer: Volunteer) -> None:
    """Ends the secret; nothing happens when there is none."""
    CalendarFeed.objects.filter(volunteer=volunteer).delete()


def find_reader(secret: str) -> Volunteer | None:
    """Whose calendar it is; nobody's when the secret is unknown or over, or the account is closed."""
    return Volunteer.objects.filter(calendar_feed__secret_hash=_hash(secret), user__is_active=True).select_related("user").first()


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
