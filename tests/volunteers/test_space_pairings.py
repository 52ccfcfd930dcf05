"""`/espace/binomes/`: whom a bénévole accompanies, and until when."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.conftest import SignIn
from tests.volunteers.counting import count_queries
from tests.volunteers.factories import PairingFactory, ParticipantFactory
from tests.volunteers.words import plain
from volunteers.models import Pairing, Volunteer

pytestmark = pytest.mark.django_db

URL = "/espace/binomes/"


def test_list_shows_mine_and_nobody_elses(signed_in: SignIn, ready_volunteer: Volunteer, stranger: Volunteer) -> None:
    PairingFactory(volunteer=ready_volunteer, participants=[ParticipantFactory(alias="Étoile")])
    PairingFactory(volunteer=ready_volunteer, participants=[ParticipantFactory(alias="Zénith")], status=Pairing.Status.ENDED)
    PairingFactory(volunteer=stranger, participants=[ParticipantFactory(alias="Comète")])
    page = signed_in(ready_volunteer.user).get(URL).content.decode()
    assert "Étoile" in page
    assert "Zénith" in page.split("Terminés")[1]
    assert "Comète" not in page


def test_list_without_any_says_what_comes(signed_in: SignIn, ready_volunteer: Volunteer) -> None:
    assert "Aucun binôme en cours." in signed_in(ready_volunteer.user).get(URL).content.decode()


def test_detail_says_programme_alias_languages_and_dates(signed_in: SignIn, ready_volunteer: Volunteer) -> None:
    pairing = PairingFactory(
        volunteer=ready_volunteer, starts_on=date(2026, 11, 30), participants=[ParticipantFactory(alias="Étoile", languages=["fr", "ar"])]
    )
    page = plain(signed_in(ready_volunteer.user).get(f"{URL}{pairing.pk}/").content.decode())
    for words in (
        "Étoile",
        "Arabe, français",
        "Accompagnement socioprofessionnel",
        "Lundi 30 novembre 2026",
        "Mardi 30 mars 2027",
        "Samedi 30 janvier 2027",
    ):
        assert words in page
    assert pairing.participants.get().code not in page


def test_review_due_is_said(signed_in: SignIn, ready_volunteer: Volunteer) -> None:
    pairing = PairingFactory(volunteer=ready_volunteer, starts_on=timezone.localdate() - timedelta(days=90))
    assert "Le bilan est à faire" in signed_in(ready_volunteer.user).get(f"{URL}{pairing.pk}/").content.decode()


def test_detail_of_somebody_else_is_missing(signed_in: SignIn, ready_volunteer: Volunteer, stranger: Volunteer) -> None:
    pairing = PairingFactory(volunteer=ready_volunteer)
    assert signed_in(stranger.user).get(f"{URL}{pairing.pk}/").status_code == 404


def test_list_asks_as_many_queries_however_many_pairings(signed_in: SignIn, ready_volunteer: Volunteer) -> None:
    client = signed_in(ready_volunteer.user)
    PairingFactory(volunteer=ready_volunteer)
    client.get(URL)
    one = count_queries(client, URL)
    PairingFactory.create_batch(29, volunteer=ready_volunteer)
    assert count_queries(client, URL) == one
