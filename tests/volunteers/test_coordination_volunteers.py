"""`/coordination/benevoles/`: who the bénévoles are and where each one stands."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from tests.conftest import SignIn
from tests.volunteers.counting import count_queries
from tests.volunteers.factories import BookingFactory, MissionFactory, PairingFactory, ParticipantFactory, VolunteerFactory
from tests.volunteers.words import plain
from volunteers.models import Attendance, Volunteer

pytestmark = pytest.mark.django_db

URL = "/coordination/benevoles/"


@pytest.fixture
def people() -> dict[str, Volunteer]:
    fle = MissionFactory(slug="fle", title="Cours de français")
    return {
        "ready": VolunteerFactory(user__first_name="Élodie", user__last_name="Fictif", trained=True, languages=["fr", "ar"]),
        "new": VolunteerFactory(user__first_name="Bruno", user__last_name="Exemple", missions=[fle]),
    }


def names_found(signed_in: SignIn, coordinator: User, query: str) -> list[str]:
    page = signed_in(coordinator).get(f"{URL}?{query}").content.decode()
    return [name for name in ("Élodie Fictif", "Bruno Exemple") if name in page]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Élodie Fictif", "Bruno Exemple"]),
        ("q=elodie", ["Élodie Fictif"]),
        ("q=FICTIF+él", ["Élodie Fictif"]),
        ("q=fictif+bruno", []),
        ("stage=ready", ["Élodie Fictif"]),
        ("stage=training", ["Bruno Exemple"]),
        ("stage=booked", []),
        ("mission=fle", ["Bruno Exemple"]),
        ("mission=activites-culturelles&language=ar", ["Élodie Fictif"]),
        ("language=ar&mission=fle", []),
        ("stage=inventee", ["Élodie Fictif", "Bruno Exemple"]),
        ("page=99", ["Élodie Fictif", "Bruno Exemple"]),
    ],
)
def test_filters(signed_in: SignIn, coordinator: User, people: dict[str, Volunteer], query: str, expected: list[str]) -> None:
    assert names_found(signed_in, coordinator, query) == expected


def test_nobody_found_is_said(signed_in: SignIn, coordinator: User) -> None:
    assert "Personne ne correspond à ces critères." in signed_in(coordinator).get(f"{URL}?q=personne").content.decode()


def test_pages_keep_the_filters(signed_in: SignIn, coordinator: User) -> None:
    VolunteerFactory.create_batch(31)
    page = plain(signed_in(coordinator).get(f"{URL}?stage=training&page=1").content.decode())
    assert "31 bénévoles" in page
    assert "?stage=training&amp;page=2" in page


def test_list_asks_as_many_queries_however_many_people(signed_in: SignIn, coordinator: User) -> None:
    client = signed_in(coordinator)
    VolunteerFactory()
    client.get(URL)
    one = count_queries(client, URL)
    VolunteerFactory.create_batch(29, trained=True)
    assert count_queries(client, URL) == one


def test_detail_shows_steps_contact_trainings_and_pairings(signed_in: SignIn, coordinator: User) -> None:
    volunteer = VolunteerFactory(phone="06 12 34 56 78")
    BookingFactory(volunteer=volunteer, session__starts_at=timezone.now() - timedelta(days=3), attendance=Attendance.ABSENT)
    BookingFactory(volunteer=volunteer, cancelled_at=timezone.now())
    PairingFactory(volunteer=volunteer, participants=[ParticipantFactory(alias="Étoile")])
    page = signed_in(coordinator).get(f"{URL}{volunteer.pk}/").content.decode()
    for words in (volunteer.user.email, "06 12 34 56 78", "Formation à réserver", "Absent·e", "Place rendue", "Étoile"):
        assert words in page
    assert "Réserver une place" not in page, "the steps' buttons are the bénévole's"


def test_detail_of_somebody_new(signed_in: SignIn, coordinator: User, new_volunteer: Volunteer) -> None:
    page = signed_in(coordinator).get(f"{URL}{new_volunteer.pk}/").content.decode()
    assert "Aucune place réservée pour l’instant." in page
    assert "Non indiqué" in page


def test_unknown_person_is_missing(signed_in: SignIn, coordinator: User) -> None:
    assert signed_in(coordinator).get(f"{URL}{uuid.uuid4()}/").status_code == 404


@pytest.mark.parametrize("who", ["treasurer", "communication_officer"])
def test_other_roles_are_refused(signed_in: SignIn, request: pytest.FixtureRequest, who: str) -> None:
    assert signed_in(request.getfixturevalue(who)).get(URL).status_code == 403


def test_names_are_escaped(signed_in: SignIn, coordinator: User) -> None:
    volunteer = VolunteerFactory(user__first_name="<script>alert(1)</script>")
    client = signed_in(coordinator)
    for url in (URL, f"{URL}{volunteer.pk}/"):
        assert "<script>alert" not in client.get(url).content.decode()
