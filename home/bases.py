"""What every page of the public site shares. Low in the import order: any app's pages may build on it."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.search import index

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

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("introduction")]
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("introduction", boost=2),
        index.SearchField("stemmed_title", boost=5),
        index.SearchField("stemmed_text"),
    ]

    read_parameters: ClassVar[tuple[str, ...]] = ()
    """What its address may ask (`?page=2`) that changes what is read: such a reading is not the page's own."""

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
        """The introduction and every stream of the page, as search compares them."""
        texts = [self.introduction]
        for field in self._meta.get_fields():
            if isinstance(field, StreamField):
                texts += field.get_searchable_content(field.value_from_object(self))
        return stem_text(" ".join(str(text) for text in texts))

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
        """As Wagtail finds them; in one query where the ancestors are known, and no page stands for another."""
        if self.trail is None or any(page.alias_of_id for page in self.trail):
            restrictions: QuerySet[PageViewRestriction] = super().get_view_restrictions()
            return restrictions
        paths = [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]
        return PageViewRestriction.objects.filter(page__path__in=paths)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["breadcrumbs"] = self.ancestor_links(request)
        return context
