"""Hours that bénévoles wrote down and the team answers for."""

from typing import Final, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from volunteers import hours
from volunteers.exceptions import Refused
from volunteers.forms.hours import AnswerForm
from volunteers.models import TypedHours
from volunteers.models.hours import TypedHoursQuerySet

PER_PAGE: Final = 30


@role_required(Role.COORDINATOR)
@require_safe
def waiting_hours(request: HttpRequest) -> HttpResponse:
    """Those that wait for an answer, the first written first; then the last answers."""
    page = Paginator(_rows().waiting().order_by("typed_at", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    return _show(request, page, [(row, AnswerForm(hours_id=row.pk)) for row in page])


@role_required(Role.COORDINATOR)
@require_POST
def answer(request: HttpRequest, hours_id: UUID) -> HttpResponse:
    row = get_object_or_404(TypedHours, pk=hours_id)
    accepted = "accept" in request.POST
    if not accepted and "refuse" not in request.POST:
        return redirect("coordination_hours")
    form = AnswerForm(request.POST, hours_id=row.pk)
    if not accepted and not form.is_valid():
        # Alone on its page, with what was typed.
        page = Paginator(_rows().filter(pk=row.pk), PER_PAGE).get_page(1)
        return _show(request, page, [(row, form) for row in page])
    reason = "" if accepted else form.cleaned_data["reason"]
    try:
        hours.answer(row, accepted=accepted, by=cast("User", request.user), now=timezone.now(), reason=reason)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Ces heures sont validées." if accepted else "Ces heures ne sont pas retenues\u00a0: un courriel le dit.")
    return redirect("coordination_hours")


def _rows() -> TypedHoursQuerySet:
    return TypedHours.objects.select_related("mission", "volunteer__user", "answered_by")


def _show(request: HttpRequest, page: Page[TypedHours], cards: list[tuple[TypedHours, AnswerForm]]) -> HttpResponse:
    answered = _rows().exclude(status=TypedHours.Status.WAITING).order_by("-answered_at", "pk")[:10]
    return render(request, "volunteers/coordination/hours.html", {"page": page, "cards": cards, "answered": answered})
