"""Addresses that moved go on working: those of a page that was renamed or moved, and all that stood under it."""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils.cache import patch_cache_control
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

GetResponse = Callable[[HttpRequest], HttpResponse]

DEEPEST: Final = 12
"""Steps of an address that are looked at: nothing of the site is deeper."""


class MovedPagesMiddleware:
    """In the place of Wagtail's: reads the same redirects, written by Wagtail when a page moves or by the officer.

    Wagtail's would send a reader in circles once a page is back at its first address and unpublished there, would lose
    the question of the address (`?page=2`), and knows nothing of what a page answers below itself (`…/pdf/`).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404:
            return response
        target = find_target(request)
        if target is None:
            return response
        address, is_permanent = target
        answer = HttpResponsePermanentRedirect(address) if is_permanent else HttpResponseRedirect(address)
        # A browser would keep it for ever, and go round between two addresses once the page is moved back.
        patch_cache_control(answer, no_cache=True)
        return answer


def find_target(request: HttpRequest) -> tuple[str, bool] | None:
    """Where what was asked is now, and whether for good. None where nothing moved, or where readers find nothing either."""
    site = Site.find_for_request(request)
    path, query = request.path, request.META.get("QUERY_STRING", "")
    if site is None or "\0" in path:
        return None
    whole, exact = Redirect.normalise_path(request.get_full_path()), Redirect.normalise_path(path)
    steps = exact.split("/")[:DEEPEST]
    above = ["/".join(steps[:end]) for end in range(len(steps) - 1, 1, -1)]
    rows = Redirect.get_for_site(site).filter(old_path__in=[whole, exact, *above]).select_related("redirect_page")
    # One for this site wins over one for all.
    found = {row.old_path: row for row in rows.order_by(F("site").asc(nulls_first=True))}
    redirect = found.get(whole) or found.get(exact)
    if redirect is not None:
        link = find_link(redirect)
    else:
        redirect, link = find_link_below(site, path, [found[old] for old in above if old in found])
    if redirect is None or link is None or is_same(link, request):
        return None
    if query and redirect.old_path != whole and not urlsplit(link).query:
        link = f"{link}?{query}"
    return link, redirect.is_permanent


def is_same(link: str, request: HttpRequest) -> bool:
    """Whether it leads to where the request already is: a page that came back to its first address."""
    parts = urlsplit(link)
    return parts.netloc in ("", request.get_host()) and parts.path.rstrip("/") == request.path.rstrip("/")


def find_link(redirect: Redirect) -> str | None:
    """Where a redirect leads; nowhere while its page is not published."""
    if redirect.redirect_page and not redirect.redirect_page.live:
        return None
    link: str | None = redirect.link
    return link


def find_link_below(site: Site, path: str, redirects: list[Redirect]) -> tuple[Redirect | None, str | None]:
    """Where what stood under a moved page is; `redirects` are those of the addresses above it, the nearest first.

    What the officer wrote holds for the one address that they wrote. Where another page has taken the old address, what
    is asked under it is that page's affair: following it could go on for ever.
    """
    for redirect in redirects:
        taken = Page.objects.filter(url_path=f"{site.root_page.url_path}{redirect.old_path.strip('/')}/").exists()
        link = find_link(redirect) if redirect.automatically_created and not taken else None
        if link is not None:
            return redirect, f"{link.rstrip('/')}{path.removeprefix(redirect.old_path)}"
    return None, None
