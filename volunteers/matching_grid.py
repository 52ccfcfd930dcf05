"""The rules and scores of matching, for every bénévole and every person at once: one row a person, one column a bénévole.

The same answers as `matching_reasons.py` and `matching.py`, to the last digit: every operation on numbers is the same, in the same order.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

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
GENDERS: Final = {gender: number for number, gender in enumerate(["", *Gender.values])}
PLACES: Final = {place: number for number, place in enumerate(["", *(code for code, _ in AREAS)])}
TOPICS: Final = ("skills", "sectors", "interests")
NEARNESS: Final = np.array([[int(nearness(one, other)) for other in PLACES] for one in PLACES], dtype=np.int8)
# Pairs whose numbers stand in memory together: a few arrays of 16 MB.
CELLS_AT_ONCE: Final = 2_000_000


@dataclass(frozen=True, eq=False)
class Side:
    """People of one side as columns of numbers, one row each, in which the rules and scores read them."""

    slots: NDArray[np.int64]
    gender: Ranks
    wished_gender: Ranks
    area: NDArray[np.int64]
    age: NDArray[np.int64]
    # By code of a language, for those that somebody speaks; less than 0 for who does not.
    ranks: dict[str, Ranks]
    # By kind of topic: who has which label, a column each; those labels; who says any; how many each says, one at least.
    topics: dict[str, Numbers]
    labels: dict[str, list[str]]
    said: dict[str, Flags]
    sought: dict[str, Numbers]

    @classmethod
    def of(cls, people: Sequence[Profile], labels: dict[str, list[str]] | None = None) -> "Side":
        """`labels` are the columns of topics; without them, those that these people say."""
        if labels is None:
            labels = {name: sorted({label for one in people for label in getattr(one, name)}) for name in TOPICS}
        said = {name: [getattr(one, name) for one in people] for name in TOPICS}
        spoken = {code for one in people for code in one.languages}
        return cls(
            slots=np.array([one.slots for one in people], dtype=np.int64),
            gender=_numbers((GENDERS[one.gender] for one in people), np.int8),
            wished_gender=_numbers((GENDERS[one.wished_gender] for one in people), np.int8),
            area=_numbers((PLACES[one.area] for one in people), np.int64),
            age=_numbers((AGES.get(one.age_band, -1) for one in people), np.int64),
            ranks={code: _numbers((one.languages.get(code, -1) for one in people), np.int8) for code in CODES if code in spoken},
            topics={name: _having(said[name], labels[name]) for name in TOPICS},
            labels=labels,
            said={name: np.array([bool(own) for own in said[name]], dtype=np.bool_) for name in TOPICS},
            sought={name: np.array([max(len(own), 1) for own in said[name]], dtype=float) for name in TOPICS},
        )

    def take(self, rows: NDArray[np.int64]) -> "Side":
        """Some of these people, by their places."""
        return Side(
            slots=self.slots[rows],
            gender=self.gender[rows],
            wished_gender=self.wished_gender[rows],
            area=self.area[rows],
            age=self.age[rows],
            ranks={code: ranks[rows] for code, ranks in self.ranks.items()},
            topics={name: having[rows] for name, having in self.topics.items()},
            labels=self.labels,
            said={name: said[rows] for name, said in self.said.items()},
            sought={name: sought[rows] for name, sought in self.sought.items()},
        )


@dataclass(frozen=True, eq=False)
class Grid:
    """People of both sides, in the order of their keys: whoever reads them in another order gets the same grid."""

    volunteers: Sequence[VolunteerProfile]
    participants: Sequence[ParticipantProfile]
    mine: Side
    theirs: Side

    @classmethod
    def of(cls, volunteers: Iterable[VolunteerProfile], participants: Iterable[ParticipantProfile]) -> "Grid":
        columns, rows = sorted(volunteers, key=lambda one: one.key), sorted(participants, key=lambda one: one.key)
        theirs = Side.of(rows)
        return cls(columns, rows, Side.of(columns, theirs.labels), theirs)

    def of_rows(self, rows: Sequence[int]) -> "Grid":
        """The same for some of the persons alone: everything of the whole at once may not fit in memory."""
        return Grid(self.volunteers, [self.participants[row] for row in rows], self.mine, self.theirs.take(np.array(rows, dtype=np.int64)))

    def in_parts(self) -> Iterator[tuple[int, "Grid"]]:
        """Grids of as many persons as are computed at once, each with the place of its first."""
        step = max(1, CELLS_AT_ONCE // max(1, len(self.volunteers)))
        for start in range(0, len(self.participants), step):
            yield start, self.of_rows(range(start, min(start + step, len(self.participants))))

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.participants), len(self.volunteers)

    @cached_property
    def blocked(self) -> dict[str, Flags]:
        """For each rule, by its code, the pairs that it forbids. Bénévoles who are not ready are the caller's to leave out."""
        my_slots, their_slots = self.mine.slots, self.theirs.slots[:, None]
        both_said = (their_slots != 0) & (my_slots != 0)
        return {
            "room": self._by_volunteer(one.room <= 0 for one in self.volunteers),
            "pause": self._by_volunteer(bool(one.pause) for one in self.volunteers),
            "language": self._best_common(CODES) < 0,
            "volunteer_wish": _wish(self.mine.wished_gender[None, :], self.theirs.gender[:, None]),
            "participant_wish": _wish(self.theirs.wished_gender[:, None], self.mine.gender[None, :]),
            "volunteer_slots": np.broadcast_to(my_slots == 0, self.shape),
            "participant_slots": np.broadcast_to(their_slots == 0, self.shape),
            "slots": both_said & ((their_slots & my_slots) == 0),
            "standing": self._by_participant(one.standing != Participant.Standing.HERE for one in self.participants),
            "taken": self._by_participant(one.is_taken for one in self.participants),
            "excluded": self._named([one.excluded.keys() for one in self.volunteers]),
            "together": self._named([one.together for one in self.volunteers]),
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
        mine, theirs = self.mine, self.theirs
        if name == "slots":
            common = np.bitwise_count(theirs.slots[:, None] & mine.slots)
            return np.minimum(common, SLOTS_ENOUGH) / SLOTS_ENOUGH
        if name == "level":
            return self._level(scale)
        if name == "sector":
            return np.where(theirs.said["sectors"][:, None], (self._common("sectors") > 0).astype(float), NEUTRAL)
        if name in ("skills", "interests"):
            return np.where(theirs.said[name][:, None], self._common(name) / theirs.sought[name][:, None], NEUTRAL)
        if name == "distance":
            known = (theirs.area != 0)[:, None] & (mine.area != 0)
            return np.where(known, NEARNESS[np.ix_(theirs.area, mine.area)] / int(Nearness.SAME), NEUTRAL)
        if name == "waiting":
            return np.array([waited(one, scale) for one in self.participants], dtype=float).reshape(-1, 1)
        if name == "earlier":
            return np.array([experience(one) for one in self.volunteers], dtype=float).reshape(1, -1)
        return self._age(scale)

    def _level(self, scale: Scale) -> Numbers:
        if not scale.practises_french:
            return np.maximum(self._best_common(CODES), 0) / HIGHEST_RANK
        french = np.array([one.languages.get(Language.FRENCH, 0) for one in self.volunteers], dtype=np.int8)
        begins = np.array([one.french_level in BEGINNERS for one in self.participants], dtype=np.bool_).reshape(-1, 1)
        others = np.maximum(self._best_common([code for code in CODES if code != Language.FRENCH]), 0)
        return np.where(begins, others, french) / HIGHEST_RANK

    def _age(self, scale: Scale) -> Numbers:
        mine, theirs = self.mine.age, self.theirs.age[:, None]
        gap = np.minimum(np.abs(mine - theirs), AGE_GAP_MOST) / AGE_GAP_MOST
        wishes = [(one.wished_age or scale.age_wanted) == AgeWish.DIFFERENT for one in self.participants]
        is_different = np.array(wishes, dtype=np.bool_).reshape(-1, 1)
        return np.where((mine >= 0) & (theirs >= 0), np.where(is_different, gap, 1 - gap), NEUTRAL)

    def _best_common(self, codes: Sequence[str]) -> Ranks:
        """The higher of the ranks that both reach in a language; less than 0 where they have none in common."""
        best = np.full(self.shape, -1, dtype=np.int8)
        for code in codes:
            if code in self.theirs.ranks and code in self.mine.ranks:
                np.maximum(best, np.minimum(self.theirs.ranks[code][:, None], self.mine.ranks[code]), out=best)
        return best

    def _common(self, name: str) -> Numbers:
        """How many topics of a kind both have."""
        return self.theirs.topics[name] @ self.mine.topics[name].T

    def _by_volunteer(self, flags: Iterable[bool]) -> Flags:
        return np.broadcast_to(np.fromiter(flags, dtype=np.bool_), self.shape)

    def _by_participant(self, flags: Iterable[bool]) -> Flags:
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


def _numbers(values: Iterable[int], kind: type[np.int8] | type[np.int64]) -> NDArray[Any]:
    return np.fromiter(values, dtype=kind)


def _wish(wished: Ranks, gender: Ranks) -> Flags:
    return (wished != 0) & (wished != gender)


def _having(said: Sequence[Collection[str]], labels: Sequence[str]) -> Numbers:
    return np.array([[label in own for label in labels] for own in said], dtype=float).reshape(len(said), len(labels))
