"""Profiles for the tests of matching: some by hand, many by hypothesis."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from hypothesis import strategies as some

from volunteers.matching import PARTS, Scale
from volunteers.matching_profiles import ParticipantProfile, VolunteerProfile
from volunteers.profiles import AREAS, AgeBand, FrenchLevel, Gender

TODAY = date(2026, 11, 29)
NOTHING: dict[str, Any] = {
    "languages": {"fr": 1},
    "slots": 1,
    "skills": frozenset(),
    "sectors": frozenset(),
    "interests": frozenset(),
    "area": "",
    "age_band": "",
    "gender": "",
    "wished_gender": "",
}
EQUAL = Scale(dict.fromkeys(PARTS, 1), 1, "similar", practises_french=False, today=TODAY)

topics = some.frozensets(some.sampled_from(["un", "deux", "trois"]))
genders = some.sampled_from(["", *Gender.values])
shared = {
    "languages": some.dictionaries(some.sampled_from(["fr", "en", "ar"]), some.integers(0, 3), max_size=3),
    "slots": some.integers(0, 7),
    "skills": topics,
    "sectors": topics,
    "interests": topics,
    "area": some.sampled_from(["", *(code for code, _ in AREAS)]),
    "age_band": some.sampled_from(["", *AgeBand.values]),
    "gender": genders,
    "wished_gender": genders,
}
# Whom hardly anything keeps apart, so that there is more than one set of pairs to choose from, and fewer places than people.
close = {
    "languages": some.dictionaries(some.just("fr"), some.integers(0, 3), min_size=1),
    "slots": some.sampled_from([1, 3, 7]),
    "wished_gender": some.just(""),
}
scales = some.builds(
    Scale,
    weights=some.fixed_dictionaries(dict.fromkeys(PARTS, some.integers(0, 10))),
    version=some.just(1),
    age_wanted=some.sampled_from(["similar", "different"]),
    practises_french=some.booleans(),
    today=some.just(TODAY),
)


def volunteer(**changes: Any) -> VolunteerProfile:
    return VolunteerProfile(**{"key": uuid4(), **NOTHING, **changes})


def participant(**changes: Any) -> ParticipantProfile:
    return ParticipantProfile(**{"key": uuid4(), **NOTHING, **changes})


@some.composite
def people(draw: some.DrawFn, most: int = 6) -> tuple[list[VolunteerProfile], list[ParticipantProfile]]:
    """Both sides, none or a few of each, with keys, exclusions and pairings between them; every other time, close to each other."""
    are_close = draw(some.booleans())
    said = {**shared, **close} if are_close else shared
    persons = [
        draw(
            some.builds(
                ParticipantProfile,
                key=some.just(UUID(int=number)),
                **said,
                wished_age=some.sampled_from(["", "similar", "different"]),
                french_level=some.sampled_from(["", *FrenchLevel.values]),
                standing=some.just("here") if are_close else some.sampled_from(["here", "here", "here", "paused"]),
                since=some.none() | some.dates(date(2026, 1, 1), date(2026, 12, 31)),
                is_taken=some.just(False) if are_close else some.sampled_from([False, False, True]),
            )
        )
        for number in range(draw(some.integers(0, most)))
    ]
    keys = some.sampled_from([person.key for person in persons] or [UUID(int=50)])
    volunteers = [
        draw(
            some.builds(
                VolunteerProfile,
                key=some.just(UUID(int=100 + number)),
                **said,
                room=some.integers(0, 2) if are_close else some.integers(-1, 3),
                pause=some.just("") if are_close else some.sampled_from(["", "", "", "depuis hier"]),
                completed=some.integers(0, 3),
                excluded=some.dictionaries(keys, some.just("mésentente"), max_size=1),
                together=some.frozensets(keys, max_size=0 if are_close else 1),
            )
        )
        for number in range(draw(some.integers(0, most)))
    ]
    return volunteers, persons
