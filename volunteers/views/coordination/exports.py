"""The list of bénévoles leaves as a file."""

from typing import cast

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from accounts.access import role_required
from accounts.models import User
from accounts.proof import ask_for_proof, is_proof_due
from accounts.roles import Role
from volunteers.exports import PEOPLE, export_people
from volunteers.forms.exports import ExportForm
from volunteers.models import DataExport
from volunteers.people import find_people
from volunteers.people_columns import COLUMNS
from volunteers.views.coordination.asked_people import about, asked_people, keep_for_return


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def people(request: HttpRequest) -> HttpResponseBase:
    """What would leave, and what is expected of who takes it; then the proof that it is them; then, asked again, the file."""
    now = timezone.now()
    filters = asked_people(request)
    asked = filters.criteria()
    proof_due = is_proof_due(request)
    form = ExportForm(request.POST if "take" in request.POST else None)
    if "take" in request.POST and proof_due:
        keep_for_return(request, filters)
        return ask_for_proof(request, then=reverse("coordination_export"))
    if form.is_valid():
        return export_people(asked, form.chosen(), by=cast("User", request.user), now=now).as_response()
    context = {
        "form": form,
        "proof_due": proof_due,
        "count": find_people(asked, now=now).count(),
        "columns": list(COLUMNS),
        "last": DataExport.objects.filter(kind=PEOPLE).select_related("taken_by")[:10],
        **about(filters),
    }
    return render(request, "volunteers/coordination/export.html", context)
