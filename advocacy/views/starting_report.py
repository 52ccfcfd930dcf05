"""The officer's screen that starts the report of the next year from the last one."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import require_admin_access

from accounts.models import User
from advocacy.exceptions import ReportExistsError
from advocacy.models import ActivityReportPage
from advocacy.new_report import report_of, start_next_report


@require_admin_access
@require_http_methods(["GET", "HEAD", "POST"])
def start_report(request: HttpRequest, page_id: int) -> HttpResponse:
    """Says what the draft keeps and what it empties, and makes it; leads to that year's report when there is one."""
    report = get_object_or_404(ActivityReportPage, pk=page_id)
    if not report.get_parent().permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    year = report.year + 1
    if request.method == "POST":
        try:
            draft = start_next_report(report, by=cast("User", request.user))
        except ReportExistsError as refusal:
            messages.info(request, str(refusal))
            return redirect("wagtailadmin_pages:edit", refusal.page.pk)
        messages.success(request, f"Le brouillon du rapport de {year} est prêt. Rien n’est en ligne\u00a0: complétez-le à votre rythme.")
        return redirect("wagtailadmin_pages:edit", draft.pk)
    context = {"title": f"Préparer le rapport de {year}", "report": report, "year": year, "existing": report_of(year, beside=report)}
    return render(request, "advocacy/admin/start_report.html", context)
