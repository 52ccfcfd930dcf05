"""The sheet of an outing: for coordinators at any time, for those who lead it from the day before."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import role_required
from accounts.roles import Role
from events.models import Activity
from events.outing_sheet import print_sheet
from home.dates import local_date
from home.settings import default_association
from volunteers.access import volunteer_required
from volunteers.models import Volunteer


@role_required(Role.COORDINATOR)
@require_safe
def coordination_sheet(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    return _answer(get_object_or_404(Activity.objects.outings().select_related("venue", "partner"), pk=activity_id))


@volunteer_required
@require_safe
def space_sheet(request: HttpRequest, volunteer: Volunteer, activity_id: UUID) -> HttpResponse:
    outings = Activity.objects.outings().led_by(volunteer).select_related("venue", "partner")
    outing = get_object_or_404(outings, pk=activity_id)
    if outing.is_cancelled or not outing.shows_meeting_point(timezone.now()):
        messages.error(request, "La fiche de la sortie se lit à partir de la veille.")
        return redirect("space_activity", activity_id)
    return _answer(outing)


def _answer(outing: Activity) -> HttpResponse:
    content = print_sheet(outing, association=default_association().name, today=timezone.localdate())
    name = f"sortie-{local_date(outing.starts_at).isoformat()}.pdf"
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'})
