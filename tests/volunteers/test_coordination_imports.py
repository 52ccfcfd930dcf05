"""`/coordination/benevoles/importer/`: the file, the report, the decision."""

import csv
import io
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import OutgoingMail, User
from tests.conftest import SignIn
from tests.volunteers.counting import count_queries
from tests.volunteers.factories import VolunteerFactory
from tests.volunteers.office_factories import VolunteerImportFactory
from tests.volunteers.words import plain
from volunteers import imports, spreadsheets
from volunteers.import_lines import COLUMNS
from volunteers.models import Volunteer, VolunteerImport
from volunteers.waiting_imports import GONE

pytestmark = pytest.mark.django_db

URL = "/coordination/benevoles/importer/"
LIST = "Prénom;Nom;E-mail;Téléphone;Équipe\nNadia;Fictif;nadia@demo.test;;bleue\n"


@pytest.fixture
def client(signed_in: SignIn, coordinator: User) -> Client:
    return signed_in(coordinator)


def send(client: Client, content: bytes | str, name: str = "liste.csv") -> Any:
    data = content.encode() if isinstance(content, str) else content
    return client.post(URL, {"file": SimpleUploadedFile(name, data)})


def words(response: Any) -> str:
    return plain(response.content.decode())


def report_of(client: Client) -> str:
    return f"{URL}{VolunteerImport.objects.get().pk}/"


def test_page_offers_the_form_and_the_model(client: Client) -> None:
    page = words(client.get(URL))
    assert 'enctype="multipart/form-data"' in page
    assert "Listes qui attendent une décision" not in page
    model = client.get(f"{URL}modele.csv")
    assert model["Content-Disposition"] == 'attachment; filename="benevoles-modele.csv"'
    header, example = csv.reader(io.StringIO(model.content.decode("utf-8-sig"), newline=""), delimiter=";")
    assert header == [column.label for column in COLUMNS.values()]
    assert example == [imports.EXAMPLE.get(name, "") for name in COLUMNS]


def test_list_of_volunteers_leads_to_it(client: Client) -> None:
    assert f'<a href="{URL}">Importer une liste</a>' in client.get("/coordination/benevoles/").content.decode()


def test_file_is_read_and_the_report_waits(client: Client, coordinator: User) -> None:
    response = send(client, LIST)
    assert (response.status_code, response["Location"]) == (302, report_of(client))
    page = words(client.get(report_of(client)))
    for said in ("Ligne 2", "Nadia Fictif", "sera créé·e", "« Équipe »", "Importer une personne", "Abandonner"):
        assert said in page
    assert not Volunteer.objects.exists()
    assert coordinator.get_full_name() in words(client.get(URL))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", spreadsheets.EMPTY),
        (b"\x89PNG\r\n\x1a\n\x00", spreadsheets.NOT_A_LIST),
        (b"PK\x03\x04...", spreadsheets.DAMAGED),
        (b"a" * (3 * 1024 * 1024), spreadsheets.TOO_HEAVY),
        (b"Nom;Ville\nFictif;Paris\n", "La première ligne doit nommer les colonnes. Il manque : « Prénom », « E-mail »."),
    ],
)
def test_file_that_is_no_list_is_refused_beside_the_field(client: Client, content: bytes, sentence: str) -> None:
    response = send(client, content)
    assert response.status_code == 200
    assert [plain(error) for error in response.context["form"].errors["file"]] == [plain(sentence)]
    assert plain(sentence) in words(response)
    assert not VolunteerImport.objects.exists()


@pytest.mark.parametrize("data", [{}, {"file": "nadia"}])
def test_no_file_is_said(client: Client, data: dict[str, str]) -> None:
    assert client.post(URL, data).context["form"].errors == {"file": ["Choisissez un fichier."]}


def test_what_was_typed_is_shown_escaped_beside_its_error(client: Client) -> None:
    send(client, "Prénom;Nom;E-mail;Téléphone\n<b>Nadia</b>;Fictif;nadia@demo.test;<script>alert(1)</script>\n")
    page = words(client.get(report_of(client)))
    assert "<script>alert" not in page
    assert "<strong>Téléphone</strong> (« &lt;script&gt;alert(1)&lt;/script&gt; ») : Écrivez le numéro en chiffres" in page
    assert "<strong>Prénom</strong> (« &lt;b&gt;Nadia&lt;/b&gt; ») : Un nom ne contient" in page


