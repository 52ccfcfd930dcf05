"""The file of a supported person goes two years after the last contact, or when the team erases it; bénévoles keep their hours."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from home.dates import short_day
from site_polaris.jobs import list_jobs
from tests.accounts.factories import UserFactory
from tests.conftest import SignIn
from tests.volunteers.counting import count_queries
from tests.volunteers.factories import PairingFactory, ParticipantFactory, ProgrammeFactory, VolunteerFactory
from tests.volunteers.test_erasure import own_files as own_files
from tests.volunteers.test_erasure import tables_naming
from tests.volunteers.words import plain
from volunteers.exceptions import Refused
from volunteers.models import Contact, Exclusion, FileReading, Pairing, Participant, ParticipantSlot
from volunteers.participant_erasure import erase, erase_long_silent, erased_on, refusal_reasons, soon_erased
from volunteers.participant_readings import note_opening

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 29, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))
TODAY = date(2026, 11, 29)
TWO_YEARS_AGO = date(2024, 11, 29)
LIST = "/coordination/participants/"


def silent_since(day: date, **more: object) -> Participant:
    """Somebody whose file was opened long before, with whom nobody was in touch after that day."""
    participant: Participant = ParticipantFactory(last_contact_on=day, **more)
    Participant.objects.filter(pk=participant.pk).update(created_at=NOW - timedelta(days=1500))
    return participant


def contact_on(participant: Participant) -> date:
    return Participant.objects.with_last_contact().get(pk=participant.pk).contact_on


@pytest.fixture
def office(signed_in: SignIn, coordinator: User) -> Client:
    """The coordinator's browser."""
    return signed_in(coordinator)


def test_two_years_to_the_day() -> None:
    silent_since(TWO_YEARS_AGO, alias="Alba")
    silent_since(TWO_YEARS_AGO + timedelta(days=1), alias="Brume")
    erase_long_silent(NOW)
    assert [participant.alias for participant in Participant.objects.all()] == ["Brume"]
    assert ("volunteers.participant_erasure.erase_long_silent", 86_400) in list_jobs(stand_in=False, calls_out=False)


def test_without_a_noted_contact_it_is_two_years_from_the_opening() -> None:
    participant = ParticipantFactory()
    opened = datetime(2024, 11, 28, 23, 30, tzinfo=ZoneInfo("UTC"))
    Participant.objects.filter(pk=participant.pk).update(created_at=opened)
    assert contact_on(participant) == TWO_YEARS_AGO, "the day in Paris"
    assert erased_on(Participant.objects.with_last_contact().get()) == TODAY


def test_pairing_that_began_or_ended_is_a_contact() -> None:
    participant = silent_since(date(2023, 1, 1))
    began = PairingFactory(participants=[participant], starts_on=date(2024, 1, 10))
    assert contact_on(participant) == date(2024, 1, 10)
    began.status, began.ended_on = Pairing.Status.ENDED, date(2024, 4, 20)
    began.save()
    assert contact_on(participant) == date(2024, 4, 20)
    before = PairingFactory(
        participants=[participant], starts_on=date(2024, 5, 1), status="declined", declined_by="team", decline_reason="time"
    )
    assert contact_on(participant) == date(2024, 4, 20), "what never began is none"
    before.delete()
    ended = PairingFactory(participants=[participant], starts_on=date(2024, 5, 1), status="ended")
    assert contact_on(participant) == ended.ends_on, "as planned, when nobody noted the day"


@pytest.mark.parametrize("status", ["active", "suggested", "accepted", "agreed"])
def test_file_of_a_pairing_under_way_is_never_erased(status: str) -> None:
    participant = silent_since(date(2020, 1, 1))
    PairingFactory(participants=[participant], starts_on=date(2020, 1, 1), status=status)
    erase_long_silent(NOW)
    assert list(soon_erased(TODAY)) == []
    assert [reason.code for reason in refusal_reasons(participant)] == ["pairing"]
    with pytest.raises(Refused):
        erase(participant)
    assert Participant.objects.exists()


