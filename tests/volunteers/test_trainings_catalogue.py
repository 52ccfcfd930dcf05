"""`/coordination/formations/catalogue/`: trainings are added and changed, and people read how long they are valid."""

import pytest
from django.test import Client

from accounts.models import User
from tests.conftest import SignIn
from tests.volunteers.counting import count_queries
from tests.volunteers.factories import MissionFactory, TrainingFactory, VolunteerFactory
from tests.volunteers.words import plain
from volunteers.models import Training

pytestmark = pytest.mark.django_db

URL = "/coordination/formations/catalogue/"


@pytest.fixture
def office(signed_in: SignIn, coordinator: User) -> Client:
    return signed_in(coordinator)


def test_training_is_added_then_changed(office: Client) -> None:
    fields = {"title": "Nouvelle", "summary": "Écouter sans juger.", "duration_minutes": "90", "validity_months": "24"}
    page = plain(office.post(f"{URL}nouvelle/", fields, follow=True).content.decode())
    assert "La formation « Nouvelle » est enregistrée." in page
    assert "24 mois" in page
    # The address of the form itself is not taken.
    added = Training.objects.get(title="Nouvelle")
    assert added.slug == "nouvelle-2"
    office.post(f"{URL}{added.slug}/", {**fields, "title": "Écoute", "validity_months": ""})
    added.refresh_from_db()
    assert (added.title, added.slug, added.validity_months) == ("Écoute", "nouvelle-2", None)


def test_bad_input_is_said_at_the_field_and_kept(office: Client) -> None:
    form = office.post(f"{URL}nouvelle/", {"title": "", "summary": "Mots gardés", "duration_minutes": "3"}).context["form"]
    assert {name: plain(errors[0]) for name, errors in form.errors.items()} == {
        "title": "Donnez un titre.",
        "duration_minutes": "Indiquez un nombre entre 15 et 600.",
    }
    assert form["summary"].value() == "Mots gardés"


def test_validity_is_told_to_volunteers(signed_in: SignIn) -> None:
    training = TrainingFactory(slug="ecoute", title="Écoute", validity_months=12)
    volunteer = VolunteerFactory(missions=[MissionFactory(required_trainings=[training])])
    assert "valable 12 mois" in signed_in(volunteer.user).get("/espace/formation/").content.decode()


def test_list_asks_as_many_queries_however_many_trainings(office: Client) -> None:
    TrainingFactory()
    office.get(URL)
    one = count_queries(office, URL)
    for number in range(8):
        TrainingFactory(slug=f"formation-{number}", title=f"Formation {number}")
    assert count_queries(office, URL) == one
