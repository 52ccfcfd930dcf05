"""A sign-up that is not finished: what was typed, until it is, or until it is forgotten."""

import uuid
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class SignUpDraft(models.Model):
    """What somebody typed so far. Its address is its id, signed; deleted when the sign-up is finished."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField("adresse e-mail")
    answers = models.JSONField("réponses", default=dict, encoder=DjangoJSONEncoder)
    begun_at = models.DateTimeField("commencée le")
    changed_at = models.DateTimeField("modifiée le")
    link_sent_at = models.DateTimeField("lien envoyé le", null=True, blank=True)

    class Meta:
        verbose_name = "inscription en cours"
        verbose_name_plural = "inscriptions en cours"
        ordering: ClassVar = ["changed_at"]

    def __str__(self) -> str:
        return f"Inscription {str(self.id)[:8]}"
