"""Two seats taken together: who asks gets a secret address, the friend to whom they hand it takes both there; a coordinator ends a hold."""

from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from events import duos
from events.forms_keys import PageKeyForm
from events.models import Activity, DuoRequest
from events.outing_forms import ReleaseForm
from events.views.space import next_steps
from volunteers.access import volunteer_required
from volunteers.exceptions import Refused
from volunteers.models import Volunteer


@volunteer_required
@require_POST
def ask(request: HttpRequest, volunteer: Volunteer, activity_id: UUID) -> HttpResponse:
    """The address is in the answer to the button and nowhere else; the same button, pressed twice, gives it twice."""
    outing = get_object_or_404(Activity.objects.shown_to(volunteer).select_related("venue"), pk=activity_id)
    try:
        secret = duos.ask(outing, volunteer, now=timezone.now(), key=PageKeyForm(request.POST).key)
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason.sentence)
        return redirect("space_activity", activity_id)
    context = {
        "outing": outing,
        "duo": DuoRequest.objects.running().get(activity=outing, asker=volunteer),
        "address": settings.SITE_URL + reverse("space_duo", args=[secret]),
    }
    return render(request, "events/space_duo_asked.html", context)


@volunteer_required
@require_http_methods(["GET", "HEAD", "POST"])
def duo(request: HttpRequest, volunteer: Volunteer, secret: str) -> HttpResponse:
    """What the friend opens: the outing, who invites, and one button that takes both seats, or every reason against."""
    now = timezone.now()
    found = duos.find(secret)
    if found is None:
        raise Http404
    if request.method == "POST":
        try:
            duos.accept(found, volunteer, now=now, shares_phone="shares_phone" in request.POST)
        except Refused as refused:
            for reason in refused.reasons:
                messages.error(request, reason.sentence)
            return redirect("space_duo", secret)
        messages.success(request, "Les deux places sont prises. Une confirmation vous est envoyée à chacun·e par courriel.")
        return redirect("space_activity", found.activity_id)
    reasons = duos.acceptance_reasons(found, volunteer, now=now)
    context = {
        "duo": found,
        "outing": found.activity,
        "reasons": reasons,
        "next_steps": next_steps(reasons),
        "has_phone": bool(volunteer.phone),
    }
    return render(request, "events/space_duo.html", context)


@volunteer_required
@require_POST
def withdraw(request: HttpRequest, volunteer: Volunteer, duo_id: UUID) -> HttpResponse:
    found = get_object_or_404(DuoRequest.objects.filter(asker=volunteer).select_related("activity"), pk=duo_id)
    duos.withdraw(found, now=timezone.now())
    messages.success(request, "Votre demande est retirée\u00a0: les deux places ne sont plus gardées.")
    return redirect("space_activity", found.activity_id)


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, duo_id: UUID) -> HttpResponse:
    """Two seats are held no longer, with the reason that is kept."""
    found = get_object_or_404(DuoRequest.objects.select_related("activity", "asker__user"), pk=duo_id)
    if reasons := duos.releasing_reasons(found):
        messages.error(request, " ".join(reason.sentence for reason in reasons))
        return redirect("coordination_activity", found.activity_id)
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            duos.release(found, reason=form.cleaned_data["reason"], by=cast("User", request.user), now=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "Les deux places ne sont plus gardées. Un courriel le dit à la personne qui les avait demandées.")
        return redirect("coordination_activity", found.activity_id)
    return render(request, "events/coordination_duo_release.html", {"form": form, "duo": found})
