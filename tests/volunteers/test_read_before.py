"""Two coordinators at one form: the second is told what changed, keeps what they typed, and saves knowingly."""

import re
from functools import partial
from threading import Barrier

import pytest
from django.db.models import QuerySet
from django.test import Client

from accounts.models import User
from tests.accounts.factories import UserFactory
from tests.conftest import SignIn
from tests.volunteers.factories import MissionFactory, ParticipantFactory, ProgrammeFactory
from tests.volunteers.test_races import all_at_once
from volunteers.forms.participants import ParticipantForm
from volunteers.models import FileReading, Mission, Participant

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(signed_in: SignIn, coordinator: User) -> Client:
    return signed_in(coordinator)


def file_url(participant: Participant) -> str:
    return f"/coordination/participants/{participant.pk}/modifier/"


def typed(participant: Participant, **changes: str) -> dict[str, str]:
    """What the page of the file sends when somebody changes that alone."""
    form = ParticipantForm(participant=participant)
    sent = {"alias": participant.alias, "standing": "here", "languages-0-code": "fa", "languages-0-level": "talk"}
    return sent | {"read_before": form["read_before"].value()} | changes


def person() -> Participant:
    participant: Participant = ParticipantFactory(alias="Alba")
    participant.languages.all().delete()
    participant.languages.create(code="fa", level="talk")
    return participant


def test_second_is_told_what_changed_and_keeps_what_they_typed(office: Client) -> None:
    participant = person()
    first, second = typed(participant, project="Cuisiner"), typed(participant, project="Coudre")
    assert office.post(file_url(participant), first).status_code == 302
    answer = office.post(file_url(participant), second)
    assert answer.context["form"].errors["project"] == ["Changé entre-temps\u00a0: c’est maintenant «\u00a0Cuisiner\u00a0»."]
    page = answer.content.decode()
    assert re.search(r"<textarea[^>]*>\s*Coudre</textarea>", page)
    participant.refresh_from_db()
    assert participant.project == "Cuisiner"
    # Read again with the page, and saved knowingly.
    again = second | {"read_before": answer.context["form"]["read_before"].value()}
    assert office.post(file_url(participant), again).status_code == 302
    participant.refresh_from_db()
    assert participant.project == "Coudre"


def test_field_that_the_second_left_alone_is_not_put_back(office: Client) -> None:
    """Their page still shows the former word: saving it would undo what the first did."""
    participant = person()
    second = typed(participant, arrangement="Un lieu sans escalier")
    office.post(file_url(participant), typed(participant, area="92", french_level="a1.1"))
    errors = office.post(file_url(participant), second).context["form"].errors
    assert sorted(errors) == ["__all__", "area", "french_level"]
    participant.refresh_from_db()
    assert (participant.area, participant.arrangement) == ("92", "")


def test_those_who_typed_the_same_are_not_stopped(office: Client) -> None:
    participant = person()
    sent = typed(participant, project="Cuisiner", **{"languages-1-code": "en", "languages-1-level": "talk"})
    assert [office.post(file_url(participant), sent).status_code for _ in range(2)] == [302, 302]
    assert FileReading.objects.filter(kind="edited").count() == 1


def test_languages_that_changed_are_said_in_words(office: Client) -> None:
    participant = person()
    second = typed(participant)
    participant.languages.create(code="en", level="talk")
    errors = office.post(file_url(participant), second).context["form"].errors
    assert "Anglais" in errors["languages"][0]


@pytest.mark.parametrize("kind", ["missions", "programmes"])
def test_mission_and_programme_are_held_in_the_same_way(office: Client, kind: str) -> None:
    found = MissionFactory() if kind == "missions" else ProgrammeFactory()
    url = f"/coordination/{kind}/{found.slug}/"
    form = office.get(url).context["form"]
    sent = {field.html_name: field.value() for field in form if field.value() or (field.value() == 0 and field.value() is not False)}
    type(found).objects.filter(pk=found.pk).update(summary="Une autre phrase.")
    answer = office.post(url, sent | {"title": "Un autre titre"})
    assert sorted(answer.context["form"].errors) == ["__all__", "summary"]
    assert 'value="Un autre titre"' in answer.content.decode()


def test_new_mission_is_compared_with_nothing(office: Client) -> None:
    form = office.get("/coordination/missions/nouvelle/").context["form"]
    sent = {"title": "Traduire", "summary": "Des lettres.", "time_asked": "Une heure", "position": 0}
    office.post("/coordination/missions/nouvelle/", sent | {"read_before": form["read_before"].value()})
    assert Mission.objects.filter(title="Traduire").exists()


def rush_to_save(signed_in: SignIn) -> int:
    """Two coordinators send the page that both read; how many saves were written down."""
    participant = person()
    pages = [typed(participant, project=word) for word in ("Cuisiner", "Coudre")]
    clients = [signed_in(UserFactory(coordinator=True)) for _ in pages]
    all_at_once([partial(client.post, file_url(participant), page) for client, page in zip(clients, pages, strict=True)])
    return FileReading.objects.filter(kind="edited").count()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_saves(signed_in: SignIn) -> None:
    assert rush_to_save(signed_in) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_save(signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: both forms are checked before either is saved."""
    barrier = Barrier(2)
    checked = ParticipantForm.is_valid

    def check_and_wait(form: ParticipantForm) -> bool:
        is_valid = checked(form)
        barrier.wait(timeout=20)
        return is_valid

    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)
    monkeypatch.setattr(ParticipantForm, "is_valid", check_and_wait)
    assert rush_to_save(signed_in) == 2
