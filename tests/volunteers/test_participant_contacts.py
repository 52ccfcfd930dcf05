"""The contact of supported persons: sealed, shown to a button alone, searched in memory, readable after a rotation of the keys."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.keys import UnreadableSecretError, new_key_line, read_ring
from accounts.models import User
from tests.accounts.factories import UserFactory
from tests.conftest import SignIn
from tests.volunteers.factories import ParticipantFactory
from tests.volunteers.words import plain
from volunteers.models import Contact, FileReading, Participant
from volunteers.participant_contacts import digits_of, encrypt_again, save_contact, search_contacts, show_contact

pytestmark = pytest.mark.django_db

LIST = "/coordination/participants/"
SEARCH = f"{LIST}chercher/"
CONTACT = Contact(first_name="Noûr", phone="+33 6 39 98 00 14", email="nour@demo.test")
NOW = timezone.now()


@pytest.fixture
def office(signed_in: SignIn, coordinator: User) -> Client:
    """The coordinator's browser."""
    return signed_in(coordinator)


@pytest.fixture
def ring(settings: Settings, tmp_path: Path) -> Path:
    """Keys of this test alone."""
    settings.KEYS_FILE = tmp_path / "ring" / "keys"
    read_ring()
    return settings.KEYS_FILE


def lose_key(settings: Settings, tmp_path: Path) -> None:
    """As if the ring had been replaced by another."""
    settings.KEYS_FILE = tmp_path / "other-keys"
    settings.KEYS_FILE.write_text(new_key_line())


def url_of(participant: Participant) -> str:
    return f"{LIST}{participant.pk}/coordonnees/"


def test_contact_shows_in_the_answer_to_the_button_alone(office: Client) -> None:
    participant = ParticipantFactory(contact=CONTACT)
    for url in (LIST, f"{LIST}{participant.pk}/", f"{LIST}{participant.pk}/modifier/", url_of(participant)):
        page = office.get(url).content.decode()
        assert [word for word in (CONTACT.first_name, CONTACT.phone, CONTACT.email) if word in page] == []
    assert not FileReading.objects.filter(kind="contact").exists()
    assert "Voir les coordonnées" in office.get(f"{LIST}{participant.pk}/").content.decode()
    response = office.post(url_of(participant), {"show": "1"})
    page = response.content.decode()
    assert [word for word in (CONTACT.first_name, CONTACT.phone, CONTACT.email) if word not in page] == []
    assert "no-store" in response["Cache-Control"]
    reading = FileReading.objects.get(kind="contact")
    assert (reading.participant, reading.fields) == (participant, ["first_name", "phone", "email"])


def test_contact_is_noted_and_corrected(office: Client) -> None:
    participant = ParticipantFactory()
    page = plain(office.get(f"{LIST}{participant.pk}/").content.decode())
    assert ("Noter les coordonnées" in page, "Voir les coordonnées" in page) == (True, False)
    said = {"first_name": "Noûr", "phone": "06 39 98 00 14", "email": "", "shares_phone": "on"}
    assert office.post(url_of(participant), said)["Location"] == f"{LIST}{participant.pk}/"
    kept = Participant.objects.get()
    assert kept.read_contact() == Contact(first_name="Noûr", phone="06 39 98 00 14")
    assert (kept.shares_first_name, kept.shares_phone, kept.shares_email) == (False, True, False)
    assert kept.last_contact_on == timezone.localdate()
    office.post(url_of(participant), said | {"email": "nour@demo.test"})
    fields = list(FileReading.objects.filter(kind="recorded").values_list("fields", flat=True))
    assert fields == [["email"], ["first_name", "phone", "shares"]]
    office.post(url_of(participant), {})
    assert Participant.objects.get().sealed == "", "nothing is kept of an empty one"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"phone": "abc"}, "Écrivez le numéro en chiffres"),
        ({"email": "nour@"}, "Cette adresse e-mail n’est pas complète."),
        ({"first_name": "Noûr", "shares_email": "on"}, "Rien n’est écrit ici : complétez, ou décochez"),
    ],
)
def test_contact_that_cannot_be_is_refused(office: Client, said: dict[str, str], sentence: str) -> None:
    participant = ParticipantFactory()
    assert sentence in plain(office.post(url_of(participant), said).content.decode())
    assert Participant.objects.get().sealed == ""


def test_same_contact_saved_again_writes_nothing() -> None:
    participant, by = ParticipantFactory(contact=CONTACT), UserFactory()
    sealed = participant.sealed
    shares = {"shares_first_name": False, "shares_phone": False, "shares_email": False}
    assert save_contact(participant, CONTACT, shares, by=by, now=NOW) == []
    assert (Participant.objects.get().sealed, FileReading.objects.count()) == (sealed, 0)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        *(("nour", True), ("NOÛR", True), ("  noûr ", True), ("nora", False), ("NOUR@demo", True), ("autre@demo", False)),
        *(("06 39 98 00 14", True), ("06.39.98.00.14", True), ("+33639980014", True), ("0033 (0)6 39 98 00 14", True)),
        *(("9800", True), ("06 39 98 00 15", False), ("14", False)),
    ],
)
def test_search_leaves_accents_capitals_and_spacing_aside(words: str, found: bool) -> None:
    participant = ParticipantFactory(contact=CONTACT)
    ParticipantFactory(contact=Contact(first_name="Basma"))
    ParticipantFactory()
    result = search_contacts(words, by=UserFactory(), now=NOW)
    assert (result.participants, result.unreadable) == ([participant] if found else [], 0)


