"""A step of a pairing asked twice, by a double click or from a page gone back to: the same answer, and nothing done twice."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import OutgoingMail, User
from tests.conftest import SignIn
from tests.volunteers.factories import ParticipantFactory, ProgrammeFactory, VolunteerFactory, ready_pairing, signed_pairing
from volunteers import pairing_answers
from volunteers.exceptions import Refused
from volunteers.models import Pairing, Participant, Programme, Round, Suggestion, Volunteer

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def office(signed_in: SignIn, coordinator: User) -> Client:
    return signed_in(coordinator)


def rows() -> list[int]:
    return [model.objects.count() for model in (OutgoingMail, Pairing, Pairing.history.model, Suggestion, Round, Participant)]


def ask_twice(client: Client, url: str, typed: dict[str, Any]) -> None:
    before = rows()
    first = client.post(url, typed)
    assert first.status_code == 302
    after = rows()
    assert after != before
    second = client.post(url, typed)
    assert (second.status_code, second["Location"]) == (302, first["Location"])
    assert rows() == after


@pytest.mark.parametrize(
    ("trait", "step", "typed"),
    [
        ("suggested", "proposer/", {}),
        ("offered", "retirer/", {}),
        ("accepted", "reponse/", {"answer": "yes", "on": TODAY}),
        ("accepted", "reponse/", {"answer": "no", "on": TODAY, "reason": "distance"}),
        ("signed", "commencer/", {"starts_on": TODAY}),
        ("active", "terminer/", {"reason": "goal", "on": TODAY}),
    ],
)
def test_step_taken_twice(office: Client, coordinator: User, trait: str, step: str, typed: dict[str, Any]) -> None:
    pairing = signed_pairing() if trait == "signed" else ready_pairing(**({} if trait == "active" else {trait: True}))
    more = {"contact": coordinator.pk} if trait == "suggested" else {}
    ask_twice(office, f"/coordination/binomes/{pairing.pk}/{step}", typed | more)


def test_file_opened_twice_from_one_page(office: Client) -> None:
    url = "/coordination/participants/nouveau/"
    typed = {"key": office.get(url).context["form"]["key"].value(), "alias": "Alba", "languages-0-code": "fr", "languages-0-level": "talk"}
    ask_twice(office, url, typed)
    assert office.post(url, typed | {"alias": "Lune"}).status_code == 302
    assert set(Participant.objects.values_list("alias", flat=True)) == {"Alba", "Lune"}


@pytest.mark.parametrize("typed", [{"accept": "1"}, {"decline": "1", "reason": "distance"}])
def test_offer_answered_twice(signed_in: SignIn, typed: dict[str, str]) -> None:
    pairing = ready_pairing(offered=True)
    ask_twice(signed_in(pairing.volunteer.user), f"/espace/binomes/{pairing.pk}/repondre/", typed)


def test_another_answer_is_no_second_click(coordinator: User) -> None:
    pairing = ready_pairing(accepted=True)
    pairing_answers.agree(pairing, on=TODAY, by=coordinator, now=timezone.now())
    with pytest.raises(Refused):
        pairing_answers.answer_no(pairing, reason=Pairing.DeclineReason.DISTANCE, by=coordinator, now=timezone.now())


@pytest.fixture
def people() -> tuple[Programme, Volunteer, Participant]:
    programme = ProgrammeFactory()
    return programme, VolunteerFactory(trained=True, missions=[programme.mission]), ParticipantFactory(wants=[programme])


def test_two_brought_near_twice(office: Client, people: tuple[Programme, Volunteer, Participant]) -> None:
    programme, volunteer, person = people
    ask_twice(office, f"/coordination/participants/{person.pk}/rapprochements/{programme.slug}/", {"volunteer": volunteer.pk})
    # From the other side, it is the same again.
    url = f"/coordination/benevoles/{volunteer.pk}/rapprochements/{programme.slug}/"
    assert office.post(url, {"participants": [person.pk]})["Location"] == f"/coordination/binomes/{Pairing.objects.get().pk}/"


def test_round_started_and_published_twice(office: Client, people: tuple[Programme, Volunteer, Participant]) -> None:
    ask_twice(office, "/coordination/binomes/tours/", {"programme": people[0].slug})
    ask_twice(office, f"/coordination/binomes/tours/{Round.objects.get().pk}/", {"action": "publish"})


def test_handed_over_twice(office: Client, people: tuple[Programme, Volunteer, Participant]) -> None:
    programme, volunteer, _ = people
    pairing = ready_pairing(programme=programme)
    successor = {f"successor-{pairing.participants.get().pk}": volunteer.pk, "on": TODAY, "is_offered": "on"}
    ask_twice(office, f"/coordination/binomes/{pairing.pk}/suite/", successor)
