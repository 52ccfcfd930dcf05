"""The publication that an address names: the same for all that hangs under it (`pdf/`, `versions/`, `donnees.csv`…)."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from wagtail.models import Site

from advocacy.models import PublicationPage, Version
from home.routing import find_route


def get_publication(request: HttpRequest, address: str) -> PublicationPage:
    """The published page at `address`, for example `plaidoyer/2024`. Raises Http404 for drafts, private and other pages."""
    site = Site.find_for_request(request)
    route: Any = find_route(request, site, address) if site else None
    page = route.page if route else None
    if not isinstance(page, PublicationPage) or page.get_view_restrictions():
        raise Http404
    return page


def get_version(request: HttpRequest, address: str, number: int) -> Version:
    """One version of the publication at `address`, with its place among the others. Raises Http404."""
    page = get_publication(request, address)
    version = get_object_or_404(Version.objects.with_place(), page_id=page.pk, number=number)
    version.page = page
    return version
