"""Who read what of a supported person's file, and when (trust.md 18): names of fields, never what they hold."""

from collections.abc import Collection
from types import MappingProxyType
from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from volunteers.models.participant import Participant

CONTACT_WORDS: Final = MappingProxyType({"first_name": "prénom", "phone": "téléphone", "email": "adresse e-mail"})
FIELD_WORDS: Final = MappingProxyType(
    {
        "alias": "alias",
        "languages": "langues",
        "french_level": "niveau de français",
        "age_band": "âge",
        "gender": "genre",
        "area": "lieu de vie",
        "topics": "secteurs et intérêts",
        "project": "projet",
        "arrangement": "organisation pratique",
        "free_slots": "créneaux libres",
        "wished_gender": "souhait de genre",
        "wished_age": "souhait d’âge",
        "wishes": "programmes demandés",
        "standing": "suivi",
        **CONTACT_WORDS,
        "shares": "ce qui se partage",
    }
)
# What a bénévole reads of the person whom they are to meet, then meet.
TOLD_FIELDS: Final = ("alias", "languages", "area", "project", "free_slots")
# What the list of all files shows.
LISTED_FIELDS: Final = ("languages", "wishes", "standing")
# What rules and words of matching let see of who waits.
MATCHED_FIELDS: Final = (
    "languages",
    "french_level",
    "age_band",
    "gender",
    "area",
    "topics",
    "free_slots",
    "wished_gender",
    "wished_age",
    "wishes",
    "standing",
)
FILE_FIELDS: Final = tuple(name for name in FIELD_WORDS if name not in CONTACT_WORDS)


def in_order(fields: Collection[str]) -> tuple[str, ...]:
    """As the file has them, each once."""
    return tuple(name for name in FIELD_WORDS if name in fields)


class FileReading(models.Model):
    """One reading. A search in the contacts is about nobody, and about each whom it found. It stays when the account of who read goes."""

    class Kind(models.TextChoices):
        OPENED = "opened", "Dossier lu"
        SHOWN = "shown", "Vu sur une autre page"
        EDITED = "edited", "Dossier modifié"
        CONTACT = "contact", "Coordonnées lues"
        CONTACT_EDITED = "recorded", "Coordonnées modifiées"
        SHARED = "shared", "Coordonnées partagées, lues par le ou la bénévole"
        TOLD = "told", "Lu par son ou sa bénévole"
        SEARCHED = "searched", "Recherche par coordonnées"
        EXPORTED = "exported", "Exporté dans un fichier"

    participant = models.ForeignKey(Participant, null=True, on_delete=models.CASCADE, related_name="readings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField("le")
    kind = models.CharField("lecture", max_length=10, choices=Kind)
    fields = models.JSONField("champs", default=list)

    class Meta:
        verbose_name = "lecture d’un dossier"
        verbose_name_plural = "lectures de dossiers"
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["participant", "-at"], name="volunteers_readings_of_a_file"),
            models.Index(fields=["kind", "-at"], name="volunteers_readings_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.at:%Y-%m-%d}"

    @property
    def fields_in_words(self) -> str:
        if set(self.fields) == set(FILE_FIELDS):
            return "tout, sauf les coordonnées"
        return ", ".join(FIELD_WORDS[name] for name in self.fields)
