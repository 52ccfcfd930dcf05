"""The glossary: the words and acronyms of asylum, defined in a sentence, at length, and in plain French."""

from itertools import groupby
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Subquery
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.admin.widgets.slug import SlugInput
from wagtail.models import Page
from wagtail.search import index

from advocacy.spellings import read_spellings, spelling_key
from home.bases import BasePage
from home.block_texts import Passage
from home.search_text import fold, stem_text

SHORTEST_SPELLING = 2


class GlossaryTermQuerySet(models.QuerySet["GlossaryTerm"]):
    def linkable(self) -> Self:
        """Every term, with the slug of the page that shows it (`page_slug`, None where it is not published): one query."""
        return self.annotate(page_slug=Subquery(GlossaryPage.objects.live().values("slug")[:1]))


class GlossaryTerm(index.Indexed, models.Model):
    """A word and its definitions. The slug is its anchor in the glossary, and does not change with the word."""

    term = models.CharField("terme", max_length=80, unique=True, help_text="Un sigle s’écrit comme on le lit le plus souvent : « Ofpra ».")
    slug = models.SlugField(
        "ancre", max_length=80, unique=True, help_text="L’adresse du terme dans le glossaire : à ne plus changer une fois publiée."
    )
    expansion = models.CharField("en toutes lettres", max_length=160, blank=True, help_text="Pour un sigle.")
    other_spellings = models.TextField(
        "autres formes",
        max_length=400,
        blank=True,
        help_text="Celles que les textes emploient aussi, une par ligne : « demandeuse d’asile ». Les pluriels en « s », les majuscules "
        "d’un sigle et « ·e » sont reconnus sans les écrire.",
    )
    definition = models.TextField(
        "définition courte",
        max_length=240,
        help_text="Une ou deux phrases : ce qui s’ouvre sur place, dans toutes les pages, et dans les PDF.",
    )
    plain_definition = models.TextField(
        "en français facile",
        max_length=600,
        blank=True,
        help_text="Des phrases courtes et des mots de tous les jours, pour qui lit le français avec peine.",
    )
    long_definition = models.TextField(
        "définition longue", max_length=2000, blank=True, help_text="Ce qu’il faut savoir de plus ; une ligne vide sépare deux paragraphes."
    )

    objects = GlossaryTermQuerySet.as_manager()

    panels: ClassVar = [
        MultiFieldPanel(
            [
                # The address is made of the word as it is typed.
                TitleFieldPanel("term", placeholder=False),
                FieldPanel("slug", widget=SlugInput),
                FieldPanel("expansion"),
                FieldPanel("other_spellings"),
            ],
            heading="Le mot",
            icon="tag",
        ),
        MultiFieldPanel(
            [FieldPanel("definition"), FieldPanel("plain_definition"), FieldPanel("long_definition")],
            heading="Ce qu’il veut dire",
            icon="doc-full",
        ),
    ]
    search_fields: ClassVar = [
        index.SearchField("term", boost=10),
        index.SearchField("expansion", boost=5),
        index.SearchField("definition"),
        index.SearchField("plain_definition"),
        index.SearchField("long_definition"),
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

    def clean(self) -> None:
        """No form leads to two terms."""
        super().clean()
        forms = read_spellings(self.other_spellings)
        if any(len(form) < SHORTEST_SPELLING for form in forms):
            raise ValidationError({"other_spellings": "Une forme a deux lettres au moins."})
        taken = {spelling_key(form): other.term for other in GlossaryTerm.objects.exclude(pk=self.pk) for form in other.spellings()}
        for field, forms_typed in (("term", [self.term]), ("other_spellings", forms)):
            for form in forms_typed:
                if owner := taken.get(spelling_key(form)):
                    raise ValidationError({field: f"«\u00a0{form}\u00a0» est déjà une forme de «\u00a0{owner}\u00a0»."})

    def spellings(self) -> list[str]:
        """The forms that texts are searched for, the term first."""
        return list(dict.fromkeys([self.term, *read_spellings(self.other_spellings)]))

    def stemmed_title(self) -> str:
        return stem_text(" ".join([self.term, self.expansion, *read_spellings(self.other_spellings)]))

    def stemmed_text(self) -> str:
        return stem_text(" ".join(passage.text for passage in self.passages()))

    def passages(self) -> tuple[Passage, ...]:
        """What search looks through and shows an excerpt of, besides the term and its expansion."""
        return tuple(Passage(text) for text in (self.definition, self.long_definition, self.plain_definition) if text)

    @property
    def sort_key(self) -> str:
        """É is found at E, œ at O."""
        return fold(self.term)


class GlossaryPage(BasePage):
    """`/glossaire/`: all the terms, by letter."""

    page_description = "Les mots et les sigles de l’asile ; les termes s’écrivent dans « Fragments »."
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    # Its own words are not linked to itself.
    promote_panels: ClassVar = Page.promote_panels
    max_count = 1

    class Meta:
        verbose_name = "glossaire"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        terms = sorted(GlossaryTerm.objects.all(), key=lambda term: term.sort_key)
        context["letters"] = [(letter, list(group)) for letter, group in groupby(terms, key=lambda term: term.sort_key[0].upper())]
        return context
