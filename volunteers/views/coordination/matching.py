"""Bringing people together, one person or one bénévole at a time; profiles are compared without names."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from volunteers.exceptions import Reason, Refused
from volunteers.forms.matching import ParticipantChoiceForm, VolunteerChoiceForm, WhyNotForm
from volunteers.matching import Match
from volunteers.matching_words import profile_name, words_for
from volunteers.models import Participant, Programme, Volunteer
from volunteers.models.reading import MATCHED_FIELDS
from volunteers.never_proposed import blocked_for, never_proposed
from volunteers.pairings import refusal_reasons
from volunteers.participant_readings import note_shown, note_shown_of_each
from volunteers.rankings import Ranking, rank_for, rank_with
from volunteers.suggesting import suggest

FOUND_MOST = 10
PER_PAGE = 50
DONE = "Le rapprochement est fait. Il reste à le proposer au ou à la bénévole."


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def for_participant(request: HttpRequest, participant_id: UUID, programme: str) -> HttpResponse:
    """The bénévoles who would go best with somebody and, for any other, why not."""
    person = get_object_or_404(Participant.objects.prefetch_related("languages"), pk=participant_id)
    wanted = get_object_or_404(Programme.objects.select_related("mission"), slug=programme)
    by, now = cast("User", request.user), timezone.now()
    reasons: list[Reason] = []
    choice = VolunteerChoiceForm(request.POST or None)
    if choice.is_valid():
        try:
            pairing = suggest(wanted, choice.cleaned_data["volunteer"], [person], by=by, now=now)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, DONE)
            return redirect("coordination_pairing", pairing_id=pairing.pk)
    note_shown([person], MATCHED_FIELDS, by=by, now=now)
    today = timezone.localdate(now)
    ranking = rank_for(wanted, person, today=today)
    search = WhyNotForm(request.GET)
    words = search.cleaned_data["q"].strip() if search.is_valid() else ""
    found = list(Volunteer.objects.named(words).select_related("user").order_by("folded_name", "pk")[:FOUND_MOST]) if words else []
    asked = next((volunteer for volunteer in found if str(volunteer.pk) == request.GET.get("qui") or len(found) == 1), None)
    context = {
        "participant": person,
        "programme": wanted,
        "reasons": reasons,
        "ranking": ranking,
        "rows": [(found.volunteer.key, profile_name(found.volunteer.key), found, _said(found, ranking)) for found in ranking.matches],
        "blocked": [] if ranking.count else blocked_for(wanted, person, today=today),
        "search": search,
        "words": words,
        "found": found,
        "asked": asked,
        "why_not": refusal_reasons(wanted, asked, person, today=today) if asked else [],
    }
    return render(request, "volunteers/coordination/matches.html", context)


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def for_volunteer(request: HttpRequest, volunteer_id: UUID, programme: str) -> HttpResponse:
    """The people who would go best with a bénévole."""
    volunteer = get_object_or_404(Volunteer.objects.select_related("user"), pk=volunteer_id)
    wanted = get_object_or_404(Programme.objects.select_related("mission"), slug=programme)
    by, now = cast("User", request.user), timezone.now()
    reasons: list[Reason] = []
    choice = ParticipantChoiceForm(request.POST or None)
    if request.method == "POST":
        chosen = choice.cleaned_data["participants"] if choice.is_valid() else []
        try:
            pairing = suggest(wanted, volunteer, chosen, by=by, now=now)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, DONE)
            return redirect("coordination_pairing", pairing_id=pairing.pk)
    ranking = rank_with(wanted, volunteer, today=timezone.localdate(now))
    people = Participant.objects.in_bulk([found.participant.key for found in ranking.matches])
    note_shown(people.values(), MATCHED_FIELDS, by=by, now=now)
    context = {
        "volunteer": volunteer,
        "programme": wanted,
        "reasons": reasons,
        "ranking": ranking,
        "rows": [(people[found.participant.key], found, _said(found, ranking)) for found in ranking.matches],
        "chosen": request.POST.getlist("participants"),
    }
    return render(request, "volunteers/coordination/volunteer_matches.html", context)


@role_required(Role.COORDINATOR)
@require_safe
def without_proposal(request: HttpRequest, programme: str) -> HttpResponse:
    wanted = get_object_or_404(Programme.objects.select_related("mission"), slug=programme)
    now = timezone.now()
    page = Paginator(never_proposed(wanted, now), PER_PAGE).get_page(request.GET.get("page"))
    note_shown_of_each({row.participant: row.fields for row in page}, by=cast("User", request.user), now=now)
    context = {"programme": wanted, "page": page}
    return render(request, "volunteers/coordination/never_proposed.html", context)


def _said(found: Match, ranking: Ranking) -> str:
    return " · ".join(words_for(found, ranking.scale))
