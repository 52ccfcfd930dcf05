"""The coordination's pages about bénévoles and participants, and the start pages: `make bench`, on both databases.

Five thousand bénévoles, ten thousand participants with their pairings, ten thousand activities; first a hundredth of all that.
"""

from datetime import timedelta
from random import Random
from typing import Any, Final
from uuid import UUID, uuid4

from tests.bench.activities import Town
from tests.bench.pages import read_pages, rows_of, signed_in
from tests.bench.pairings import Pairs
from tests.bench.rows import Row
from tests.bench.running import leave

FEW: Final = 100
MANY: Final = 5000
# For each bénévole.
PARTICIPANTS: Final = 2
ACTIVITIES: Final = 2
READER: Final = UUID("14141414-0000-4000-8000-0000000000b0")
READERS: Final = "mesure-0@demo.test"
SHORT: Final = UUID("14141414-0000-4000-8000-000000000014")
# Lists of each kind behind the numbers of pairing.
FIGURES: Final = ("active", "waiting", "first_meeting")
C: Final = "/coordination"


def coordination_pages(pairs: Pairs) -> dict[str, str]:
    """Every list and every page of figures, by name."""
    b, programme = f"{C}/binomes/", pairs.programmes[0].slug
    return {
        "start page": f"{C}/",
        "bénévoles": f"{C}/benevoles/",
        "bénévoles, page 100": f"{C}/benevoles/?page=100",
        "bénévoles, by name": f"{C}/benevoles/?q=fictif+12",
        "bénévoles, ready": f"{C}/benevoles/?stage=ready",
        "bénévoles, charter awaited": f"{C}/benevoles/?stage=charter",
        "bénévoles, of a mission": f"{C}/benevoles/?mission=mission-1",
        "bénévoles, language, place, slot": f"{C}/benevoles/?language=en&area=75011&slot=1-evening",
        "bénévoles, a month at a step": f"{C}/benevoles/?since_days=30",
        "bénévoles, step and since": f"{C}/benevoles/?stage=training&since_days=60",
        "bénévoles, waiting for the team": f"{C}/benevoles/?waits=team",
        "bénévoles, idle": f"{C}/benevoles/?waits=idle",
        "bénévoles, free": f"{C}/benevoles/?waits=free",
        "bénévoles, export": f"{C}/benevoles/exporter/",
        "bénévoles, a mail": f"{C}/benevoles/ecrire/",
        "a bénévole": f"{C}/benevoles/{READER}/",
        "figures of the welcome": f"{C}/chiffres/",
        "missions": f"{C}/missions/",
        "a mission": f"{C}/missions/mission-1/",
        "sessions": f"{C}/formations/",
        "a session": f"{C}/formations/{pairs.people.sessions[3].pk}/",
        "trainings": f"{C}/formations/catalogue/",
        "charters": f"{C}/charte/",
        "hours to answer": f"{C}/heures/",
        "participants": f"{C}/participants/",
        "participants, page 100": f"{C}/participants/?page=100",
        "participants, waiting": f"{C}/participants/?state=waiting",
        "participants, export": f"{C}/participants/exporter/",
        "participants, by contact": f"{C}/participants/chercher/",
        "a participant": f"{C}/participants/{pairs.first.pk}/",
        "readings of a file": f"{C}/participants/{pairs.first.pk}/lectures/",
        "pairings": b,
        "pairings, page 20": f"{b}?page=20",
        "a new pairing": f"{b}nouveau/{programme}/",
        "a pairing": f"{b}{pairs.looked_at.pk}/",
        "alerts": f"{b}alertes/",
        "evaluations due": f"{b}evaluations/",
        "figures of pairings": f"{b}chiffres/",
        **{f"figure of pairings, {key}": f"{b}chiffres/{key}/" for key in FIGURES},
        "figures of pairings, csv": f"{b}chiffres.csv",
        "programmes": f"{C}/programmes/",
        "rounds": f"{b}tours/",
        "matches of a participant": f"{C}/participants/{pairs.first_waiting.pk}/rapprochements/{programme}/",
        "matches of a bénévole": f"{C}/benevoles/{READER}/rapprochements/{programme}/",
        "never proposed": f"{C}/programmes/{programme}/sans-proposition/",
        "outings": f"{C}/activites/",
        "outings, month": f"{C}/activites/calendrier/",
        "figures of outings": f"{C}/activites/chiffres/",
        "who led": f"{C}/activites/chiffres/animation/",
        "proposals": f"{C}/propositions/",
        "find somebody": f"{C}/activites/{SHORT}/trouver/",
        "enquiries": f"{C}/demandes/",
        "texts to read": f"{C}/relectures/",
        "models of mails": f"{C}/modeles/",
    }


def space_pages() -> dict[str, str]:
    names = ("", "activites/", "activites/calendrier/", "binomes/", "formation/", "heures/", "profil/", "disponibilites/", "messages/")
    own = ("courriels/", "agenda/", "mes-donnees/", "mes-donnees/telecharger/", "charte/", "activites/proposer/")
    return {name or "start page": f"/espace/{name}" for name in (*names, *own)}


