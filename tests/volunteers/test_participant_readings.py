"""The log of who read what of a supported person's file, and what is nowhere: the content admin and the history tables."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from simple_history.models import HistoricalChanges
from wagtail.admin.viewsets import viewsets
from wagtail.search.index import get_indexed_models
from wagtail.snippets.models import get_snippet_models

from accounts.models import User
from tests.accounts.factories import UserFactory
from tests.conftest import SignIn
from tests.volunteers.counting import count_queries
from tests.volunteers.factories import PairingFactory, ParticipantFactory, ProgrammeFactory, VolunteerFactory
from tests.volunteers.words import plain
from volunteers import rounds
from volunteers.models import Contact, FileReading, Pairing, Participant
from volunteers.models.reading import CONTACT_WORDS, FIELD_WORDS, FILE_FIELDS, LISTED_FIELDS, MATCHED_FIELDS
from volunteers.participant_readings import note_opening, note_shown

pytestmark = pytest.mark.django_db

LIST = "/coordination/participants/"
NOW = timezone.now()


@pytest.fixture
def office(signed_in: SignIn, coordinator: User) -> Client:
    """The coordinator's browser."""
    return signed_in(coordinator)


def test_opening_a_file_is_written_and_shown_on_it(office: Client, coordinator: User) -> None:
    participant = ParticipantFactory()
    page = plain(office.get(f"{LIST}{participant.pk}/").content.decode())
    reading = FileReading.objects.get()
    assert (reading.participant, reading.by, reading.kind, tuple(reading.fields)) == (participant, coordinator, "opened", FILE_FIELDS)
    shown = page.split("Dernières lectures")[1]
    assert (coordinator.get_full_name() in shown, "Dossier lu" in shown, "tout, sauf les coordonnées" in shown) == (True, True, True)


def test_every_page_that_shows_more_than_an_alias_writes_it(office: Client, coordinator: User) -> None:
    programme = ProgrammeFactory()
    person = ParticipantFactory(wants=[programme])
    volunteer = VolunteerFactory(trained=True, missions=[programme.mission])
    made = rounds.start(programme, by=coordinator, now=NOW)
    over = PairingFactory(participants=[person], status=Pairing.Status.ENDED, ended_on=NOW.date(), end_reason="term")
    pages = {
        LIST: LISTED_FIELDS,
        f"{LIST}{person.pk}/rapprochements/socioprofessionnel/": MATCHED_FIELDS,
        f"/coordination/benevoles/{volunteer.pk}/rapprochements/socioprofessionnel/": MATCHED_FIELDS,
        f"/coordination/binomes/tours/{made.pk}/": MATCHED_FIELDS,
        "/coordination/binomes/chiffres/waiting/": ("wishes",),
        "/coordination/binomes/chiffres/waiting_fr/": ("languages", "wishes"),
        "/coordination/binomes/nouveau/socioprofessionnel/": ("languages",),
        f"/coordination/binomes/{over.pk}/": ("wishes", "standing"),
    }
    for url, fields in pages.items():
        FileReading.objects.all().delete()
        assert office.get(url).status_code == 200
        assert [(url, tuple(row.fields), row.kind, row.by) for row in person.readings.all()] == [(url, fields, "shown", coordinator)]
    volunteer.missions.clear()
    FileReading.objects.all().delete()
    office.get("/coordination/programmes/socioprofessionnel/sans-proposition/")
    assert [tuple(row.fields) for row in person.readings.all()] == [("wishes",)], "nobody is ready: no rule tells anything of them"
    going_on = PairingFactory(participants=[person])
    FileReading.objects.all().delete()
    office.get(f"/coordination/binomes/{going_on.pk}/suite/")
    assert [(tuple(row.fields), row.kind) for row in person.readings.all()] == [(MATCHED_FIELDS, "shown")]


