"""Proposals of activities: sent and followed by a bénévole, answered by a coordinator."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import role_required
from accounts.limits import allow
from accounts.models import User
from accounts.roles import Role
from events import proposals
from events.models import ActivityTemplate, Proposal
from events.proposal_checks import Reader, look_at
from events.proposal_forms import DeclineForm, ProposalForm, QuestionForm, filled_from
from events.views.space import next_steps
from home.dates import full_day
from volunteers.access import volunteer_required
from volunteers.contacts import contact_of
from volunteers.exceptions import Refused
from volunteers.models import Volunteer

PER_PAGE: Final = 25
# More in a day is somebody's mistake, and a burden for whoever answers.
LIMIT_PER_ACCOUNT: Final = 6
LIMIT_SECONDS: Final = 24 * 3600
# Two forms of one page have fields of the same names.
DECLINE_IDS: Final = "decline_%s"
TOO_MANY: Final = "Vous avez déjà envoyé plusieurs propositions aujourd’hui\u00a0: gardez celle-ci pour demain."


@volunteer_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, volunteer: Volunteer, template_id: UUID | None = None) -> HttpResponse:
    """The form, empty or filled from a template; « Vérifier » shows what the checks find and sends nothing."""
    now = timezone.now()
    templates = ActivityTemplate.objects.for_proposals()
    template = get_object_or_404(templates, pk=template_id) if template_id else None
    form = ProposalForm(request.POST or None, now=now, initial=filled_from(template) if template else {})
    reasons = proposals.proposing_reasons(volunteer, today=timezone.localdate(now))
    context: dict[str, Any] = {"form": form, "reasons": reasons, "next_steps": next_steps(reasons), "warnings": []}
    context |= {"template": template, "templates": templates}
    context["answer_by"] = proposals.promised_day(timezone.localdate(now))
    status = 200
    if request.method == "POST" and not reasons and not form.is_valid():
        if form.has_times:
            context["warnings"] = _warnings(form, template, volunteer, now=now)
    elif request.method == "POST" and not reasons:
        if "check" in request.POST:
            context |= {"is_checked": True, "warnings": _warnings(form, template, volunteer, now=now)}
        elif not allow(f"proposal:{volunteer.user_id}", limit=LIMIT_PER_ACCOUNT, seconds=LIMIT_SECONDS):
            context["problem"], status = TOO_MANY, 429
        else:
            try:
                proposal = proposals.propose({**form.values, "template": template}, volunteer, now=now)
            except Refused as refused:
                context["problem"] = str(refused)
            else:
                promised = f"Réponse avant le {full_day(proposal.activity.answer_by)}." if proposal.activity.answer_by else ""
                messages.success(request, f"Votre proposition est envoyée. {promised}")
                return redirect("space_proposal", proposal.pk)
    return render(request, "events/space_propose.html", context, status=status)


@volunteer_required
@require_safe
def proposal(request: HttpRequest, volunteer: Volunteer, proposal_id: UUID) -> HttpResponse:
    """One's own proposal, and what became of it."""
    mine = _own(volunteer, proposal_id)
    warnings = look_at(mine, reader=Reader.PROPOSER) if mine.is_waiting else []
    context = {
        "proposal": mine,
        "activity": mine.activity,
        "warnings": warnings,
        "is_late": mine.is_late(timezone.localdate()),
        "contact": contact_of(volunteer),
    }
    return render(request, "events/space_proposal.html", context)


@volunteer_required
@require_POST
def withdraw(request: HttpRequest, volunteer: Volunteer, proposal_id: UUID) -> HttpResponse:
    mine = _own(volunteer, proposal_id)
    try:
        proposals.withdraw(mine, by=volunteer.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("space_proposal", proposal_id)
    messages.success(request, "Votre proposition est retirée.")
    return redirect("space_activities")


@role_required(Role.COORDINATOR)
@require_safe
def coordination_list(request: HttpRequest) -> HttpResponse:
    """Those that wait, the promised day first; then the answers given, the last first."""
    today = timezone.localdate()
    every = Proposal.objects.select_related("activity__venue", "activity__proposed_by__user")
    page = Paginator(every.answered(), PER_PAGE).get_page(request.GET.get("page"))
    waiting = [(proposal, proposal.days_left(today)) for proposal in every.waiting()]
    return render(request, "events/coordination_proposals.html", {"waiting": waiting, "page": page})


@role_required(Role.COORDINATOR)
@require_safe
def coordination_proposal(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    return _show(request, _find(proposal_id))


@role_required(Role.COORDINATOR)
@require_POST
def accept(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    found = _find(proposal_id)
    try:
        proposals.accept(found, by=cast("User", request.user), now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("coordination_proposal", proposal_id)
    messages.success(request, "La proposition est acceptée, et la personne qui propose le sait. Complétez l’activité, puis publiez-la.")
    return redirect("coordination_activity", found.activity_id)


@role_required(Role.COORDINATOR)
@require_POST
def decline(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    found, form = _find(proposal_id), DeclineForm(request.POST, auto_id=DECLINE_IDS)
    if not form.is_valid():
        return _show(request, found, decline_form=form)
    return _answer(
        request,
        proposal_id,
        lambda: proposals.decline(found, reason=form.cleaned_data["reason"], by=cast("User", request.user), now=timezone.now()),
        "La réponse est envoyée, avec des remerciements.",
    )


@role_required(Role.COORDINATOR)
@require_POST
def ask(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    found, form = _find(proposal_id), QuestionForm(request.POST)
    if not form.is_valid():
        return _show(request, found, question_form=form)
    return _answer(
        request,
        proposal_id,
        lambda: proposals.ask(found, question=form.cleaned_data["question"], by=cast("User", request.user), now=timezone.now()),
        "La question est envoyée. La réponse viendra à votre adresse\u00a0: changez ensuite l’activité s’il le faut.",
    )


def _answer(request: HttpRequest, proposal_id: UUID, act: Callable[[], None], done: str) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("coordination_proposal", proposal_id)


def _warnings(form: ProposalForm, template: ActivityTemplate | None, volunteer: Volunteer, *, now: datetime) -> list[str]:
    drafted = proposals.draft({**form.values, "template": template}, volunteer=volunteer, now=now)
    return look_at(drafted, reader=Reader.PROPOSER)


def _own(volunteer: Volunteer, proposal_id: UUID) -> Proposal:
    mine = Proposal.objects.of(volunteer).select_related("activity__venue", "activity__proposed_by__user")
    return get_object_or_404(mine, pk=proposal_id)


def _find(proposal_id: UUID) -> Proposal:
    return get_object_or_404(Proposal.objects.select_related("template", "activity__venue", "activity__proposed_by__user"), pk=proposal_id)


def _show(
    request: HttpRequest, proposal: Proposal, *, decline_form: DeclineForm | None = None, question_form: QuestionForm | None = None
) -> HttpResponse:
    now = timezone.now()
    context = {
        "proposal": proposal,
        "activity": proposal.activity,
        "place": proposal.activity.venue.name if proposal.activity.venue else proposal.place_words,
        "days_left": proposal.days_left(timezone.localdate(now)),
        "warnings": look_at(proposal, reader=Reader.TEAM) if proposal.is_waiting else [],
        "acceptance_reasons": proposals.acceptance_reasons(proposal, now=now),
        "decline_form": decline_form or DeclineForm(auto_id=DECLINE_IDS),
        "question_form": question_form or QuestionForm(),
    }
    return render(request, "events/coordination_proposal.html", context)
