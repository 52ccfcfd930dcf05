"""A pairing as it goes, for coordinators: its alerts, its review, what each says of it, what became of the persons."""

from datetime import datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from volunteers import alerts, evaluations, outcomes, reviews
from volunteers.evaluation_questions import QUESTIONS
from volunteers.exceptions import Reason, Refused
from volunteers.forms.pairing_follow import (
    ANSWERS,
    AlertFilterForm,
    CloseAlertForm,
    EvaluationForm,
    OutcomeForm,
    OutcomeNowForm,
    ReviewForm,
)
from volunteers.models import Evaluation, Pairing, PairingAlert, PairingReview
from volunteers.rhythm import rhythm_of
from volunteers.views.coordination.lists import without_page

PER_PAGE: Final = 30


@role_required(Role.COORDINATOR)
@require_safe
def alert_list(request: HttpRequest) -> HttpResponse:
    form, now = AlertFilterForm(request.GET), timezone.now()
    found = PairingAlert.objects.open().select_related("pairing__programme", "pairing__volunteer__user", "taken_by")
    if form.is_valid():
        chosen = form.cleaned_data
        if chosen["kind"]:
            found = found.filter(kind=chosen["kind"])
        if chosen["whose"]:
            found = found.filter(taken_by=request.user.pk if chosen["whose"] == "mine" else None)
        if chosen["age"]:
            found = found.filter(opened_at__lt=now - timedelta(days=chosen["age"]))
        if chosen["programme"]:
            found = found.filter(pairing__programme=chosen["programme"])
    page = Paginator(found.prefetch_related("pairing__participants").most_pressing_first(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [(alert, alert.age_days(now)) for alert in page],
        "query": without_page(request.GET),
    }
    return render(request, "volunteers/coordination/alerts.html", context)


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def alert(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Taking it, giving it back, closing it."""
    alerts_read = PairingAlert.objects.select_related("pairing__programme", "pairing__volunteer__user", "taken_by", "closed_by")
    found = get_object_or_404(alerts_read.prefetch_related("pairing__participants"), pk=alert_id)
    user, now = cast("User", request.user), timezone.now()
    is_closing = request.method == "POST" and "close" in request.POST
    form = CloseAlertForm(request.POST if is_closing else None)
    try:
        if is_closing and form.is_valid():
            alerts.close(found, done=PairingAlert.Done(form.cleaned_data["done"]), remark=form.cleaned_data["remark"], by=user, now=now)
            messages.success(request, "L’alerte est fermée.")
            return redirect("coordination_alerts")
        if request.method == "POST" and not is_closing:
            if "give_back" in request.POST:
                alerts.give_back(found, by=user)
            else:
                alerts.take(found, by=user, now=now)
            return redirect("coordination_alert", found.pk)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("coordination_alert", found.pk)
    context = {
        "alert": found,
        "age": found.age_days(now),
        "form": form,
        "taking_reasons": alerts.taking_reasons(found, by=user),
        "closing_reasons": alerts.closing_reasons(found, by=user),
        "discomforts": found.discomforts.all(),
        "rhythm": rhythm_of(found.pairing, now=now),
    }
    return render(request, "volunteers/coordination/alert.html", context)


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pairing_id: UUID) -> HttpResponse:
    pairing, now = read_pairing(pairing_id), timezone.now()
    form = ReviewForm(request.POST or None, pairing=pairing, log=reviews.log_of(pairing, now=now), today=timezone.localdate(now))
    reasons = reviews.reviewing_reasons(pairing)
    if request.method == "POST":
        is_valid = form.is_valid()
        # What the page asked for is done: its dates may be refused since, and nothing is to be said twice.
        done = reviews.decided(pairing, form.cleaned_data.get("key"))
        if done is not None:
            return _after_review(done)
        if is_valid:
            try:
                held = reviews.decide(pairing, form.decision(), key=form.cleaned_data["key"], by=cast("User", request.user), now=now)
            except Refused as refused:
                reasons = refused.reasons
            else:
                messages.success(request, f"C’est décidé\u00a0: {held.get_conclusion_display().lower()}.")
                return _after_review(held)
    context = {"pairing": pairing, "form": form, "reasons": reasons, "rhythm": rhythm_of(pairing, now=now)}
    return render(request, "volunteers/coordination/review.html", context)


def _after_review(held: PairingReview) -> HttpResponse:
    """Who is to have another partner is ranked at once."""
    is_followed = held.conclusion == PairingReview.Conclusion.PARTNER
    return redirect("coordination_pairing_hand_over" if is_followed else "coordination_pairing", held.pairing_id)


@role_required(Role.COORDINATOR)
@require_safe
def evaluations_due(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    page = Paginator(evaluations.due_keys(today), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": evaluations.describe(page), "query": without_page(request.GET)}
    return render(request, "volunteers/coordination/evaluations.html", context)


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def evaluation(request: HttpRequest, pairing_id: UUID, moment: str, participant_id: UUID | None = None) -> HttpResponse:
    """The coordinator's own, or what a participant answers them."""
    if moment not in Evaluation.Moment.values:
        raise Http404
    pairing, now = read_pairing(pairing_id), timezone.now()
    participant = get_object_or_404(pairing.participants, pk=participant_id) if participant_id else None
    voice = Evaluation.Voice.PARTICIPANT if participant else Evaluation.Voice.COORDINATOR
    form = EvaluationForm(request.POST or None, is_own=participant is not None)
    outcome_form = None
    if moment in evaluations.WITH_OUTCOMES:
        today = timezone.localdate(now)
        outcome_form = OutcomeNowForm(request.POST or None, pairing=pairing, participant=participant, today=today)
    reasons: list[Reason] = evaluations.answering_reasons(pairing, moment, voice, participant, today=timezone.localdate(now))
    # Both are read, so that each says what it lacks.
    if all([form.is_valid(), outcome_form is None or outcome_form.is_valid()]):
        try:
            evaluations.answer(
                pairing,
                moment=moment,
                voice=voice,
                participant=participant,
                answers=form.answers(),
                now=now,
                by=cast("User", request.user),
                result=outcome_form.result() if outcome_form else None,
            )
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, "Les réponses sont gardées.")
            return redirect("coordination_pairing", pairing.pk)
    context = {
        "pairing": pairing,
        "participant": participant,
        "form": form,
        "outcome_form": outcome_form,
        "reasons": reasons,
        "moment": Evaluation.Moment(moment).label,
    }
    return render(request, "volunteers/coordination/evaluation.html", context)


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_outcome(request: HttpRequest, pairing_id: UUID) -> HttpResponse:
    pairing, now = read_pairing(pairing_id), timezone.now()
    form = OutcomeForm(request.POST or None, pairing=pairing)
    if request.method == "POST" and form.is_valid():
        try:
            outcomes.note(pairing, form.result(), by=cast("User", request.user), now=now)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("on", reason.sentence)
        else:
            messages.success(request, "Le résultat est noté.")
            return redirect("coordination_pairing", pairing.pk)
    return render(request, "volunteers/coordination/outcome_new.html", {"pairing": pairing, "form": form})


def read_pairing(pairing_id: UUID) -> Pairing:
    pairings = Pairing.objects.select_related("programme", "volunteer__user").prefetch_related("participants", "evaluations")
    return get_object_or_404(pairings, pk=pairing_id)


def follow_context(pairing: Pairing, *, now: datetime) -> dict[str, Any]:
    """What a coordinator sees of a pairing as it goes: its rhythm, alerts, reviews, evaluations, outcomes. Nobody's notes."""
    return {
        "rhythm": rhythm_of(pairing, now=now),
        "alerts": pairing.alerts.all(),
        "reviews": pairing.reviews.select_related("held_by"),
        "due": evaluations.due([pairing], today=timezone.localdate(now)),
        "answers": answers_in_words(pairing),
        "outcomes": pairing.outcomes.select_related("participant"),
    }


def answers_in_words(pairing: Pairing) -> list[tuple[str, list[str], list[tuple[str, list[tuple[str, str]]]]]]:
    """For each moment that has answers: its name, who answered, and each question with what each said."""
    aliases = {participant.pk: participant.alias for participant in pairing.participants.all()}
    tables = []
    for moment in Evaluation.Moment:
        said = {
            aliases[row.participant_id] if row.participant_id else row.get_voice_display(): row.answers
            for row in pairing.evaluations.all()
            if row.moment == moment
        }
        rows = [
            (question.of_them, [(voice, dict(ANSWERS)[str(answers[question.key])]) for voice, answers in said.items()])
            for question in QUESTIONS
        ]
        if said:
            tables.append((moment.label, list(said), rows))
    return tables