def test_lines_that_are_all_wrong_cannot_be_imported(client: Client) -> None:
    send(client, "Prénom;Nom;E-mail\nNadia;;nadia\n")
    page = words(client.get(report_of(client)))
    assert 'name="import"' not in page
    assert 'name="abandon"' in page
    response = client.post(report_of(client), {"import": "1"}, follow=True)
    assert "Aucune personne n’est à importer : rien n’a changé." in words(response)
    assert response.redirect_chain == [(report_of(client), 302)]


def test_wrong_lines_come_first_with_their_number(client: Client) -> None:
    VolunteerFactory(user__email="connue@demo.test")
    send(client, "Prénom;Nom;E-mail\nConnue;Fictif;connue@demo.test\nNadia;Fictif;nadia@demo.test\nZoé;Fictif;zoé\n")
    response = client.get(report_of(client))
    assert [(row["line"].number, str(row["line"].outcome)) for row in response.context["rows"]] == [(4, "wrong"), (3, "new"), (2, "known")]
    assert [response.context[name] for name in ("new", "known", "wrong")] == [1, 1, 1]


def test_import_says_how_many_came_in(client: Client) -> None:
    send(client, LIST + "Bruno;Fictif;bruno@demo.test\n")
    address = report_of(client)
    assert "Importer les 2 personnes" in words(client.get(address))
    response = client.post(address, {"import": "1"}, follow=True)
    assert response.redirect_chain == [("/coordination/benevoles/", 302)]
    assert "2 personnes sont importées. Un courriel le dit à chacune." in words(response)
    assert "Nadia Fictif" in words(response)
    assert (Volunteer.objects.count(), OutgoingMail.objects.count()) == (2, 2)
    again = client.post(address, {"import": "1"}, follow=True)
    assert again.redirect_chain == [(URL, 302)]
    assert plain(str(GONE)) in words(again)
    assert Volunteer.objects.count() == 2


def test_import_of_one_person_is_said(client: Client) -> None:
    send(client, LIST)
    response = client.post(report_of(client), {"import": "1"}, follow=True)
    assert "Une personne est importée. Un courriel le lui dit." in words(response)


def test_abandon_writes_nothing(client: Client) -> None:
    send(client, LIST)
    response = client.post(report_of(client), {"abandon": "1"}, follow=True)
    assert response.redirect_chain == [(URL, 302)]
    assert "L’import est abandonné : rien n’a été écrit." in words(response)
    assert (Volunteer.objects.count(), VolunteerImport.objects.count()) == (0, 0)


def test_other_answers_decide_nothing(client: Client) -> None:
    send(client, LIST)
    assert client.post(report_of(client), {})["Location"] == report_of(client)
    assert (Volunteer.objects.count(), VolunteerImport.objects.count()) == (0, 1)


def test_report_that_waits_no_longer_leads_back(client: Client) -> None:
    response = client.get(f"{URL}{uuid.uuid4()}/", follow=True)
    assert response.redirect_chain == [(URL, 302)]
    assert plain(str(GONE)) in words(response)


def test_another_coordinator_may_decide(client: Client) -> None:
    upload = VolunteerImportFactory()
    client.post(f"{URL}{upload.pk}/", {"import": "1"})
    assert Volunteer.objects.get().user.email == "nadia@demo.test"


def test_report_is_paged_and_asks_as_many_queries_however_many_lines(client: Client) -> None:
    send(client, LIST)
    address = report_of(client)
    client.get(address)
    one = count_queries(client, address)
    VolunteerImport.objects.all().delete()
    send(client, "Prénom;Nom;E-mail\n" + "".join(f"Nadia;Fictif;nadia-{number}@demo.test\n" for number in range(250)))
    assert count_queries(client, report_of(client)) == one
    assert "Page 1 sur 3" in words(client.get(report_of(client)))
