"""What a bénévole downloads: all of theirs and only it; and the agreement to pictures, taken back."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.conftest import SignIn
from tests.volunteers.factories import PairingFactory, ParticipantFactory, VolunteerFactory
from tests.volunteers.whole_person import CANARY, make_whole_person
from volunteers import consents
from volunteers.models import Consent, Volunteer

pytestmark = pytest.mark.django_db

DOWNLOAD = "/espace/mes-donnees/telecharger/"
# Each with its heading. Of a calendar, whose secret nobody is shown, the date alone.
TOLD = {
    *("Activity", "Booking", "CharterSignature", "Consent", "Engagement", "FreeSlot", "Note", "Pairing", "Pause"),
    *("Seat", "TypedHours", "VolunteerLanguage", "Waiting", "CalendarFeed", "BulkMailRecipient", "ActivityTemplate", "Exclusion"),
    *("SeatCall", "SeatWait", "DuoRequest", "Suggestion"),
}


def data_of(client: Client) -> dict[str, Any]:
    response = client.get(DOWNLOAD)
    assert response["Content-Disposition"] == 'attachment; filename="mes-donnees-polaris14.json"'
    found: dict[str, Any] = json.loads(response.content)
    return found


def texts_in(value: Any) -> set[str]:
    if isinstance(value, dict):
        return {text for inner in value.values() for text in texts_in(inner)}
    if isinstance(value, list):
        return {text for inner in value for text in texts_in(inner)}
    return {value} if isinstance(value, str) else set()


def test_download_holds_every_word_that_is_theirs(signed_in: SignIn) -> None:
    volunteer = make_whole_person()
    found = texts_in(data_of(signed_in(volunteer.user)))
    parts = ("adresse@demo.test", "autre@demo.test", "prenom", "nom", "tel", "disponible", "motivation", "appareil", "courriel")
    own = ("signature", "note", "heures", "raison", "incident", "rang", "memoire", "malaise")
    expected = {f"{CANARY}-{part}" for part in (*parts, *own)}
    assert {text for text in found if CANARY in text and "\n" not in text} == expected
    others = {"Alma", "Sortie au canal", "CODE-VERIF", "Couture", "Mardi, soir", "Une femme", "Paris 14e", "26 à 40 ans", "192.0.2.14"}
    assert others - found == set()


def test_download_says_nothing_of_secrets_nor_of_others(signed_in: SignIn) -> None:
    volunteer = make_whole_person()
    stranger = VolunteerFactory(user__first_name="Inconnue", phone="0102030405")
    pairing = PairingFactory(volunteer=volunteer, participants=[ParticipantFactory(alias="Basile")])
    raw = signed_in(volunteer.user).get(DOWNLOAD).content.decode()
    code = pairing.participants.get().code
    secrets = (f"{CANARY}-graine", volunteer.user.password, volunteer.calendar_feed.secret_hash)
    words = ("Inconnue", stranger.phone, stranger.user.email, "contact@demo.test", code, *secrets)
    assert [word for word in words if word in raw] == []
    assert "Basile" in raw


def test_every_table_of_a_volunteer_is_told(signed_in: SignIn) -> None:
    """A table that is added and points at a bénévole has its place in the download: here each has one row, and each heading a line."""
    data = data_of(signed_in(make_whole_person().user))
    empty = [f"{part}/{heading}" for part in ("compte", "profil") for heading, value in data[part].items() if value == []]
    assert [*empty, *(heading for heading, value in data.items() if value == [])] == []
    assert [heading for heading, value in data["binômes"][0].items() if value == []] == []
    pointing = {relation.related_model.__name__ for relation in Volunteer._meta.related_objects if relation.related_model is not None}
    assert pointing == TOLD


def test_agreement_to_pictures_is_taken_back_once(signed_in: SignIn, ready_volunteer: Volunteer) -> None:
    given = timezone.now()
    for kind in (Consent.Kind.PICTURE, Consent.Kind.PRIVACY):
        Consent.objects.create(volunteer=ready_volunteer, kind=kind, version="2026-11", given_at=given)
    client = signed_in(ready_volunteer.user)
    assert "Retirer mon accord" in client.get("/espace/mes-donnees/").content.decode()
    client.post("/espace/mes-donnees/photos/")
    withdrawn = Consent.objects.get(kind=Consent.Kind.PICTURE).withdrawn_at
    assert withdrawn is not None
    assert consents.standing_picture(ready_volunteer) is None
    assert "Retirer mon accord" not in client.get("/espace/mes-donnees/").content.decode()
    client.post("/espace/mes-donnees/photos/")
    assert Consent.objects.get(kind=Consent.Kind.PICTURE).withdrawn_at == withdrawn
    assert Consent.objects.get(kind=Consent.Kind.PRIVACY).withdrawn_at is None


def test_agreement_of_somebody_else_stays(signed_in: SignIn, ready_volunteer: Volunteer, stranger: Volunteer) -> None:
    Consent.objects.create(volunteer=stranger, kind=Consent.Kind.PICTURE, version="2026-11", given_at=timezone.now())
    signed_in(ready_volunteer.user).post("/espace/mes-donnees/photos/")
    assert consents.standing_picture(stranger) is not None
