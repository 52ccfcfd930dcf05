"""What the plaidoyer and the activity report share: versions that stay, and the files made from each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.functional import cached_property
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail_footnotes.widgets import ReadonlyUUIDInput

from advocacy.models.testimonies import Testimony
from advocacy.models.versions import Version, read_values, shown_in
from advocacy.reading import describe_reading
from home.bases import BasePage
from home.consents import Channel
from home.pictured_persons import pictures_in


@dataclass(frozen=True)
class PlacedBlock:
    """A block of a publication's text, and where it stands.

    `headings` are the titles above it, the part first; `contentpath` is its place in the editor's form.
    """

    child: Any
    headings: tuple[str, ...]
    contentpath: str


@dataclass(frozen=True)
class Opening:
    """A text of its own, no block, that opens a publication or a part of it. It can be quoted at its anchor."""

    anchor: str
    headings: tuple[str, ...]
    text: str


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

    read_fields: ClassVar[tuple[str, ...]] = ("title", "introduction", "supplied_pdf", "parts")
    """What readers see: other values of these, published, make a new version."""
    live_fields: ClassVar[tuple[str, ...]] = ("links_glossary",)
    """What every version shows as it is today."""
    picture_channel: ClassVar = Channel.PRINTS
    publication_panels: ClassVar = [
        InlinePanel(
            "footnotes",
            panels=[
                FieldPanel("text", heading="Texte de la note"),
                FieldPanel("uuid", heading="Repère", widget=ReadonlyUUIDInput, help_text="Ce qui la désigne dans le texte, ici."),
            ],
            heading="Notes",
            label="Note",
            icon="list-ol",
            help_text="Pour en citer une, tapez « / » dans le texte. Elles sont numérotées dans l’ordre de la lecture.",
        ),
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

    def openings(self) -> Iterator[Opening]:
        """What is read before the blocks, of the whole and of each part; nothing unless a kind of publication says so."""
        return iter(())

    @cached_property
    def shown_version(self) -> Version | None:
        """The version that this object is: the latest, unless it was made from an earlier one."""
        latest = Version.objects.filter(page_id=self.pk).defer("content", "shown_objects").first()
        if latest is not None:
            latest.is_latest = True
        return latest

    def quoted_testimonies(self) -> Iterator[Testimony]:
        """Those of its text that are not taken back."""
        for placed in self.body_blocks():
            for _, _, value in shown_in(placed.child):
                if isinstance(value, Testimony) and not value.is_withdrawn:
                    yield value

    def shown_pictures(self) -> set[int]:
        """Those of its earlier versions too: they stay online."""
        contents = Version.objects.filter(page_id=self.pk).values_list("content", flat=True)
        return super().shown_pictures() | set(pictures_in(list(contents)))

    def reasons_against_publishing(self, *, on: date) -> list[str]:
        quoted = [(testimony, testimony.reason_against_quoting(on=on)) for testimony in self.quoted_testimonies()]
        told = [f"{testimony} : {reason}" for testimony, reason in quoted if reason]
        return [*told, *super().reasons_against_publishing(on=on)]

    def author_names(self) -> str:
        """Who signs it, as a citation names them."""
        return str(settings.WAGTAIL_SITE_NAME)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), **describe_reading(self, request, version=self.shown_version)}

    def differs_from_published(self, values: Mapping[str, Any], notes: Mapping[str, str]) -> bool:
        """Whether readers would see something else than in the last version; no when nothing was ever published."""
        last = Version.objects.filter(page_id=self.pk).first() if self.pk else None
        return last is not None and last.reading() != read_values(values, notes)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps what is published as a version in the same transaction: every way to publish ends with this."""
        with transaction.atomic():
            before = type(self).objects.filter(pk=self.pk).only("live_revision_id", "links_glossary").first()
            super().save(*args, **kwargs)
            if self.live and self.live_revision_id not in (None, before and before.live_revision_id):
                version = Version.objects.record(self.live_revision)
                if before and before.links_glossary != self.links_glossary:
                    # With its glossary or without: no other version for that, and other files.
                    Version.objects.filter(pk=version.pk).ask_files_again()
                # Said once: the next correction has its own sentence.
                type(self).objects.filter(pk=self.pk).update(correction="")
