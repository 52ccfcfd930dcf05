"""`/coordination/benevoles/exporter/`: what leaves, for whom, and what trace stays."""

import time
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from tests.accounts.factories import PASSWORD, UserFactory
from tests.conftest import SignIn
from tests.volunteers.factories import MissionFactory, VolunteerFactory
from tests.volunteers.test_sheets import csv_rows
from tests.volunteers.whole_person import CANARY, make_whole_person, say_who_they_are
from tests.volunteers.words import plain
from volunteers.models import DataExport, FreeSlot, Volunteer
from volunteers.people_columns import COLUMNS
from volunteers.profiles import HalfDay, Weekday

pytestmark = pytest.mark.django_db

LIST = "/coordination/benevoles/"
URL = "/coordination/benevoles/exporter/"
TAKE_CSV = {"take": "1", "file_format": "csv"}
# What a coordinator may take out of the site (trust, field by field). Another column is another decision.
ALLOWED = [
    *("Prénom", "Nom", "E-mail", "Téléphone", "Étape", "Missions", "Langues", "Lieu de vie", "Créneaux libres"),
    *("Inscription", "Au même point depuis", "Suivi·e par"),
]


@pytest.fixture
def client(signed_in: SignIn, coordinator: User) -> Client:
    return say_who_they_are(signed_in(coordinator), coordinator)


def taken(client: Client, **filters: str) -> list[list[str]]:
    response = client.post(URL, TAKE_CSV | filters)
    assert response.status_code == 200
    return csv_rows(response.getvalue())


def test_columns_are_those_decided_and_no_other() -> None:
    assert list(COLUMNS) == ALLOWED


def test_row_holds_what_the_columns_say(client: Client) -> None:
    day = timezone.now() - timedelta(days=3)
    VolunteerFactory(
        user__first_name="Élodie",
        user__last_name="Fictif",
        user__email="elodie@demo.test",
        phone="+33 6 12 34 56 78",
        languages=["fr", "ar"],
        missions=[MissionFactory(), MissionFactory(slug="fle", title="Cours de français")],
        area="75014",
        signed_up_at=day,
        contact=UserFactory(coordinator=True, first_name="Camille", last_name="Exemple"),
        slots=[(Weekday.TUESDAY, HalfDay.EVENING)],
    )
    said = f"{timezone.localdate(day):%d/%m/%Y}"
    assert taken(client) == [
        ALLOWED,
        [
            *("Élodie", "Fictif", "elodie@demo.test", "'+33 6 12 34 56 78", "Formation à réserver"),
            *("Activités culturelles, Cours de français", "Arabe, Français", "Paris 14e", "Mardi soir", said, said, "Camille Exemple"),
        ],
    ]


def test_nothing_leaves_but_the_columns(client: Client) -> None:
    """Gender, age, motivation, notes and the rest stay: of all that a whole person holds, four words go."""
    make_whole_person()
    words = {word for cell in taken(client)[1] for word in cell.split() if CANARY in word}
    assert words == {f"{CANARY}-prenom", f"{CANARY}-nom", f"{CANARY}-adresse@demo.test", f"{CANARY}-tel"}
    cells = " ".join(taken(client)[1])
    assert [word for word in ("26", "femme", "26-40") if word in cells.split()] == []


def test_xlsx_holds_the_same(client: Client) -> None:
    VolunteerFactory(user__first_name="=1+1", phone="0612345678")
    response = client.post(URL, {"take": "1", "file_format": "xlsx"})
    sheet = load_workbook(BytesIO(response.getvalue())).worksheets[0]
    assert [cell.value for cell in sheet[1]] == ALLOWED
    first, phone = sheet["A2"], sheet["D2"]
    assert (first.value, first.data_type, phone.value) == ("=1+1", "s", "0612345678")
    assert response["Content-Disposition"] == f'attachment; filename="benevoles-{timezone.localdate()}.xlsx"'


def test_answer_is_kept_nowhere(client: Client) -> None:
    VolunteerFactory()
    response = client.post(URL, TAKE_CSV)
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="benevoles-{timezone.localdate()}.csv"'
    assert "no-store" in client.get(URL)["Cache-Control"]


def test_filters_are_kept(client: Client) -> None:
    VolunteerFactory(user__first_name="Élodie", trained=True)
    VolunteerFactory(user__first_name="Bruno")
    page = client.get(f"{LIST}?stage=ready&page=1").content.decode()
    assert f'href="{URL}?stage=ready"' in page
    export = plain(client.get(f"{URL}?stage=ready").content.decode())
    assert ("1 ligne<" in export, '<input type="hidden" name="stage" value="ready">' in export) == (True, True)
    assert "<dt>Étape</dt><dd>Prêt·e</dd>" in export
    assert [row[0] for row in taken(client, stage="ready")] == ["Prénom", "Élodie"]


