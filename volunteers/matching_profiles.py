"""What matching knows of people, without their names: read in a constant number of queries, however many they are."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, Final
from uuid import UUID

from django.db.models import Case, Count, F, Model, Q, QuerySet, Sum, Value, When

from home.dates import short_day
from volunteers import onboarding, pauses
from volunteers.exceptions import Reason
from volunteers.models import (
    Exclusion,
    FreeSlot,
    Pairing,
    Participant,
    ParticipantLanguage,
    ParticipantSlot,
    Pause,
    Programme,
    Topic,
    Volunteer,
    VolunteerLanguage,
)
from volunteers.models.participant import ParticipantQuerySet
from volunteers.models.volunteer import VolunteerQuerySet
from volunteers.profiles import HalfDay, Level, Weekday

RANKS: Final = {level: rank for rank, level in enumerate(Level.values)}
HALF_DAYS: Final = HalfDay.values
NAMES: Final = {Topic.Kind.SKILL.value: "skills", Topic.Kind.SECTOR.value: "sectors", Topic.Kind.INTEREST.value: "interests"}
GOOD_ENDS: Final = (Pairing.EndReason.TERM, Pairing.EndReason.GOAL)


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of somebody of either side.

    `languages` are ranks of `Level` from 0, by code. `slots` has one bit for each half-day of the week, Monday morning the lowest.
    Topics are labels. What is not known is empty.
    """

    key: UUID
    languages: Mapping[str, int]
    slots: int
    skills: frozenset[str]
    sectors: frozenset[str]
    interests: frozenset[str]
    area: str
    age_band: str
    gender: str
    wished_gender: str


@dataclass(frozen=True, slots=True)
class VolunteerProfile(Profile):
    """A bénévole: what they lack for the mission, their room, and those they are not to be brought near again or are with already.

    `room` is in pairings, less than zero for those who have more than they wish. `pause` is in words, empty for who is there.
    `excluded` says why and since when, by participant.
    """

    lacking: tuple[Reason, ...] = ()
    most: int = 1
    room: int = 1
    pause: str = ""
    completed: int = 0
    excluded: Mapping[UUID, str] = field(default_factory=dict)
    together: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class ParticipantProfile(Profile):
    """A person who waits, since `since` when they said what they want. `is_taken`: they have somebody in the programme."""

    wished_age: str = ""
    french_level: str = ""
    standing: str = Participant.Standing.HERE
    since: date | None = None
    is_taken: bool = False


def slot_bit(weekday: int, half_day: str) -> int:
    return 1 << (weekday * len(HALF_DAYS) + HALF_DAYS.index(half_day))


def bits(slots: int) -> list[int]:
    """The numbers of the half-days, from Monday morning on."""
    return [number for number in range(len(Weekday) * len(HALF_DAYS)) if slots >> number & 1]


def slot_words(slots: int) -> list[str]:
    """« mardi soir », in the order of the week."""
    return [
        f"{Weekday(number // len(HALF_DAYS)).label} {HalfDay(HALF_DAYS[number % len(HALF_DAYS)]).label}".lower() for number in bits(slots)
    ]


def read_ready(programme: Programme, *, today: date) -> list[VolunteerProfile]:
    """Those ready for the programme's mission that day, by key."""
    return _read_volunteers(Volunteer.objects.ready_for(programme.mission, today), Among(), today=today)


