"""Subscribing to the mails and stopping them. Nothing here tells an asker whether an address is known."""

import uuid
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse

from accounts.key_rotation import Rotated, rotate_rows
from accounts.keys import decrypt, encrypt
from accounts.models import OutgoingMail
from accounts.outbox import take_back, write_mail
from advocacy.models import Subscriber
from advocacy.models.subscriptions import digests_of

# A request can be confirmed for that long; then it is forgotten.
CONFIRMATION_LIFETIME: Final = timedelta(days=7)
_confirmation_signer = Signer(salt="advocacy.subscription.confirm", sep=".")
# Names a row and never grows old: it is dead when the row is gone.
_stop_signer = Signer(salt="advocacy.subscription.stop", sep=".")


def ask(email: str, *, now: datetime) -> None:
    """Somebody asks for the mails: the address gets one, to confirm, or to be told that it is confirmed already."""
    email = email.strip().lower()
    key = uuid.uuid4()
    digests = digests_of(email)
    fields = {"id": key, "digest": digests[0], "encrypted_email": encrypt(email, field=Subscriber.field_of(key)), "asked_at": now}
    with transaction.atomic():
        subscriber, _is_new = Subscriber.objects.select_for_update().get_or_create(digest__in=digests, defaults=fields)
        subscriber.asked_at = now
        subscriber.save(update_fields=["asked_at"])
        name, subject = (
            ("subscription_known", "Vous êtes déjà abonné·e")
            if subscriber.confirmed_at
            else ("subscription_confirm", "Confirmez votre abonnement")
        )
        write_mail(
            f"advocacy/{name}",
            to=email,
            subject=subject,
            context={
                "confirm_address": confirm_address(subscriber),
                "stop_address": stop_address(subscriber),
                "lifetime_days": CONFIRMATION_LIFETIME.days,
            },
            key=f"{mail_key(subscriber)}asked/{now.isoformat()}",
        )


def find_to_confirm(token: str, *, now: datetime) -> Subscriber | None:
    """The subscriber, confirmed or still waiting, that a link to confirm names; None when the link is wrong, over or stopped."""
    subscriber = _find(_confirmation_signer, token)
    if subscriber is None or (subscriber.confirmed_at is None and subscriber.asked_at < now - CONFIRMATION_LIFETIME):
        return None
    return subscriber


def confirm(token: str, *, now: datetime) -> None:
    """From now on, the items that appear are mailed. Twice is once; a link that is over confirms nothing."""
    with transaction.atomic():
        found = find_to_confirm(token, now=now)
        subscriber = Subscriber.objects.select_for_update().filter(pk=found.pk, confirmed_at=None).first() if found else None
        if subscriber is not None:
            subscriber.confirmed_at = now
            subscriber.save(update_fields=["confirmed_at"])


def is_stop_token(token: str) -> bool:
    """Whether we made it, for somebody who may have stopped since."""
    return _read(_stop_signer, token) is not None


def find_to_stop(token: str) -> Subscriber | None:
    """The subscriber that a link to stop names; None once it is stopped."""
    return _find(_stop_signer, token)


def stop(token: str) -> None:
    """Deletes the address at once, with the mails to it that have not left. Twice is once."""
    with transaction.atomic():
        found = find_to_stop(token)
        if found is not None:
            _forget(found.pk)


def forget_unconfirmed(now: datetime) -> None:
    """Deletes the addresses that nobody confirmed in time."""
    for key in Subscriber.objects.unconfirmed_since(now - CONFIRMATION_LIFETIME).values_list("pk", flat=True):
        with transaction.atomic():
            # Confirmed or asked again since it was listed, it stays.
            if Subscriber.objects.select_for_update().unconfirmed_since(now - CONFIRMATION_LIFETIME).filter(pk=key).exists():
                _forget(key)


def reencrypt_addresses() -> Rotated:
    """Encrypts every address under the ring's first key, and renews its digest under the present secret (`ENCRYPTED_AGAIN`)."""
    return rotate_rows(Subscriber.objects.all(), _encrypt_row_again)


def _encrypt_row_again(subscriber: Subscriber) -> None:
    field = Subscriber.field_of(subscriber.pk)
    email = decrypt(subscriber.encrypted_email, field=field)
    subscriber.encrypted_email, subscriber.digest = encrypt(email, field=field), digests_of(email)[0]
    subscriber.save(update_fields=["encrypted_email", "digest"])


def mail_key(subscriber: Subscriber) -> str:
    """How the outbox's keys of all mails to a subscriber begin."""
    return f"subscriber/{subscriber.pk}/"


def confirm_address(subscriber: Subscriber) -> str:
    return f"{settings.SITE_URL}{reverse('confirm_subscription', args=[_confirmation_signer.sign(str(subscriber.pk))])}"


def stop_address(subscriber: Subscriber) -> str:
    return f"{settings.SITE_URL}{reverse('stop_subscription', args=[_stop_signer.sign(str(subscriber.pk))])}"


def stop_headers(subscriber: Subscriber) -> dict[str, str]:
    """What gives mail programs a button of their own (RFC 8058)."""
    return {"List-Unsubscribe": f"<{stop_address(subscriber)}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _forget(key: uuid.UUID) -> None:
    """The row first: whoever is writing mails to it has its lock, and they are there to be taken back once it is let go."""
    subscriber = Subscriber.objects.select_for_update().filter(pk=key).first()
    if subscriber is not None:
        take_back(OutgoingMail.objects.filter(key__startswith=mail_key(subscriber)))
        subscriber.delete()


def _read(signer: Signer, token: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(signer.unsign(token))
    except (BadSignature, ValueError):
        return None


def _find(signer: Signer, token: str) -> Subscriber | None:
    key = _read(signer, token)
    return Subscriber.objects.filter(pk=key).first() if key else None
