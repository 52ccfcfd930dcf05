"""Times the coordination's pages about five thousand bénévoles: `make bench`, or with DATABASE_URL on PostgreSQL.

A database of its own is made, filled and dropped. Each page is asked five times; the median counts.
"""

import sys
from datetime import timedelta
from random import Random
from statistics import median
from time import perf_counter
from typing import Any, Final
from uuid import UUID, uuid4

import django

PEOPLE: Final = 5000
TIMES: Final = 5
LIMIT_MS: Final = 300
PAGES: Final = {
    "liste": "/coordination/benevoles/",
    "liste, page 100": "/coordination/benevoles/?page=100",
    "nom": "/coordination/benevoles/?q=fictif+12",
    "étape : prêt·e": "/coordination/benevoles/?stage=ready",
    "étape : charte": "/coordination/benevoles/?stage=charter",
    "mission": "/coordination/benevoles/?mission=mission-1",
    "langue, lieu, créneau": "/coordination/benevoles/?language=en&area=75011&slot=1-evening",
    "au même point depuis un mois": "/coordination/benevoles/?since_days=30",
    "étape et depuis": "/coordination/benevoles/?stage=training&since_days=60",
    "attendent l’équipe": "/coordination/benevoles/?waits=team",
    "sans rien depuis deux mois": "/coordination/benevoles/?waits=idle",
    "chiffres": "/coordination/chiffres/",
    "accueil": "/coordination/",
}
# Once nearly everybody is ready.
SHORT: Final = UUID("14141414-0000-4000-8000-000000000014")
STAFFING: Final = {"trouver quelqu’un": f"/coordination/activites/{SHORT}/trouver/"}


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def fill() -> None:
    """People at every step, with missions, languages, free slots, places and signatures; the same each time."""
    from allauth.account.models import EmailAddress
    from django.utils import timezone

    from accounts.models import User
    from volunteers.models import (
        Booking,
        Charter,
        CharterSignature,
        FreeSlot,
        Mission,
        Training,
        TrainingSession,
        Volunteer,
        VolunteerLanguage,
    )
    from volunteers.models.volunteer import folded

    now, random = timezone.now(), Random(14)  # noqa: S311 the same each time
    trainings = [Training.objects.create(title=f"Formation {number}", summary="Démonstration") for number in range(2)]
    missions = []
    for number in range(8):
        mission = Mission.objects.create(title=f"Mission {number}", summary="Démonstration", time_asked="peu", asks_interview=number == 1)
        mission.required_trainings.set(trainings[: 1 + number % 2])
        missions.append(mission)
    sessions = [
        TrainingSession.objects.create(
            training=trainings[number % 2],
            starts_at=now - timedelta(days=20 * number - 40),
            ends_at=now - timedelta(days=20 * number - 40) + timedelta(hours=2),
            capacity=500,
        )
        for number in range(40)
    ]
    charter = Charter.objects.create(number=1, text="Démonstration", published_at=now)
    users = [
        User(pk=uuid4(), email=f"mesure-{number}@demo.test", first_name=f"Personne{number}", last_name=f"Fictif {number % 97}")
        for number in range(PEOPLE)
    ]
    User.objects.bulk_create(users)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, primary=True, verified=random.random() < 0.95) for user in users
    )
    people = [
        Volunteer(
            user=user,
            signed_up_at=now - timedelta(days=random.randint(1, 900)),
            area=random.choice(["75011", "75018", "93", ""]),
            folded_name=folded(user.get_full_name()),
            heard_through=random.choice(["friend", "search", ""]),
            interviewed_on=timezone.localdate(now) if random.random() < 0.3 else None,
        )
        for user in users
    ]
    Volunteer.objects.bulk_create(people)
    wishes = Volunteer.missions.through
    wishes.objects.bulk_create(
        wishes(volunteer_id=person.pk, mission_id=mission.pk)
        for person in people
        for mission in random.sample(missions, random.randint(0, 3))
    )
    VolunteerLanguage.objects.bulk_create(
        VolunteerLanguage(volunteer=person, code=code)
        for person in people
        for code in random.sample(["fr", "en", "ar", "prs"], random.randint(0, 3))
    )
    FreeSlot.objects.bulk_create(
        FreeSlot(volunteer=person, weekday=weekday, half_day="evening") for person in people for weekday in random.sample(range(7), 3)
    )
    Booking.objects.bulk_create(
        Booking(
            session=session,
            volunteer=person,
            booked_at=session.starts_at - timedelta(days=5),
            attendance=random.choice(["present", "present", "absent", ""]) if session.starts_at < now else "",
        )
        for person in people
        for session in random.sample(sessions, random.randint(0, 3))
    )
    CharterSignature.objects.bulk_create(
        CharterSignature(volunteer=person, charter=charter, typed_name="Démonstration", signed_at=now)
        for person in people
        if random.random() < 0.6
    )


