"""What every page of the public site shares. Low in the import order: any app's pages may build on it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.search import index

from home.block_texts import Passage, passages_of, plain_text
from home.consents import Channel, PublishingRefusedError
from home.pictured_persons import pictures_of, reasons_against_pictures
from home.search_text import stem_text

# A page saved with none of these is not being published: Wagtail writes the rest while it keeps a draft.
PUBLISHING_FIELDS = frozenset({"live", "live_revision", "live_revision_id"})


class BasePage(Page):
    """A public page with an introduction, shown under its title, in lists, search results and link previews."""

    introduction = models.TextField(
        "chapeau", blank=True, max_length=400, help_text="Une ou deux phrases, affichées sous le titre et dans les listes."
    )

    links_glossary = models.BooleanField(
        "liens vers le glossaire",
        default=True,
        help_text="La première fois qu’un mot du glossaire paraît dans la page, sa définition s’ouvre sur place. Vaut aussi pour le "
        "glossaire à la fin du PDF d’une publication.",
    )

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("introduction")]
    promote_panels: ClassVar = [*Page.promote_panels, FieldPanel("links_glossary")]
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("introduction", boost=2),
        index.SearchField("stemmed_title", boost=5),
        index.SearchField("stemmed_text"),
    ]

    read_parameters: ClassVar[tuple[str, ...]] = ()
    """What its address may ask (`?page=2`) that changes what is read: such a reading is not the page's own."""

    reader_word: ClassVar[str] = ""
    """What search calls it, where its `verbose_name` is no word of readers."""

    answers_below: ClassVar[bool] = False
    """Whether it answers, by its own `route()`, at addresses under its own that are no pages of the tree."""

    picture_channel: ClassVar[Channel] = Channel.SITE
    """What somebody recognisable in a picture must have agreed to, for a page of this kind to show it."""

    class Meta:
        abstract = True

    trail: Sequence[Page] | None = None
    """The pages from the home page down to this one, when they were found with it (home/routing.py)."""

    def shown_pictures(self) -> set[int]:
        """The ids of the pictures that readers find on this page, and at the addresses under it."""
        return pictures_of(self)

    def reasons_against_publishing(self, *, on: date) -> list[str]:
        """Whose consent this page lacks to be online that day, in French sentences; none when it may be."""
        return reasons_against_pictures(self, self.picture_channel, on=on)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises PublishingRefusedError for a page that would be online without the consent of whom it quotes or shows.

        Here because Wagtail publishes in many ways (form, schedule, workflow, copy, alias, code) and all of them end with this.
        """
        fields = kwargs.get("update_fields")
        if self.live and (fields is None or PUBLISHING_FIELDS & set(fields)):
            reasons = self.reasons_against_publishing(on=timezone.localdate())
            if reasons:
                raise PublishingRefusedError(reasons)
        super().save(*args, **kwargs)

    @property
    def summary(self) -> str:
        """What link previews and search engines show."""
        return str(self.search_description or self.introduction)

    def stemmed_title(self) -> str:
        """The title as search compares it (home/search_text.py)."""
        return stem_text(self.title)

    def stemmed_text(self) -> str:
        """All that readers can search of the page but its title, as search compares it."""
        return stem_text(" ".join(passage.text for passage in self.passages()))

    def kind_word(self) -> str:
        """The word above it in search results: « Plaidoyer », « Pôle »."""
        word = self.reader_word or str(self._meta.verbose_name)
        return word[:1].upper() + word[1:]

    def passages(self) -> Iterator[Passage]:
        """What readers can search of the page but its title: its searched texts, then what its streams say. Asks no query."""
        searched = {field.field_name for field in self.get_searchable_search_fields()}
        for field in self._meta.concrete_fields:
            if field.name in searched and field.model is not Page and isinstance(field, models.CharField | models.TextField):
                text = str(field.value_from_object(self) or "")
                yield Passage(plain_text(text) if isinstance(field, RichTextField) else " ".join(text.split()))
        for field in self._meta.concrete_fields:
            if isinstance(field, StreamField):
                stream = field.value_from_object(self)
                yield from passages_of(stream.stream_block, list(stream.get_prep_value()))

    def ancestor_links(self, request: HttpRequest) -> list[tuple[str, str]]:
        """Breadcrumbs: (title, address) from the home page down; this page last, without address. Empty on the home page."""
        site = Site.find_for_request(request)
        if site is None or self.depth <= site.root_page.depth:
            return []
        home = site.root_page
        if self.trail is not None:
            between = list(self.trail[1:-1])
        else:
            between = list(self.get_ancestors().filter(depth__gt=home.depth)) if self.depth > home.depth + 1 else []
        links = [("Accueil", home.get_url(request) or ""), *((page.title, page.get_url(request) or "") for page in between)]
        return [*links, (self.title, "")]

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """As Wagtail finds them; where the ancestors are known, and no page stands for another, only if there are some."""
        if self.trail is None or any(page.alias_of_id for page in self.trail):
            restrictions: QuerySet[PageViewRestriction] = super().get_view_restrictions()
            return restrictions
        if not self.trail[-1].is_private:
            return PageViewRestriction.objects.none()
        paths = [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]
        return PageViewRestriction.objects.filter(page__path__in=paths)

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """As Wagtail lists it; nothing for a page that only repeats another."""
        urls: list[dict[str, Any]] = [] if self.alias_of_id else super().get_sitemap_urls(request)
        return urls

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["breadcrumbs"] = self.ancestor_links(request)
        return context
