"""Times matching: one person ranked among ten thousand bénévoles, and whole rounds. `make bench`, or with DATABASE_URL on PostgreSQL.

A database of its own is made, filled and dropped. Each measure is taken several times; the best counts, as the machine may be shared.
"""

import sys
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from time import perf_counter
from typing import TYPE_CHECKING, Final, TypeVar
from uuid import UUID, uuid4

import django

from tests.bench.rows import say

if TYPE_CHECKING:
    from volunteers.models import Participant, Programme

BENEVOLES: Final = 10_000
PARTICIPANTS: Final = 300
TIMES: Final = 7
RANKING_LIMIT_MS: Final = 300
ROUND_LIMITS_MS: Final = {300: 1000, 1000: 3000}
HALF_DAYS: Final = ("morning", "afternoon", "evening")
LANGUAGES: Final = ("fr", "en", "ar", "prs", "ps", "bm", "ti", "es")
LEVELS: Final = ("some", "talk", "fluent", "native")
PLACES: Final = ("75011", "75013", "75018", "75020", "93", "94", "92", "")

Answer = TypeVar("Answer")


def best_ms(act: Callable[[], Answer]) -> tuple[float, Answer]:
    spans = []
    for _ in range(TIMES):
        start = perf_counter()
        answer = act()
        spans.append((perf_counter() - start) * 1000)
    return min(spans), answer


