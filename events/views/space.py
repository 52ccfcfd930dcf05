"""Outings as a bénévole sees them: which to lead, and the seat in each."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from events.models import Activity, Seat
from events.sign_ups import leave_seat, leaving_reasons, refusal_reasons, take_seat
from volunteers.access import volunteer_required
from volunteers.exceptions import Reason, Refused
from volunteers.models import Mission, Volunteer
from volunteers.onboarding import readiness_reasons

# What to do about a reason: label of the link, name of the address.
NEXT_STEPS: Final = {
    "email": ("Voir mes étapes", "space_home"),
    "languages": ("Compléter mon profil", "space_profile"),
    "mission": ("Compléter mon profil", "space_profile"),
    "training": ("Réserver une formation", "space_training"),
    "overlap": ("Voir mes engagements", "space_home"),
    "full": ("Voir les autres sorties", "space_activities"),
    "past": ("Voir les autres sorties", "space_activities"),
    "started": ("Voir les autres sorties", "space_activities"),
}


def next_steps(reasons: Iterable[Reason]) -> list[tuple[str, str]]:
    """Label and address of what can be done about the reasons, each once."""
    steps = dict.fromkeys(NEXT_STEPS[reason.code] for reason in reasons if reason.code in NEXT_STEPS)
    return [(label, reverse(name)) for label, name in steps]


@volunteer_required
@require_safe
def activities(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """Outings to come, the bénévole's own marked."""
    now = timezone.now()
    outings = Activity.objects.outings().upcoming(now).with_seat_counts().marking_those_of(volunteer).select_related("venue")
    missions = Mission.objects.filter(activities__in=Activity.objects.outings().upcoming(now)).distinct()
    lacking = dict.fromkeys(reason for mission in missions for reason in readiness_reasons(volunteer, mission))
    context = {"outings": outings, "reasons": list(lacking), "next_steps": next_steps(lacking)}
    return render(request, "events/space_activities.html", context)


@volunteer_required
@require_safe
def activity(request: HttpRequest, volunteer: Volunteer, activity_id: UUID) -> HttpResponse:
    """One outing; where exactly and with whom is for those who hold a seat in it."""
    now = timezone.now()
    outings = Activity.objects.shown_to(volunteer).with_seat_counts().select_related("venue", "mission")
    outing = get_object_or_404(outings, pk=activity_id)
    seats = list(outing.seats.active().select_related("volunteer__user"))
    mine = next((seat for seat in seats if seat.volunteer_id == volunteer.pk), None)
    reasons = leaving_reasons(mine, now=now) if mine else refusal_reasons(outing, volunteer, now=now)
    context = {
        "outing": outing,
        "mine": mine,
        "partners": [seat.volunteer.user.first_name for seat in seats if seat != mine] if mine else [],
        "is_over": outing.ends_at <= now,
        "shows_meeting_point": mine is not None and not outing.is_cancelled and outing.shows_meeting_point(now),
        "reasons": reasons,
        "next_steps": next_steps(reasons),
    }
    return render(request, "events/space_activity.html", context)


@volunteer_required
@require_POST
def take(request: HttpRequest, volunteer: Volunteer, activity_id: UUID) -> HttpResponse:
    outing = get_object_or_404(Activity.objects.shown_to(volunteer), pk=activity_id)
    try:
        take_seat(outing, volunteer, now=timezone.now())
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason.sentence)
    else:
        messages.success(request, "Votre place est prise. Une confirmation vous est envoyée par courriel.")
    return redirect("space_activity", activity_id)


@volunteer_required
@require_POST
def leave(request: HttpRequest, volunteer: Volunteer, activity_id: UUID) -> HttpResponse:
    seat = get_object_or_404(Seat.objects.active().select_related("volunteer"), activity=activity_id, volunteer=volunteer)
    try:
        leave_seat(seat, now=timezone.now())
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason.sentence)
    else:
        messages.success(request, "Votre place est rendue. Quelqu’un d’autre peut la prendre.")
    return redirect("space_activity", activity_id)