def fill_outings() -> None:
    """Outings led by two of those people each, and one to come that nobody leads yet: its mission asks for nothing, and all wish it."""
    from django.utils import timezone

    from events.models import Activity, Seat
    from home.places import Venue
    from volunteers.models import Engagement, Mission, Participant, ParticipantLanguage, Volunteer

    now, random = timezone.now(), Random(14)  # noqa: S311 the same each time
    mission = Mission.objects.create(title="Sorties", summary="Démonstration", time_asked="peu")
    venue = Venue.objects.create(name="Lieu", address="Démonstration", area="Paris 18e")
    mission.volunteers.set(Volunteer.objects.all())
    people = list(Volunteer.objects.ready_for(mission, timezone.localdate(now)))
    for number in range(200):
        starts_at = now - timedelta(days=number)
        held = Activity.objects.create(
            title=f"Sortie {number}",
            description="Démonstration",
            mission=mission,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            status=Activity.Status.HELD,
            published_at=starts_at - timedelta(days=30),
        )
        for person in random.sample(people, 2):
            Seat.objects.create(activity=held, volunteer=person, taken_at=starts_at)
    starts_at = now + timedelta(days=5)
    Activity.objects.create(
        pk=SHORT,
        title="Sortie à court",
        description="Démonstration",
        mission=mission,
        venue=venue,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        status=Activity.Status.PUBLISHED,
        published_at=now,
    )
    Engagement.objects.bulk_create(
        Engagement(volunteer=person, kind=Engagement.Kind.MEETING, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
        for person in random.sample(people, len(people) // 10)
    )
    participants = Participant.objects.bulk_create(
        Participant(alias=f"Fictif {number}", folded_alias=f"fictif {number}") for number in range(300)
    )
    ParticipantLanguage.objects.bulk_create(
        ParticipantLanguage(participant=participant, code=code)
        for participant in participants
        for code in random.sample(["fr", "ar", "prs", "ps", "ti", "so"], 2)
    )


def time_pages(pages: dict[str, str]) -> bool:
    """Prints a line for each page; False when one passes the limit."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.db import connection, transaction
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.accounts.factories import UserFactory

    coordinator = UserFactory(coordinator=True)
    TOTP.activate(coordinator, generate_totp_secret())
    client = Client()
    client.force_login(coordinator)
    is_fast = True
    for name, address in pages.items():
        client.get(address)
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        asked = len(queries)
        assert response.status_code == 200, (address, response.status_code)
        spans = []
        for _ in range(TIMES):
            start = perf_counter()
            client.get(address)
            spans.append((perf_counter() - start) * 1000)
        found = response.context["page"].paginator.count if "page" in response.context else response.context.get("total", "")
        say(f"{name:32} {median(spans):7.0f} ms  {asked:3} requêtes  {found}")
        is_fast &= median(spans) < LIMIT_MS
    return is_fast


def analyze(connection: Any) -> None:
    """So that the database knows what it holds, as it does by itself in time."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def main() -> int:
    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        fill()
        analyze(connection)
        say(f"{connection.vendor}, {PEOPLE} bénévoles")
        is_fast = time_pages(PAGES)
        fill_outings()
        analyze(connection)
        return 0 if time_pages(STAFFING) and is_fast else 1
    finally:
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
