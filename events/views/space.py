"""Outings as a bénévole sees them: which to lead, and the seat in each."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from events.duos import asking_reasons
from events.forms_keys import PageKeyForm
from events.models import Activity, DuoRequest, OutingReport, OutingSettings, Proposal, Seat, SeatWait
from events.months import Shown, narrow
from events.outing_forms import LeaveForm
from events.reports import correcting_reasons, reporting_reasons
from events.seat_reasons import refusal_reasons
from events.seat_waits import place_in_line, waiting_reasons
from events.sign_ups import asks_reason, leave_seat, leaving_reasons, take_seat
from volunteers.access import volunteer_required
from volunteers.exceptions import Reason, Refused
from volunteers.models import Mission, Volunteer
from volunteers.onboarding import readiness_reasons

PER_PAGE: Final = 50
# What to do about a reason: label of the link, name of the address.
NEXT_STEPS: Final = {
    "email": ("Voir mes étapes", "space_home"),
    "languages": ("Compléter mon profil", "space_profile"),
    "mission": ("Compléter mon profil", "space_profile"),
    "training": ("Réserver une formation", "space_training"),
    "overlap": ("Voir mes engagements", "space_home"),
    "travel": ("Voir mes engagements", "space_home"),
    "first_time": ("Voir les autres sorties", "space_activities"),
    "full": ("Voir les autres sorties", "space_activities"),
    "held": ("Voir les autres sorties", "space_activities"),
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
    """Outings to come, the bénévole's own marked. `?montrer=` one of Shown."""
    now, shown = timezone.now(), Shown.read(request.GET.get("montrer"))
    outings = narrow(Activity.objects.outings().upcoming(now), volunteer, shown, now=now)
    missions = Mission.objects.filter(activities__in=Activity.objects.outings().upcoming(now)).distinct()
    today = timezone.localdate(now)
    lacking = dict.fromkeys(reason for mission in missions for reason in readiness_reasons(volunteer, mission, today=today))
    proposals = Proposal.objects.of(volunteer).select_related("activity").order_by("-activity__proposed_at", "pk")
    page = Paginator(outings, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "query": urlencode({"montrer": shown.value}) if shown else "",
        "shown": shown,
        "choices": list(Shown),
        "reasons": list(lacking),
        "next_steps": next_steps(lacking),
        "proposals": [(proposal, proposal.is_late(today)) for proposal in proposals],
    }
    return render(request, "events/space_activities.html", context)


@volunteer_required
@require_safe
def activity(request: HttpRequest, volunteer: Volunteer, activity_id: UUID) -> HttpResponse:
    return show(request, volunteer, activity_id, LeaveForm())


def show(request: HttpRequest, volunteer: Volunteer, activity_id: UUID, leave_form: LeaveForm) -> HttpResponse:
    """One outing; where exactly and with whom is for those who hold a seat in it."""
    now = timezone.now()
    outings = Activity.objects.shown_to(volunteer).counting_free_for([volunteer], now)
    outings = outings.select_related("venue", "mission", "partner", "picture", "proposal", "access_from", "proposed_by__user")
    outing = get_object_or_404(outings, pk=activity_id)
    seats = list(outing.seats.active().select_related("volunteer__user"))
    mine = next((seat for seat in seats if seat.volunteer_id == volunteer.pk), None)
    reasons = leaving_reasons(mine, now=now) if mine else refusal_reasons(outing, volunteer, now=now)
    report = OutingReport.objects.filter(activity=outing, written_by=volunteer.user).first() if mine else None
    context = {
        "outing": outing,
        "mine": mine,
        "partners": [seat for seat in seats if seat != mine] if mine else [],
        "is_over": outing.ends_at <= now,
        "shows_meeting_point": mine is not None and not outing.is_cancelled and outing.shows_meeting_point(now),
        "reasons": reasons,
        "next_steps": next_steps(reasons),
        "leave_form": leave_form if mine and asks_reason(mine, now=now) else None,
        "leave_alone_hours": OutingSettings.load().leave_alone_hours,
        "can_report": mine is not None and not reporting_reasons(outing, now=now),
        "can_correct": report is not None and not correcting_reasons(report, by=volunteer.user, now=now),
        "has_phone": bool(volunteer.phone),
        "page_key": PageKeyForm(),
        **(waiting_context(outing, volunteer, reasons, now=now) if not mine else {}),
    }
    return render(request, "events/space_activity.html", context)


def waiting_context(outing: Activity, volunteer: Volunteer, reasons: list[Reason], *, now: datetime) -> dict[str, Any]:
    """Where who has no seat stands: in line, with a seat held, with two; and what they may ask for. `reasons` are against a seat."""
    wait = SeatWait.objects.open().filter(activity=outing, volunteer=volunteer).first()
    return {
        "wait": wait,
        "is_held": wait is not None and wait.is_held(now),
        "place": place_in_line(wait, now=now) if wait else None,
        "duo": DuoRequest.objects.running().filter(activity=outing, asker=volunteer).first(),
        "may_wait": not waiting_reasons(outing, volunteer, reasons),
        "may_ask_for_two": not reasons and not asking_reasons(outing, volunteer, now=now),
    }


@volunteer_required
@require_POST
def take(request: HttpRequest, volunteer: Volunteer, activity_id: UUID) -> HttpResponse:
    outing = get_object_or_404(Activity.objects.shown_to(volunteer), pk=activity_id)
    try:
        take_seat(outing, volunteer, now=timezone.now(), shares_phone="shares_phone" in request.POST)
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason.sentence)
    else:
        messages.success(request, "Votre place est prise. Une confirmation vous est envoyée par courriel.")
    return redirect("space_activity", activity_id)


@volunteer_required
@require_POST
def leave(request: HttpRequest, volunteer: Volunteer, activity_id: UUID) -> HttpResponse:
    seats = Seat.objects.active().select_related("volunteer", "activity")
    seat = get_object_or_404(seats, activity=activity_id, volunteer=volunteer)
    now, form = timezone.now(), LeaveForm(request.POST)
    if asks_reason(seat, now=now) and not leaving_reasons(seat, now=now) and not form.is_valid():
        return show(request, volunteer, activity_id, form)
    try:
        leave_seat(seat, now=now, reason=form.cleaned_data.get("reason", "") if form.is_valid() else "")
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason.sentence)
    else:
        messages.success(request, "Votre place est rendue. Quelqu’un d’autre peut la prendre.")
    return redirect("space_activity", activity_id)
