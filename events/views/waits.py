"""The waiting list of an outing: a bénévole joins and leaves it, answers an offer; a coordinator changes its order, or ends a hold."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from events import seat_waits
from events.models import Activity, SeatWait
from events.outing_forms import MoveInLineForm, ReleaseForm
from events.sign_ups import take_seat
from volunteers.access import volunteer_required
from volunteers.exceptions import Refused
from volunteers.models import Volunteer


@volunteer_required
@require_POST
def join(request: HttpRequest, volunteer: Volunteer, activity_id: UUID) -> HttpResponse:
    outing = get_object_or_404(Activity.objects.shown_to(volunteer), pk=activity_id)
    try:
        seat_waits.join(outing, volunteer, now=timezone.now())
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason.sentence)
    else:
        messages.success(request, "Vous êtes sur la liste d’attente. Un courriel part dès qu’une place se libère pour vous.")
    return redirect("space_activity", activity_id)


@volunteer_required
@require_http_methods(["GET", "HEAD", "POST"])
def wait(request: HttpRequest, volunteer: Volunteer, wait_id: UUID) -> HttpResponse:
    """The mail of an offer leads here: one button takes the seat, one leaves it. Until then, where one stands in the line."""
    waits = SeatWait.objects.filter(volunteer=volunteer).select_related("activity__venue", "activity__mission")
    found = get_object_or_404(waits, pk=wait_id)
    now = timezone.now()
    if request.method != "POST":
        context = {
            "wait": found,
            "outing": found.activity,
            "is_held": found.is_held(now),
            "place": seat_waits.place_in_line(found, now=now),
            "has_phone": bool(volunteer.phone),
        }
        return render(request, "events/space_wait.html", context)
    if "leave" in request.POST:
        seat_waits.leave(found, now=now)
        messages.success(request, "Vous n’êtes plus sur la liste d’attente.")
        return redirect("space_activity", found.activity_id)
    if "take" not in request.POST:
        # Neither button: nothing was decided.
        return redirect("space_seat_wait", wait_id)
    try:
        take_seat(found.activity, volunteer, now=now, shares_phone="shares_phone" in request.POST)
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason.sentence)
    else:
        messages.success(request, "Votre place est prise. Une confirmation vous est envoyée par courriel.")
    return redirect("space_activity", found.activity_id)


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, wait_id: UUID) -> HttpResponse:
    """Another place in the line, with the reason that is kept."""
    now = timezone.now()
    found = get_object_or_404(SeatWait.objects.select_related("activity", "volunteer__user"), pk=wait_id)
    if reasons := seat_waits.moving_reasons(found, now=now):
        messages.error(request, " ".join(reason.sentence for reason in reasons))
        return redirect("coordination_activity", found.activity_id)
    line = list(SeatWait.objects.in_line(now).filter(activity=found.activity_id).select_related("volunteer__user"))
    form = MoveInLineForm(request.POST or None, places=len(line), current=line.index(found) + 1)
    if request.method == "POST" and form.is_valid():
        try:
            seat_waits.move_in_line(found, **form.cleaned_data, by=cast("User", request.user), now=now)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason.sentence)
        else:
            messages.success(request, "L’ordre de la liste est changé.")
            return redirect("coordination_activity", found.activity_id)
    return render(request, "events/coordination_wait_move.html", {"form": form, "wait": found, "line": line})


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, wait_id: UUID) -> HttpResponse:
    """A seat is held for somebody no longer, with the reason that is kept."""
    found = get_object_or_404(SeatWait.objects.select_related("activity", "volunteer__user"), pk=wait_id)
    if reasons := seat_waits.releasing_reasons(found):
        messages.error(request, " ".join(reason.sentence for reason in reasons))
        return redirect("coordination_activity", found.activity_id)
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            seat_waits.release(found, reason=form.cleaned_data["reason"], by=cast("User", request.user), now=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "La place n’est plus gardée pour cette personne. Un courriel le lui dit.")
        return redirect("coordination_activity", found.activity_id)
    return render(request, "events/coordination_wait_release.html", {"form": form, "wait": found})
