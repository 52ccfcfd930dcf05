"""The picture of an activity: of things and places, never of somebody whom one could recognise."""

import secrets
import uuid
from pathlib import PurePath

from django.db import models

from home.media import CleanImageField


def random_name(_picture: "ActivityPicture", filename: str) -> str:
    """Tells nothing of the phone, the day or the person, and cannot be guessed."""
    return f"activities/{secrets.token_hex(16)}{PurePath(filename).suffix.lower()}"


class ActivityPicture(models.Model):
    """Apart from the pictures of pages, whose renditions anybody can fetch: an outing’s is for those who may see the outing.

    Copies of an activity share it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = CleanImageField("fichier", upload_to=random_name, width_field="width", height_field="height")
    width = models.PositiveIntegerField("largeur", editable=False)
    height = models.PositiveIntegerField("hauteur", editable=False)
    alternative = models.CharField("texte alternatif", max_length=200)

    class Meta:
        verbose_name = "image d’activité"
        verbose_name_plural = "images d’activités"

    def __str__(self) -> str:
        return f"Image {str(self.id)[:8]}"
