"""What the plaidoyer and the activity report share: versions that stay, and the files made from each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Page

from home.bases import BasePage


@dataclass(frozen=True)
class PlacedBlock:
    """A block of a publication's text, and where it stands.

    `headings` are the titles above it, the part first; `contentpath` is its place in the editor's form.
    """

    child: Any
    headings: tuple[str, ...]
    contentpath: str


def place_blocks(body: Any, headings: tuple[str, ...], path: str) -> Iterator[PlacedBlock]:
    return (PlacedBlock(child, headings, f"{path}.body.{child.id}") for child in body)


class PublicationPage(BasePage):
    """A publication whose corrections are public: every publishing that changes what is read makes a version."""

    correction = models.TextField(
        "ce que vous corrigez",
        blank=True,
        max_length=300,
        help_text="Une phrase, affichée dans la liste publique des versions. À remplir quand la publication est déjà en ligne.",
    )
    supplied_pdf = models.ForeignKey(
        "wagtaildocs.Document",
        verbose_name="PDF fourni",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="À la place de celui que le site prépare. Sans lui, le PDF est fait à chaque publication.",
    )

    publication_panels: ClassVar = [
        InlinePanel("footnotes", heading="Notes", label="Note", icon="list-ol"),
        MultiFieldPanel([FieldPanel("correction"), FieldPanel("supplied_pdf")], heading="Version et PDF", icon="history"),
    ]

    class Meta:
        abstract = True

    def body_blocks(self) -> Iterator[PlacedBlock]:
        """Every block of the text, in the order of reading: of the parts, and of their sections where they have some."""
        for part in self.parts:
            title, path = part.value["title"], f"parts.{part.id}"
            if "body" in part.value:
                yield from place_blocks(part.value["body"], (title,), path)
            else:
                for section in part.value["sections"].bound_blocks:
                    headings = (title, section.value["title"])
                    yield from place_blocks(section.value["body"], headings, f"{path}.sections.{section.id}")

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> None:
        """Publishes, and keeps what is published as a version in the same transaction."""
        with transaction.atomic():
            super().publish(revision, *args, **kwargs)
            Version.objects.record(revision)


class VersionQuerySet(models.QuerySet["Version"]):
    def record(self, revision: Any) -> "Version":
        """The version of what `revision` publishes: a new one when readers see something else than in the last."""
        page = Page.objects.select_for_update().get(pk=revision.object_id).specific
        last = self.filter(page=page).order_by("-number").first()
        return self.create(
            page=page,
            number=last.number + 1 if last else 1,
            content=revision.content,
            correction=page.correction,
            published_at=timezone.now(),
        )


class Version(models.Model):
    """A publication as it was published once, at an address that stays, with the files made from it."""

    page = models.ForeignKey(Page, verbose_name="page", on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField("numéro")
    content = models.JSONField("contenu", encoder=DjangoJSONEncoder)
    shown_objects = models.JSONField("objets montrés", default=dict, encoder=DjangoJSONEncoder)
    correction = models.TextField("correction", blank=True, max_length=300)
    published_at = models.DateTimeField("publiée le")
    supplied_pdf = models.ForeignKey(
        "wagtaildocs.Document", verbose_name="PDF fourni", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    pdf = models.FileField("PDF", blank=True)
    wide_image = models.FileField("image de partage", blank=True)
    square_image = models.FileField("image carrée", blank=True)
    files_asked_at = models.DateTimeField("fichiers demandés le", null=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = "version"
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="advocacy_version_number_once")]

    def __str__(self) -> str:
        return f"{self.page_id}, version {self.number}"
