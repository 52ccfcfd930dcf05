"""`/coordination/binomes/`: forming pairings, and seeing which reviews are due."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.conftest import SignIn
from tests.volunteers.counting import count_queries
from tests.volunteers.factories import PairingFactory, ParticipantFactory, ProgrammeFactory, VolunteerFactory
from tests.volunteers.words import plain
from volunteers.models import Pairing, Participant, Programme, Volunteer

pytestmark = pytest.mark.django_db

URL = "/coordination/binomes/"
NEW = f"{URL}nouveau/socioprofessionnel/"


@pytest.fixture
def office(signed_in: SignIn, coordinator: User) -> Client:
    """The coordinator's browser."""
    return signed_in(coordinator)


@pytest.fixture
def programme() -> Programme:
    return ProgrammeFactory()


@pytest.fixture
def ready(programme: Programme) -> Volunteer:
    return VolunteerFactory(trained=True, missions=[programme.mission], user__first_name="Élodie", user__last_name="Fictif")


def answers(volunteer: Volunteer, participant: Participant, **changes: Any) -> dict[str, Any]:
    return {"volunteer": volunteer.pk, "participant": participant.pk, "starts_on": timezone.localdate().isoformat(), **changes}


def test_list_shows_who_with_whom_and_reviews_due(office: Client) -> None:
    pairing = PairingFactory(participants=[ParticipantFactory(alias="Étoile")], starts_on=timezone.localdate() - timedelta(days=90))
    page = office.get(URL).content.decode()
    for words in ("Étoile", pairing.volunteer.user.get_full_name(), "à faire", NEW):
        assert words in page


def test_filters(office: Client) -> None:
    PairingFactory(participants=[ParticipantFactory(alias="Étoile")])
    PairingFactory(participants=[ParticipantFactory(alias="Zénith")], status=Pairing.Status.ENDED)
    page = office.get(f"{URL}?status=ended&programme=socioprofessionnel").content.decode()
    assert "Zénith" in page
    assert "Étoile" not in page
    PairingFactory._meta.model.objects.all().delete()
    assert "Aucun binôme ne correspond à ces critères." in office.get(URL).content.decode()


def test_list_asks_as_many_queries_however_many_pairings(office: Client) -> None:
    PairingFactory()
    office.get(URL)
    one = count_queries(office, URL)
    PairingFactory.create_batch(29)
    assert count_queries(office, URL) == one


def test_form_offers_the_ready_and_the_free_alone(office: Client, ready: Volunteer, programme: Programme) -> None:
    free = ParticipantFactory(alias="Étoile")
    taken = PairingFactory(participants=[ParticipantFactory(alias="Comète")])
    untrained = VolunteerFactory(missions=[programme.mission], user__first_name="Bruno")
    page = plain(office.get(NEW).content.decode())
    assert "Élodie Fictif – français</option>" in page
    assert f"Étoile ({free.code}) – français</option>" in page
    assert str(untrained.pk) not in page
    assert "Comète" not in page
    assert taken.volunteer.user.get_full_name() not in page


def test_participant_is_chosen_from_their_file(office: Client, ready: Volunteer) -> None:
    participant = ParticipantFactory()
    page = office.get(f"{NEW}?personne={participant.pk}").content.decode()
    assert f'value="{participant.pk}" selected' in page


def test_form_says_when_somebody_lacks(office: Client, programme: Programme) -> None:
    assert "Il manque quelqu’un" in office.get(NEW).content.decode()


def test_form_asks_as_many_queries_however_many_people(office: Client, ready: Volunteer, programme: Programme) -> None:
    ParticipantFactory()
    office.get(NEW)
    one = count_queries(office, NEW)
    for _ in range(9):
        VolunteerFactory(trained=True, missions=[programme.mission])
    ParticipantFactory.create_batch(20)
    office.get(NEW)  # That these were read is written once.
    assert count_queries(office, NEW) == one


def test_pairing_is_formed(office: Client, ready: Volunteer, coordinator: User) -> None:
    participant = ParticipantFactory(alias="Étoile")
    response = office.post(NEW, answers(ready, participant, ends_on="2020-01-01", status="ended", by="1"))
    pairing = Pairing.objects.get()
    assert response["Location"] == f"{URL}{pairing.pk}/"
    assert (pairing.volunteer, pairing.status, pairing.starts_on) == (ready, "agreed", timezone.localdate())
    assert pairing.ends_on > timezone.localdate() + timedelta(days=110)
    page = plain(office.get(response["Location"]).content.decode())
    assert "Le binôme est noté." in page
    assert "Étoile, avec Élodie Fictif" in page


def test_every_reason_is_shown_and_what_was_chosen_is_kept(office: Client, programme: Programme) -> None:
    volunteer = VolunteerFactory(missions=[programme.mission], languages=["en"])
    pairing = PairingFactory(programme=programme)
    response = office.post(NEW, answers(volunteer, pairing.participants.get()))
    page = plain(response.content.decode())
    for sentence in (
        "Bénévole : La formation « Connaissance du public » reste à suivre.",
        "Les deux n’ont aucune langue en commun.",
        "Cette personne a déjà un binôme dans ce programme, en cours ou à répondre.",
    ):
        assert sentence in page
    assert f'value="{timezone.localdate().isoformat()}"' in page
    assert f'value="{volunteer.pk}" selected' in page
    assert f'value="{pairing.participants.get().pk}" selected' in page
    assert Pairing.objects.get() == pairing


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"volunteer": ""}, "Choisissez un·e bénévole."),
        ({"participant": ""}, "Choisissez une personne accompagnée."),
        ({"starts_on": ""}, "Indiquez la date de début."),
        ({"starts_on": "2020-01-01"}, "Choisissez un jour entre un mois en arrière et un an à l’avance."),
        ({"starts_on": "2099-01-01"}, "Choisissez un jour entre un mois en arrière et un an à l’avance."),
    ],
)
def test_wrong_input_is_said_beside_its_field(office: Client, ready: Volunteer, changes: dict[str, Any], sentence: str) -> None:
    page = office.post(NEW, answers(ready, ParticipantFactory()) | changes).content.decode()
    assert page.count(sentence) == 2, "beside the field and in the summary"
    assert not Pairing.objects.exists()


def test_review_due_is_said(office: Client) -> None:
    pairing = PairingFactory(starts_on=timezone.localdate() - timedelta(days=90))
    assert "Le bilan est à faire" in office.get(f"{URL}{pairing.pk}/").content.decode()


@pytest.mark.parametrize("url", [f"{URL}0b4c8f0e-6c1d-4a52-9f5b-3f6f0f3c1a14/", f"{URL}nouveau/inconnu/"])
def test_unknown_addresses_are_missing(office: Client, url: str) -> None:
    assert office.get(url).status_code == 404


@pytest.mark.parametrize("who", ["treasurer", "communication_officer"])
def test_other_roles_are_refused(signed_in: SignIn, request: pytest.FixtureRequest, programme: Programme, who: str) -> None:
    client, pairing = signed_in(request.getfixturevalue(who)), PairingFactory()
    for url in (URL, NEW, f"{URL}{pairing.pk}/"):
        assert client.get(url).status_code == 403
    assert client.post(NEW).status_code == 403
