"""What binds a bénévole to others: neither leaving nor erasing goes over it. Two readers are told of the same facts."""

from datetime import datetime
from typing import Final, NamedTuple

from home.dates import day_and_times, full_day
from volunteers.exceptions import Reason
from volunteers.models import Engagement, Volunteer


class Words(NamedTuple):
    """How a sentence begins, for who reads it."""

    team: str
    pairing: str
    seat: str


TO_THEM: Final = Words(
    team="Votre compte sert aussi au travail de l’équipe\u00a0: c’est elle qui le ferme.",
    pairing="Vous avez un binôme en cours",
    seat="On compte sur vous",
)
TO_THE_TEAM: Final = Words(
    team="Ce compte sert aussi au travail de l’équipe\u00a0: ses droits se retirent d’abord.",
    pairing="Cette personne a un binôme en cours",
    seat="On compte sur cette personne",
)


def reasons_to_stay(volunteer: Volunteer, *, now: datetime, words: Words) -> list[Reason]:
    """Work for the team, pairings under way, seats and meetings that are not over. A place in a training binds nobody."""
    reasons = [Reason("team", words.team)] if volunteer.user.is_team else []
    reasons += [
        Reason("pairing", f"{words.pairing}, prévu jusqu’au {full_day(pairing.ends_on)}.") for pairing in volunteer.pairings.active()
    ]
    reasons += [
        Reason("seat", f"{words.seat}\u00a0: {engagement.get_kind_display().lower()}, {_when(engagement)}.")
        for engagement in volunteer.engagements.filter(ends_at__gt=now).exclude(kind=Engagement.Kind.TRAINING)
    ]
    return reasons


def _when(engagement: Engagement) -> str:
    return day_and_times(engagement.starts_at, engagement.ends_at)
