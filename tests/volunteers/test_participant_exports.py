"""The list of supported persons as a file: without contact, the proof asked again, written down, nothing run as a formula."""

from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from tests.accounts.factories import PASSWORD
from tests.conftest import SignIn
from tests.volunteers.factories import ParticipantFactory, ProgrammeFactory
from tests.volunteers.test_sheets import csv_rows
from tests.volunteers.whole_person import say_who_they_are
from tests.volunteers.words import plain
from volunteers.models import Contact, DataExport, FileReading, Participant
from volunteers.participant_lists import COLUMNS

pytestmark = pytest.mark.django_db

LIST = "/coordination/participants/"
URL = f"{LIST}exporter/"
CSV = {"file_format": "csv"}
ALLOWED = [
    *("Code", "Alias", "État", "En attente depuis", "Programmes demandés", "Langues", "Niveau de français", "Lieu de vie"),
    *("Créneaux libres", "Secteurs et intérêts"),
]


@pytest.fixture
def client(signed_in: SignIn, coordinator: User) -> Client:
    return say_who_they_are(signed_in(coordinator), coordinator)


def test_columns_are_those_decided_and_no_other() -> None:
    assert list(COLUMNS) == ALLOWED


def test_row_holds_what_the_columns_say_and_no_contact(client: Client) -> None:
    today = timezone.localdate()
    participant = ParticipantFactory(
        alias="Étoile",
        languages=["fr", "ar"],
        french_level="a1.1",
        area="75014",
        gender="woman",
        age_band="26-40",
        project="quetzal-projet",
        arrangement="quetzal-organisation",
        contact=Contact(first_name="quetzal", phone="06 39 98 00 14", email="quetzal@demo.test"),
        wishes=[(ProgrammeFactory(), today)],
        slots=[(1, "evening")],
    )
    response = client.post(URL, CSV)
    assert csv_rows(response.getvalue()) == [
        ALLOWED,
        [
            *(participant.code, "Étoile", "En attente", f"{today:%d/%m/%Y}", "Accompagnement socioprofessionnel", "Arabe, Français"),
            *("A1.1", "Paris 14e", "Mardi soir", ""),
        ],
    ]
    assert response["Content-Disposition"] == f'attachment; filename="participants-{today}.csv"'
    assert "no-store" in response["Cache-Control"]


def test_nothing_is_run_as_a_formula(client: Client) -> None:
    # No form lets such an alias in.
    Participant.objects.create(alias="=1+1")
    assert csv_rows(client.post(URL, CSV).getvalue())[1][1] == "'=1+1"
    sheet = load_workbook(BytesIO(client.post(URL, {"file_format": "xlsx"}).getvalue())).worksheets[0]
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=1+1", "s")


def test_filters_are_kept_through_the_proof(signed_in: SignIn, coordinator: User) -> None:
    ParticipantFactory(alias="Étoile", languages=["ar"])
    ParticipantFactory(alias="Lune", languages=["fr"])
    client = signed_in(coordinator)
    assert f'href="{URL}?language=ar"' in client.get(f"{LIST}?language=ar&page=1").content.decode()
    page = plain(client.get(f"{URL}?language=ar").content.decode())
    assert ("1 ligne<" in page, "<dt>Langue</dt><dd>Arabe</dd>" in page, "Télécharger" in page) == (True, True, False)
    asked = client.post(f"{URL}?language=ar", CSV)
    assert asked["Location"].startswith("/compte/reauthenticate/?next=")
    assert not DataExport.objects.exists()
    back = client.post(asked["Location"], {"password": PASSWORD, "next": f"{URL}?language=ar"})
    assert back["Location"] == f"{URL}?language=ar"
    assert [row[1] for row in csv_rows(client.post(back["Location"], CSV).getvalue())] == ["Alias", "Étoile"]


def test_export_is_written_down_and_on_each_file(client: Client, coordinator: User) -> None:
    for participant in ParticipantFactory.create_batch(2):
        assert not participant.readings.exists()
    client.post(URL, CSV)
    trace = DataExport.objects.get()
    assert (trace.kind, trace.taken_by, trace.count) == ("Participant·es", coordinator, 2)
    for participant in Participant.objects.all():
        reading = participant.readings.get()
        assert (reading.kind, reading.by) == ("exported", coordinator)
        assert reading.fields == ["alias", "standing", "wishes", "languages", "french_level", "area", "free_slots", "topics"]
    assert f"{coordinator.first_name} : 2 lignes</li>" in plain(client.get(URL).content.decode())


@pytest.mark.parametrize("file_format", ["", "pdf"])
def test_unknown_format_is_refused(client: Client, file_format: str) -> None:
    assert "Choisissez " in client.post(URL, {"file_format": file_format}).content.decode()
    assert not DataExport.objects.exists()
    assert not FileReading.objects.exists()


def test_export_asks_as_many_queries_however_many_files(client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.post(URL, CSV).status_code == 200
        return len(captured)

    wishes = [(ProgrammeFactory(), timezone.localdate())]
    ParticipantFactory(wishes=wishes)
    queries()
    one = queries()
    ParticipantFactory.create_batch(9, wishes=wishes, languages=["fr", "ar"])
    assert queries() == one
