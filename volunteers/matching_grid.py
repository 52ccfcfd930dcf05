"""The rules and scores of matching, for every bénévole and every person at once: one row a person, one column a bénévole.

The same answers as `matching_reasons.py` and `matching.py`, to the last digit: every operation on numbers is the same, in the same order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from volunteers.areas_near import Nearness, nearness
from volunteers.languages import Language
from volunteers.matching import (
    AGE_GAP_MOST,
    AGES,
    BEGINNERS,
    BEST,
    HIGHEST_RANK,
    NEUTRAL,
    PARTS,
    SLOTS_ENOUGH,
    Scale,
    experience,
    waited,
)
from volunteers.matching_profiles import ParticipantProfile, Profile, VolunteerProfile
from volunteers.models import Participant
from volunteers.profiles import AREAS, AgeWish, Gender

Flags = NDArray[np.bool_]
Numbers = NDArray[np.float64]
Ranks = NDArray[np.int8]

CODES: Final = Language.values
GENDERS: Final = ["", *Gender.values]
PLACES: Final = ["", *(code for code, _ in AREAS)]
NEARNESS: Final = np.array([[int(nearness(one, other)) for other in PLACES] for one in PLACES], dtype=np.int8)


@dataclass(frozen=True)
class Grid:
    """People of both sides, in the order of their keys: whoever reads them in another order gets the same grid."""

    volunteers: Sequence[VolunteerProfile]
    participants: Sequence[ParticipantProfile]

    @classmethod
    def of(cls, volunteers: Iterable[VolunteerProfile], participants: Iterable[ParticipantProfile]) -> "Grid":
        return cls(sorted(volunteers, key=lambda one: one.key), sorted(participants, key=lambda one: one.key))

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.participants), len(self.volunteers)

    @cached_property
    def blocked(self) -> dict[str, Flags]:
        """For each rule, by its code, the pairs that it forbids. Bénévoles who are not ready are the caller's to leave out."""
        mine, theirs = self.volunteers, self.participants
        my_slots, their_slots = _slots(mine), _slots(theirs)
        both_said = (their_slots != 0)[:, None] & (my_slots != 0)
        return {
            "room": self._by_volunteer([one.room <= 0 for one in mine]),
            "pause": self._by_volunteer([bool(one.pause) for one in mine]),
            "language": self._best_common(CODES) < 0,
            "volunteer_wish": _wish(_genders(mine, "wished_gender")[None, :], _genders(theirs, "gender")[:, None]),
            "participant_wish": _wish(_genders(theirs, "wished_gender")[:, None], _genders(mine, "gender")[None, :]),
            "volunteer_slots": self._by_volunteer(my_slots == 0),
            "participant_slots": self._by_participant(their_slots == 0),
            "slots": both_said & ((their_slots[:, None] & my_slots) == 0),
            "standing": self._by_participant([one.standing != Participant.Standing.HERE for one in theirs]),
            "taken": self._by_participant([one.is_taken for one in theirs]),
            "excluded": self._named([one.excluded.keys() for one in mine]),
            "together": self._named([one.together for one in mine]),
        }

    @cached_property
    def possible(self) -> Flags:
        """The pairs that no rule forbids."""
        found = np.ones(self.shape, dtype=np.bool_)
        for flags in self.blocked.values():
            found &= ~flags
        return found

    def scores(self, scale: Scale) -> NDArray[np.int64]:
        """Of every pair, possible or not, from 0 to 10 000."""
        total = sum(scale.weights.values())
        if not total:
            return np.zeros(self.shape, dtype=np.int64)
        weighed = np.zeros(self.shape)
        for name in PARTS:
            weighed += scale.weights[name] * self.part(name, scale)
        return np.floor(BEST * weighed / total + 0.5).astype(np.int64)

    def part(self, name: str, scale: Scale) -> Numbers:
        """One part of every pair, from 0 to 1; it may be one row or one column, where it hangs on one side alone."""
        mine, theirs = self.volunteers, self.participants
        if name == "slots":
            common = np.bitwise_count(_slots(theirs)[:, None] & _slots(mine))
            return np.minimum(common, SLOTS_ENOUGH) / SLOTS_ENOUGH
        if name == "level":
            return self._level(scale)
        if name == "sector":
            return np.where(_said(theirs, "sectors"), (self._common("sectors") > 0).astype(float), NEUTRAL)
        if name in ("skills", "interests"):
            sought = np.array([max(len(getattr(one, name)), 1) for one in theirs], dtype=float).reshape(-1, 1)
            return np.where(_said(theirs, name), self._common(name) / sought, NEUTRAL)
        if name == "distance":
            here = np.array([PLACES.index(one.area) for one in theirs], dtype=int)
            there = np.array([PLACES.index(one.area) for one in mine], dtype=int)
            known = (here != 0)[:, None] & (there != 0)
            return np.where(known, NEARNESS[np.ix_(here, there)] / int(Nearness.SAME), NEUTRAL)
        if name == "waiting":
            return np.array([waited(one, scale) for one in theirs], dtype=float).reshape(-1, 1)
        if name == "earlier":
            return np.array([experience(one) for one in mine], dtype=float).reshape(1, -1)
        return self._age(scale)

    def _level(self, scale: Scale) -> Numbers:
        if not scale.practises_french:
            return np.maximum(self._best_common(CODES), 0) / HIGHEST_RANK
        french = np.array([one.languages.get(Language.FRENCH, 0) for one in self.volunteers], dtype=np.int8)
        begins = np.array([one.french_level in BEGINNERS for one in self.participants], dtype=np.bool_).reshape(-1, 1)
        others = np.maximum(self._best_common([code for code in CODES if code != Language.FRENCH]), 0)
        return np.where(begins, others, french) / HIGHEST_RANK

    def _age(self, scale: Scale) -> Numbers:
        mine = np.array([AGES.get(one.age_band, -1) for one in self.volunteers], dtype=int)
        theirs = np.array([AGES.get(one.age_band, -1) for one in self.participants], dtype=int).reshape(-1, 1)
        gap = np.minimum(np.abs(mine - theirs), AGE_GAP_MOST) / AGE_GAP_MOST
        wishes = [(one.wished_age or scale.age_wanted) == AgeWish.DIFFERENT for one in self.participants]
        is_different = np.array(wishes, dtype=np.bool_).reshape(-1, 1)
        return np.where((mine >= 0) & (theirs >= 0), np.where(is_different, gap, 1 - gap), NEUTRAL)

    def _best_common(self, codes: Sequence[str]) -> Ranks:
        """The higher of the ranks that both reach in a language; less than 0 where they have none in common."""
        best = np.full(self.shape, -1, dtype=np.int8)
        for code in codes:
            theirs = np.array([one.languages.get(code, -1) for one in self.participants], dtype=np.int8)
            if (theirs >= 0).any():
                mine = np.array([one.languages.get(code, -1) for one in self.volunteers], dtype=np.int8)
                np.maximum(best, np.minimum(theirs[:, None], mine), out=best)
        return best

    def _common(self, name: str) -> Numbers:
        """How many topics of a kind both have."""
        labels = sorted({label for one in self.participants for label in getattr(one, name)})
        return _having(self.participants, name, labels) @ _having(self.volunteers, name, labels).T

    def _by_volunteer(self, flags: Iterable[bool] | Flags) -> Flags:
        return np.broadcast_to(np.fromiter(flags, dtype=np.bool_), self.shape)

    def _by_participant(self, flags: Iterable[bool] | Flags) -> Flags:
        return np.broadcast_to(np.fromiter(flags, dtype=np.bool_)[:, None], self.shape)

    def _named(self, named: Iterable[Iterable[object]]) -> Flags:
        """The pairs of each bénévole with those whom they name."""
        rows: dict[object, int] = {one.key: row for row, one in enumerate(self.participants)}
        found = np.zeros(self.shape, dtype=np.bool_)
        for column, keys in enumerate(named):
            for key in keys:
                if key in rows:
                    found[rows[key], column] = True
        return found


def _slots(people: Sequence[Profile]) -> NDArray[np.int64]:
    return np.array([one.slots for one in people], dtype=np.int64)


def _genders(people: Sequence[Profile], name: str) -> Ranks:
    return np.array([GENDERS.index(getattr(one, name)) for one in people], dtype=np.int8)


def _wish(wished: Ranks, gender: Ranks) -> Flags:
    return (wished != 0) & (wished != gender)


def _said(people: Sequence[Profile], name: str) -> Flags:
    return np.array([bool(getattr(one, name)) for one in people], dtype=np.bool_).reshape(-1, 1)


def _having(people: Sequence[Profile], name: str, labels: Sequence[str]) -> Numbers:
    return np.array([[label in getattr(one, name) for label in labels] for one in people], dtype=float).reshape(len(people), len(labels))
