"""`/rejoindre/`: the page of those who would join the programme, in French, and under it the same in other languages.

Each translation is a page of its own, written by whoever knows the language, whose whole document has its language and its
direction: a browser, a screen reader and a search engine then need to be told of nothing but the French header and footer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from wagtail.admin.forms.pages import CopyForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from advocacy.checks import OTHER_LANGUAGE
from advocacy.page_forms import CheckedPageForm
from advocacy.readiness import READINESS
from home.bases import BasePage
from home.languages import FRENCH, Language, find_language, language_choices
from home.plain_blocks import PlainBlock

TAKEN = "Cette langue a déjà sa page, peut-être encore à l’état de brouillon\u00a0: complétez celle-là."


@dataclass(frozen=True)
class Reading:
    """A language in which the page can be read, and where."""

    language: Language
    url: str
    is_current: bool


class JoiningPage(BasePage):
    """The French page. Its address is linked from the header and the footer of the site: `/rejoindre/`."""

    body = StreamField(PlainBlock(), verbose_name="contenu", blank=True)

    page_description = "Pour les personnes qui voudraient participer au programme\u00a0; ses traductions sont sous elle."
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["home.TranslationPage"]
    base_form_class = CheckedPageForm
    max_count = 1
    content_panels: ClassVar = [READINESS, *BasePage.content_panels, FieldPanel("body")]
    search_fields: ClassVar = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = "page «\u00a0Participer au programme\u00a0»"
        verbose_name_plural = "pages «\u00a0Participer au programme\u00a0»"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "readings": list_readings(self, french=self, request=request)}


class TranslationForm(CheckedPageForm):
    """One page for each language, whose code is its address."""

    checks = OTHER_LANGUAGE

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        language = cleaned.get("language")
        if language and language in languages_taken(TranslationPage.objects.exclude(pk=self.instance.pk)):
            self.add_error("language", TAKEN)
        elif language:
            self.instance.slug = language
        return cleaned


class TranslationCopyForm(CopyForm):
    """A copy is a draft until its language is chosen: nothing of it is published."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("publish_copies", "alias"):
            self.fields.pop(name, None)


class TranslationPage(BasePage):
    """`/rejoindre/ar/`: all that it shows in its main part is written in its language, the words of the interface included."""

    language = models.CharField(
        "langue", max_length=8, choices=language_choices, help_text="Donne aussi l’adresse de la page et le sens de lecture."
    )
    language.required_on_save = True  # type: ignore[attr-defined]
    introduction = models.TextField(
        "chapeau", max_length=400, help_text="Une ou deux phrases, sous le titre et dans les moteurs de recherche."
    )
    skip_label = models.CharField(
        "«\u00a0Aller au contenu\u00a0»", max_length=60, help_text="Ces mots, dans la langue de la page\u00a0: le premier lien, au clavier."
    )
    languages_label = models.CharField(
        "«\u00a0Lire dans une autre langue\u00a0»",
        max_length=80,
        help_text="Ces mots, dans la langue de la page\u00a0: au-dessus des langues.",
    )
    body = StreamField(PlainBlock(), verbose_name="contenu", blank=True)

    page_description = "La page «\u00a0Participer au programme\u00a0» dans une autre langue."
    parent_page_types: ClassVar = ["home.JoiningPage"]
    subpage_types: ClassVar[list[str]] = []
    base_form_class = TranslationForm
    copy_form_class = TranslationCopyForm
    exclude_fields_in_copy: ClassVar = ["language"]
    content_panels: ClassVar = [
        READINESS,
        FieldPanel("language"),
        # No address follows from it: that of the language is its own.
        FieldPanel("title", classname="title"),
        FieldPanel("introduction"),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("skip_label"), FieldPanel("languages_label")], "Mots de l’interface"),
    ]
    promote_panels: ClassVar = [MultiFieldPanel([FieldPanel("seo_title"), FieldPanel("search_description")], "Moteurs de recherche")]
    search_fields: ClassVar = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = "traduction"
        verbose_name_plural = "traductions"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["language"], condition=~models.Q(language=""), name="one_page_for_each_language", violation_error_message=TAKEN
            )
        ]

    @property
    def written_in(self) -> Language:
        return find_language(self.language)

    def get_admin_display_title(self) -> str:
        """For the officer, who may not read its title."""
        return f"{self.written_in.french_name.capitalize()} – {super().get_admin_display_title()}"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        french = self.trail[-2] if self.trail else self.get_parent()
        return {
            **super().get_context(request, *args, **kwargs),
            "page_language": self.written_in,
            "readings": list_readings(self, french=french, request=request),
        }


def list_readings(current: Page, *, french: Page, request: HttpRequest) -> list[Reading]:
    """Every language in which anybody can read the page: French, then its translations in the tree's order. Empty for one alone."""
    translations = TranslationPage.objects.child_of(french).live().public().exclude(language="")
    pages = [*([(FRENCH, french)] if french.live else []), *((page.written_in, page) for page in translations)]
    readings = [Reading(language, page.get_url(request) or "", page.pk == current.pk) for language, page in pages]
    return readings if len(readings) > 1 else []


def languages_taken(translations: Iterable[TranslationPage]) -> set[str]:
    """Those of these pages, as they are and as their drafts would make them."""
    return {language for page in translations for language in (page.language, page.get_latest_revision_as_object().language)}
