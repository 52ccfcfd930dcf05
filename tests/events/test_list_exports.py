"""The lists behind the numbers leave as files: whole, without formulas, noted, and by name only to who shows that it is them."""

import csv
from datetime import datetime
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.conftest import SignIn
from tests.events.factories import ActivityFactory, OutingReportFactory, SeatFactory, VenueFactory
from tests.volunteers.factories import VolunteerFactory
from tests.volunteers.whole_person import say_who_they_are
from tests.volunteers.words import plain
from volunteers.models import DataExport

pytestmark = pytest.mark.django_db

LIST = "/coordination/activites/liste.csv"
PEOPLE = "/coordination/activites/chiffres/animation.csv?annee=2024"
DAY = datetime(2024, 3, 10, 14, 30, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture
def client(signed_in: SignIn, coordinator: User) -> Client:
    return signed_in(coordinator)


def rows(response: Any) -> list[list[str]]:
    return [*csv.reader(StringIO(plain(response.getvalue().decode("utf-8-sig"))), delimiter=";")]


def test_list_of_activities_leaves_as_it_is_narrowed_and_names_nobody(client: Client, coordinator: User) -> None:
    place = VenueFactory(name="Musée secret", area="Paris 18e")
    outing = ActivityFactory(held=True, starts_at=DAY, title="=SOMME(A1)", venue=place, cost_cents=1250, payer="association")
    OutingReportFactory(activity=outing, expense_cents=305)
    SeatFactory(activity=outing, volunteer__user__first_name="Quetzal")
    ActivityFactory(held=True, starts_at=DAY.replace(year=2023))
    header, *lines = rows(client.post(f"{LIST}?year=2024"))
    assert lines == [
        [
            *("'=SOMME(A1)", "10/03/2024", "de 14 h 30 à 17 h 30", "Sortie pour les participant·es", "Tenue", "Paris 18e", "culturelle"),
            *("2", "1", "8", "8", "12,50", "L’association", "3,05", ""),
        ]
    ]
    assert len(header) == len(lines[0])
    trace = DataExport.objects.get()
    assert (trace.kind, trace.taken_by, trace.count) == ("Activités", coordinator, 1)


def test_list_of_who_led_asks_who_takes_it_first(client: Client, coordinator: User) -> None:
    person = VolunteerFactory(user__first_name="=Élodie", user__last_name="Fictif")
    SeatFactory(activity=ActivityFactory(held=True, starts_at=DAY), volunteer=person)
    answer = client.post(PEOPLE)
    assert (answer.status_code, DataExport.objects.count()) == (302, 0)
    assert answer["Location"].startswith("/compte/reauthenticate/?next=%2Fcoordination%2Factivites%2Fchiffres%2Fanimation%2F")
    say_who_they_are(client, coordinator)
    assert rows(client.post(PEOPLE)) == [["Bénévole", "Sorties animées en 2024"], ["'=Élodie Fictif", "1"]]
    assert DataExport.objects.get().kind == "Qui a animé"


def test_pages_lead_to_their_files(client: Client) -> None:
    SeatFactory(activity=ActivityFactory(held=True, starts_at=DAY))
    assert 'action="/coordination/activites/liste.csv?year=2024"' in client.get("/coordination/activites/?year=2024").text
    assert f'action="{PEOPLE}"' in client.get("/coordination/activites/chiffres/animation/?annee=2024").text
    assert (client.get(LIST).status_code, DataExport.objects.count()) == (405, 0)


def test_file_asks_as_many_queries_however_long(client: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.post(f"{LIST}?when=all")
        return len(queries)

    OutingReportFactory()
    count()
    first = count()
    OutingReportFactory.create_batch(5, activity__venue=VenueFactory())
    assert count() == first