def test_lists_of_who_is_never_proposed_write_what_their_rules_let_know(office: Client) -> None:
    programme = ProgrammeFactory()
    person, other = ParticipantFactory(wants=[programme], languages=["ti"], slots=[]), ParticipantFactory(wants=[programme])
    VolunteerFactory(trained=True, missions=[programme.mission], pairings_most=1, wished_gender="woman")
    taken = ParticipantFactory(alias="Aube")
    lists = ("/coordination/binomes/chiffres/never/", "/coordination/programmes/socioprofessionnel/sans-proposition/")
    for url in lists:
        FileReading.objects.all().delete()
        assert office.get(url).status_code == 200
        read = {row.participant: row.fields for row in FileReading.objects.all()}
        assert read == {person: ["languages", "gender", "free_slots", "wishes"], other: ["gender", "wishes"]}, url
    assert not taken.readings.exists()


def test_list_of_outcomes_tells_an_alias_and_writes_nothing(office: Client) -> None:
    started = timezone.localdate() - timedelta(days=400)
    PairingFactory(participants=[ParticipantFactory(alias="Aube")], starts_on=started, status=Pairing.Status.ENDED, ended_on=started)
    page = plain(office.get(f"/coordination/binomes/chiffres/outcome_6/?annee={started.year}").content.decode())
    assert "Aube" in page
    assert not FileReading.objects.exists()


def test_pages_that_show_an_alias_alone_write_nothing(office: Client) -> None:
    person = ParticipantFactory()
    pairing = PairingFactory(participants=[person])
    for url in ("/coordination/", "/coordination/binomes/", f"/coordination/binomes/{pairing.pk}/"):
        assert office.get(url).status_code == 200
    assert not FileReading.objects.exists()


def test_many_files_at_once_are_written_in_two_queries(django_assert_num_queries: Any) -> None:
    by, people = UserFactory(), [ParticipantFactory() for _ in range(9)]
    with django_assert_num_queries(2):
        note_shown(people[:5], LISTED_FIELDS, by=by, now=NOW)
    with django_assert_num_queries(2):
        note_shown(people, LISTED_FIELDS, by=by, now=NOW)
    with django_assert_num_queries(1):
        note_shown(people, LISTED_FIELDS, by=by, now=NOW)
    assert FileReading.objects.count() == 9


def test_other_fields_are_another_line() -> None:
    participant, by = ParticipantFactory(), UserFactory()
    for fields in (("languages",), LISTED_FIELDS, ("languages",)):
        note_shown([participant], fields, by=by, now=NOW)
    assert participant.readings.count() == 2


def test_each_reading_of_a_contact_and_each_search_that_finds_somebody_is_a_line(office: Client) -> None:
    participant, other = ParticipantFactory(contact=Contact(first_name="Nour")), ParticipantFactory(contact=Contact(first_name="Zoé"))
    for _ in range(2):
        office.post(f"{LIST}{participant.pk}/coordonnees/", {"show": "1"})
        office.post(f"{LIST}chercher/", {"words": "nour"})
    assert list(participant.readings.order_by("pk").values_list("kind", flat=True)) == ["contact", "searched"] * 2
    assert not other.readings.exists()


def test_same_reading_within_ten_minutes_is_one_line() -> None:
    participant, by, other = ParticipantFactory(), UserFactory(), UserFactory()
    for minutes, who in ((0, by), (9, by), (9, other), (11, by), (12, by)):
        note_opening(participant, by=who, now=NOW + timedelta(minutes=minutes))
    note_opening(ParticipantFactory(), by=by, now=NOW + timedelta(minutes=12))
    lines = participant.readings.order_by("at").values_list("at", "by")
    assert list(lines) == [(NOW, by.pk), (NOW + timedelta(minutes=9), other.pk), (NOW + timedelta(minutes=11), by.pk)]


