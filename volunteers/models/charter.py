"""The charter in its versions, and who signed which."""

import uuid
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q


class CharterQuerySet(models.QuerySet["Charter"]):
    def current(self) -> "Charter | None":
        """The last version published; None before the first."""
        return self.order_by("-number").first()


class Charter(models.Model):
    """One version of the charter. Published once, its words stay: other words are the next version."""

    number = models.PositiveSmallIntegerField("version", unique=True)
    text = models.TextField("texte", max_length=20_000)
    published_at = models.DateTimeField("publiée le")
    sign_before = models.DateField(
        "à signer avant le", null=True, blank=True, help_text="Jusque-là, qui a signé une version précédente garde ses missions ouvertes."
    )

    objects = CharterQuerySet.as_manager()

    class Meta:
        verbose_name = "charte"
        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return f"Charte, version {self.number}"


class CharterSignatureQuerySet(models.QuerySet["CharterSignature"]):
    def standing(self, today: date) -> Self:
        """Those worth a signature that day: no later version had to be signed by then."""
        replaced = Charter.objects.filter(number__gt=OuterRef("charter__number")).filter(Q(sign_before=None) | Q(sign_before__lte=today))
        return self.exclude(Exists(replaced))


class CharterSignature(models.Model):
    """A bénévole's signature: the name as they typed it, the version and the instant."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    volunteer = models.ForeignKey("volunteers.Volunteer", on_delete=models.CASCADE, related_name="signatures")
    charter = models.ForeignKey(Charter, verbose_name="charte", on_delete=models.PROTECT, related_name="signatures")
    typed_name = models.CharField("nom écrit", max_length=170)
    signed_at = models.DateTimeField("signée le")

    objects = CharterSignatureQuerySet.as_manager()

    class Meta:
        verbose_name = "signature de la charte"
        verbose_name_plural = "signatures de la charte"
        ordering: ClassVar = ["-signed_at"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["volunteer", "charter"], name="volunteers_charter_signed_once")]

    def __str__(self) -> str:
        return f"Signature {str(self.id)[:8]}"