@pytest.mark.parametrize("phone", ["06 39 98 00 14", "+33 6 39 98 00 14", "0033639980014", "+33 (0)6.39.98.00.14", "06-39-98-00-14"])
def test_ways_to_write_a_number_are_one(phone: str) -> None:
    assert digits_of(phone) == "0639980014"


def test_search_is_a_form_and_leaves_one_line_without_its_words(office: Client, coordinator: User) -> None:
    participant = ParticipantFactory(alias="Étoile", contact=CONTACT)
    page = plain(office.get(LIST).content.decode())
    assert "Chercher par prénom, téléphone ou courriel (recherche enregistrée)" in page
    assert f'<form method="post" action="{SEARCH}"' in page
    response = office.post(SEARCH, {"words": "nour"})
    page = plain(response.content.decode())
    assert ("Une personne" in page, "Étoile" in page, participant.code in page) == (True, True, True)
    assert "no-store" in response["Cache-Control"]
    of_the_search = FileReading.objects.filter(kind="searched").order_by("pk")
    assert list(of_the_search.values_list("by", "participant")) == [(coordinator.pk, None), (coordinator.pk, participant.pk)]
    assert "nour" not in f"{FileReading.objects.values()}".casefold()
    assert coordinator.get_full_name() in plain(office.get(SEARCH).content.decode()).split("Dernières recherches")[1]
    assert of_the_search.count() == 2, "the empty page searches nothing"


@pytest.mark.parametrize("words", ["", "n"])
def test_search_of_too_little_is_refused(office: Client, words: str) -> None:
    assert "Écrivez" in office.post(SEARCH, {"words": words}).content.decode()
    assert not FileReading.objects.exists()


def test_search_in_an_address_finds_nothing(office: Client) -> None:
    ParticipantFactory(alias="Étoile", contact=CONTACT)
    assert "Étoile" not in office.get(f"{SEARCH}?words=nour").content.decode()
    assert not FileReading.objects.exists()


def test_lost_key_is_said_and_stops_nothing_else(office: Client, ring: Path, settings: Settings, tmp_path: Path) -> None:
    participant = ParticipantFactory(alias="Étoile", contact=CONTACT)
    lose_key(settings, tmp_path)
    assert office.get(f"{LIST}{participant.pk}/").status_code == 200
    response = office.post(url_of(participant), {"show": "1"})
    assert response.status_code == 200
    assert "Ces coordonnées ne peuvent pas être lues" in response.content.decode()
    assert not FileReading.objects.filter(kind="contact").exists(), "nothing was read"
    assert "Des coordonnées n’ont pas pu être lues" in office.post(SEARCH, {"words": "nour"}).content.decode()
    # Asked for again, they are noted anew.
    office.post(url_of(participant), {"first_name": "Nour"})
    assert Participant.objects.get().read_contact() == Contact(first_name="Nour")


def test_reading_and_its_line_are_written_together_or_not_at_all(ring: Path, settings: Settings, tmp_path: Path) -> None:
    participant = ParticipantFactory(contact=CONTACT)
    lose_key(settings, tmp_path)
    with pytest.raises(UnreadableSecretError):
        show_contact(participant, by=UserFactory(), now=NOW)
    assert not FileReading.objects.exists()


def test_contact_of_one_person_cannot_be_moved_to_another() -> None:
    participant, other = ParticipantFactory(contact=CONTACT), ParticipantFactory()
    other.sealed = participant.sealed
    with pytest.raises(UnreadableSecretError):
        other.read_contact()


def test_rotated_keys_leave_every_contact_readable(ring: Path) -> None:
    people = [ParticipantFactory(contact=Contact(first_name=f"Prénom {number}")) for number in range(3)]
    ParticipantFactory()
    before = ring.read_text()
    call_command("rotate_keys")
    call_command("rotate_keys", "--drop-old")
    assert before.split()[0] not in ring.read_text()
    for number, participant in enumerate(people):
        participant.refresh_from_db()
        assert participant.sealed.split(":")[0] == ring.read_text().split()[0]
        assert participant.read_contact() == Contact(first_name=f"Prénom {number}")
    assert encrypt_again().done == 3


def test_site_does_not_start_without_the_ring_that_seals_them(ring: Path, settings: Settings) -> None:
    ParticipantFactory(contact=CONTACT)
    settings.LOCAL = False
    settings.KEYS_FILE = ring.with_name("lost")
    with pytest.raises(ImproperlyConfigured, match=r"The keys of POLARIS_KEYS_FILE cannot be read at .*lost"):
        read_ring()