def read_ready_near(programme: Programme, near: ParticipantProfile, *, today: date) -> list[VolunteerProfile]:
    """The same, without those who share no language or no slot with the person, and of what they say only what the person says too.

    It is faster. The rules still decide, and they and the scores find the same.
    """
    if not near.slots or not near.languages:
        return []
    theirs = reduce(or_, (Q(weekday=number // len(HALF_DAYS), half_day=HALF_DAYS[number % len(HALF_DAYS)]) for number in bits(near.slots)))
    labels = near.skills | near.sectors | near.interests
    among = Among(languages=Q(code__in=near.languages), slots=theirs, topics=Q(topic__label__in=labels))
    return _read_volunteers(Volunteer.objects.ready_for(programme.mission, today), among, today=today)


def read_volunteer(programme: Programme, volunteer: Volunteer, *, today: date, besides: Pairing | None = None) -> VolunteerProfile:
    """One bénévole, ready or not, with what they lack; `besides`: a pairing of theirs, which takes no room from itself."""
    lacking = tuple(onboarding.readiness_reasons(volunteer, programme.mission, today=today))
    alone = Volunteer.objects.filter(pk=volunteer.pk)
    (profile,) = _read_volunteers(alone, Among(alone), today=today, lacking=lacking, besides=besides)
    return profile


def read_waiting(programme: Programme) -> list[ParticipantProfile]:
    """Those who wait for the programme, by key."""
    return _read_participants(programme, Participant.objects.waiting_for(programme))


def read_participant(programme: Programme, participant: Participant, *, besides: Pairing | None = None) -> ParticipantProfile:
    """One person, whether they wait for the programme or not; `besides`: a pairing of theirs, which does not stand in its own way."""
    (profile,) = _read_participants(programme, Participant.objects.filter(pk=participant.pk), besides=besides)
    return profile


@dataclass(frozen=True)
class Among:
    """Whose rows are read, everybody's without `people`; and which of them: who has none of these languages or slots is left out."""

    people: QuerySet[Any] | None = None
    languages: Q = field(default_factory=Q)
    slots: Q = field(default_factory=Q)
    topics: Q = field(default_factory=Q)

    def rows(self, rows: QuerySet[Any], side: str) -> QuerySet[Any]:
        return rows if self.people is None else rows.filter(**{f"{side}__in": self.people.order_by().values("pk")})


def _read_volunteers(
    people: VolunteerQuerySet, among: Among, *, today: date, lacking: tuple[Reason, ...] = (), besides: Pairing | None = None
) -> list[VolunteerProfile]:
    languages = _languages(VolunteerLanguage, "volunteer", among)
    slots = _slots(FreeSlot, "volunteer", among)
    if among.languages and among.slots:
        # Named one by one: PostgreSQL would otherwise ask of everybody whether they are ready, and drop most of them.
        people = people.filter(pk__in=languages.keys() & slots.keys())
    rows = people.order_by("pk").values_list("pk", "area", "age_band", "gender", "wished_gender", "pairings_most")
    topics = _topics(Volunteer, "volunteer", among)
    standing: dict[UUID, set[UUID]] = defaultdict(set)
    together: dict[UUID, set[UUID]] = defaultdict(set)
    held = among.rows(Pairing.objects.competing_with(besides).order_by(), "volunteer")
    for key, pairing, participant in held.values_list("volunteer", "pk", "participants"):
        standing[key].add(pairing)
        together[key].add(participant)
    ended = among.rows(Pairing.objects.filter(status=Pairing.Status.ENDED, end_reason__in=GOOD_ENDS), "volunteer")
    completed = dict(ended.order_by().values_list("volunteer").annotate(count=Count("pk")))
    excluded: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    for row in among.rows(Exclusion.objects.order_by(), "volunteer"):
        excluded[row.volunteer_id][row.participant_id] = f"{row.get_reason_display().lower()}, {short_day(row.since)}"
    away = {pause.volunteer_id: pauses.words(pause) for pause in among.rows(Pause.objects.covering(today).order_by(), "volunteer")}
    return [
        VolunteerProfile(
            key=key,
            languages=languages.get(key, {}),
            slots=slots.get(key, 0),
            **_by_kind(topics.get(key, {})),
            area=area,
            age_band=age_band,
            gender=gender,
            wished_gender=wished_gender,
            lacking=lacking,
            most=most,
            room=most - len(standing.get(key, ())),
            pause=away.get(key, ""),
            completed=completed.get(key, 0),
            excluded=excluded.get(key, {}),
            together=frozenset(together.get(key, ())),
        )
        for key, area, age_band, gender, wished_gender, most in rows
    ]


def _read_participants(programme: Programme, people: ParticipantQuerySet, *, besides: Pairing | None = None) -> list[ParticipantProfile]:
    columns = ("pk", "area", "age_band", "gender", "wished_gender", "wished_age", "french_level", "standing")
    among = Among(people)
    languages = _languages(ParticipantLanguage, "participant", among)
    slots = _slots(ParticipantSlot, "participant", among)
    topics = _topics(Participant, "participant", among)
    since = dict(among.rows(programme.wishes.order_by(), "participant").values_list("participant", "since"))
    standing_pairings = among.rows(Pairing.objects.competing_with(besides).filter(programme=programme).order_by(), "participants")
    taken = set(standing_pairings.values_list("participants", flat=True))
    return [
        ParticipantProfile(
            key=key,
            languages=languages.get(key, {}),
            slots=slots.get(key, 0),
            **_by_kind(topics.get(key, {})),
            area=area,
            age_band=age_band,
            gender=gender,
            wished_gender=wished_gender,
            wished_age=wished_age,
            french_level=french_level,
            standing=standing,
            since=since.get(key),
            is_taken=key in taken,
        )
        for key, area, age_band, gender, wished_gender, wished_age, french_level, standing in people.order_by("pk").values_list(*columns)
    ]


def _languages(model: type[Model], side: str, among: Among) -> dict[UUID, dict[str, int]]:
    found: dict[UUID, dict[str, int]] = defaultdict(dict)
    rows = among.rows(model._default_manager.filter(among.languages).order_by(), side)
    for key, code, level in rows.values_list(side, "code", "level"):
        found[key][code] = RANKS[level]
    return found


def _slots(model: type[Model], side: str, among: Among) -> dict[UUID, int]:
    """Of each person, all their slots in one number (`slot_bit`): the database adds them up."""
    of_a_day = Case(*(When(half_day=half_day, then=Value(slot_bit(0, half_day))) for half_day in HALF_DAYS))
    # The stubs know of constant shifts alone.
    total = Sum(of_a_day.bitleftshift(F("weekday") * Value(len(HALF_DAYS))))  # type: ignore[arg-type]
    rows = among.rows(model._default_manager.filter(among.slots).order_by(), side)
    return dict(rows.values_list(side).annotate(total=total))


def _topics(model: type[Volunteer] | type[Participant], side: str, among: Among) -> dict[UUID, dict[str, list[str]]]:
    """Of each person, the labels of each kind, under the name that profiles give it."""
    known = {topic.pk: (NAMES[topic.kind], topic.label) for topic in Topic.objects.all()}
    found: dict[UUID, dict[str, list[str]]] = defaultdict(lambda: {name: [] for name in NAMES.values()})
    rows = among.rows(model.topics.through._default_manager.filter(among.topics), side)
    for key, topic in rows.values_list(side, "topic"):
        name, label = known[topic]
        found[key][name].append(label)
    return found


def _by_kind(topics: Mapping[str, Collection[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(topics.get(name, ())) for name in NAMES.values()}