@pytest.mark.parametrize(
    ("filters", "count"),
    [({"waits": "team"}, 1), ({"waits": "idle"}, 0), ({"since_days": "7"}, 0), ({"stage": "training"}, 1), ({"left": "moved"}, 1)],
)
def test_whatever_was_asked_can_be_taken_and_written_to(client: Client, filters: dict[str, str], count: int) -> None:
    """Each way of asking brings the facts that columns and left-out reasons read."""
    VolunteerFactory()
    VolunteerFactory(left_on=timezone.localdate(), left_reason="moved")
    assert len(taken(client, **filters)) == count + 1
    written = client.post("/coordination/benevoles/ecrire/", {"preview": "1", "subject": "Réunion", "text": "Bonjour,"} | filters)
    assert ("Envoyer à" in written.content.decode()) is (count == 1 and "left" not in filters)


def test_name_that_was_searched_is_in_no_address(client: Client) -> None:
    VolunteerFactory(user__first_name="Élodie")
    VolunteerFactory(user__first_name="Bruno")
    page = client.get(f"{LIST}?q=elodie&language=fr").content.decode()
    assert f"{URL}?" not in page
    assert '<input type="hidden" name="q" value="elodie"><input type="hidden" name="language" value="fr">' in page
    export = plain(client.post(URL, {"q": "elodie"}).content.decode())
    assert ("1 ligne<" in export, "Ce champ est obligatoire" in export, "Choisissez un format" in export) == (True, False, False)
    assert [row[0] for row in taken(client, q="elodie")] == ["Prénom", "Élodie"]


def test_proof_is_asked_first_and_the_filters_wait(signed_in: SignIn, coordinator: User) -> None:
    VolunteerFactory(user__first_name="Élodie")
    VolunteerFactory(user__first_name="Bruno")
    client = signed_in(coordinator)
    assert "Télécharger le fichier" not in client.get(URL).content.decode()
    response = client.post(URL, TAKE_CSV | {"q": "elodie"})
    assert response["Location"] == f"/compte/reauthenticate/?next={URL.replace('/', '%2F')}"
    assert DataExport.objects.count() == 0
    back = client.post(response["Location"], {"password": PASSWORD, "next": URL})
    assert back["Location"] == URL
    page = plain(client.get(URL).content.decode())
    assert ("Télécharger le fichier" in page, "1 ligne<" in page, 'name="q" value="elodie"' in page) == (True, True, True)
    # Once only: the next time, the page is about everybody.
    assert "2 lignes<" in plain(client.get(URL).content.decode())


def test_old_proof_is_asked_again(client: Client) -> None:
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 3600}]
    session.save()
    assert client.post(URL, TAKE_CSV).status_code == 302
    assert DataExport.objects.count() == 0


def test_each_export_leaves_a_trace(client: Client, coordinator: User) -> None:
    VolunteerFactory.create_batch(2)
    before = timezone.now()
    taken(client)
    trace = DataExport.objects.get()
    assert (trace.kind, trace.taken_by, trace.count, trace.taken_at >= before) == ("Bénévoles", coordinator, 2, True)
    page = plain(client.get(URL).content.decode())
    assert f"{coordinator.first_name} : 2 lignes</li>" in page


def test_page_shows_the_last_ten_of_this_list(client: Client) -> None:
    for days in range(11):
        DataExport.objects.create(kind="Bénévoles", taken_at=timezone.now() - timedelta(days=days), count=100 + days)
    DataExport.objects.create(kind="Dons", taken_at=timezone.now(), count=999)
    page = plain(client.get(URL).content.decode())
    assert [number for number in (*range(100, 111), 999) if f"un compte fermé : {number} lignes" in page] == [*range(100, 110)]


@pytest.mark.parametrize("file_format", ["", "pdf"])
def test_unknown_format_is_refused(client: Client, file_format: str) -> None:
    page = client.post(URL, {"take": "1", "file_format": file_format}).content.decode()
    assert "Choisissez " in page
    assert DataExport.objects.count() == 0


def export_queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.post(URL, TAKE_CSV).status_code == 200
    return len(queries)


def test_export_asks_as_many_queries_however_many_people(client: Client) -> None:
    VolunteerFactory(contact=UserFactory(coordinator=True), trained=True)
    export_queries(client)
    one = export_queries(client)
    for volunteer in VolunteerFactory.create_batch(29, trained=True, contact=UserFactory(coordinator=True)):
        FreeSlot.objects.create(volunteer=volunteer, weekday=Weekday.TUESDAY, half_day=HalfDay.EVENING)
    assert export_queries(client) == one


def test_five_thousand_lines_in_bounded_time(client: Client) -> None:
    mission = MissionFactory()
    users = User.objects.bulk_create(
        User(email=f"p{number}@demo.test", first_name="Camille", last_name="Exemple") for number in range(5000)
    )
    people = Volunteer.objects.bulk_create(Volunteer(user=user, signed_up_at=timezone.now()) for user in users)
    mission.volunteers.set(people)
    for file_format in ("csv", "xlsx"):
        started = time.monotonic()
        response = client.post(URL, {"take": "1", "file_format": file_format})
        assert time.monotonic() - started < 20
        assert response.status_code == 200
    assert [trace.count for trace in DataExport.objects.all()] == [5000, 5000]
