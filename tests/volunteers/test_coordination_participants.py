"""`/coordination/participants/`: files that hold an alias, a code and languages."""

import uuid

import pytest
from django.test import Client

from accounts.models import User
from tests.conftest import SignIn
from tests.volunteers.counting import count_queries
from tests.volunteers.factories import PairingFactory, ParticipantFactory, ProgrammeFactory
from tests.volunteers.words import plain
from volunteers.models import Participant

pytestmark = pytest.mark.django_db

URL = "/coordination/participants/"


@pytest.fixture
def office(signed_in: SignIn, coordinator: User) -> Client:
    """The coordinator's browser."""
    return signed_in(coordinator)


def test_list_shows_alias_code_languages_and_pairing(office: Client) -> None:
    participant = ParticipantFactory(alias="Étoile", languages=["fr", "ar"])
    PairingFactory(participants=[participant])
    page = office.get(URL).content.decode()
    for words in ("Étoile", participant.code, "Arabe, Français", "Accompagnement socioprofessionnel"):
        assert words in page


@pytest.mark.parametrize(("query", "found"), [("q=toil", True), ("q=lune", False), ("language=ar", True), ("language=ps", False)])
def test_filters(office: Client, query: str, found: bool) -> None:
    ParticipantFactory(alias="Étoile", languages=["fr", "ar"])
    page = office.get(f"{URL}?{query}").content.decode()
    assert ("Étoile" in page) is found
    assert ("Aucun dossier ne correspond à ces critères." in page) is not found


def test_code_is_found(office: Client) -> None:
    participant = ParticipantFactory(alias="Étoile")
    assert "Étoile" in office.get(f"{URL}?q={participant.code.lower()}").content.decode()


def test_list_asks_as_many_queries_however_many_files(office: Client) -> None:
    PairingFactory()
    office.get(URL)
    one = count_queries(office, URL)
    PairingFactory.create_batch(9)
    ParticipantFactory.create_batch(20)
    assert count_queries(office, URL) == one


def test_file_is_opened(office: Client) -> None:
    assert "Un prénom d’emprunt, jamais le vrai nom." in office.get(f"{URL}nouveau/").content.decode()
    response = office.post(f"{URL}nouveau/", {"alias": "Étoile", "languages": ["fr", "en"], "code": "AAAAAA", "id": str(uuid.uuid4())})
    participant = Participant.objects.get()
    assert response["Location"] == f"{URL}{participant.pk}/"
    assert participant.code != "AAAAAA"
    assert participant.languages.count() == 2


@pytest.mark.parametrize(
    ("alias", "languages", "sentence"),
    [
        ("", ["fr"], "Choisissez un alias."),
        ("Étoile", [], "Choisissez au moins une langue."),
        ("06 12 34 56 78", ["fr"], "Un alias ne contient ni numéro de téléphone, ni numéro de dossier."),
        ("etoile@exemple.fr", ["fr"], "Un alias ne contient pas d’adresse e-mail."),
    ],
)
def test_what_says_too_much_is_refused_beside_its_field(office: Client, alias: str, languages: list[str], sentence: str) -> None:
    page = plain(office.post(f"{URL}nouveau/", {"alias": alias, "languages": languages}).content.decode())
    assert page.count(sentence) == 2, "beside the field and in the summary"
    assert f'value="{alias}"' in page or not alias
    assert not Participant.objects.exists()


def test_detail_shows_pairings_and_the_programmes_still_free(office: Client) -> None:
    pairing = PairingFactory()
    participant = pairing.participants.get()
    ProgrammeFactory(
        slug="linguistique", title="Accompagnement linguistique", mission=PairingFactory().volunteer.missions.get(), duration_months=2
    )
    page = office.get(f"{URL}{participant.pk}/").content.decode()
    assert pairing.volunteer.user.get_full_name() in page
    assert f"/coordination/binomes/nouveau/linguistique/?personne={participant.pk}" in page
    assert "/coordination/binomes/nouveau/socioprofessionnel/" not in page


def test_detail_without_pairing(office: Client) -> None:
    assert "Aucun binôme pour l’instant." in office.get(f"{URL}{ParticipantFactory().pk}/").content.decode()


def test_unknown_file_is_missing(office: Client) -> None:
    assert office.get(f"{URL}{uuid.uuid4()}/").status_code == 404


@pytest.mark.parametrize("who", ["treasurer", "communication_officer"])
def test_other_roles_are_refused(signed_in: SignIn, request: pytest.FixtureRequest, who: str) -> None:
    client, participant = signed_in(request.getfixturevalue(who)), ParticipantFactory()
    for url in (URL, f"{URL}nouveau/", f"{URL}{participant.pk}/"):
        assert client.get(url).status_code == 403
