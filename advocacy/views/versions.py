"""`versions/`: every version of a publication, and each as it was read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from advocacy.models import Version
from advocacy.views.finding import get_publication, get_version


@require_safe
def show_versions(request: HttpRequest, address: str) -> HttpResponse:
    """What was published, when, and what each version corrected."""
    page = get_publication(request, address)
    versions = list(Version.objects.filter(page_id=page.pk).defer("content", "shown_objects"))
    breadcrumbs = [*page.ancestor_links(request)[:-1], (page.title, page.get_url(request)), ("Versions", "")]
    context = {"page": page, "address": address, "versions": versions, "breadcrumbs": breadcrumbs}
    return render(request, "advocacy/versions.html", context)


@require_safe
def show_version(request: HttpRequest, address: str, number: int) -> HttpResponse:
    """The publication as this version gave it. Search engines are sent to the current one."""
    version = get_version(request, address, number)
    response: HttpResponse = version.as_page().serve(request)
    if not version.is_latest:
        response["X-Robots-Tag"] = "noindex"
    return response
