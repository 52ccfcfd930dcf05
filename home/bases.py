"""What every page of the public site shares. Low in the import order: any app's pages may build on it."""

from typing import ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index


class BasePage(Page):
    """A public page with an introduction, shown under its title, in lists, search results and link previews."""

    introduction = models.TextField("chapeau", blank=True, max_length=400, help_text="Une ou deux phrases, affichées sous le titre et dans les listes.")

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("introduction", boost=2)]

    class Meta:
        abstract = True
