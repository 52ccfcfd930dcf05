"""Pauses: written, ended, and what is proposed meanwhile; and how much mail somebody wants."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.conftest import SignIn
from tests.events.factories import ActivityFactory
from tests.volunteers.factories import VolunteerFactory
from tests.volunteers.words import plain
from volunteers import pauses
from volunteers.exceptions import Refused
from volunteers.figures import unoccupied
from volunteers.models import Pause, Volunteer

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
PAGE = "/espace/disponibilites/"


def after(days: int) -> date:
    return TODAY + timedelta(days=days)


def spans(volunteer: Volunteer) -> list[tuple[date, date | None]]:
    return list(volunteer.pauses.values_list("since", "until"))


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [("", 20, (0, 20)), (5, 9, (5, 9)), (5, "", (5, None)), ("", "", (0, None)), (3, 3, (3, 3))],
    ids=["not before", "from to", "until they say", "from now on", "one day"],
)
def test_pause_is_noted(
    signed_in: SignIn, ready_volunteer: Volunteer, since: int | str, until: int | str, expected: tuple[int, int | None]
) -> None:
    typed = {name: after(days).isoformat() if isinstance(days, int) else "" for name, days in (("since", since), ("until", until))}
    assert signed_in(ready_volunteer.user).post(PAGE, {"add": "1", **typed}).status_code == 302
    first, last = expected
    assert spans(ready_volunteer) == [(after(first), None if last is None else after(last))]


def test_reasons_are_all_said_and_what_was_typed_is_kept(signed_in: SignIn, ready_volunteer: Volunteer) -> None:
    pauses.add(ready_volunteer, since=after(5), until=after(9), today=TODAY)
    client = signed_in(ready_volunteer.user)
    html = plain(client.post(PAGE, {"add": "1", "since": after(9).isoformat(), "until": ""}).content.decode())
    assert "Une pause est déjà notée à ces dates, du" in html
    assert f'value="{after(9).isoformat()}"' in html
    assert "Écrivez une date qui existe" in client.post(PAGE, {"add": "1", "since": "bientôt"}).content.decode()
    assert len(spans(ready_volunteer)) == 1


@pytest.mark.parametrize(
    ("since", "until", "codes"),
    [(-9, -2, ["past"]), (-9, 1, []), (8, 4, ["order"]), (20, 25, ["crossed"]), (1, None, ["crossed"]), (26, 28, [])],
)
def test_reasons(since: int, until: int | None, codes: list[str]) -> None:
    volunteer = VolunteerFactory()
    Pause.objects.create(volunteer=volunteer, since=after(22), until=after(25))
    asked = (after(since), None if until is None else after(until))
    assert [reason.code for reason in pauses.refusal_reasons(volunteer, *asked, today=TODAY)] == codes
    if codes:
        with pytest.raises(Refused):
            pauses.add(volunteer, since=asked[0], until=asked[1], today=TODAY)


@pytest.mark.parametrize(
    ("since", "until", "left"),
    [(-5, None, [(-5, -1)]), (-5, 5, [(-5, -1)]), (0, 5, []), (5, 9, []), (-9, -2, [(-9, -2)])],
)
def test_ended_pause_keeps_the_days_that_passed(since: int, until: int | None, left: list[tuple[int, int]]) -> None:
    volunteer = VolunteerFactory()
    pause = Pause.objects.create(volunteer=volunteer, since=after(since), until=None if until is None else after(until))
    pauses.end(pause, today=TODAY)
    assert spans(volunteer) == [(after(first), after(last)) for first, last in left]


def test_pause_is_ended_by_its_own_person_alone(signed_in: SignIn, ready_volunteer: Volunteer, stranger: Volunteer) -> None:
    pause = Pause.objects.create(volunteer=ready_volunteer, since=TODAY)
    answers = [signed_in(person.user).post(PAGE, {"end": key}).status_code for person, key in ((stranger, pause.pk), (stranger, "x"))]
    assert (answers, Pause.objects.count()) == ([404, 404], 1)
    assert signed_in(ready_volunteer.user).post(PAGE, {"end": pause.pk}).status_code == 302
    assert Pause.objects.count() == 0


def test_during_a_pause_nothing_new_is_proposed(signed_in: SignIn, ready_volunteer: Volunteer) -> None:
    ActivityFactory(title="Sortie au canal")
    client = signed_in(ready_volunteer.user)
    assert "Sortie au canal" in client.get("/espace/").content.decode()
    assert list(unoccupied(Volunteer.objects.all(), now=timezone.now())) == [ready_volunteer]
    pauses.add(ready_volunteer, since=TODAY, until=after(9), today=TODAY)
    html = client.get("/espace/").content.decode()
    assert ("Sortie au canal" in html, "Vous êtes en pause" in html) == (False, True)
    assert list(unoccupied(Volunteer.objects.all(), now=timezone.now())) == []


def test_pause_to_come_changes_nothing_yet(ready_volunteer: Volunteer) -> None:
    pauses.add(ready_volunteer, since=after(1), until=None, today=TODAY)
    assert list(pauses.available(Volunteer.objects.all(), TODAY)) == [ready_volunteer]
    assert list(pauses.available(Volunteer.objects.all(), after(1))) == []


def test_mail_choice_is_kept(signed_in: SignIn, ready_volunteer: Volunteer, stranger: Volunteer) -> None:
    client = signed_in(ready_volunteer.user)
    assert client.post("/espace/courriels/", {"mail_choice": "mine"}).status_code == 302
    assert "Choisissez ce que vous recevez." in client.post("/espace/courriels/", {"mail_choice": "none"}).content.decode()
    assert "Choisissez ce que vous recevez." in client.post("/espace/courriels/", {"mail_choice": ""}).content.decode()
    for volunteer, choice in ((ready_volunteer, "mine"), (stranger, "all")):
        volunteer.refresh_from_db()
        assert volunteer.mail_choice == choice
