"""Rounds: starting one, reading it over, locking and forbidding pairs, doing it again, publishing it."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from volunteers import rounds as rules
from volunteers.exceptions import Reason, Refused
from volunteers.forms.matching import MarksForm, RoundStartForm
from volunteers.matching_words import profile_name
from volunteers.models import Programme, Round, RoundWait, Suggestion
from volunteers.models.reading import MATCHED_FIELDS
from volunteers.never_proposed import labelled
from volunteers.participant_readings import note_shown

LAST = 20
PER_PAGE = 100
# Beside the first page of pairs; all of them are one page further.
FIRST_WAITS = 100
# Put aside one by one, by hand.
FORBIDDEN_SHOWN = 200
WAITS = "attente"
SAVE = "save"


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
    """The pairs, a page at a time; `?montrer=attente`, those whom nobody is brought to. What is posted are the choices of one page."""
    made = get_object_or_404(Round.objects.select_related("programme__mission", "made_by"), pk=round_id)
    suggestions = made.suggestions.select_related("participant", "pairing")
    form = MarksForm(request.POST, suggestions=list(suggestions.filter(pk__in=MarksForm.posted(request.POST))))
    reasons: list[Reason] = []
    if request.method == "POST" and form.is_valid():
        try:
            _act(request, made, form)
        except Refused as refused:
            reasons = refused.reasons
        else:
            return redirect(request.get_full_path() if request.POST.get("action") == SAVE else made_url(made))
    waits = made.waits.select_related("participant").order_by("participant__folded_alias", "pk")
    shows_waits = request.GET.get("montrer") == WAITS
    page: Any = Paginator(waits if shows_waits else suggestions.kept(), PER_PAGE).get_page(request.GET.get("page"))
    pairs: list[Suggestion] = [] if shows_waits else list(page)
    forbidden = [] if shows_waits else list(suggestions.filter(mark=Suggestion.Mark.FORBIDDEN)[:FORBIDDEN_SHOWN])
    first_waits: list[RoundWait] = list(page) if shows_waits else list(waits[:FIRST_WAITS])
    if not made.is_busy:
        shown = {*(row.participant for row in (*pairs, *forbidden)), *(wait.participant for wait in first_waits)}
        note_shown(shown, MATCHED_FIELDS, by=cast("User", request.user), now=timezone.now())
    beside = rules.in_other_rounds(made) if made.is_open and not made.is_busy else {}
    fields = MarksForm(request.POST if reasons else None, suggestions=[*pairs, *forbidden])
    rows = [
        (suggestion, profile_name(suggestion.volunteer_id), field, beside.get(suggestion.volunteer_id, ()))
        for suggestion, field in fields.rows()
    ]
    context = {
        "round": made,
        "reasons": reasons,
        "page": page,
        "shows_waits": shows_waits,
        "query": f"montrer={WAITS}" if shows_waits else "",
        "kept": rows[: len(pairs)],
        "kept_count": made.suggestions.kept().count(),
        "forbidden": rows[len(pairs) :],
        "is_beside": bool(beside),
        "waits": [(wait, labelled(wait.blocked)) for wait in first_waits],
        "waits_count": waits.count(),
        "published": made.suggestions.exclude(pairing=None).count(),
    }
    return render(request, "volunteers/coordination/round.html", context)


def made_url(made: Round) -> str:
    return reverse("coordination_round", args=[made.pk])


def _act(request: HttpRequest, made: Round, form: MarksForm) -> None:
    action, now = request.POST.get("action"), timezone.now()
    if action == "publish":
        rules.publish(made, marks=form.marks(), now=now)
        messages.success(request, "Le tour est publié\u00a0: ce qui a pu être formé reste à proposer, le tableau dit le reste.")
    elif action == SAVE:
        rules.choose(made, form.marks())
        messages.success(request, "Vos choix de cette page sont gardés.")
    elif action == "abandon":
        rules.abandon(made, now=now)
        messages.success(request, "Le tour est abandonné\u00a0: rien n’en est publié.")
    else:
        rules.run_again(made, marks=form.marks(), now=now)
        messages.success(request, "Le calcul est refait autour de ce que vous avez gardé et écarté.")
