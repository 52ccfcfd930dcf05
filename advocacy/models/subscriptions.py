"""Who is written to when an awareness item appears, and which items were announced."""

import uuid
from datetime import datetime
from typing import Final, Self

from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac

from accounts.keys import decrypt

DIGEST_SALT: Final = "advocacy.subscriber.email"


def digests_of(email: str) -> list[str]:
    """What tells an address from another without being read: under the present secret first, then under the former ones."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [salted_hmac(DIGEST_SALT, email, secret=secret, algorithm="sha256").hexdigest() for secret in secrets]


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def confirmed(self) -> Self:
        return self.exclude(confirmed_at=None)

    def unconfirmed_since(self, moment: datetime) -> Self:
        """Whose last request is older than `moment`, and was never confirmed."""
        return self.filter(confirmed_at=None, asked_at__lt=moment)


class Subscriber(models.Model):
    """An address that asked for the mails. Deleted when it stops, or when it is never confirmed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    encrypted_email = models.TextField("adresse e-mail chiffrée")
    digest = models.CharField("empreinte de l’adresse", max_length=64, unique=True)
    asked_at = models.DateTimeField("demandé le")
    confirmed_at = models.DateTimeField("confirmé le", null=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = "abonnement aux courriels"
        verbose_name_plural = "abonnements aux courriels"

    def __str__(self) -> str:
        return f"Abonnement {str(self.id)[:8]}"

    @staticmethod
    def field_of(key: uuid.UUID) -> str:
        """What the encrypted address of this row is bound to."""
        return f"advocacy_subscriber.encrypted_email.{key}"

    @property
    def email(self) -> str:
        return decrypt(self.encrypted_email, field=self.field_of(self.pk))


class Announcement(models.Model):
    """That an item was announced: once for its life, whatever becomes of the page, its drafts and its earlier versions."""

    page = models.OneToOneField("advocacy.AwarenessPage", on_delete=models.CASCADE, related_name="announcement")
    announced_at = models.DateTimeField("annoncé le")
    mail_count = models.PositiveIntegerField("personnes à qui écrire", default=0)
    reached = models.UUIDField("dernier abonnement servi", null=True)
    completed_at = models.DateTimeField("courriels tous écrits le", null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "annonce"

    def __str__(self) -> str:
        return f"Annonce de la page {self.page_id}"
