"""The demo's proposals: one that waits, one that has waited too long, one accepted with the first name of who proposed it."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.utils import timezone

from events.demo import STANDING_VOLUNTEER, at, build_venues, make_id, words_of
from events.demo_activities import Planned
from events.models import Activity, Proposal
from events.proposals import OUTINGS_MISSION
from events.public_holidays import next_working_day
from home.places import Venue
from volunteers.models import Mission, Volunteer


class Proposed(NamedTuple):
    """`proposed` and `answer` are days from now."""

    planned: Planned
    proposed: int
    answer: int
    outcome: Proposal.Outcome
    cost_cents: int
    accessibility: Proposal.Accessibility
    accessibility_words: str


PROPOSED: Final = (
    Proposed(
        Planned(24, 14, 0, 3, "Visite des coulisses de la Maison de la musique", "musique", "C", 0, "Les loges, les ateliers, un orgue."),
        -4,
        6,
        Proposal.Outcome.WAITING,
        96_00,
        Proposal.Accessibility.TO_CHECK,
        "",
    ),
    Proposed(
        Planned(30, 10, 0, 2, "Tournoi de pétanque", "parc", "S", 0, "Par équipes tirées au sort, boules prêtées par un voisin."),
        -20,
        -6,
        Proposal.Outcome.WAITING,
        0,
        Proposal.Accessibility.YES,
        "Allées plates, toilettes à cent mètres.",
    ),
    Proposed(
        Planned(44, 15, 0, 2, "Lecture à voix haute à la bibliothèque", "bibliotheque", "CL", 0, "Chacun·e lit une page, dans sa langue."),
        -20,
        -10,
        Proposal.Outcome.ACCEPTED,
        0,
        Proposal.Accessibility.YES,
        "Ascenseur, entrée de plain-pied.",
    ),
)


def build(now: datetime) -> None:
    """After the other activities. Adds what is missing and changes nothing that is there."""
    mission, venues = Mission.objects.get(slug=OUTINGS_MISSION), build_venues()
    people = Volunteer.objects.ready_for(mission, timezone.localdate(now)).filter(kind=Volunteer.Kind.VOLUNTEER)
    standing = list(people.filter(user__email=STANDING_VOLUNTEER))
    others = list(people.exclude(user__email=STANDING_VOLUNTEER).order_by("signed_up_at", "pk"))
    # The standing bénévole follows the first and the last; somebody else waits for too long.
    proposers: list[Volunteer | None] = [*standing, *others[:1]] or [None]
    for number, said in enumerate(PROPOSED):
        build_proposal(said, f"proposal-{number}", mission, venues[said.planned.place], proposers[number % len(proposers)], now=now)


def build_proposal(said: Proposed, key: str, mission: Mission, venue: Venue, by: Volunteer | None, *, now: datetime) -> None:
    planned, is_accepted = said.planned, said.outcome == Proposal.Outcome.ACCEPTED
    starts_at = at(now, planned.days, planned.hour, planned.minute)
    activity, is_new = Activity.objects.get_or_create(
        pk=make_id("to-come", key),
        defaults={
            **words_of(planned.title, planned.description, planned.aims),
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=planned.hours),
            "venue": venue,
            "mission": mission,
            "cost_cents": said.cost_cents,
            "payer": Activity.Payer.ASSOCIATION if said.cost_cents else Activity.Payer.NOBODY,
            "status": Activity.Status.PUBLISHED if is_accepted else Activity.Status.PROPOSED,
            "published_at": now - timedelta(days=9) if is_accepted else None,
            "proposed_by": by,
            "proposed_at": now + timedelta(days=said.proposed),
            "answer_by": next_working_day(timezone.localdate(now) + timedelta(days=said.answer)),
            "credits_proposer": is_accepted,
        },
    )
    if is_new:
        Proposal.objects.create(
            activity=activity,
            accessibility=said.accessibility,
            accessibility_words=said.accessibility_words,
            would_lead=True,
            outcome=said.outcome,
            answered_at=now - timedelta(days=12) if is_accepted else None,
        )
