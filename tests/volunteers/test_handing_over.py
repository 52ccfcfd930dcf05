"""Handing over: who could take over is seen for each person before anything ends, then the end and what follows come together."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import OutgoingMail, User
from tests.conftest import SignIn
from tests.volunteers.counting import count_queries
from tests.volunteers.factories import ParticipantFactory, ProgrammeFactory, VolunteerFactory, ready_pairing
from tests.volunteers.words import plain
from volunteers import offers, pairing_ends
from volunteers.exceptions import Refused
from volunteers.handing_over import hand_over
from volunteers.matching_words import profile_name
from volunteers.models import Pairing, Volunteer

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


@pytest.fixture
def pairing() -> Pairing:
    """One of two persons, Alba and Lune."""
    programme = ProgrammeFactory(participants_most=2)
    people = [ParticipantFactory(alias=alias, wants=[programme]) for alias in ("Alba", "Lune")]
    return ready_pairing(programme=programme, participants=people, starts_on=TODAY - timedelta(days=20))


@pytest.fixture
def office(signed_in: SignIn, coordinator: User) -> Client:
    return signed_in(coordinator)


def successor_of(pairing: Pairing) -> Volunteer:
    volunteer: Volunteer = VolunteerFactory(trained=True, missions=[pairing.programme.mission])
    return volunteer


def suite(pairing: Pairing) -> str:
    return f"/coordination/binomes/{pairing.pk}/suite/"


def typed(pairing: Pairing, *chosen: object, **more: str) -> dict[str, str]:
    """Who takes over for Alba, then for Lune."""
    people = pairing.participants.order_by("alias").values_list("pk", flat=True)
    return {f"successor-{person}": str(key) for person, key in zip(people, chosen, strict=True)} | {"on": TODAY.isoformat()} | more


def states() -> dict[UUID, tuple[str, list[str]]]:
    """Of each bénévole, where their pairing is and with whom."""
    return {
        row.volunteer_id: (row.status, sorted(row.participants.values_list("alias", flat=True)))
        for row in Pairing.objects.exclude(status="declined")
    }


def test_successors_of_each_person_are_seen_while_the_pairing_goes_on(office: Client, pairing: Pairing) -> None:
    volunteer = successor_of(pairing)
    page = plain(office.get(suite(pairing)).content.decode())
    assert page.count(f'value="{volunteer.pk}"') == 2
    for words in ("Qui pour Alba ?", "Qui pour Lune ?", profile_name(volunteer.pk), "possible pour les deux personnes"):
        assert words in page
    assert f'value="{pairing.volunteer_id}"' not in page
    assert states() == {pairing.volunteer_id: ("active", ["Alba", "Lune"])}


def test_one_button_ends_it_and_offers_the_next_to_one_volunteer_for_both(office: Client, pairing: Pairing) -> None:
    volunteer = successor_of(pairing)
    page = office.post(suite(pairing), typed(pairing, volunteer.pk, volunteer.pk, is_offered="on"), follow=True)
    assert "la proposition est partie" in plain(page.content.decode())
    assert states() == {pairing.volunteer_id: ("ended", ["Alba", "Lune"]), volunteer.pk: ("offered", ["Alba", "Lune"])}
    assert {mail.recipient for mail in OutgoingMail.objects.all()} == {pairing.volunteer.user.email, volunteer.user.email}
    assert Pairing.objects.get(follows=pairing).volunteer == volunteer


def test_two_may_take_over_from_one_then_nobody_is_left(office: Client, pairing: Pairing) -> None:
    first, second = successor_of(pairing), successor_of(pairing)
    office.post(suite(pairing), typed(pairing, first.pk, second.pk))
    assert states() == {
        pairing.volunteer_id: ("ended", ["Alba", "Lune"]),
        first.pk: ("suggested", ["Alba"]),
        second.pk: ("suggested", ["Lune"]),
    }
    assert "Quelqu’un a déjà pris la suite" in plain(office.get(suite(pairing)).content.decode())


def test_nobody_yet_is_said_and_the_page_stays_for_who_is_left(office: Client, pairing: Pairing) -> None:
    """A proposal that came to nothing is no suite."""
    volunteer = successor_of(pairing)
    assert "Choisissez qui prend la suite" in plain(office.post(suite(pairing), {"on": TODAY.isoformat()}).content.decode())
    assert states() == {pairing.volunteer_id: ("active", ["Alba", "Lune"])}
    office.post(suite(pairing), typed(pairing, volunteer.pk, "nobody"))
    page = plain(office.get(suite(pairing)).content.decode())
    assert ("Qui pour Lune ?" in page, "Qui pour Alba ?" in page, "Dernier jour" in page) == (True, False, False)
    offers.withdraw(Pairing.objects.get(follows=pairing), by=User.objects.get(pk=office.session["_auth_user_id"]))
    assert "Qui pour Alba ?" in plain(office.get(suite(pairing)).content.decode())


def test_what_a_rule_refuses_ends_nothing(coordinator: User, pairing: Pairing) -> None:
    away = VolunteerFactory(missions=[pairing.programme.mission])
    with pytest.raises(Refused):
        hand_over(pairing, {person.pk: away for person in pairing.participants.all()}, on=TODAY, is_offered=False, by=coordinator, now=NOW)
    assert states() == {pairing.volunteer_id: ("active", ["Alba", "Lune"])}


def test_what_ended_at_its_term_has_no_suite(office: Client, coordinator: User, pairing: Pairing) -> None:
    pairing_ends.end(pairing, reason=Pairing.EndReason.TERM, on=TODAY, waits=True, by=coordinator, now=NOW)
    assert "Cela ne se peut pas pour l’instant" in plain(office.get(suite(pairing)).content.decode())
    assert "Qui pour la suite" not in plain(office.get(f"/coordination/binomes/{pairing.pk}/").content.decode())


def test_page_asks_as_many_queries_for_many_successors(office: Client, pairing: Pairing) -> None:
    successor_of(pairing)
    office.get(suite(pairing))  # That it was read is written once.
    few = count_queries(office, suite(pairing))
    VolunteerFactory.create_batch(5, trained=True, missions=[pairing.programme.mission])
    assert count_queries(office, suite(pairing)) == few