def test_those_due_within_thirty_days_come_first_to_go_first() -> None:
    for alias, days in (("Alba", 31), ("Brume", 29), ("Cassis", 2)):
        silent_since(TWO_YEARS_AGO + timedelta(days=days), alias=alias)
    assert [participant.alias for participant in soon_erased(TODAY)] == ["Cassis", "Brume"]


def test_start_page_tells_and_one_button_keeps(office: Client) -> None:
    day = timezone.localdate() - timedelta(days=720)
    participant = silent_since(day, alias="Étoile")
    gone_on = erased_on(Participant.objects.with_last_contact().get())
    page = plain(office.get("/coordination/").content.decode())
    assert ("Étoile" in page, f"le {plain(short_day(gone_on))}" in page) == (True, True)
    url = f"{LIST}{participant.pk}/toujours-en-contact/"
    assert office.get(url).status_code == 405
    assert office.post(url, {"home": "1"})["Location"] == "/coordination/"
    assert Participant.objects.get().last_contact_on == timezone.localdate()
    assert "Dossiers bientôt effacés" not in office.get("/coordination/").content.decode()
    assert office.post(url)["Location"] == f"{LIST}{participant.pk}/"


def test_start_page_asks_as_many_queries_however_many_files(office: Client) -> None:
    day = timezone.localdate() - timedelta(days=720)
    silent_since(day)
    office.get("/coordination/")
    one = count_queries(office, "/coordination/")
    for _ in range(9):
        silent_since(day)
    assert count_queries(office, "/coordination/") == one


def test_coordinator_erases_in_two_steps(office: Client) -> None:
    participant = ParticipantFactory(alias="Étoile")
    url = f"{LIST}{participant.pk}/effacer/"
    assert "Effacer pour toujours" in office.get(url).content.decode()
    assert Participant.objects.exists()
    assert office.post(url)["Location"] == LIST
    assert not Participant.objects.exists()
    assert office.post(url).status_code == 404


def test_pairing_under_way_stands_against_it_and_says_so(office: Client) -> None:
    participant = PairingFactory().participants.get()
    url = f"{LIST}{participant.pk}/effacer/"
    for page in (office.get(url), office.post(url)):
        words = plain(page.content.decode())
        assert ("Un binôme est en cours ou proposé : terminez-le d’abord." in words, "Effacer pour toujours" in words) == (True, False)
    assert Participant.objects.exists()


def test_nothing_is_left_but_the_pairing_and_its_hours(office: Client, own_files: None) -> None:
    canary = "quetzal"
    programme = ProgrammeFactory()
    participant = ParticipantFactory(
        alias=f"{canary}-alias",
        project=f"{canary}-projet",
        arrangement=f"{canary}-organisation",
        contact=Contact(first_name=canary),
        wishes=[(programme, TODAY)],
    )
    ParticipantSlot.objects.create(participant=participant, weekday=1, half_day="evening")
    pairing = PairingFactory(programme=programme, participants=[participant], status="ended")
    Exclusion.objects.create(volunteer=VolunteerFactory(), participant=participant, reason="team", since=TODAY)
    note_opening(participant, by=UserFactory(), now=NOW)
    ids = [str(participant.pk), participant.pk.hex, participant.code.lower()]
    # The negative control: before, the same search finds them.
    assert tables_naming(canary) == ["volunteers_participant"]
    assert {"volunteers_filereading", "volunteers_pairing_participants", "volunteers_exclusion"} <= set(tables_naming(*ids))
    erase(participant)
    assert tables_naming(canary, *ids) == []
    assert (Pairing.objects.get(), FileReading.objects.count()) == (pairing, 0)
    for url in (f"/coordination/binomes/{pairing.pk}/", "/coordination/binomes/", f"/coordination/benevoles/{pairing.volunteer_id}/"):
        assert "Dossier effacé" in office.get(url).content.decode()


def test_volunteer_of_an_erased_person_reads_on(signed_in: SignIn) -> None:
    pairing = PairingFactory(status="ended")
    erase(pairing.participants.get())
    client = signed_in(pairing.volunteer.user)
    assert "Dossier effacé" in client.get("/espace/binomes/").content.decode()
    page = client.get(f"/espace/binomes/{pairing.pk}/").content.decode()
    assert "Le dossier de la personne accompagnée est effacé." in page
