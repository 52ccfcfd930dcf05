"""Pictures of the site: re-encoded whatever way they come in, under random names, served as renditions alone."""

import secrets
from pathlib import PurePath
from typing import Any, ClassVar

from django.core.files.base import ContentFile, File
from django.db import models
from django.db.models.fields.files import ImageFieldFile
from wagtail.images.models import AbstractImage, AbstractRendition, Image, WagtailImageField, get_upload_to

from home.reencoding import ReencodedFile, reencode


class CleanImageFieldFile(ImageFieldFile):
    """Storage sees re-encoded pictures only, from the form, the demo or a script alike."""

    def save(self, name: str, content: File[bytes], save: bool = True) -> None:
        clean = content if isinstance(content, ReencodedFile) else reencode(content)
        super().save(clean.name or name, clean, save)


class CleanImageField(WagtailImageField):
    attr_class = CleanImageFieldFile


class Picture(AbstractImage):
    """An uploaded picture. `description` (from Wagtail) is proposed as its alternative text."""

    file = CleanImageField(verbose_name="fichier", upload_to=get_upload_to, width_field="width", height_field="height")
    credit = models.CharField("crédit", max_length=120, blank=True, help_text="Auteur ou autrice, et licence s’il y a lieu.")

    admin_form_fields: ClassVar = [*Image.admin_form_fields, "credit"]

    class Meta:
        verbose_name = "image"
        verbose_name_plural = "images"

    def get_upload_to(self, filename: str) -> str:
        """A name that tells nothing of the phone, the day or the person, and cannot be guessed."""
        return f"original_images/{secrets.token_hex(16)}{PurePath(filename).suffix.lower()}"

    def generate_rendition_file(self, *args: Any, **kwargs: Any) -> File[bytes]:
        """The picture as asked for. Wagtail leaves the temporary file that it draws in open; this one is closed."""
        drawn = super().generate_rendition_file(*args, **kwargs)
        with drawn:
            drawn.seek(0)
            return ContentFile(drawn.read(), name=drawn.name)


class PictureRendition(AbstractRendition):
    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="home_rendition_once")]
