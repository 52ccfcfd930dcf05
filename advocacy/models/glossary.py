"""The glossary: the words and acronyms of asylum, in plain French."""

from itertools import groupby
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.search import index
from wagtail.snippets.models import register_snippet

from home.bases import BasePage
from home.block_texts import Passage
from home.search_text import fold, stem_text


@register_snippet
class GlossaryTerm(index.Indexed, models.Model):
    """A word and its definition. The slug is its anchor in the glossary, and does not change with the word."""

    term = models.CharField("terme", max_length=80, unique=True)
    slug = models.SlugField(
        "ancre", max_length=80, unique=True, help_text="L’adresse du terme dans le glossaire : à ne plus changer une fois publiée."
    )
    expansion = models.CharField("en toutes lettres", max_length=160, blank=True, help_text="Pour un sigle.")
    definition = models.TextField("définition", max_length=900)

    panels: ClassVar = [FieldPanel("term"), FieldPanel("slug"), FieldPanel("expansion"), FieldPanel("definition")]
    search_fields: ClassVar = [
        index.SearchField("term", boost=10),
        index.SearchField("expansion", boost=5),
        index.SearchField("definition"),
        index.SearchField("stemmed_title", boost=10),
        index.SearchField("stemmed_text"),
        index.AutocompleteField("term"),
    ]

    class Meta:
        verbose_name = "terme du glossaire"
        verbose_name_plural = "termes du glossaire"
        ordering = ["term"]

    def __str__(self) -> str:
        return self.term

    def stemmed_title(self) -> str:
        return stem_text(f"{self.term} {self.expansion}")

    def stemmed_text(self) -> str:
        return stem_text(" ".join(passage.text for passage in self.passages()))

    def passages(self) -> tuple[Passage, ...]:
        """What search looks through and shows an excerpt of, besides the term and its expansion."""
        return (Passage(self.definition),)

    @property
    def sort_key(self) -> str:
        """É is found at E, œ at O."""
        return fold(self.term)


class GlossaryPage(BasePage):
    """`/glossaire/`: all the terms, by letter."""

    page_description = "Les mots et les sigles de l’asile ; les termes s’écrivent dans « Fragments »."
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    max_count = 1

    class Meta:
        verbose_name = "glossaire"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        terms = sorted(GlossaryTerm.objects.all(), key=lambda term: term.sort_key)
        context["letters"] = [(letter, list(group)) for letter, group in groupby(terms, key=lambda term: term.sort_key[0].upper())]
        return context
