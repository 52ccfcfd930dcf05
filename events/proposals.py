"""An activity proposed by a bénévole: sent, taken back, accepted, declined, asked about.

Locks are taken as everywhere: the activity first, then the person.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from events.activity_states import move
from events.models import Activity, OutingSettings, Proposal
from events.proposal_mails import (
    remind_team,
    tell_of_acceptance,
    tell_of_arrival,
    tell_of_question,
    tell_of_refusal,
    tell_of_withdrawal,
)
from events.public_holidays import is_working_day, next_working_day
from events.seat_times import lock_activity
from volunteers.engagements import lock_person
from volunteers.exceptions import Reason, Refused
from volunteers.models import Mission, Volunteer
from volunteers.onboarding import readiness_reasons

OUTINGS_MISSION: Final = "activites-culturelles"
OF_PROPOSAL: Final = ("place_words", "accessibility", "accessibility_words", "would_lead", "template")
# What the form does not ask: the activity has it of its template, where the bénévole reads none of it.
OF_TEMPLATE: Final = (
    "meeting_point",
    "partner",
    "facilitator_seats",
    "participants_expected",
    "participants_most",
    "to_bring",
    "arrangements",
)
TAKEN_BACK: Final = "Proposition retirée par la personne qui l’avait faite."
MORNING: Final = 8


def proposing_reasons(volunteer: Volunteer, *, today: date) -> list[Reason]:
    """Why the bénévole cannot propose an activity; none when they are ready for those."""
    mission = _mission()
    if mission is None:
        return [Reason("no_mission", "Les activités culturelles ne sont pas ouvertes pour le moment.")]
    return readiness_reasons(volunteer, mission, today=today)


def promised_day(today: date) -> date:
    """The day before which a proposal sent today is answered (setting), moved to a working day."""
    return next_working_day(today + timedelta(days=OutingSettings.load().answer_within_days))


def draft(fields: Mapping[str, Any], *, volunteer: Volunteer, now: datetime) -> Proposal:
    """A proposal and its activity, not saved: what the checks look at and `propose` saves."""
    template = fields.get("template")
    of_template = {name: getattr(template, name) for name in OF_TEMPLATE} if template else {}
    of_activity = {name: value for name, value in fields.items() if name not in OF_PROPOSAL}
    activity = Activity(
        **of_template,
        **of_activity,
        status=Activity.Status.PROPOSED,
        mission=_mission(),
        proposed_by=volunteer,
        proposed_at=now,
        answer_by=promised_day(timezone.localdate(now)),
    )
    return Proposal(activity=activity, **{name: fields[name] for name in OF_PROPOSAL if name in fields})


def propose(fields: Mapping[str, Any], volunteer: Volunteer, *, now: datetime) -> Proposal:
    """Sends the proposal to the coordinators, and promises an answer. Raises Refused.

    The same one sent again while it waits is the same one: nothing more is written.
    """
    with transaction.atomic():
        volunteer = lock_person(volunteer)
        reasons = proposing_reasons(volunteer, today=timezone.localdate(now))
        if fields["starts_at"] <= now:
            reasons.append(Reason("past", "Cette date est passée\u00a0: choisissez une date à venir."))
        if reasons:
            raise Refused(reasons)
        alike = Proposal.objects.of(volunteer).waiting().filter(activity__title=fields["title"], activity__starts_at=fields["starts_at"])
        if (sent := alike.first()) is not None:
            return sent
        proposal = draft(fields, volunteer=volunteer, now=now)
        proposal.activity._history_user = volunteer.user  # type: ignore[attr-defined]
        proposal.activity.save(force_insert=True)
        proposal.save(force_insert=True)
        tell_of_arrival(proposal)
    return proposal


def answer_reasons(proposal: Proposal) -> list[Reason]:
    """Why nobody can answer the proposal, ask about it or take it back any more; none as long as it waits."""
    if proposal.is_waiting:
        return []
    return [Reason("answered", f"Cette proposition n’attend plus de réponse\u00a0: {proposal.get_outcome_display().lower()}.")]


def acceptance_reasons(proposal: Proposal, *, now: datetime) -> list[Reason]:
    """Why the proposal cannot be accepted as it stands; none when it can."""
    reasons = answer_reasons(proposal)
    if proposal.is_waiting and proposal.activity.starts_at <= now:
        reasons.append(Reason("past", "La date est passée\u00a0: changez-la avant d’accepter, ou dites non."))
    return reasons


def accept(proposal: Proposal, *, by: User, now: datetime) -> None:
    """Makes of it an activity to publish, and tells the person who proposed, once. Raises Refused."""
    with transaction.atomic():
        proposal = _lock(proposal)
        if proposal.outcome == Proposal.Outcome.ACCEPTED:
            return
        if reasons := acceptance_reasons(proposal, now=now):
            raise Refused(reasons)
        activity = proposal.activity
        # A place that the site does not know would be lost: it waits for the eve where those who lead are told where to meet.
        meeting_point = activity.meeting_point or ("" if activity.venue else proposal.place_words)
        move(activity, Activity.Status.ACCEPTED, by=by, meeting_point=meeting_point)
        _close(proposal, Proposal.Outcome.ACCEPTED, now=now)
        tell_of_acceptance(proposal)


def decline(proposal: Proposal, *, reason: str, by: User, now: datetime) -> None:
    """Says no, and why, once: the activity stays, cancelled before anybody saw it. Raises Refused."""
    with transaction.atomic():
        proposal = _lock(proposal)
        if proposal.outcome == Proposal.Outcome.DECLINED and proposal.activity.cancellation_reason == reason:
            return
        if reasons := answer_reasons(proposal):
            raise Refused(reasons)
        move(proposal.activity, Activity.Status.CANCELLED, by=by, cancellation_reason=reason)
        _close(proposal, Proposal.Outcome.DECLINED, now=now)
        tell_of_refusal(proposal)


def ask(proposal: Proposal, *, question: str, by: User, now: datetime) -> None:
    """Writes a question to the person who proposed, once, who answers by mail; the proposal goes on waiting. Raises Refused."""
    with transaction.atomic():
        proposal = _lock(proposal)
        if proposal.is_waiting and proposal.question == question:
            return
        reasons = answer_reasons(proposal)
        if proposal.activity.proposed_by is None:
            reasons.append(Reason("gone", "La personne qui proposait n’a plus de compte\u00a0: personne ne lirait la question."))
        if reasons:
            raise Refused(reasons)
        proposal.question, proposal.asked_at = question, now
        proposal.save(update_fields=["question", "asked_at"])
        tell_of_question(proposal, by=by)


def withdraw(proposal: Proposal, *, by: User, now: datetime) -> None:
    """Takes the proposal back before it is answered, and tells the coordinators, once. Raises Refused."""
    with transaction.atomic():
        proposal = _lock(proposal)
        if proposal.outcome == Proposal.Outcome.WITHDRAWN:
            return
        if reasons := answer_reasons(proposal):
            raise Refused(reasons)
        move(proposal.activity, Activity.Status.CANCELLED, by=by, cancellation_reason=TAKEN_BACK)
        _close(proposal, Proposal.Outcome.WITHDRAWN, now=now)
        tell_of_withdrawal(proposal)


def remind_of_late_answers(now: datetime) -> None:
    """Tells the coordinators, on the morning of a working day, that promised days are past: once for each proposal, in one mail."""
    local = timezone.localtime(now)
    if not is_working_day(local.date()) or local.hour < MORNING:
        return
    with transaction.atomic():
        late = Proposal.objects.late(local.date()).filter(reminded_at=None).select_for_update(of=("self",))
        ids = [proposal.pk for proposal in late]
        if ids:
            Proposal.objects.filter(pk__in=ids).update(reminded_at=now)
            remind_team(count=len(ids), day=local.date().isoformat())


def _mission() -> Mission | None:
    return Mission.objects.filter(slug=OUTINGS_MISSION).first()


def _lock(proposal: Proposal) -> Proposal:
    """The proposal and its activity read again, under the lock of the activity."""
    activity = lock_activity(proposal.activity)
    proposal = Proposal.objects.get(pk=proposal.pk)
    proposal.activity = activity
    return proposal


def _close(proposal: Proposal, outcome: Proposal.Outcome, *, now: datetime) -> None:
    proposal.outcome, proposal.answered_at = outcome, now
    proposal.save(update_fields=["outcome", "answered_at"])
