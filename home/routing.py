"""Which page answers an address, found with all that frames it: its ancestors and the menu come in the same query."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.models import Page, Site
from wagtail.models.sites import SiteRootPath
from wagtail.views import serve

from home.private_branches import is_private


@dataclass(frozen=True)
class Frame:
    """Around a page: the pages from the home page down to it, and those of the menu."""

    trail: Sequence[Page]
    menu: Sequence[Page]


def serve_page(request: HttpRequest, path: str) -> HttpResponse:
    """Wagtail's own view. Where it would look up one page for each step of the path, the whole path is looked up at once."""
    site = Site.find_for_request(request)
    if site is not None:
        remember_root(request, site)
        # Where Wagtail keeps what it found, for all that asks again.
        request._wagtail_route_for_request = find_route(request, site, path)  # type: ignore[attr-defined]
    response: HttpResponse = serve(request, path)
    return response


def remember_root(request: HttpRequest, site: Site) -> None:
    """Tells Wagtail how the addresses of the one site begin: it would look it up in the cache for each request."""
    root = SiteRootPath(site.pk, site.root_page.url_path, site.root_url, settings.LANGUAGE_CODE)
    request._wagtail_cached_site_root_paths = [root]  # type: ignore[attr-defined]


def find_route(request: HttpRequest, site: Site, path: str) -> object | None:
    """The page at `path` as Wagtail's `route()` gives it; None where nothing is published."""
    home = site.root_page
    slugs = [slug for slug in path.split("/") if slug]
    addresses = [home.url_path + "".join(f"{slug}/" for slug in slugs[:end]) for end in range(len(slugs) + 1)]
    in_menu = Q(path__startswith=home.path, depth=home.depth + 1, live=True, show_in_menus=True)
    found = list(Page.objects.filter(Q(url_path__in=addresses) | in_menu).annotate(is_private=is_private()))
    by_address = {page.url_path: page for page in found}
    trail = [by_address[address] for address in addresses if address in by_address]
    menu = [page for page in found if page.depth == home.depth + 1 and page.live and page.show_in_menus]
    request._frame = Frame(trail, menu)  # type: ignore[attr-defined]
    if not trail:
        return None
    below = slugs[len(trail) - 1 :]
    if below and not getattr(trail[-1].specific_class, "answers_below", False):
        return None
    page = trail[-1].specific
    page.trail = trail
    try:
        route: object = page.route(request, below)
    except Http404:
        return None
    return route


def find_frame(request: HttpRequest) -> Frame | None:
    """What was found with the page that answers; None on the addresses that are no page of the tree."""
    frame: Frame | None = getattr(request, "_frame", None)
    return frame
