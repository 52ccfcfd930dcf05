"""`/coordination/activites/importer/`: the file, the report, the decision."""

import csv
import io
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from accounts.models import User
from events import imports
from events.import_lines import COLUMNS
from events.models import Activity, ActivityImport
from tests.conftest import SignIn
from tests.events.factories import ActivityImportFactory
from tests.volunteers.counting import count_queries
from tests.volunteers.factories import MissionFactory, VolunteerFactory
from tests.volunteers.words import plain
from volunteers import spreadsheets
from volunteers.waiting_imports import GONE

pytestmark = pytest.mark.django_db

URL = "/coordination/activites/importer/"
HEADER = "Titre;Date;Début;Fin;Venus;Animateurs;Salle\n"
LIST = HEADER + "Visite du canal;12/03/2024;14 h 30;17 h;6;anime@demo.test, inconnue@demo.test;B\n"


@pytest.fixture
def client(signed_in: SignIn, coordinator: User) -> Client:
    MissionFactory(slug="activites-culturelles")
    return signed_in(coordinator)


def send(client: Client, content: bytes | str, name: str = "liste.csv") -> Any:
    data = content.encode() if isinstance(content, str) else content
    return client.post(URL, {"file": SimpleUploadedFile(name, data)})


def words(response: Any) -> str:
    return plain(response.content.decode())


def report_of(client: Client) -> str:
    return f"{URL}{ActivityImport.objects.get().pk}/"


def test_page_offers_the_form_and_the_model(client: Client) -> None:
    page = words(client.get(URL))
    assert 'enctype="multipart/form-data"' in page
    assert "Listes qui attendent une décision" not in page
    model = client.get(f"{URL}modele.csv")
    assert model["Content-Disposition"] == 'attachment; filename="activites-modele.csv"'
    header, example = csv.reader(io.StringIO(model.content.decode("utf-8-sig"), newline=""), delimiter=";")
    assert header == [column.label for column in COLUMNS.values()]
    assert example == [imports.EXAMPLE.get(name, "") for name in COLUMNS]


def test_list_of_activities_leads_to_it(client: Client) -> None:
    assert f'<a href="{URL}">Importer une liste</a>' in client.get("/coordination/activites/").content.decode()


def test_file_is_read_and_the_report_waits(client: Client, coordinator: User) -> None:
    VolunteerFactory(user__email="anime@demo.test", user__first_name="Anouk", user__last_name="Fictif")
    response = send(client, LIST)
    assert (response.status_code, response["Location"]) == (302, report_of(client))
    page = words(client.get(report_of(client)))
    for said in ("Ligne 2", "Visite du canal", "mardi 12 mars 2024, de 14 h 30 à 17 h", "sera créée", "« Salle »", "Anouk Fictif", "tenue"):
        assert said in page
    assert "la 2e adresse n’est celle d’aucun·e bénévole" in page
    assert "@demo.test" not in page
    assert not Activity.objects.exists()
    assert coordinator.get_full_name() in words(client.get(URL))


def test_xlsx_file_is_read_with_its_own_days_and_hours(client: Client) -> None:
    book, data = Workbook(), io.BytesIO()
    start = datetime(2024, 3, 12, 18, 30)  # noqa: DTZ001
    for row in (["titre", "date", "début", "durée", "venus"], ["Canal", start.date(), start.time(), timedelta(hours=2), 6]):
        book.worksheets[0].append(row)
    book.save(data)
    send(client, data.getvalue(), "liste.xlsx")
    assert "mardi 12 mars 2024, de 18 h 30 à 20 h 30" in words(client.get(report_of(client)))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", spreadsheets.EMPTY),
        (b"\x89PNG\r\n\x1a\n\x00", spreadsheets.NOT_A_LIST),
        (b"a" * (3 * 1024 * 1024), spreadsheets.TOO_HEAVY),
        ("Titre;Date;Début\n" + "Canal;1;1\n" * 2001, spreadsheets.TOO_MANY_LINES),
        ("Titre;Ville\nCanal;Paris\n", "La première ligne doit nommer les colonnes. Il manque : « Date », « Début »."),
    ],
)
def test_file_that_is_no_calendar_is_refused_beside_the_field(client: Client, content: bytes | str, sentence: str) -> None:
    response = send(client, content)
    assert response.status_code == 200
    assert [plain(error) for error in response.context["form"].errors["file"]] == [plain(sentence)]
    assert plain(sentence) in words(response)
    assert not ActivityImport.objects.exists()


