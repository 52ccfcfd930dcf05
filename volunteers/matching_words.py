"""Why two people go together, in the words that a coordinator reads."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from home.numbers import SPELLED, in_days
from volunteers.areas_near import Nearness, nearness
from volunteers.languages import Language
from volunteers.matching import Match, Scale
from volunteers.matching_profiles import slot_words
from volunteers.profiles import AgeWish

SAID: Final = 2
NEAR: Final = {Nearness.SAME: "même lieu de vie", Nearness.ADJACENT: "lieux de vie voisins", Nearness.RING: "lieux de vie assez proches"}


def words_for(match: Match, scale: Scale) -> list[str]:
    """« parlent anglais tous les deux », « mardi soir libre », « même secteur : restauration »: what is true, and nothing else."""
    volunteer, participant = match.volunteer, match.participant
    found = [_language(match), _slots(match)]
    found += [
        f"{title}\u00a0: {listed(common)}"
        for title, common in (
            ("même secteur", volunteer.sectors & participant.sectors),
            ("compétences cherchées", volunteer.skills & participant.skills),
            ("intérêts communs", volunteer.interests & participant.interests),
        )
        if common
    ]
    if nearness(volunteer.area, participant.area):
        found.append(NEAR[nearness(volunteer.area, participant.area)])
    if participant.since and participant.since < scale.today:
        found.append(f"attend depuis {in_days((scale.today - participant.since).days)}")
    if volunteer.completed:
        found.append("a déjà mené un binôme à bien")
    if volunteer.age_band and participant.age_band and match.parts["age"] == 1:
        is_different = (participant.wished_age or scale.age_wanted) == AgeWish.DIFFERENT
        found.append("âges différents, comme souhaité" if is_different else "même tranche d’âge")
    return found


def profile_name(key: UUID) -> str:
    """What stands for a bénévole where profiles are compared without names: « Profil 3F2A »."""
    return f"Profil {key.hex[:4].upper()}"


def listed(labels: Collection[str]) -> str:
    return ", ".join(f"{label[0].lower()}{label[1:]}" for label in sorted(labels))


def _language(match: Match) -> str:
    """The language that both speak best."""
    mine, theirs = match.volunteer.languages, match.participant.languages
    code = max(mine.keys() & theirs.keys(), key=lambda code: (min(mine[code], theirs[code]), mine[code] + theirs[code], code))
    return f"parlent {str(Language(code).label).lower()} tous les deux"


def _slots(match: Match) -> str:
    common = slot_words(match.volunteer.slots & match.participant.slots)
    if len(common) == 1:
        return f"{common[0]} libre"
    more = len(common) - SAID
    if more <= 0:
        return f"{' et '.join(common)} libres"
    number = SPELLED[more] if more < len(SPELLED) else more
    return f"{', '.join(common[:SAID])} et {number} autre{'s' if more > 1 else ''} créneau{'x' if more > 1 else ''} libres"
