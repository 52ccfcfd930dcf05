"""Rounds: starting one, reading it over, locking and forbidding pairs, doing it again, publishing it."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from volunteers import rounds as rules
from volunteers.exceptions import Reason, Refused
from volunteers.forms.matching import MarksForm, RoundStartForm
from volunteers.matching_words import profile_name
from volunteers.models import Programme, Round
from volunteers.models.reading import MATCHED_FIELDS
from volunteers.never_proposed import labelled
from volunteers.participant_readings import note_shown

LAST = 20


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def rounds(request: HttpRequest) -> HttpResponse:
    form = RoundStartForm(request.POST or None)
    reasons: list[Reason] = []
    if form.is_valid():
        try:
            made = rules.start(form.cleaned_data["programme"], by=cast("User", request.user), now=timezone.now())
        except Refused as refused:
            reasons = refused.reasons
        else:
            return redirect("coordination_round", made.pk)
    published = Count("suggestions", filter=Q(suggestions__pairing__isnull=False))
    context = {
        "form": form,
        "reasons": reasons,
        "rounds": Round.objects.select_related("programme", "made_by").annotate(published=published)[:LAST],
        "programmes": Programme.objects.all(),
    }
    return render(request, "volunteers/coordination/rounds.html", context)


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def one_round(request: HttpRequest, round_id: UUID) -> HttpResponse:
    made = get_object_or_404(Round.objects.select_related("programme__mission", "made_by"), pk=round_id)
    suggestions = list(made.suggestions.select_related("participant", "pairing"))
    form = MarksForm(request.POST or None, suggestions=suggestions)
    reasons: list[Reason] = []
    if request.method == "POST" and form.is_valid():
        try:
            _act(request, made, form)
        except Refused as refused:
            reasons = refused.reasons
        else:
            return redirect("coordination_round", made.pk)
    waits = list(made.waits.select_related("participant").order_by("participant__folded_alias"))
    if not made.is_busy:
        shown = {*(row.participant for row in suggestions), *(wait.participant for wait in waits)}
        note_shown(shown, MATCHED_FIELDS, by=cast("User", request.user), now=timezone.now())
    beside = rules.in_other_rounds(made) if made.is_open and not made.is_busy else {}
    rows = [
        (suggestion, profile_name(suggestion.volunteer_id), field, beside.get(suggestion.volunteer_id, ()))
        for suggestion, field in form.rows()
    ]
    context = {
        "round": made,
        "reasons": reasons,
        "kept": [row for row in rows if row[0].mark != "forbidden"],
        "forbidden": [row for row in rows if row[0].mark == "forbidden"],
        "is_beside": bool(beside),
        "waits": [(wait, labelled(wait.blocked)) for wait in waits],
        "published": sum(suggestion.pairing_id is not None for suggestion in suggestions),
    }
    return render(request, "volunteers/coordination/round.html", context)


def _act(request: HttpRequest, made: Round, form: MarksForm) -> None:
    action, now = request.POST.get("action"), timezone.now()
    if action == "publish":
        rules.publish(made, marks=form.marks(), now=now)
        messages.success(request, "Le tour est publié\u00a0: ce qui a pu être formé reste à proposer, le tableau dit le reste.")
    elif action == "abandon":
        rules.abandon(made, now=now)
        messages.success(request, "Le tour est abandonné\u00a0: rien n’en est publié.")
    else:
        rules.run_again(made, marks=form.marks(), now=now)
        messages.success(request, "Le calcul est refait autour de ce que vous avez gardé et écarté.")