def test_what_was_typed_is_shown_escaped_beside_its_error(client: Client) -> None:
    send(client, HEADER + "Canal;12/03/2024;<script>alert(1)</script>;17 h;6;;\n")
    page = words(client.get(report_of(client)))
    assert "<script>alert" not in page
    assert "<strong>Début</strong> (« &lt;script&gt;alert(1)&lt;/script&gt; ») : Écrivez une heure" in page


def test_lines_that_are_all_wrong_cannot_be_imported(client: Client) -> None:
    send(client, HEADER + "Canal;hier;14h;15h;6;;\n")
    assert 'name="import"' not in words(client.get(report_of(client)))
    response = client.post(report_of(client), {"import": "1"}, follow=True)
    assert "Aucune activité n’est à importer : rien n’a changé." in words(response)
    assert response.redirect_chain == [(report_of(client), 302)]


def test_import_says_how_many_came_in_and_what_stayed_out(client: Client) -> None:
    send(client, LIST + "Canal;13/03/2024;14h;15h;6;;\nFaux;hier;14h;15h;6;;\n")
    address = report_of(client)
    response = client.get(address)
    assert [response.context[name] for name in ("new", "known", "wrong")] == [2, 0, 1]
    assert [row["line"].number for row in response.context["rows"]] == [4, 2, 3]
    assert "Importer les 2 activités" in words(response)
    response = client.post(address, {"import": "1"}, follow=True)
    assert response.redirect_chain == [("/coordination/activites/", 302)]
    assert "2 activités sont importées." in words(response)
    assert "Restées dehors, lignes du fichier : 4." in words(response)
    again = client.post(address, {"import": "1"}, follow=True)
    assert again.redirect_chain == [(URL, 302)]
    assert plain(str(GONE)) in words(again)
    assert Activity.objects.count() == 2


def test_abandon_writes_nothing(client: Client) -> None:
    send(client, LIST)
    response = client.post(report_of(client), {"abandon": "1"}, follow=True)
    assert response.redirect_chain == [(URL, 302)]
    assert "L’import est abandonné : rien n’a été écrit." in words(response)
    assert (Activity.objects.count(), ActivityImport.objects.count()) == (0, 0)


def test_other_answers_decide_nothing(client: Client) -> None:
    send(client, LIST)
    assert client.post(report_of(client), {})["Location"] == report_of(client)
    assert (Activity.objects.count(), ActivityImport.objects.count()) == (0, 1)


def test_report_that_waits_no_longer_leads_back(client: Client) -> None:
    response = client.get(f"{URL}{uuid.uuid4()}/", follow=True)
    assert response.redirect_chain == [(URL, 302)]
    assert plain(str(GONE)) in words(response)


def test_another_coordinator_may_decide(client: Client) -> None:
    upload = ActivityImportFactory()
    response = client.post(f"{URL}{upload.pk}/", {"import": "1"}, follow=True)
    assert "Une activité est importée." in words(response)
    assert Activity.objects.get().title == "Visite du canal"


def test_report_is_paged_and_asks_as_many_queries_however_many_lines(client: Client) -> None:
    VolunteerFactory(user__email="anime@demo.test")
    send(client, LIST)
    address = report_of(client)
    client.get(address)
    one = count_queries(client, address)
    ActivityImport.objects.all().delete()
    send(client, HEADER + "".join(f"Sortie {number};12/03/2024;14h;15h;6;anime@demo.test;\n" for number in range(250)))
    assert count_queries(client, report_of(client)) == one
    assert "Page 1 sur 3" in words(client.get(report_of(client)))
