"""The publication that an address names: the same for all that hangs under it (`pdf/`, `versions/`, `donnees.csv`…)."""

from django.http import Http404, HttpRequest
from wagtail.models import Page, Site

from advocacy.models import PublicationPage


def get_publication(request: HttpRequest, address: str) -> PublicationPage:
    """The published page at `address`, for example `plaidoyer/2024`. Raises Http404 for drafts, private and other pages."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    page = Page.objects.live().public().filter(url_path=f"{site.root_page.url_path}{address}/").first()
    publication = page and page.specific
    if not isinstance(publication, PublicationPage):
        raise Http404
    return publication
