"""What a proposal deserves to be asked before it is answered, and any activity before it is published. Sentences that stop nothing.

The same checks speak beside the form, after it is sent, to the coordinator who answers, and on the page of every activity to come.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum, auto
from typing import Final

from events.models import Activity, Proposal
from events.public_holidays import holiday_name
from home.dates import day, full_day, local_date, midnight, time_span
from home.numbers import format_euros


class Reader(Enum):
    PROPOSER = auto()
    TEAM = auto()


# Ten euros for each of the eight participants of a usual outing: beyond, the money has to be found before saying yes.
COST_TO_DISCUSS_CENTS: Final = 80_00
SETTLED: Final = (Activity.Status.ACCEPTED, Activity.Status.PUBLISHED)


def check_cost(activity: Activity) -> Iterator[str]:
    cost = activity.cost_cents
    if cost > COST_TO_DISCUSS_CENTS:
        said, most = (format_euros(Decimal(cents) / 100) for cents in (cost, COST_TO_DISCUSS_CENTS))
        yield f"Le coût est de {said} en tout. Au-delà de {most}, il faut d’abord trouver qui paie\u00a0: la réponse peut en dépendre."


def check_accessibility(activity: Activity, answer: Proposal | None) -> Iterator[str]:
    """What the proposal answered, until the team has written what it knows."""
    if answer is None or activity.access_words or answer.accessibility == Proposal.Accessibility.YES:
        return
    known = activity.venue.accessibility.strip() if activity.venue else ""
    if answer.accessibility == Proposal.Accessibility.NO:
        yield "Le lieu n’est pas accessible à tout le monde\u00a0: un autre lieu, ou une aide sur place, serait à prévoir."
    elif known:
        yield f"L’accessibilité reste à vérifier. Ce que nous savons de ce lieu\u00a0: {known}"
    else:
        yield "L’accessibilité du lieu reste à vérifier avant d’annoncer l’activité\u00a0: ascenseur, marches, toilettes, distance à pied."


def check_other_activities(activity: Activity, reader: Reader) -> Iterator[str]:
    """Those of the same day in Paris. One that is not published is named to the team alone."""
    first, last = local_date(activity.starts_at), local_date(activity.ends_at)
    others = Activity.objects.filter(
        status__in=SETTLED, starts_at__lt=midnight(last + timedelta(days=1)), ends_at__gt=midnight(first)
    ).exclude(pk=activity.pk)
    for other in others:
        is_told = other.status == Activity.Status.PUBLISHED or reader == Reader.TEAM
        what = f"«\u00a0{other.title}\u00a0», {time_span(other.starts_at, other.ends_at)}" if is_told else "une autre, pas encore annoncée"
        yield f"Une activité est déjà prévue {day(other.starts_at)}\u00a0: {what}."


def check_own_engagements(proposal: Proposal, reader: Reader) -> Iterator[str]:
    activity = proposal.activity
    if activity.proposed_by is None:
        return
    taken = activity.proposed_by.engagements.overlapping(activity.starts_at, activity.ends_at).exclude(seat__activity=activity)
    for engagement in taken:
        if reader == Reader.PROPOSER:
            times = time_span(engagement.starts_at, engagement.ends_at)
            yield f"Vous avez déjà un engagement à ce moment-là\u00a0: {engagement.get_kind_display().lower()}, {times}."
        else:
            yield "La personne qui propose a déjà un engagement à ce moment-là."
            return


def check_public_holiday(activity: Activity) -> Iterator[str]:
    on = local_date(activity.starts_at)
    if name := holiday_name(on):
        yield f"{day(on).capitalize()} est un jour férié, {name}\u00a0: le lieu est peut-être fermé."


def check_answer_in_time(proposal: Proposal) -> Iterator[str]:
    answer_by = proposal.activity.answer_by
    if proposal.is_waiting and answer_by and local_date(proposal.activity.starts_at) <= answer_by:
        yield f"Cette date est proche\u00a0: la réponse, promise avant le {full_day(answer_by)}, peut venir trop tard."


def check_place(activity: Activity) -> Iterator[str]:
    """Whether whoever comes will know where. A webinar has no place."""
    if activity.venue_id or activity.kind == Activity.Kind.WEBINAR:
        return
    if not activity.is_outing:
        yield "Aucun lieu n’est choisi\u00a0: l’agenda public dira «\u00a0Lieu à préciser\u00a0»."
    elif activity.meeting_point:
        yield "Aucun lieu n’est choisi\u00a0: la veille, qui anime ne lira que le point de rendez-vous."
    else:
        yield "Aucun lieu n’est choisi\u00a0: la veille, qui anime lira que le lieu n’est pas encore fixé."


def look_at(proposal: Proposal, *, reader: Reader) -> list[str]:
    """All that is to be said of the proposal, saved or not, to that reader, in the order of reading; none when nothing is."""
    activity = proposal.activity
    return [
        *check_other_activities(activity, reader),
        *check_own_engagements(proposal, reader),
        *check_public_holiday(activity),
        *check_answer_in_time(proposal),
        *check_accessibility(activity, proposal),
        *check_cost(activity),
    ]


def look_at_activity(activity: Activity, *, now: datetime) -> list[str]:
    """All that is to be said to the team of an activity that is to come and decided; none when nothing is."""
    if activity.status not in SETTLED or activity.starts_at <= now:
        return []
    return [
        *check_other_activities(activity, Reader.TEAM),
        *check_public_holiday(activity),
        *check_place(activity),
        *check_accessibility(activity, activity.access_answer),
        *check_cost(activity),
    ]
