"""Who gives. No history is kept of a donor, and the row goes with the last of their gifts that nothing obliges to keep."""

import uuid
from typing import Any, cast

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from volunteers.models.volunteer import folded


class DonorQuerySet(models.QuerySet["Donor"]):
    def without_gift(self) -> "DonorQuerySet":
        """Of whom no gift is kept any more."""
        return self.filter(gifts__isnull=True)

    def called(self, words: str) -> "DonorQuerySet":
        """Those whose names hold every word, accents and capitals left aside, or whose e-mail address holds them all as one."""
        found = Q()
        for word in folded(words).split():
            found &= Q(folded_name__contains=word)
        return self.filter(found | Q(email__contains=words.strip().lower()))


class FoldedNameField(models.CharField):
    """Written anew with each row that is saved, so that a search never meets an old name."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        donor = cast("Donor", model_instance)
        setattr(donor, self.attname, folded(f"{donor.first_name} {donor.last_name} {donor.company_name}".strip()))
        return super().pre_save(model_instance, add)


class Donor(models.Model):
    """A person or a company known by one e-mail address, in small letters. The rest is known when a receipt was wished."""

    class Kind(models.TextChoices):
        PERSON = "person", "Particulier"
        COMPANY = "company", "Entreprise"

    # What a donor may tell with a gift; see `Gift.donor_details`.
    DETAILS = ("kind", "first_name", "last_name", "company_name", "siren", "address", "postal_code", "city", "country")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField("adresse e-mail", blank=True, help_text="Peut manquer à qui donne par chèque ou en espèces.")
    kind = models.CharField("donne en tant que", max_length=10, choices=Kind, default=Kind.PERSON)
    first_name = models.CharField("prénom", max_length=100, blank=True)
    last_name = models.CharField("nom", max_length=100, blank=True)
    company_name = models.CharField("raison sociale", max_length=200, blank=True)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    address = models.TextField("adresse", max_length=300, blank=True)
    postal_code = models.CharField("code postal", max_length=12, blank=True)
    city = models.CharField("ville", max_length=100, blank=True)
    country = models.CharField("pays", max_length=60, blank=True, default="France")
    receipts_by_post = models.BooleanField("reçus par courrier", default=False)
    folded_name = FoldedNameField(max_length=410, blank=True, editable=False)
    no_more_mails_at = models.DateTimeField("ne veut plus de nouvelles depuis", null=True, blank=True)
    created_at = models.DateTimeField("connu·e depuis")

    objects = DonorQuerySet.as_manager()

    class Meta:
        verbose_name = "donateur·rice"
        verbose_name_plural = "donateur·rices"
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="donations_donor_email_in_small_letters",
                violation_error_message="Écrivez cette adresse e-mail en minuscules.",
            ),
            models.UniqueConstraint(
                fields=["email"],
                condition=~Q(email=""),
                name="donations_donor_email_unique",
                violation_error_message="Un·e donateur·rice a déjà cette adresse e-mail.",
            ),
        ]

    def __str__(self) -> str:
        return f"Donateur·rice {str(self.id)[:8]}"

    @property
    def full_name(self) -> str:
        """As a receipt names them; empty when they never said."""
        return self.company_name if self.kind == self.Kind.COMPANY else f"{self.first_name} {self.last_name}".strip()

    @property
    def has_postal_address(self) -> bool:
        """Whether a receipt can be made out: a name and a complete address."""
        return all((self.full_name, self.address, self.postal_code, self.city))
