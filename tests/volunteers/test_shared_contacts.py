"""What a supported person agreed to share: for their own bénévole, once everybody has accepted and until the end, and for nobody else."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.keys import new_key_line, read_ring
from tests.conftest import SignIn
from tests.volunteers.factories import PairingFactory, ParticipantFactory, VolunteerFactory
from volunteers.models import Contact, FileReading, Pairing, Volunteer
from volunteers.shared_contacts import shared_with

pytestmark = pytest.mark.django_db

NOW = timezone.now()
CONTACT = Contact(first_name="Noûr", phone="06 39 98 00 14", email="nour@demo.test")
WORDS = (CONTACT.first_name, CONTACT.phone, CONTACT.email)


@pytest.fixture
def volunteer() -> Volunteer:
    return VolunteerFactory(trained=True)


def pairing_of(volunteer: Volunteer, *shares: str, status: str = "active") -> Pairing:
    participant = ParticipantFactory(contact=CONTACT, **{f"shares_{name}": True for name in shares})
    pairing: Pairing = PairingFactory(volunteer=volunteer, participants=[participant], status=status, **needed(status))
    return pairing


def needed(status: str) -> dict[str, object]:
    """What the constraints ask of each status."""
    if status == "offered":
        return {"offered_until": NOW}
    return {"declined_by": "volunteer", "decline_reason": "time"} if status == "declined" else {}


def seen(client: Client, pairing: Pairing) -> list[str]:
    page = client.get(f"/espace/binomes/{pairing.pk}/").content.decode()
    return [word for word in WORDS if word in page]


@pytest.mark.parametrize("status", ["agreed", "active"])
@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ((), []),
        (("first_name",), [CONTACT.first_name]),
        (("phone", "email"), [CONTACT.phone, CONTACT.email]),
        (("first_name", "phone", "email"), list(WORDS)),
    ],
)
def test_volunteer_sees_what_is_shared_and_no_more(
    signed_in: SignIn, volunteer: Volunteer, shares: tuple[str, ...], words: list[str], status: str
) -> None:
    pairing = pairing_of(volunteer, *shares, status=status)
    assert seen(signed_in(volunteer.user), pairing) == words
    readings = list(FileReading.objects.exclude(kind=FileReading.Kind.TOLD).values_list("kind", "by", "fields"))
    assert readings == ([("shared", volunteer.user.pk, list(shares))] if shares else [])


@pytest.mark.parametrize("status", [status for status in Pairing.Status.values if status not in {"agreed", "active"}])
def test_nothing_before_and_nothing_after(signed_in: SignIn, volunteer: Volunteer, status: str) -> None:
    pairing = pairing_of(volunteer, "first_name", "phone", "email", status=status)
    assert seen(signed_in(volunteer.user), pairing) == []
    assert shared_with(volunteer, pairing, now=NOW) == []
    assert not FileReading.objects.exclude(kind=FileReading.Kind.TOLD).exists()


def test_nothing_to_another(signed_in: SignIn, volunteer: Volunteer) -> None:
    pairing, stranger = pairing_of(volunteer, "first_name"), VolunteerFactory(trained=True)
    assert signed_in(stranger.user).get(f"/espace/binomes/{pairing.pk}/").status_code == 404
    assert shared_with(stranger, pairing, now=NOW) == []
    assert not FileReading.objects.exists()


def test_what_is_shared_but_not_known_is_not_there(volunteer: Volunteer) -> None:
    participant = ParticipantFactory(contact=Contact(first_name="Noûr"), shares_phone=True)
    pairing = PairingFactory(volunteer=volunteer, participants=[participant])
    assert shared_with(volunteer, pairing, now=NOW) == []


def test_lost_key_is_said(signed_in: SignIn, volunteer: Volunteer, settings: Settings, tmp_path: Path) -> None:
    settings.KEYS_FILE = tmp_path / "keys"
    read_ring()
    pairing = pairing_of(volunteer, "first_name")
    settings.KEYS_FILE = tmp_path / "other-keys"
    settings.KEYS_FILE.write_text(new_key_line())
    page = signed_in(volunteer.user).get(f"/espace/binomes/{pairing.pk}/")
    assert page.status_code == 200
    assert "Ces coordonnées ne peuvent pas être lues pour l’instant" in page.content.decode()