class People:
    """Bénévoles at every step, with missions, languages, free slots, places, signatures and hours; the same each time."""

    def __init__(self) -> None:
        from django.utils import timezone

        from volunteers.models import Charter, Mission, Training, TrainingSession

        self.now, self.random = timezone.now(), Random(14)  # noqa: S311 the same each time
        self.count = 0
        trainings = [
            Training.objects.create(slug=f"formation-{number}", title=f"Formation {number}", summary="Démonstration") for number in range(2)
        ]
        self.missions = []
        for number in range(8):
            mission = Mission.objects.create(
                slug=f"mission-{number}", title=f"Mission {number}", summary="Démonstration", time_asked="peu", asks_interview=number == 1
            )
            mission.required_trainings.set(trainings[: 1 + number % 2])
            self.missions.append(mission)
        # As an association of that size would hold: more of them, not sessions of thousands.
        self.sessions = [
            TrainingSession.objects.create(
                training=trainings[number % 2],
                starts_at=self.now - timedelta(days=20 * number - 40),
                ends_at=self.now - timedelta(days=20 * number - 40) + timedelta(hours=2),
                capacity=500,
            )
            for number in range(40)
        ]
        self.charter = Charter.objects.create(number=1, text="Démonstration", published_at=self.now)
        self.made: list[Any] = []

    def fill(self, count: int) -> None:
        from allauth.account.models import EmailAddress
        from django.utils import timezone

        from accounts.models import User
        from volunteers.models import Booking, CharterSignature, FreeSlot, Volunteer, VolunteerLanguage
        from volunteers.models.volunteer import folded

        now, random = self.now, self.random
        users = [
            User(
                pk=uuid4(),
                email=f"mesure-{number}@demo.test",
                first_name=f"Personne{number}",
                last_name=f"Fictif {number % 97}",
                date_joined=now - timedelta(days=random.randint(1, 900)),
            )
            for number in range(self.count, self.count + count)
        ]
        self.count += count
        User.objects.bulk_create(users, batch_size=500)
        EmailAddress.objects.bulk_create(
            EmailAddress(user=user, email=user.email, primary=True, verified=user.email == READERS or random.random() < 0.95)
            for user in users
        )
        people = [
            Volunteer(
                pk=READER if user.email == READERS else uuid4(),
                user=user,
                signed_up_at=user.date_joined,
                area=random.choice(["75011", "75018", "93", ""]),
                folded_name=folded(user.get_full_name()),
                heard_through=random.choice(["friend", "search", ""]),
                interviewed_on=timezone.localdate(now) if user.email == READERS or random.random() < 0.3 else None,
            )
            for user in users
        ]
        Volunteer.objects.bulk_create(people, batch_size=500)
        self.made += people
        wishes = Volunteer.missions.through
        wishes.objects.bulk_create(
            wishes(volunteer_id=person.pk, mission_id=mission.pk)
            for person in people
            for mission in random.sample(self.missions, random.randint(0, 3))
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
            for session in random.sample(self.sessions, random.randint(0, 3))
        )
        CharterSignature.objects.bulk_create(
            CharterSignature(volunteer=person, charter=self.charter, typed_name="Démonstration", signed_at=now)
            for person in people
            if person.pk == READER or random.random() < 0.6
        )
        self._write_hours(people)

    def _write_hours(self, people: list[Any]) -> None:
        from django.utils import timezone

        from volunteers.models import TypedHours

        today, random = timezone.localdate(self.now), self.random
        TypedHours.objects.bulk_create(
            TypedHours(
                volunteer=person,
                mission=self.missions[0],
                day=today - timedelta(days=random.randint(1, 700)),
                minutes=90,
                what="Démonstration",
                status=status,
                typed_at=self.now,
                answered_at=None if status == "waiting" else self.now,
            )
            for person in people
            for status in random.choices(["validated", "waiting"], [19, 1], k=4)
        )


def add_outing_to_lead(people: People) -> None:
    """One to come that nobody leads yet: its mission asks for nothing, and everybody wishes it."""
    from events.models import Activity
    from home.places import Venue
    from volunteers.models import Engagement, Mission, Volunteer

    mission = Mission.objects.filter(slug="sorties").first() or Mission.objects.create(
        slug="sorties", title="Sorties", summary="Démonstration", time_asked="peu"
    )
    mission.volunteers.set(Volunteer.objects.all())
    starts_at = people.now + timedelta(days=5)
    Activity.objects.get_or_create(
        pk=SHORT,
        defaults={
            "title": "Sortie à court",
            "description": "Démonstration",
            "mission": mission,
            "venue": Venue.objects.create(name="Lieu", address="Démonstration", area="Paris 18e"),
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=2),
            "status": Activity.Status.PUBLISHED,
            "published_at": people.now,
        },
    )
    busy = people.random.sample(people.made, len(people.made) // 10)
    Engagement.objects.bulk_create(
        Engagement(volunteer=person, kind=Engagement.Kind.MEETING, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
        for person in busy
    )


def measure() -> list[Row]:
    from django.test import Client

    people = People()
    pairs, town = Pairs(people), Town(people.now)
    coordinator, reader = signed_in(coordinator=True), Client()

    def fill(count: int) -> None:
        people.fill(count)
        pairs.fill(count * PARTICIPANTS)
        town.people = people.made[:200]
        town.fill(town.dates_elsewhere(count * ACTIVITIES))
        add_outing_to_lead(people)

    fill(FEW)
    reader.force_login(people.made[0].user)
    few, few_own = read_pages(coordinator, coordination_pages(pairs)), read_pages(reader, space_pages())
    fill(MANY - FEW)
    many, many_own = read_pages(coordinator, coordination_pages(pairs)), read_pages(reader, space_pages())
    return rows_of(few, many, prefix="coordination") + rows_of(few_own, many_own, prefix="space")


if __name__ == "__main__":
    leave(measure)
