"""A session has a deadline: until then one books and gives back alone, after it by asking; and the team hears of empty sessions."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import OutgoingMail, User
from tests.conftest import SignIn
from tests.volunteers.factories import BookingFactory, TrainingSessionFactory, VolunteerFactory
from tests.volunteers.words import plain
from volunteers import training, waiting
from volunteers.exceptions import Refused
from volunteers.held_places import tend_waiting_lists
from volunteers.models import Booking, TrainingSession, Waiting
from volunteers.session_changes import move_session
from volunteers.session_deadlines import ask_to_give_back, tell_of_thin_sessions
from volunteers.training import Conditions

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 10, 10, tzinfo=UTC)
DAY = timedelta(days=1)
CLOSES_AT = NOW + 5 * DAY
STARTS_AT = CLOSES_AT + 2 * DAY
LATE = CLOSES_AT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def open_session(**fields: object) -> TrainingSession:
    session: TrainingSession = TrainingSessionFactory(
        **{"starts_at": STARTS_AT, "ends_at": STARTS_AT + timedelta(hours=2), "closes_at": CLOSES_AT, **fields}
    )
    return session


def codes_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_places_are_taken_until_the_deadline_alone() -> None:
    session = open_session()
    training.book(session, VolunteerFactory(), now=CLOSES_AT - timedelta(seconds=1))
    with pytest.raises(Refused) as refused:
        training.book(session, VolunteerFactory(), now=CLOSES_AT)
    assert codes_of(refused) == ["closed"]


def test_after_the_deadline_a_place_is_given_back_by_asking(coordinator: User) -> None:
    booking = training.book(open_session(), VolunteerFactory(), now=NOW)
    with pytest.raises(Refused) as early:
        ask_to_give_back(booking, now=NOW)
    assert codes_of(early) == ["open"]
    with pytest.raises(Refused) as refused:
        training.give_back(booking, now=LATE)
    assert codes_of(refused) == ["closed"]
    for _ in range(2):
        ask_to_give_back(booking, now=LATE)
    asked = OutgoingMail.objects.get(subject="Une place en formation est à libérer")
    assert asked.recipient == coordinator.email
    assert f"/coordination/formations/{booking.session_id}/" in asked.text
    training.give_back(booking, now=LATE, by_team=True)
    assert Booking.objects.active().count() == 0


def test_button_asks_and_the_team_frees_the_place(signed_in: SignIn, coordinator: User, clock: time_machine.Traveller) -> None:
    booking = training.book(open_session(), VolunteerFactory(), now=NOW)
    clock.move_to(LATE)
    client = signed_in(booking.volunteer.user)
    page = plain(client.get(f"/espace/formation/places/{booking.pk}/rendre/").content.decode())
    assert "une place se rend en le demandant à l’équipe" in page
    assert "Demander à l’équipe" in page
    told = client.post(f"/espace/formation/places/{booking.pk}/demander/", follow=True).content.decode()
    assert "L’équipe a votre demande." in told
    office = signed_in(coordinator)
    assert "Libérer la place" in office.get(f"/coordination/formations/{booking.session_id}/").content.decode()
    freed = office.post(f"/coordination/formations/places/{booking.pk}/liberer/", follow=True).content.decode()
    assert "La place est libérée, et la personne prévenue." in freed
    assert Booking.objects.active().count() == 0


def test_offer_never_lasts_after_the_deadline() -> None:
    session = open_session(capacity=1)
    booking = training.book(session, VolunteerFactory(), now=NOW)
    first, second = (waiting.join(session, VolunteerFactory(), now=NOW + timedelta(minutes=minute)) for minute in range(2))
    given_back_at = CLOSES_AT - timedelta(hours=4)
    training.give_back(booking, now=given_back_at)
    first.refresh_from_db()
    assert first.offered_until == given_back_at + timedelta(hours=1)
    tend_waiting_lists(CLOSES_AT)
    assert set(Waiting.objects.values_list("ended_as", flat=True)) == {Waiting.End.CLOSED}
    with pytest.raises(Refused) as refused:
        training.book(session, first.volunteer, now=CLOSES_AT)
    assert codes_of(refused) == ["closed"]
    assert second.offered_until is None


def test_deadline_moves_with_its_session() -> None:
    session = training.plan_session(
        open_session().training,
        starts_at=STARTS_AT,
        duration_minutes=120,
        capacity=8,
        venue=None,
        conditions=Conditions(notice=2 * DAY, minimum=3),
    )
    assert session.closes_at == CLOSES_AT
    later = Conditions(notice=DAY, minimum=3, video_url="https://visio.example.org/salle")
    move_session(session, starts_at=STARTS_AT + DAY, duration_minutes=120, capacity=8, venue=None, now=NOW, conditions=later)
    session.refresh_from_db()
    assert (session.closes_at, session.minimum, session.video_url) == (STARTS_AT, 3, "https://visio.example.org/salle")


def test_team_hears_once_of_a_session_with_too_few_people(signed_in: SignIn, coordinator: User, clock: time_machine.Traveller) -> None:
    thin = open_session(minimum=2)
    BookingFactory(session=thin, volunteer=VolunteerFactory())
    enough = open_session(minimum=1)
    BookingFactory(session=enough, volunteer=VolunteerFactory())
    tell_of_thin_sessions(NOW)
    assert OutgoingMail.objects.count() == 0
    for _ in range(2):
        tell_of_thin_sessions(LATE)
    told = OutgoingMail.objects.get()
    assert told.recipient == coordinator.email
    assert f"/coordination/formations/{thin.pk}/" in told.text
    assert "Personnes inscrites : 1, pour 2 au moins." in plain(told.text)
    clock.move_to(LATE)
    office = signed_in(coordinator)
    warned = {
        session: "Trop peu de personnes" in office.get(f"/coordination/formations/{session.pk}/").content.decode()
        for session in (thin, enough)
    }
    assert warned == {thin: True, enough: False}


def test_form_asks_what_a_session_needs(signed_in: SignIn, coordinator: User) -> None:
    office = signed_in(coordinator)
    training_id = str(open_session().training_id)
    fields = {"training": training_id, "on": "2026-11-20", "at": "18:30", "duration_minutes": "120", "capacity": "8", "venue": ""}
    more = {"video_url": "https://visio.example.org/salle", "trainers": "Camille Exemple", "notice_hours": "48", "minimum": "4"}
    address = "/coordination/formations/nouvelle/"
    alone = office.post(address, {**fields, "minimum": "4"}).context["form"].errors
    assert plain(alone["minimum"][0]) == "Choisissez aussi jusqu’à quand on réserve : c’est alors que l’on compte."
    too_many = office.post(address, {**fields, **more, "minimum": "9"}).context["form"].errors
    assert too_many["minimum"] == ["Il faut au moins autant de places que de personnes attendues."]
    office.post(address, {**fields, **more})
    planned = TrainingSession.objects.get(capacity=8)
    assert planned.starts_at - planned.deadline == 2 * DAY
    assert (planned.minimum, planned.trainers) == (4, "Camille Exemple")
    form = office.get(f"/coordination/formations/{planned.pk}/changer/").context["form"]
    assert {name: form[name].value() for name in ("notice_hours", "minimum", "trainers", "video_url")} == {
        "notice_hours": 48,
        "minimum": 4,
        "trainers": "Camille Exemple",
        "video_url": "https://visio.example.org/salle",
    }


def test_video_link_is_for_those_who_have_a_place(signed_in: SignIn) -> None:
    session = open_session(video_url="https://visio.example.org/salle")
    volunteer = VolunteerFactory()
    client: Client = signed_in(volunteer.user)
    pages = ["/espace/formation/", f"/espace/formation/{session.pk}/"]
    assert [session.video_url in client.get(page).content.decode() for page in pages] == [False, False]
    training.book(session, volunteer, now=NOW)
    assert session.video_url in client.get("/espace/formation/").content.decode()
    assert session.video_url in OutgoingMail.objects.get().text