def fill() -> "tuple[Programme, Participant]":
    """Bénévoles of whom nearly all are ready, with languages, slots and topics, and persons who wait; the same each time."""
    from allauth.account.models import EmailAddress
    from django.utils import timezone

    from accounts.models import User
    from volunteers.models import (
        Booking,
        Charter,
        CharterSignature,
        FreeSlot,
        Mission,
        Participant,
        ParticipantLanguage,
        ParticipantSlot,
        Programme,
        ProgrammeWish,
        Topic,
        Training,
        TrainingSession,
        Volunteer,
        VolunteerLanguage,
    )

    now, random = timezone.now(), Random(14)  # noqa: S311 the same each time
    training = Training.objects.create(title="Formation", summary="Démonstration")
    mission = Mission.objects.create(title="Mission", summary="Démonstration", time_asked="peu")
    mission.required_trainings.set([training])
    programme = Programme.objects.create(slug="programme", title="Programme", mission=mission, duration_months=4, review_after_months=2)
    session = TrainingSession.objects.create(
        training=training, starts_at=now - timedelta(days=30), ends_at=now - timedelta(days=30) + timedelta(hours=2), capacity=BENEVOLES
    )
    charter = Charter.objects.create(number=1, text="Démonstration", published_at=now)
    topics = list(Topic.objects.all())
    users = [
        User(pk=uuid4(), email=f"mesure-{number}@demo.test", first_name=f"P{number}", last_name="Fictif") for number in range(BENEVOLES)
    ]
    User.objects.bulk_create(users)
    EmailAddress.objects.bulk_create(EmailAddress(user=user, email=user.email, primary=True, verified=True) for user in users)
    people = [Volunteer(user=user, signed_up_at=now, area=random.choice(PLACES), age_band=random.choice(["", "26-40"])) for user in users]
    Volunteer.objects.bulk_create(people)
    wished, said = Volunteer.missions.through, Volunteer.topics.through
    wished.objects.bulk_create(wished(volunteer_id=one.pk, mission_id=mission.pk) for one in people)
    said.objects.bulk_create(said(volunteer_id=one.pk, topic_id=topic.pk) for one in people for topic in random.sample(topics, 4))
    VolunteerLanguage.objects.bulk_create(
        VolunteerLanguage(volunteer=one, code=code, level=random.choice(LEVELS)) for one in people for code in random.sample(LANGUAGES, 2)
    )
    FreeSlot.objects.bulk_create(
        FreeSlot(volunteer=one, weekday=slot // 3, half_day=HALF_DAYS[slot % 3]) for one in people for slot in random.sample(range(21), 3)
    )
    Booking.objects.bulk_create(Booking(session=session, volunteer=one, booked_at=now, attendance="present") for one in people)
    CharterSignature.objects.bulk_create(
        CharterSignature(volunteer=one, charter=charter, typed_name="Démonstration", signed_at=now) for one in people
    )
    persons = [Participant(alias=f"Mesure{number}", area=random.choice(PLACES)) for number in range(PARTICIPANTS)]
    Participant.objects.bulk_create(persons)
    ParticipantLanguage.objects.bulk_create(
        ParticipantLanguage(participant=one, code=code, level=random.choice(LEVELS))
        for one in persons
        for code in random.sample(LANGUAGES, 2)
    )
    ParticipantSlot.objects.bulk_create(
        ParticipantSlot(participant=one, weekday=slot // 3, half_day=HALF_DAYS[slot % 3])
        for one in persons
        for slot in random.sample(range(21), 3)
    )
    looked_for = Participant.topics.through
    looked_for.objects.bulk_create(
        looked_for(participant_id=one.pk, topic_id=topic.pk) for one in persons for topic in random.sample(topics, 3)
    )
    ProgrammeWish.objects.bulk_create(
        ProgrammeWish(participant=one, programme=programme, since=timezone.localdate(now) - timedelta(days=random.randrange(200)))
        for one in persons
    )
    return programme, persons[0]


def time_ranking(programme: "Programme", participant: "Participant") -> bool:
    """One person among all, queries included."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from volunteers.rankings import rank_for

    today = timezone.localdate()
    with CaptureQueriesContext(connection) as queries:
        rank_for(programme, participant, today=today)
    span, found = best_ms(lambda: rank_for(programme, participant, today=today))
    say(f"une personne parmi {BENEVOLES:6}   {span:7.0f} ms  {len(queries):3} requêtes  {found.count} possibles")
    return span < RANKING_LIMIT_MS


def time_rounds(programme: "Programme") -> bool:
    """The computation alone, on profiles in memory, then a whole round of the database."""
    from volunteers.assignment import assign
    from volunteers.matching import PARTS, Scale
    from volunteers.matching_grid import Grid
    from volunteers.matching_profiles import ParticipantProfile, VolunteerProfile

    random = Random(14)  # noqa: S311 the same each time
    scale = Scale(dict.fromkeys(PARTS, 5), 1, "similar", False, date(2026, 11, 29))

    def invent(kind: type[VolunteerProfile] | type[ParticipantProfile]) -> VolunteerProfile | ParticipantProfile:
        slots = sum({1 << random.randrange(21) for _ in range(4)})
        return kind(
            key=UUID(int=random.getrandbits(128)),
            languages={code: random.randrange(4) for code in random.sample(LANGUAGES, 2)},
            slots=slots,
            skills=frozenset(random.sample("abcdefgh", 2)),
            sectors=frozenset(random.sample("abcdefgh", 2)),
            interests=frozenset(random.sample("abcdefgh", 2)),
            area=random.choice(PLACES),
            age_band=random.choice(["", "18-25", "41-60"]),
            gender=random.choice(["", "woman", "man"]),
            wished_gender=random.choice(["", "", "", "woman"]),
        )

    is_fast = True
    for size, limit in ROUND_LIMITS_MS.items():
        volunteers = [invent(VolunteerProfile) for _ in range(size)]
        participants = [invent(ParticipantProfile) for _ in range(size)]

        def compute() -> int:
            grid = Grid.of(volunteers, participants)  # type: ignore[arg-type]  # noqa: B023 called at once
            return len(assign(grid.possible, grid.scores(scale), [one.room for one in grid.volunteers]))

        span, paired = best_ms(compute)
        say(f"un tour de {size:4} × {size:4}            {span:7.0f} ms  {paired} binômes")
        is_fast &= span < limit
    return is_fast


def main() -> int:
    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        programme, participant = fill()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        say(f"{connection.vendor}, {BENEVOLES} bénévoles, {PARTICIPANTS} personnes qui attendent")
        return 0 if all([time_ranking(programme, participant), time_rounds(programme)]) else 1
    finally:
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
