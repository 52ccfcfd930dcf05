"""Matching: one person ranked among ten thousand bénévoles, rounds in memory, and the task of a round of ten thousand by ten thousand.

`make bench`, on both databases. Of the task, what counts is the whole of it: reading everybody, choosing, writing the pairs.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from resource import RUSAGE_SELF, getrusage
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from tests.bench.pages import analyze
from tests.bench.rows import Row
from tests.bench.running import leave

if TYPE_CHECKING:
    from volunteers.matching_grid import Grid
    from volunteers.models import Participant, Programme

BENEVOLES: Final = 10_000
PARTICIPANTS: Final = 10_000
TIMES: Final = 5
RANKING_LIMIT_MS: Final = 300
# In memory, where every pair is weighed.
ROUND_LIMITS_MS: Final = {300: 1000, 1000: 3000}
TASK_LIMIT_S: Final = 60
TASK_LIMIT_MB: Final = 800
# What the best candidates alone may lose of the whole round's points.
LEAST_SHARE: Final = 0.99
HALF_DAYS: Final = ("morning", "afternoon", "evening")
LANGUAGES: Final = ("fr", "en", "ar", "prs", "ps", "bm", "ti", "es")
LEVELS: Final = ("some", "talk", "fluent", "native")
PLACES: Final = ("75011", "75013", "75018", "75020", "93", "94", "92", "")


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


def measure() -> list[Row]:
    from django.db import connection

    programme, participant = fill()
    analyze(connection)
    return [measure_ranking(programme, participant), *measure_rounds(), measure_task(programme)]


def measure_ranking(programme: "Programme", participant: "Participant") -> Row:
    """One person among all, queries included."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from volunteers.rankings import rank_for

    today = timezone.localdate()
    with CaptureQueriesContext(connection) as queries:
        found = rank_for(programme, participant, today=today)
    asked = len(queries)
    spent = median(cpu_ms(lambda: rank_for(programme, participant, today=today)) for _ in range(TIMES))
    return Row(
        what=f"matching: one person among {BENEVOLES}, {found.count} possible",
        engine=connection.vendor,
        cpu_ms=spent,
        queries=asked,
        promise=f"{RANKING_LIMIT_MS} ms",
        is_kept=spent < RANKING_LIMIT_MS,
    )


def measure_rounds() -> list[Row]:
    """The computation alone, on profiles in memory: of every pair, and of the best candidates of each."""
    from volunteers.assignment import assign
    from volunteers.matching import PARTS, Scale
    from volunteers.rounds import find_among_best

    scale = Scale(dict.fromkeys(PARTS, 5), 1, "similar", False, date(2026, 11, 29))
    rows = []
    for size, limit in ROUND_LIMITS_MS.items():
        grid = invent(size)
        scores, rooms = grid.scores(scale), [one.room for one in grid.volunteers]
        whole, among = assign(grid.possible, scores, rooms), find_among_best(grid, scale, [], [])
        spent = median(cpu_ms(lambda: assign(invent(size).possible, scores, rooms)) for _ in range(3))  # noqa: B023 called at once
        few = median(cpu_ms(lambda: find_among_best(grid, scale, [], [])) for _ in range(3))  # noqa: B023 called at once
        rows.append(
            Row(f"matching: {size} × {size}, every pair, {len(whole)} pairs", "memory", spent, promise=f"{limit} ms", is_kept=spent < limit)
        )
        share = sum(int(scores[place]) for place in among) / max(1, sum(int(scores[place]) for place in whole))
        rows.append(
            Row(
                f"matching: {size} × {size}, best candidates, {len(among)} pairs",
                "memory",
                few,
                reference=f"every pair: {len(whole)} pairs; ratio of points",
                ratio=share,
                promise=f"as many pairs, {LEAST_SHARE:.0%} of the points",
                is_kept=len(among) == len(whole) and share >= LEAST_SHARE,
            )
        )
    return rows


def invent(size: int) -> "Grid":
    """People of both sides, who share a language and a half-day with some; the same each time."""
    from volunteers.matching_grid import Grid
    from volunteers.matching_profiles import ParticipantProfile, VolunteerProfile

    random = Random(14)  # noqa: S311 the same each time

    def profile(kind: type[VolunteerProfile] | type[ParticipantProfile]) -> VolunteerProfile | ParticipantProfile:
        return kind(
            key=UUID(int=random.getrandbits(128)),
            languages={code: random.randrange(4) for code in random.sample(LANGUAGES, 2)},
            slots=sum({1 << random.randrange(21) for _ in range(4)}),
            skills=frozenset(random.sample("abcdefgh", 2)),
            sectors=frozenset(random.sample("abcdefgh", 2)),
            interests=frozenset(random.sample("abcdefgh", 2)),
            area=random.choice(PLACES),
            age_band=random.choice(["", "18-25", "41-60"]),
            gender=random.choice(["", "woman", "man"]),
            wished_gender=random.choice(["", "", "", "woman"]),
        )

    volunteers = [profile(VolunteerProfile) for _ in range(size)]
    return Grid.of(volunteers, [profile(ParticipantProfile) for _ in range(size)])  # type: ignore[arg-type, misc]


def measure_task(programme: "Programme") -> Row:
    """The task in a process of its own, as the worker runs it."""
    from django.db import connection
    from django.utils import timezone

    from volunteers.models import Round

    made = Round.objects.create(programme=programme, made_at=timezone.now())
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "tests.bench.matching",
        "--compute",
        str(made.pk),
        str(connection.settings_dict["NAME"]),
    ]
    answer = subprocess.run(command, capture_output=True, check=True, env=dict(os.environ), text=True)
    found = json.loads(answer.stdout.splitlines()[-1])
    made.refresh_from_db()
    assert made.state == Round.State.READY, made.state
    return Row(
        what=f"matching: the task of {BENEVOLES} × {PARTICIPANTS}, {made.suggestions.count()} pairs",
        engine=connection.vendor,
        cpu_ms=found["cpu_ms"],
        queries=found["queries"],
        memory_mb=found["memory_mb"],
        reference=f"limit: {TASK_LIMIT_S} s; by the clock it took {found['seconds']:.1f} s",
        # Of the processor, which this process has to itself: others may be at work on the machine.
        ratio=found["cpu_ms"] / 1000 / TASK_LIMIT_S,
        promise=f"{TASK_LIMIT_S} s and {TASK_LIMIT_MB} MB",
        is_kept=found["cpu_ms"] < TASK_LIMIT_S * 1000 and found["memory_mb"] < TASK_LIMIT_MB,
    )


def compute_aside(key: str, database: str) -> dict[str, float]:
    """The peak of memory is that of the whole process."""
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from volunteers.rounds import compute

    connection.settings_dict["NAME"] = database
    start, cpu = perf_counter(), process_time()
    with CaptureQueriesContext(connection) as queries:
        compute(UUID(key), now=timezone.now())
    return {
        "seconds": perf_counter() - start,
        "cpu_ms": (process_time() - cpu) * 1000,
        "queries": len(queries),
        "memory_mb": getrusage(RUSAGE_SELF).ru_maxrss / 1024,
    }


def cpu_ms(act: Callable[[], object]) -> float:
    start = process_time()
    act()
    return (process_time() - start) * 1000


if __name__ == "__main__":
    if sys.argv[1:2] == ["--compute"]:
        sys.stdout.write(json.dumps(compute_aside(sys.argv[2], sys.argv[3])) + "\n")
    else:
        leave(measure)
