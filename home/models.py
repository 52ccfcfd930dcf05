"""The pages at the root of the site. The lower models of this app are imported so that Django registers them."""

from typing import ClassVar

from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from home.bases import BasePage
from home.blocks import BodyBlock
from home.places import Partner, PartnerTheme, Venue
from home.settings import AssociationSettings

__all__ = ["AssociationSettings", "HomePage", "Partner", "PartnerTheme", "StandardPage", "Venue"]


class HomePage(BasePage):
    body = StreamField(BodyBlock(), verbose_name="contenu", blank=True)

    parent_page_types: ClassVar = ["wagtailcore.Page"]
    max_count = 1
    content_panels: ClassVar = [*BasePage.content_panels, FieldPanel("body")]
    search_fields: ClassVar = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = "page d’accueil"


class StandardPage(BasePage):
    body = StreamField(BodyBlock(), verbose_name="contenu", blank=True)

    parent_page_types: ClassVar = ["home.HomePage", "home.StandardPage"]
    subpage_types: ClassVar = ["home.StandardPage"]
    content_panels: ClassVar = [*BasePage.content_panels, FieldPanel("body")]
    search_fields: ClassVar = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = "page simple"
