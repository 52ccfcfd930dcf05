"""The officer's kit: the PDF, the pictures and a ready text of a publication, at `/admin/publications/<id>/partage/`."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import require_admin_access
from wagtail.models import Page

from advocacy.models import PublicationPage, Version
from advocacy.sharing import write_post


@require_admin_access
@require_http_methods(["GET", "HEAD", "POST"])
def show_kit(request: HttpRequest, page_id: int) -> HttpResponse:
    """What to download and to copy; a POST has the files made again."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, PublicationPage):
        raise Http404
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    version = page.shown_version if page.live else None
    if request.method == "POST":
        if version is not None:
            Version.objects.filter(pk=version.pk).ask_files_again()
            messages.success(request, "Le PDF et les images sont refaits\u00a0: ils seront là dans une minute.")
        return redirect("publication_kit", page_id=page.pk)
    path = page.get_url(request)
    post = write_post(page, version, address=f"{settings.SITE_URL}{path}") if version and path else ""
    return render(request, "advocacy/admin/kit.html", {"page": page, "version": version, "address": path, "post": post})
