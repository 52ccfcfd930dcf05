"""A full session has a line: places that come free are offered in order, held for a time, and never after the start."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client

from accounts.models import OutgoingMail, User
from tests.conftest import RunTasks, SignIn
from tests.volunteers.counting import count_queries
from tests.volunteers.factories import BookingFactory, TrainingSessionFactory, VolunteerFactory, WaitingFactory
from tests.volunteers.words import plain
from volunteers import training
from volunteers.exceptions import Refused
from volunteers.held_places import tend_waiting_lists
from volunteers.holds import LONGEST_HOLD, hold_until
from volunteers.models import Booking, TrainingSession, Volunteer, Waiting
from volunteers.session_changes import cancel_session, move_session
from volunteers.waiting import join, leave, place_in_line

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 10, 10, tzinfo=UTC)
STARTS_AT = NOW + timedelta(days=14)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def full() -> TrainingSession:
    """Of one place, which is taken."""
    session: TrainingSession = TrainingSessionFactory(capacity=1, starts_at=STARTS_AT, ends_at=STARTS_AT + 2 * HOUR)
    training.book(session, VolunteerFactory(), now=NOW)
    return session


def wait_in(session: TrainingSession, number: int) -> list[Waiting]:
    return [join(session, VolunteerFactory(), now=NOW + timedelta(minutes=minute)) for minute in range(number)]


def state_of(wait: Waiting) -> tuple[bool, str]:
    wait.refresh_from_db()
    return wait.is_offered, wait.ended_as


def places_left(session: TrainingSession) -> int:
    return TrainingSession.objects.with_seat_counts().get(pk=session.pk).places_left


def test_place_given_back_goes_to_the_first_in_line_and_to_nobody_else(full: TrainingSession, run_tasks: RunTasks) -> None:
    first, second = wait_in(full, 2)
    assert [place_in_line(wait) for wait in (first, second)] == [1, 2]
    run_tasks()
    mail.outbox.clear()
    training.give_back(Booking.objects.get(), now=NOW)
    assert (state_of(first), state_of(second)) == ((True, ""), (False, ""))
    assert first.offered_until == NOW + LONGEST_HOLD
    assert places_left(full) == 0
    with pytest.raises(Refused, match="complète"):
        training.book(full, VolunteerFactory(), now=NOW)
    run_tasks()
    offer = next(message for message in mail.outbox if "se libère" in message.subject)
    assert offer.to == [first.volunteer.user.email]
    assert f"/espace/formation/attente/{first.pk}/" in str(offer.body)
    assert "jusqu’au lundi 12 octobre 2026, 12 h" in plain(str(offer.body))
    training.book(full, first.volunteer, now=NOW + HOUR)
    assert state_of(first) == (False, "booked")
    assert state_of(second) == (False, "")


def test_offer_that_runs_out_goes_to_the_next(full: TrainingSession, run_tasks: RunTasks) -> None:
    first, second = wait_in(full, 2)
    training.give_back(Booking.objects.get(), now=NOW)
    tend_waiting_lists(NOW + LONGEST_HOLD - HOUR)
    assert (state_of(first), state_of(second)) == ((True, ""), (False, ""))
    for _twice in range(2):
        tend_waiting_lists(NOW + LONGEST_HOLD)
    assert (state_of(first), state_of(second)) == ((False, "expired"), (True, ""))
    with pytest.raises(Refused, match="complète"):
        training.book(full, first.volunteer, now=NOW + LONGEST_HOLD + HOUR)
    subjects = list(OutgoingMail.objects.filter(recipient=first.volunteer.user.email).values_list("subject", flat=True))
    assert subjects.count("La place qui vous était gardée ne l’est plus") == 1


def test_offer_is_over_at_its_hour_even_before_the_worker_comes_by(full: TrainingSession) -> None:
    (first,) = wait_in(full, 1)
    training.give_back(Booking.objects.get(), now=NOW)
    with pytest.raises(Refused, match="complète"):
        training.book(full, first.volunteer, now=NOW + LONGEST_HOLD)


@pytest.mark.parametrize(
    ("left", "held"),
    [(timedelta(days=14), LONGEST_HOLD), (timedelta(days=4), timedelta(days=1)), (2 * HOUR, HOUR / 2), (HOUR, None)],
)
def test_places_are_held_for_a_time_that_shrinks(left: timedelta, held: timedelta | None) -> None:
    session = TrainingSession(starts_at=NOW + left)
    until = hold_until(session.deadline, now=NOW)
    assert until == (NOW + held if held else None)
    assert until is None or until < session.starts_at


def test_place_that_comes_free_at_the_last_hour_is_anybodys(full: TrainingSession) -> None:
    (first,) = wait_in(full, 1)
    late = STARTS_AT - HOUR
    training.give_back(Booking.objects.get(), now=late)
    assert state_of(first) == (False, "")
    training.book(full, VolunteerFactory(), now=late)
    tend_waiting_lists(STARTS_AT)
    assert state_of(first) == (False, "closed")


def test_who_leaves_lets_the_next_have_the_place(full: TrainingSession) -> None:
    first, second = wait_in(full, 2)
    training.give_back(Booking.objects.get(), now=NOW)
    for _twice in range(2):
        leave(first, now=NOW)
    assert (state_of(first), state_of(second)) == ((False, "left"), (True, ""))


def test_who_gets_a_place_elsewhere_waits_no_more(full: TrainingSession) -> None:
    first, second = wait_in(full, 2)
    training.give_back(Booking.objects.get(), now=NOW)
    other = TrainingSessionFactory(training=full.training, starts_at=STARTS_AT + timedelta(days=7))
    training.book(other, first.volunteer, now=NOW)
    assert state_of(first) == (False, "booked")
    tend_waiting_lists(NOW)
    assert state_of(second) == (True, "")


def test_larger_room_is_offered_to_the_line_and_a_cancelled_one_ends_it(full: TrainingSession, run_tasks: RunTasks) -> None:
    waits = wait_in(full, 3)
    move_session(full, starts_at=STARTS_AT, duration_minutes=120, capacity=3, venue=None, now=NOW)
    assert [state_of(wait)[0] for wait in waits] == [True, True, False]
    run_tasks()
    mail.outbox.clear()
    assert cancel_session(full, reason="Salle fermée.", now=NOW) == 4
    assert [state_of(wait)[1] for wait in waits] == ["closed"] * 3
    run_tasks()
    assert sorted(message.to[0] for message in mail.outbox) == sorted(user.email for user in User.objects.filter(volunteer__isnull=False))


def test_all_reasons_against_waiting_are_given(full: TrainingSession) -> None:
    volunteer = VolunteerFactory(trained=True)
    free = TrainingSessionFactory(starts_at=STARTS_AT)
    with pytest.raises(Refused) as refused:
        join(free, volunteer, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["trained", "free"]
    (first,) = wait_in(full, 1)
    with pytest.raises(Refused, match="déjà en attente"):
        join(full, first.volunteer, now=NOW)
    with pytest.raises(Refused, match="déjà commencé"):
        join(full, VolunteerFactory(), now=STARTS_AT)


def test_volunteer_waits_and_takes_the_place_that_is_held(full: TrainingSession, signed_in: SignIn, new_volunteer: Volunteer) -> None:
    client = signed_in(new_volunteer.user)
    assert "Me mettre en liste d’attente" in client.get("/espace/formation/").content.decode()
    page = plain(client.post(f"/espace/formation/{full.pk}/attendre/", follow=True).content.decode())
    assert "Vous êtes la prochaine personne." in page
    wait = Waiting.objects.get()
    assert "Ma place en liste d’attente" in client.get("/espace/formation/").content.decode()
    training.give_back(Booking.objects.get(), now=NOW)
    assert "Une place vous est gardée" in client.get("/espace/formation/").content.decode()
    address = f"/espace/formation/attente/{wait.pk}/"
    assert "Une place est gardée pour vous jusqu’au lundi 12 octobre 2026, 12 h" in plain(client.get(address).content.decode())
    assert "Votre place est réservée" in client.post(address, {"take": ""}, follow=True).content.decode()
    assert Booking.objects.active().get().volunteer == new_volunteer
    assert "Vous n’attendez plus cette session" in client.get(address).content.decode()


def test_volunteer_leaves_the_line_by_a_button_alone(full: TrainingSession, signed_in: SignIn, new_volunteer: Volunteer) -> None:
    client = signed_in(new_volunteer.user)
    wait_in(full, 2)
    mine = join(full, new_volunteer, now=NOW + HOUR)
    address = f"/espace/formation/attente/{mine.pk}/"
    assert "2 personnes sont avant vous" in plain(client.get(address).content.decode())
    assert state_of(mine) == (False, "")
    client.post(address, {"leave": ""})
    assert state_of(mine) == (False, "left")


def test_line_of_somebody_else_is_missing(full: TrainingSession, signed_in: SignIn, new_volunteer: Volunteer) -> None:
    (other,) = wait_in(full, 1)
    client: Client = signed_in(new_volunteer.user)
    assert client.get(f"/espace/formation/attente/{other.pk}/").status_code == 404
    assert client.post(f"/espace/formation/attente/{other.pk}/", {"leave": ""}).status_code == 404
    assert state_of(other) == (False, "")


def test_coordinator_sees_the_line_in_order(full: TrainingSession, signed_in: SignIn, coordinator: User) -> None:
    first, second = wait_in(full, 2)
    page = plain(signed_in(coordinator).get(f"/coordination/formations/{full.pk}/").content.decode())
    names = [wait.volunteer.user.get_full_name() for wait in (first, second)]
    assert "Liste d’attente" in page
    assert page.index(names[0]) < page.index(names[1])


def test_dates_ask_as_many_queries_for_twenty_waits_as_for_one(signed_in: SignIn, new_volunteer: Volunteer) -> None:
    client = signed_in(new_volunteer.user)

    def add_full() -> None:
        session = TrainingSessionFactory(capacity=1, starts_at=STARTS_AT)
        BookingFactory(session=session, volunteer=VolunteerFactory())
        WaitingFactory(session=session, volunteer=new_volunteer)

    add_full()
    one = count_queries(client, "/espace/formation/")
    for _ in range(19):
        add_full()
    assert count_queries(client, "/espace/formation/") == one