def test_every_kind_of_reading_is_on_the_file(office: Client) -> None:
    participant = ParticipantFactory(alias="Étoile", slots=[], contact=Contact(first_name="Nour"))
    url = f"{LIST}{participant.pk}/"
    office.get(f"{url}modifier/")
    office.post(f"{url}modifier/", {"alias": "Étoile", "standing": "paused", "languages-0-code": "fr", "languages-0-level": "talk"})
    office.post(f"{url}coordonnees/", {"show": "1"})
    office.post(f"{url}coordonnees/", {"first_name": "Noor"})
    kinds = list(participant.readings.order_by("pk").values_list("kind", "fields"))
    assert kinds == [
        ("opened", list(FILE_FIELDS)),
        ("edited", ["standing"]),
        ("contact", list(CONTACT_WORDS)),
        ("recorded", ["first_name"]),
    ]
    page = plain(office.get(f"{url}lectures/").content.decode())
    for words in (
        "Dossier lu",
        "Dossier modifié",
        "suivi",
        "Coordonnées lues",
        "prénom, téléphone, adresse e-mail",
        "Coordonnées modifiées",
    ):
        assert words in page
    assert ("Nour" in page, "Noor" in page) == (False, False)


def test_file_shows_the_last_twenty_and_a_page_shows_all(office: Client) -> None:
    participant, by = ParticipantFactory(), UserFactory()
    FileReading.objects.bulk_create(
        FileReading(participant=participant, by=by, kind="edited", fields=["project"], at=NOW - timedelta(days=number + 1))
        for number in range(130)
    )
    url = f"{LIST}{participant.pk}/"
    assert office.get(url).content.decode().count('<td data-label="Champs">') == 20
    pages = [office.get(f"{url}lectures/?page={number}").content.decode().count('<td data-label="Champs">') for number in (1, 2)]
    assert pages == [100, 31], "with the opening of the file"


def test_log_asks_as_many_queries_however_long(office: Client) -> None:
    participant = ParticipantFactory()
    url = f"{LIST}{participant.pk}/"
    note_opening(participant, by=UserFactory(), now=NOW)
    office.get(url)
    one = count_queries(office, url)
    for _ in range(9):
        note_opening(participant, by=UserFactory(), now=NOW)
    assert count_queries(office, url) == one


def test_line_of_a_closed_account_stays() -> None:
    participant, by = ParticipantFactory(), UserFactory()
    note_opening(participant, by=by, now=NOW)
    by.delete()
    assert FileReading.objects.get().by is None


def test_every_field_of_a_file_has_its_words() -> None:
    """A field that is added is named here, or left out for a reason."""
    never_shown = {"id", "code", "folded_alias", "created_at", "last_contact_on", "sealed", "exclusions", "pairings", "readings"}
    never_shown |= {"outcomes", "suggestions", "evaluations"}
    names = {field.name for field in Participant._meta.get_fields()}
    shares = {name for name in names if name.startswith("shares_")}
    assert set(FILE_FIELDS) - {"shares"} <= names
    assert names - never_shown - shares <= set(FIELD_WORDS)


def test_supported_persons_are_not_in_the_content_admin() -> None:
    models = {
        model for model in apps.get_app_config("volunteers").get_models() if model.__name__.startswith(("Participant", "FileReading"))
    }
    assert Participant in models
    in_admin = {*get_snippet_models(), *(getattr(viewset, "model", None) for viewset in viewsets.viewsets)}
    assert models & in_admin == set()
    assert models & set(get_indexed_models()) == set()
    assert [str(pattern.pattern) for pattern in get_resolver("wagtail.admin.urls").url_patterns if "particip" in str(pattern.pattern)] == []


def test_no_history_table_has_a_field_of_theirs() -> None:
    people = {model for model in apps.get_models() if model.__name__.startswith(("Participant", "FileReading"))}
    histories = [model for model in apps.get_models() if issubclass(model, HistoricalChanges)]
    assert histories
    for model in histories:
        assert [field.name for field in model._meta.get_fields() if field.related_model in people] == []
        assert {field.name for field in model._meta.get_fields()} & {"alias", "sealed", "project", "arrangement", "participants"} == set()
