"""How well a bénévole and a person go together, once nothing forbids it: parts from 0 to 1, and their weighted mean.

Profiles are compared without names. A part that nothing is known of is neutral: one half, except where it is the bénévole's
skills, sectors or interests that are unsaid: nobody can count on them. `matching_grid.py` computes the same numbers for many at once.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from math import floor
from typing import Any, Final, Self

from volunteers import matching_reasons
from volunteers.areas_near import Nearness, nearness
from volunteers.languages import Language
from volunteers.matching_profiles import ParticipantProfile, VolunteerProfile
from volunteers.models import MatchingWeights, Programme
from volunteers.profiles import AgeBand, AgeWish, FrenchLevel

# One more whenever the same profiles and weights may give another score.
ALGORITHM_VERSION: Final = 1
NEUTRAL: Final = 0.5
BEST: Final = 10_000
HIGHEST_RANK: Final = 3
SLOTS_ENOUGH: Final = 3
WAIT_LONGEST_DAYS: Final = 180
COMPLETED_ENOUGH: Final = 2
AGE_GAP_MOST: Final = 2
AGES: Final = {band: number for number, band in enumerate(AgeBand.values)}
# Who begins French is met in another language first.
BEGINNERS: Final = ("", FrenchLevel.A1_1, FrenchLevel.A1_2)


@dataclass(frozen=True)
class Scale:
    """What counts in a programme on a day, and how much: weights from 0 to 10 by part."""

    weights: Mapping[str, int]
    version: int
    age_wanted: str
    practises_french: bool
    today: date

    @classmethod
    def of(cls, programme: Programme, weights: MatchingWeights, *, today: date) -> Self:
        return cls(
            weights={part: getattr(weights, part) for part in PARTS},
            version=weights.version,
            age_wanted=weights.age_wanted,
            practises_french=programme.practises_french,
            today=today,
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"weights": dict(self.weights), "today": self.today.isoformat()}


@dataclass(frozen=True)
class Match:
    """Two who may be brought together. `score` is in hundredths of a point, from 0 to 10 000."""

    volunteer: VolunteerProfile
    participant: ParticipantProfile
    parts: dict[str, float]
    score: int

    @property
    def percent(self) -> int:
        return round(self.score / 100)


Part = Callable[[VolunteerProfile, ParticipantProfile, Scale], float]


def match(volunteer: VolunteerProfile, participant: ParticipantProfile, scale: Scale) -> Match:
    """The hard rules are the caller's."""
    parts = {name: part(volunteer, participant, scale) for name, part in PARTS.items()}
    return Match(volunteer, participant, parts, weigh(parts, scale))


def weigh(parts: Mapping[str, float], scale: Scale) -> int:
    """The weighted mean, from 0 to 10 000; where nothing counts, everybody has 0."""
    total = sum(scale.weights.values())
    return floor(BEST * sum(scale.weights[name] * parts[name] for name in PARTS) / total + 0.5) if total else 0


def rank(pairs: Iterable[tuple[VolunteerProfile, ParticipantProfile]], scale: Scale) -> list[Match]:
    """Those that nothing forbids, the best first; between equals, by keys."""
    possible = (
        match(volunteer, participant, scale) for volunteer, participant in pairs if not matching_reasons.reasons(volunteer, participant)
    )
    return sorted(possible, key=lambda found: (-found.score, found.volunteer.key, found.participant.key))


def slots(volunteer: VolunteerProfile, participant: ParticipantProfile, scale: Scale) -> float:
    """Three half-days in common are as good as more."""
    return min((volunteer.slots & participant.slots).bit_count(), SLOTS_ENOUGH) / SLOTS_ENOUGH


def level(volunteer: VolunteerProfile, participant: ParticipantProfile, scale: Scale) -> float:
    """What both can say in their best common language: the lower of the two levels.

    Where French is practised, who begins it is met in another language of theirs, and for who goes on it is the bénévole's French
    that counts.
    """
    if scale.practises_french and participant.french_level not in BEGINNERS:
        return volunteer.languages.get(Language.FRENCH, 0) / HIGHEST_RANK
    left_out = Language.FRENCH if scale.practises_french else ""
    common = {code: min(volunteer.languages[code], rank) for code, rank in participant.languages.items() if code in volunteer.languages}
    return max((rank for code, rank in common.items() if code != left_out), default=0) / HIGHEST_RANK


def sector(volunteer: VolunteerProfile, participant: ParticipantProfile, scale: Scale) -> float:
    """One in common is enough."""
    return float(bool(volunteer.sectors & participant.sectors)) if participant.sectors else NEUTRAL


def skills(volunteer: VolunteerProfile, participant: ParticipantProfile, scale: Scale) -> float:
    """Of what the person looks for, the share that the bénévole can do."""
    return len(volunteer.skills & participant.skills) / len(participant.skills) if participant.skills else NEUTRAL


def interests(volunteer: VolunteerProfile, participant: ParticipantProfile, scale: Scale) -> float:
    return len(volunteer.interests & participant.interests) / len(participant.interests) if participant.interests else NEUTRAL


def distance(volunteer: VolunteerProfile, participant: ParticipantProfile, scale: Scale) -> float:
    if not (volunteer.area and participant.area):
        return NEUTRAL
    return nearness(volunteer.area, participant.area) / Nearness.SAME


def waiting(volunteer: VolunteerProfile, participant: ParticipantProfile, scale: Scale) -> float:
    return waited(participant, scale)


def waited(participant: ParticipantProfile, scale: Scale) -> float:
    """Six months and more are the longest wait; who has said nothing yet has not waited."""
    days = (scale.today - participant.since).days if participant.since else 0
    return min(max(days, 0), WAIT_LONGEST_DAYS) / WAIT_LONGEST_DAYS


def earlier(volunteer: VolunteerProfile, participant: ParticipantProfile, scale: Scale) -> float:
    return experience(volunteer)


def experience(volunteer: VolunteerProfile) -> float:
    """Pairings of the bénévole's that went to their term, or reached their goal before: two are as good as more."""
    return min(volunteer.completed, COMPLETED_ENOUGH) / COMPLETED_ENOUGH


def age(volunteer: VolunteerProfile, participant: ParticipantProfile, scale: Scale) -> float:
    """Similar, or different on purpose: the person's own wish goes before the programme's."""
    if not (volunteer.age_band and participant.age_band):
        return NEUTRAL
    gap = min(abs(AGES[volunteer.age_band] - AGES[participant.age_band]), AGE_GAP_MOST) / AGE_GAP_MOST
    return gap if (participant.wished_age or scale.age_wanted) == AgeWish.DIFFERENT else 1 - gap


PARTS: Final[dict[str, Part]] = {
    "slots": slots,
    "level": level,
    "sector": sector,
    "skills": skills,
    "interests": interests,
    "distance": distance,
    "waiting": waiting,
    "earlier": earlier,
    "age": age,
}
