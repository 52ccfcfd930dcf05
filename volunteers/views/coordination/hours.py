"""Hours that bénévoles wrote down and the team answers for."""

from typing import Final, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from volunteers import hours
from volunteers.exceptions import Refused
from volunteers.models import TypedHours

PER_PAGE: Final = 30


@role_required(Role.COORDINATOR)
@require_safe
def waiting_hours(request: HttpRequest) -> HttpResponse:
    """Those that wait for an answer, the first written first; then the last answers."""
    rows = TypedHours.objects.select_related("mission", "volunteer__user", "answered_by")
    context = {
        "page": Paginator(rows.waiting().order_by("typed_at", "pk"), PER_PAGE).get_page(request.GET.get("page")),
        "answered": rows.exclude(status=TypedHours.Status.WAITING).order_by("-answered_at", "pk")[:10],
    }
    return render(request, "volunteers/coordination/hours.html", context)


@role_required(Role.COORDINATOR)
@require_POST
def answer(request: HttpRequest, hours_id: UUID) -> HttpResponse:
    row = get_object_or_404(TypedHours, pk=hours_id)
    accepted = "accept" in request.POST
    if accepted or "refuse" in request.POST:
        try:
            hours.answer(row, accepted=accepted, by=cast("User", request.user), now=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(
                request, "Ces heures sont validées." if accepted else "Ces heures ne sont pas retenues\u00a0: un courriel le dit."
            )
    return redirect("coordination_hours")
