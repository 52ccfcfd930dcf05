"""The partners by field, and a sheet for each under the address of their page, wherever it moves."""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index
from wagtail.url_routing import RouteResult

from home.bases import BasePage
from home.blocks import BodyBlock
from home.linked_data import CONTEXT, without_gaps
from home.places import Partner, PartnerTheme, Sheet
from home.search_text import fold
from home.signposts import PARTNERS, path_to

NEIGHBOURS_SHOWN = 6


class PartnersPage(BasePage):
    """`/association/partenaires/`: the organisations the association works with, by field; each sheet is at `<slug>/`."""

    body = StreamField(BodyBlock(), verbose_name="contenu", blank=True)

    answers_below: ClassVar[bool] = True
    reader_word: ClassVar = "Partenaires"
    page_description = "Les organisations partenaires, rangées par domaine. Chacune a sa fiche."
    parent_page_types: ClassVar = ["home.StandardPage"]
    subpage_types: ClassVar[list[str]] = []
    max_count = 1
    content_panels: ClassVar = [*BasePage.content_panels, FieldPanel("body")]
    search_fields: ClassVar = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        app_label = "home"
        verbose_name = "page des partenaires"
        verbose_name_plural = "pages des partenaires"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        address = self.get_url(request) or ""
        # As in a dictionary: É is found at E, whatever the database's own order.
        partners = sorted(Partner.objects.shown(), key=lambda partner: fold(partner.name))
        current = [(partner, sheet_path(address, partner)) for partner in partners if partner.state == Partner.State.CURRENT]
        themes = [(theme, [row for row in current if row[0].theme == theme and not row[0].is_structuring]) for theme in PartnerTheme]
        context["structuring"] = [row for row in current if row[0].is_structuring]
        context["themes"] = [(theme, members) for theme, members in themes if members]
        context["ended"] = [(partner, sheet_path(address, partner)) for partner in partners if partner.state == Partner.State.ENDED]
        return context

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """This page, or the sheet that one more step of the address names."""
        if not path_components:
            return super().route(request, path_components)
        partner = Partner.objects.with_sheet().select_related("pole").filter(slug=path_components[0]).first()
        if not self.live or len(path_components) > 1 or partner is None:
            raise Http404
        return RouteResult(self, kwargs={"partner": partner})

    def serve(self, request: HttpRequest, *args: Any, partner: Partner | None = None, **kwargs: Any) -> HttpResponse:
        """Also for the sheets, so that they are as private as this page."""
        if partner is None:
            response: HttpResponse = super().serve(request, *args, **kwargs)
            return response
        address = self.get_url(request) or ""
        sheet = Sheet(partner, sheet_path(address, partner))
        neighbours = Partner.objects.current().with_sheet().filter(theme=partner.theme).exclude(pk=partner.pk)[:NEIGHBOURS_SHOWN]
        context = {
            **BasePage.get_context(self, request),
            "partner": partner,
            "pole": partner.pole if partner.pole and partner.pole.live else None,
            "sheet": sheet,
            "breadcrumbs": [*self.ancestor_links(request)[:-1], (self.title, address), (partner.name, "")],
            "neighbours": [(neighbour, sheet_path(address, neighbour)) for neighbour in neighbours],
            "linked_data": describe_partner(partner, address=f"{settings.SITE_URL}{sheet.path}"),
        }
        return TemplateResponse(request, "home/partner.html", context)

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """This page and every sheet."""
        urls: list[dict[str, Any]] = super().get_sitemap_urls(request)
        return [*urls, *self._sheet_urls(urls[0]["location"])] if urls else []

    def _sheet_urls(self, address: str) -> Iterator[dict[str, Any]]:
        for partner in Partner.objects.with_sheet():
            yield {"location": f"{address}{partner.slug}/", "lastmod": partner.updated_at}


def sheet_path(partners_path: str, partner: Partner) -> str:
    """Where a partner's sheet is, under the page of the partners; empty when there is none to read."""
    return f"{partners_path}{partner.slug}/" if partners_path and partner.has_sheet else ""


def link_sheets(partners: Iterable[Partner], request: HttpRequest | None) -> list[tuple[Partner, str]]:
    """Each with the path of its sheet; empty paths where readers find none."""
    return [(partner, sheet_path(path_to(PARTNERS, request), partner)) for partner in partners]


def describe_partner(partner: Partner, *, address: str) -> dict[str, Any]:
    """The partner as search engines read it (https://schema.org/Organization)."""
    described = {
        "@context": CONTEXT,
        "@type": "Organization",
        "name": partner.name,
        "description": partner.summary,
        "url": partner.website,
        "email": partner.email,
        "telephone": partner.phone,
        "mainEntityOfPage": address,
    }
    return without_gaps(described)
