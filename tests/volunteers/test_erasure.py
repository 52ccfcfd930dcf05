"""Erasing one's account: what stands against it, that it is really them, and that nothing of them is left anywhere."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.models import OutgoingMail, User
from tests.accounts.factories import PASSWORD, UserFactory
from tests.accounts.mailbox import last_code, last_mail
from tests.advocacy.canaries import find
from tests.conftest import RunTasks, SignIn
from tests.events.factories import SeatFactory
from tests.volunteers.factories import (
    BookingFactory,
    PairingFactory,
    ParticipantFactory,
    ProgrammeFactory,
    TrainingSessionFactory,
    VolunteerFactory,
    WaitingFactory,
)
from tests.volunteers.whole_person import CANARY, make_whole_person, say_who_they_are
from tests.volunteers.words import plain
from volunteers import calendar_feed, engagements, erasure, onboarding, pauses, training, waiting
from volunteers.exceptions import Refused
from volunteers.models import Booking, Pairing, Participant, TrainingSession, Volunteer, Waiting
from volunteers.pairings import pair

pytestmark = pytest.mark.django_db

NOW = timezone.now()
ERASE = "/espace/mes-donnees/effacer/"


def codes(volunteer: Volunteer) -> list[str]:
    return [reason.code for reason in erasure.refusal_reasons(volunteer, now=NOW)]


@pytest.fixture
def own_files(settings: Settings, tmp_path: Path) -> None:
    """What other tests left in the folder of files is not read here."""
    settings.MEDIA_ROOT = tmp_path


def tables_naming(*words: str) -> list[str]:
    return sorted({place for word in words for place in find(word.lower())})


def test_nothing_of_the_person_is_left_in_any_table(signed_in: SignIn, run_tasks: RunTasks, own_files: None) -> None:
    volunteer = make_whole_person()
    client = say_who_they_are(signed_in(volunteer.user), volunteer.user)
    ids = [text for key in (volunteer.pk, volunteer.user.pk) for text in (str(key), key.hex)]
    # The negative control: before, the same search finds them wherever they are.
    assert tables_naming(CANARY) == [
        "account_emailaddress",
        "accounts_outgoingmail",
        "accounts_user",
        "events_linemove",
        "events_seat",
        "mfa_authenticator",
        "usersessions_usersession",
        "volunteers_chartersignature",
        "volunteers_note",
        "volunteers_pairingsignature",
        "volunteers_signupdraft",
        "volunteers_typedhours",
        "volunteers_volunteer",
        "volunteers_volunteerimport",
    ]
    assert {"events_historicalseat", "events_importedleader", "volunteers_historicalpairing", "volunteers_calendarfeed"} <= set(
        tables_naming(*ids)
    )
    assert OutgoingMail.objects.filter(recipient=volunteer.user.email).count() == 2

    assert client.post(ERASE).status_code == 200
    run_tasks()

    assert tables_naming(CANARY, *ids) == []
    assert [message.to for message in mail.outbox] == [["quetzal-adresse@demo.test"]]
    assert mail.outbox[0].subject == "Votre compte est effacé"
    # Of others, nothing went: the supported persons of a pairing that is over and of an exclusion, who followed the bénévole.
    assert (Participant.objects.count(), User.objects.count()) == (2, 1)


def test_every_session_that_names_them_is_over(signed_in: SignIn) -> None:
    volunteer = VolunteerFactory()
    here, elsewhere = say_who_they_are(signed_in(volunteer.user), volunteer.user), signed_in(volunteer.user)
    stranger = signed_in(VolunteerFactory().user)
    visitor = Client()
    visitor.post("/compte/login/code/", {"email": volunteer.user.email})
    assert Session.objects.count() == 4
    here.post(ERASE)
    for client in (here, elsewhere):
        assert client.get("/espace/")["Location"].startswith("/compte/login/")
    assert stranger.get("/espace/").status_code == 200
    assert Session.objects.count() == 1


def test_calendar_and_links_of_mails_answer_no_more(client: Client) -> None:
    volunteer = VolunteerFactory()
    booking = BookingFactory(volunteer=volunteer)
    address = reverse("calendar_feed", args=[calendar_feed.renew(volunteer, now=NOW)])
    assert client.get(address).status_code == 200
    erasure.erase(volunteer, now=NOW)
    assert client.get(address).status_code == 404
    client.force_login(VolunteerFactory().user)
    assert client.get(reverse("space_training_give_back", args=[booking.pk])).status_code == 404


def test_what_binds_them_to_others_stands_against_it() -> None:
    volunteer = PairingFactory().volunteer
    SeatFactory(volunteer=volunteer)
    assert codes(volunteer) == ["pairing", "seat"]
    with pytest.raises(Refused):
        erasure.erase(volunteer, now=NOW)
    assert (Volunteer.objects.count(), OutgoingMail.objects.count()) == (1, 0)


def test_what_is_over_or_only_theirs_does_not() -> None:
    volunteer = PairingFactory(status=Pairing.Status.ENDED).volunteer
    BookingFactory(volunteer=volunteer)
    assert codes(volunteer) == []


@pytest.mark.parametrize("role", ["coordinator", "treasurer", "communication", "superuser"])
def test_account_of_the_team_is_closed_by_the_team(role: str) -> None:
    assert codes(VolunteerFactory(user=UserFactory(**{role: True}))) == ["team"]


def test_reasons_are_said_with_whom_to_write_to(signed_in: SignIn) -> None:
    contact = UserFactory(coordinator=True, email="contact@demo.test")
    volunteer = PairingFactory(volunteer=VolunteerFactory(contact=contact)).volunteer
    client = say_who_they_are(signed_in(volunteer.user), volunteer.user)
    for response in (client.get(ERASE), client.post(ERASE)):
        page = plain(response.content.decode())
        assert ("Vous avez un binôme en cours" in page, "mailto:contact@demo.test" in page) == (True, True)
        assert "pour toujours" not in page
    assert Volunteer.objects.count() == 1


def test_password_is_asked_again(signed_in: SignIn) -> None:
    volunteer = VolunteerFactory()
    client = signed_in(volunteer.user)
    assert "pour toujours" not in client.get(ERASE).content.decode()
    response = client.post(ERASE)
    assert response["Location"] == f"/compte/reauthenticate/?next={ERASE.replace('/', '%2F')}"
    assert Volunteer.objects.count() == 1
    client.post(response["Location"], {"password": "un-autre-mot-de-passe", "next": ERASE})
    assert client.post(ERASE)["Location"] == response["Location"]
    assert client.post(response["Location"], {"password": PASSWORD, "next": ERASE})["Location"] == ERASE
    assert "pour toujours" in client.get(ERASE).content.decode()
    assert client.post(ERASE).status_code == 200
    assert Volunteer.objects.count() == 0


def test_who_has_no_password_receives_a_code(signed_in: SignIn) -> None:
    volunteer = VolunteerFactory()
    volunteer.user.set_unusable_password()
    volunteer.user.save()
    client = signed_in(volunteer.user)
    response = client.post(ERASE)
    assert parse_qs(urlsplit(response["Location"]).query) == {"next": [ERASE]}
    assert Volunteer.objects.count() == 1
    # They are signed out until the code is typed.
    assert client.post(ERASE)["Location"].startswith("/compte/login/")
    confirm = client.post(response["Location"], {"email": volunteer.user.email, "next": ERASE})["Location"]
    assert f'name="next" value="{ERASE}"' in client.get(confirm).content.decode()
    assert client.post(confirm, {"code": last_code(), "next": ERASE})["Location"] == ERASE
    assert client.post(ERASE).status_code == 200
    assert Volunteer.objects.count() == 0


def test_places_to_come_go_to_those_who_wait() -> None:
    session = TrainingSessionFactory(capacity=1)
    leaving, waiting = VolunteerFactory(), VolunteerFactory()
    BookingFactory(session=session, volunteer=leaving)
    wait = WaitingFactory(session=session, volunteer=waiting)
    erasure.erase(leaving, now=NOW)
    wait.refresh_from_db()
    assert wait.is_offered
    assert Booking.objects.count() == 0


def test_place_held_for_them_goes_to_the_next() -> None:
    session = TrainingSessionFactory(capacity=1)
    leaving = VolunteerFactory()
    WaitingFactory(session=session, volunteer=leaving, offered_until=NOW + timedelta(hours=5))
    next_one = WaitingFactory(session=session, volunteer=VolunteerFactory())
    erasure.erase(leaving, now=NOW)
    assert [wait.pk for wait in Waiting.objects.held()] == [next_one.pk]


def test_nobody_elses_mails_or_places_go() -> None:
    leaving, other = VolunteerFactory(), VolunteerFactory()
    past = TrainingSessionFactory(starts_at=NOW - timedelta(days=2))
    for volunteer in (leaving, other):
        BookingFactory(volunteer=volunteer, session=past)
    erasure.erase(leaving, now=NOW)
    assert [booking.volunteer for booking in Booking.objects.all()] == [other]
    assert TrainingSession.objects.count() == 1
    assert last_mail().recipient == leaving.user.email


def test_whatever_is_asked_of_an_account_just_erased_is_refused(coordinator: User) -> None:
    volunteer = VolunteerFactory(trained=True)
    free, full = TrainingSessionFactory(), TrainingSessionFactory(capacity=1)
    BookingFactory(session=full, volunteer=VolunteerFactory())
    programme, participant = ProgrammeFactory(), ParticipantFactory()
    as_it_was = Volunteer.objects.select_related("user").get(pk=volunteer.pk)
    erasure.erase(volunteer, now=NOW)
    today = timezone.localdate(NOW)
    acts = [
        lambda: engagements.lock_person(as_it_was),
        lambda: pair(programme, as_it_was, participant, starts_on=today, by=coordinator, now=NOW),
        lambda: training.book(free, as_it_was, now=NOW),
        lambda: waiting.join(full, as_it_was, now=NOW),
        lambda: pauses.add(as_it_was, since=today, until=None, today=today),
        lambda: onboarding.note_facts(as_it_was, interviewed_on=today, parent_agreed_on=None, today=timezone.localdate()),
    ]
    for act in acts:
        with pytest.raises(Refused) as refused:
            act()
        assert [reason.code for reason in refused.value.reasons] == ["gone"]
    erasure.erase(as_it_was, now=NOW)
    assert OutgoingMail.objects.filter(recipient=as_it_was.user.email).count() == 1
