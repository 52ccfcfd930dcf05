"""Public addresses that are not pages of the tree: search, pictures, and what robots read."""

from pathlib import PurePath
from typing import Any, cast

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps import Sitemap
from wagtail.contrib.sitemaps.views import sitemap as draw_sitemap

from accounts.addresses import client_address
from accounts.models import User
from accounts.roles import Role
from advocacy.models import AwarenessPage
from home.job_offers import JobPage
from home.media import PictureRendition
from home.private_branches import is_private
from home.search import MAX_QUERY, find
from home.search_log import note_empty_search

YEAR_SECONDS = 365 * 24 * 3600
# What Python's own table does not know yet.
PICTURE_TYPES = {".avif": "image/avif", ".webp": "image/webp"}


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """`/recherche/?q=`, of one kind with `&nature=`. The words that nothing answers are counted, nothing else is kept of a search."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:MAX_QUERY]
    now = timezone.now()
    found = find(query, request=request, now=now, nature=request.GET.get("nature", ""), number=request.GET.get("page"))
    if found is not None and not found.total:
        note_empty_search(query, address=client_address(request), now=now)
    chosen = found.chosen.slug if found is not None and found.chosen else ""
    context = {
        "query": query,
        "found": found,
        "query_string": urlencode({"q": query}),
        "page_query": urlencode({"q": query, "nature": chosen} if chosen else {"q": query}),
    }
    return render(request, "home/search.html", context)


@require_safe
def rendition(request: HttpRequest, name: str) -> FileResponse:
    """A picture as pages show it. Originals have no address; a rendition of a private collection needs its right."""
    found = get_object_or_404(PictureRendition.objects.select_related("image__collection", "image__consent"), file=f"images/{name}")
    # Without consent, only those who would note it see the picture.
    if found.image.reason_against(on=timezone.localdate()) and not may_choose_pictures(request):
        raise Http404
    restrictions = list(found.image.collection.get_view_restrictions())
    if not all(restriction.accept_request(request) for restriction in restrictions):
        raise Http404
    try:
        file = default_storage.open(found.file.name)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(file, content_type=PICTURE_TYPES.get(PurePath(name).suffix))
    # The name changes with the picture, so a copy never grows old.
    if restrictions:
        response["Cache-Control"] = "private, no-store"
    elif found.image.shows_recognisable_person:
        # Consent may be taken back at any time: no copy is left anywhere.
        response["Cache-Control"] = "no-store"
    else:
        response["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    return response


def may_choose_pictures(request: HttpRequest) -> bool:
    user = cast("User", request.user)
    return user.is_authenticated and user.has_role(Role.COMMUNICATION)


class PublicSitemap(Sitemap):
    """Wagtail's, in one query whatever the types of pages, without what is over and that the worker has not taken offline yet."""

    def items(self) -> Any:
        over = (AwarenessPage.objects.without_consent(), JobPage.objects.closed(timezone.now()))
        pages = self.get_wagtail_site().root_page.get_descendants(inclusive=True).live().filter(~is_private()).order_by("path")
        for finished in over:
            pages = pages.exclude(pk__in=finished.values("pk"))
        # An entry needs no more than what every page has.
        return pages.specific(defer=True)


def sitemap(request: HttpRequest) -> HttpResponse:
    response: HttpResponse = draw_sitemap(request, {"wagtail": PublicSitemap})
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Keeps robots to what is written for the public, and shows them the map of it."""
    closed = ["/admin/", "/compte/", "/coordination/", "/espace/", reverse("search")]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
