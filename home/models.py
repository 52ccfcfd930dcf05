"""The pages at the root of the site. The lower models of this app are imported so that Django registers them."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from advocacy.page_forms import CheckedPageForm
from advocacy.readiness import READINESS
from home.bases import BasePage
from home.blocks import RequiredLinkBlock
from home.broken_links import BrokenLink
from home.consents import Consent
from home.contents import headings_of
from home.enquiries.models import Enquiry, EnquiryDuty, EnquiryStep
from home.front_blocks import FrontBlock
from home.job_offers import JobPage, JobsPage
from home.joining import JoiningPage, TranslationPage
from home.media import Picture, PictureRendition
from home.outside_links import OutsideLink
from home.page_blocks import PageBodyBlock
from home.page_reviews import PageReview
from home.partner_pages import PartnersPage, link_sheets
from home.places import Partner, PartnerTheme, Venue
from home.search_log import EmptySearch
from home.settings import AssociationSettings

__all__ = [
    "AssociationSettings",
    "BrokenLink",
    "Consent",
    "EmptySearch",
    "Enquiry",
    "EnquiryDuty",
    "EnquiryStep",
    "HomePage",
    "JobPage",
    "JobsPage",
    "JoiningPage",
    "OutsideLink",
    "PageReview",
    "Partner",
    "PartnerTheme",
    "PartnersPage",
    "Picture",
    "PictureRendition",
    "StandardPage",
    "TranslationPage",
    "Venue",
]

# From so many headings on, a page begins with its contents.
LONG_PAGE_HEADINGS = 4


class HomePage(BasePage):
    """`/`: the title is the sentence at its head, the introduction stands under it."""

    actions = StreamField(
        [("link", RequiredLinkBlock(label="Bouton"))],
        verbose_name="boutons",
        blank=True,
        max_num=2,
        help_text="Sous le titre : le premier est le bouton doré.",
    )
    body = StreamField(FrontBlock(), verbose_name="contenu", blank=True)

    reader_word: ClassVar = "Accueil"
    page_description = "La première page du site : des sections qui présentent le reste."
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = [
        "home.StandardPage",
        "home.JoiningPage",
        "advocacy.AdvocacyIndexPage",
        "advocacy.AwarenessIndexPage",
        "advocacy.GlossaryPage",
        "advocacy.ReportIndexPage",
        "events.AgendaPage",
        "volunteers.VolunteeringPage",
        "donations.DonationPage",
    ]
    base_form_class = CheckedPageForm
    max_count = 1
    content_panels: ClassVar = [READINESS, *BasePage.content_panels, FieldPanel("actions"), FieldPanel("body")]
    search_fields: ClassVar = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = "page d’accueil"
        verbose_name_plural = "pages d’accueil"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        links = [(action.value["label"], action.value.href(request)) for action in self.actions]
        # Two at most: the component names them, and takes empty ones for absent.
        (primary, secondary, *_) = [*links, ("", ""), ("", "")]
        return {**context, "primary": primary, "secondary": secondary}


class StandardPage(BasePage):
    """The association, its poles, what it offers, and the legal texts."""

    eyebrow = models.CharField(
        "surtitre", max_length=60, blank=True, help_text="Une petite ligne au-dessus du titre, par exemple « Pôle »."
    )
    body = StreamField(PageBodyBlock(), verbose_name="contenu", blank=True)

    base_form_class = CheckedPageForm
    page_description = "Un texte de l’association : qui nous sommes, un pôle, une mention légale."
    parent_page_types: ClassVar = ["home.HomePage", "home.StandardPage"]
    subpage_types: ClassVar = ["home.StandardPage", "home.PartnersPage", "home.JobsPage"]
    content_panels: ClassVar = [READINESS, *Page.content_panels, FieldPanel("eyebrow"), FieldPanel("introduction"), FieldPanel("body")]
    search_fields: ClassVar = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = "page simple"
        verbose_name_plural = "pages simples"

    def kind_word(self) -> str:
        return self.eyebrow or "Page"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        contents = headings_of(self.body)
        context["contents"] = contents if len(contents) >= LONG_PAGE_HEADINGS else []
        context["children"] = self.get_children().live().order_by("path").specific() if self.numchild else []
        context["partners"] = link_sheets(Partner.objects.current().filter(pole=self.pk), request) if self.pk else []
        return context

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A page that holds a form sets the CSRF cookie, so no cache may keep it."""
        response: HttpResponse = super().serve(request, *args, **kwargs)
        if any(block.block_type == "enquiry_form" for block in self.body):
            add_never_cache_headers(response)
        return response
