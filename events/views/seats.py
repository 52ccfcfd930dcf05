"""Seats as a coordinator gives them and gives them back, in the name of a bénévole."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from events.forms_keys import PageKeyForm
from events.forms_staffing import GiveSeatForm
from events.models import Activity, Seat
from events.outing_forms import ReleaseForm
from events.sign_ups import leave_seat, leaving_reasons, take_seat
from events.staffing import giving_reasons
from volunteers.exceptions import Reason, Refused


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """A seat for somebody ready, or every reason why they cannot have it, as they would read it themselves."""
    now = timezone.now()
    activity = get_object_or_404(Activity.objects.outings().with_seat_counts().select_related("venue", "mission"), pk=activity_id)
    form = GiveSeatForm(request.POST or None, mission=activity.mission, today=timezone.localdate(now))
    page_key = PageKeyForm(request.POST or None)
    refused_for: list[Reason] = []
    if request.method == "POST" and form.is_valid():
        try:
            take_seat(activity, form.cleaned_data["volunteer"], now=now, given_by=cast("User", request.user), key=page_key.key)
        except Refused as refused:
            refused_for = refused.reasons
            form.keep_chosen()
        else:
            messages.success(request, "La place est donnée. Un courriel le dit à la personne, et à qui anime déjà.")
            return redirect("coordination_activity", activity_id)
    elif reasons := giving_reasons(activity, now=now):
        messages.error(request, " ".join(reason.sentence for reason in reasons))
        return redirect("coordination_activity", activity_id)
    context = {"activity": activity, "form": form, "page_key": page_key, "reasons": refused_for}
    return render(request, "events/coordination_seat_give.html", context)


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request: HttpRequest, seat_id: UUID) -> HttpResponse:
    """The seat of somebody who cannot come, with the reason that is kept; the next in line gets it."""
    now = timezone.now()
    seat = get_object_or_404(Seat.objects.select_related("activity", "volunteer__user"), pk=seat_id)
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            leave_seat(seat, now=now, reason=form.cleaned_data["reason"], by=cast("User", request.user))
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "La place est rendue. Un courriel le dit à la personne, et à qui anime encore.")
        return redirect("coordination_activity", seat.activity_id)
    if reasons := leaving_reasons(seat, now=now):
        messages.error(request, " ".join(reason.sentence for reason in reasons))
        return redirect("coordination_activity", seat.activity_id)
    return render(request, "events/coordination_seat_give_back.html", {"form": form, "seat": seat})
