"""The officer's screen that takes back somebody's words."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import require_admin_access

from advocacy.models import Testimony, Version
from advocacy.testimonies import withdraw


@require_admin_access
@permission_required("advocacy.change_testimony", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_testimony(request: HttpRequest, testimony_id: int) -> HttpResponse:
    """Says what will be deleted, and asks; then it is."""
    testimony = get_object_or_404(Testimony, pk=testimony_id)
    back = redirect("wagtailsnippets_advocacy_testimony:list")
    if testimony.is_withdrawn:
        messages.info(request, "Ce témoignage est déjà retiré.")
        return back
    if request.method == "POST":
        withdraw(testimony, at=timezone.now())
        messages.success(request, "Le témoignage est retiré\u00a0: ses mots sont effacés de toutes les versions, et les PDF sont refaits.")
        return back
    versions = Version.objects.showing(testimony).select_related("page", "supplied_pdf").defer("content", "shown_objects")
    context = {"testimony": testimony, "versions": versions.order_by("page_id", "-number")}
    return render(request, "advocacy/admin/withdraw_testimony.html", context)
