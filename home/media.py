"""Pictures of the site: re-encoded whatever way they come in, under random names, served as renditions alone."""

import secrets
from datetime import date, datetime
from functools import partial
from pathlib import PurePath
from typing import Any, ClassVar, Final

from django.core.files.base import ContentFile, File
from django.db import models, transaction
from django.db.models.fields.files import ImageFieldFile
from django.utils import timezone
from django_tasks import task
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, Image, WagtailImageField, get_upload_to

from home.consents import Channel, Consent, reason_against
from home.reencoding import ReencodedFile, reencode

# What templates/blocks/figure.html asks for. The six together take seconds: a task draws them, never the answer to a reader.
FIGURE_RENDITIONS: Final = tuple(Filter.expand_spec(["format-{avif,webp}", "width-{480,960,1440}"]))


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

    shows_recognisable_person = models.BooleanField(
        "on y reconnaît une personne accompagnée",
        default=False,
        help_text="Un visage, mais aussi une silhouette, un lieu ou un vêtement qui la désignent. L’image demande alors son accord.",
    )
    consent = models.ForeignKey(
        Consent, verbose_name="accord de publication", null=True, blank=True, on_delete=models.PROTECT, related_name="pictures"
    )

    admin_form_fields: ClassVar = [*Image.admin_form_fields, "credit", "shows_recognisable_person", "consent"]

    class Meta:
        verbose_name = "image"
        verbose_name_plural = "images"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(consent=None) | models.Q(shows_recognisable_person=True),
                name="home_picture_of_a_consent_shows_somebody",
                violation_error_message="Un accord va avec une personne reconnaissable\u00a0: cochez la case, ou ôtez l’accord.",
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Has what is missing of its renditions drawn once it is kept."""
        super().save(*args, **kwargs)
        transaction.on_commit(partial(draw_renditions.enqueue, self.pk))

    def reason_against(self, *channels: Channel, on: date) -> str:
        """Why it may not be shown on these channels that day; empty when it may, as when nobody is recognisable in it."""
        return reason_against(self.consent, Channel.PICTURE, *channels, on=on) if self.shows_recognisable_person else ""

    @property
    def may_be_seen(self) -> bool:
        """Whether pages show it now: from the first minute without consent they do not, whenever the worker comes by."""
        return not self.reason_against(on=timezone.localdate())

    def has_figure_renditions(self) -> bool:
        """Whether a page can show it without drawing anything."""
        found = getattr(self, "prefetched_renditions", None)
        if found is None:
            found = self.renditions.filter(filter_spec__in=FIGURE_RENDITIONS)
        return {rendition.filter_spec for rendition in found} >= set(FIGURE_RENDITIONS)

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


@task
def draw_renditions(picture_id: int) -> None:
    """Draws the renditions that pages show. May run twice; does nothing for a picture that is gone."""
    picture = Picture.objects.filter(pk=picture_id).first()
    if picture is not None:
        picture.get_renditions(*FIGURE_RENDITIONS)


def draw_missing_renditions(now: datetime) -> None:
    """Queues the pictures that lack renditions: uploaded before these sizes existed, or restored without them."""
    drawn = models.Count("renditions", filter=models.Q(renditions__filter_spec__in=FIGURE_RENDITIONS))
    for key in Picture.objects.annotate(drawn=drawn).filter(drawn__lt=len(FIGURE_RENDITIONS)).values_list("pk", flat=True):
        draw_renditions.enqueue(key)
