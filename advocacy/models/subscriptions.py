"""Who is written to when an awareness item appears: an address, from the confirmation on."""

import uuid

from django.db import models
from django.db.models.functions import Lower


class Subscriber(models.Model):
    """An address that asked for the mails. Deleted when it stops, or when it is never confirmed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField("adresse e-mail", max_length=254)
    asked_at = models.DateTimeField("demandé le")
    confirmed_at = models.DateTimeField("confirmé le", null=True)

    class Meta:
        verbose_name = "abonnement aux courriels"
        verbose_name_plural = "abonnements aux courriels"
        constraints = [models.UniqueConstraint(Lower("email"), name="advocacy_subscriber_email_once")]

    def __str__(self) -> str:
        return f"Abonnement {str(self.id)[:8]}"
