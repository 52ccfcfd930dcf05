"""« Trouver quelqu’un » of the coordination, and the page where the person asked says yes or no."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from events.asking import accept, accepting_reasons, ask, decline
from events.forms_staffing import MOST_SHOWN, FindForm, read_chosen
from events.models import Activity, DuoRequest, OutingSettings, SeatCall, SeatWait
from events.seat_reasons import refusal_reasons
from events.staffing import ALREADY_ASKED, Candidate, calling_reasons, candidates
from volunteers.access import volunteer_required
from volunteers.exceptions import Refused
from volunteers.models import Volunteer

MOST_SEARCHED = 5


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Who could lead the outing, and the one button that asks those ticked."""
    now = timezone.now()
    activity = get_object_or_404(Activity.objects.outings().with_seat_counts().select_related("venue", "mission"), pk=activity_id)
    if request.method == "POST":
        try:
            called = ask(activity, read_chosen(request.POST), by=cast("User", request.user), now=now)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            asked = "1 personne est demandée" if len(called) == 1 else f"{len(called)} personnes sont demandées"
            messages.success(request, f"{asked} par courriel. La première qui accepte prend la place.")
        return redirect("coordination_activity_find", activity_id)
    form = FindForm(request.GET)
    ranked = candidates(activity, now=now)
    # Those asked already stand beside, with their answer.
    listed = [one for one in ranked if one.held_back != ALREADY_ASKED]
    shown = listed[:MOST_SHOWN]
    people = Volunteer.objects.select_related("user").in_bulk([one.volunteer_id for one in shown])
    context = {
        "activity": activity,
        "reasons": calling_reasons(activity, now=now),
        "offers": SeatWait.objects.offered().filter(activity=activity).select_related("volunteer__user"),
        "duos": DuoRequest.objects.running().filter(activity=activity).select_related("asker__user"),
        "filters": form,
        "rows": [(one, people[one.volunteer_id], place < form.ticked) for place, one in enumerate(shown)],
        "led_lately_days": OutingSettings.load().led_lately_days,
        "total": len(listed),
        "rest": len(listed) - len(shown),
        "can_ask": any(one.can_be_asked for one in shown),
        "calls": activity.seat_calls.select_related("volunteer__user", "asked_by"),
        "searched": form.words,
        "found": _why_not(activity, form.words, ranked),
    }
    return render(request, "events/coordination_find.html", context)


def _why_not(activity: Activity, words: str, ranked: list[Candidate]) -> list[dict[str, Any]]:
    """Of those whose name is searched: their place in the ranking, or all the reasons why they are not in it."""
    if not words.strip():
        return []
    now, places = timezone.now(), {one.volunteer_id: (place, one) for place, one in enumerate(ranked, 1)}
    found = []
    for volunteer in Volunteer.objects.named(words).select_related("user").order_by("folded_name", "pk")[:MOST_SEARCHED]:
        place, candidate = places.get(volunteer.pk, (None, None))
        reasons = [] if candidate else refusal_reasons(activity, volunteer, now=now)
        found.append({"volunteer": volunteer, "place": place, "candidate": candidate, "reasons": reasons})
    return found


@volunteer_required
@require_safe
def call(request: HttpRequest, volunteer: Volunteer, call_id: UUID) -> HttpResponse:
    """The page to which the mail leads: the outing, and two buttons."""
    now, found = timezone.now(), _own_call(volunteer, call_id)
    context = {
        "call": found,
        "outing": found.activity,
        "reasons": accepting_reasons(found, now=now),
        "is_mine": found.activity.seats.active().filter(volunteer=volunteer).exists(),
        "is_over": found.activity.starts_at <= now,
        "has_phone": bool(volunteer.phone),
    }
    return render(request, "events/space_call.html", context)


@volunteer_required
@require_POST
def accept_call(request: HttpRequest, volunteer: Volunteer, call_id: UUID) -> HttpResponse:
    found = _own_call(volunteer, call_id)
    try:
        accept(found, now=timezone.now(), shares_phone="shares_phone" in request.POST)
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason.sentence)
        return redirect("space_seat_call", call_id)
    messages.success(request, "Merci\u00a0! Votre place est prise. Une confirmation vous est envoyée par courriel.")
    return redirect("space_activity", found.activity_id)


@volunteer_required
@require_POST
def decline_call(request: HttpRequest, volunteer: Volunteer, call_id: UUID) -> HttpResponse:
    try:
        decline(_own_call(volunteer, call_id), now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "C’est noté, merci d’avoir répondu.")
    return redirect("space_seat_call", call_id)


def _own_call(volunteer: Volunteer, call_id: UUID) -> SeatCall:
    calls = SeatCall.objects.select_related("activity__venue", "activity__mission", "volunteer__user")
    return get_object_or_404(calls, pk=call_id, volunteer=volunteer)
