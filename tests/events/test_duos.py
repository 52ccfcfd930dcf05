"""Two friends take both seats together, or none."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.models import OutgoingMail, User
from events.activity_states import cancel
from events.duos import accept, acceptance_reasons, ask, asking_reasons, find, release, withdraw
from events.models import Activity, DuoRequest, Seat, SeatWait
from events.reports import forget_words
from events.seat_line import tend_lines
from events.seat_reasons import refusal_reasons
from events.seat_waits import join
from events.sign_ups import take_seat
from tests.events.factories import ActivityFactory, SeatFactory
from tests.volunteers.factories import VolunteerFactory
from volunteers import erasure
from volunteers.exceptions import Refused
from volunteers.holds import LONGEST_HOLD
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 12, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
HOUR = timedelta(hours=1)
CONFIRMED = "Votre place d’animation est confirmée"
HELD_NO_LONGER = "Les deux places qui vous étaient gardées ne le sont plus"


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def person(*, led: bool = False) -> Volunteer:
    volunteer: Volunteer = VolunteerFactory(trained=True)
    if led:
        SeatFactory(volunteer=volunteer, activity=ActivityFactory(held=True))
    return volunteer


def outing(**fields: object) -> Activity:
    activity: Activity = ActivityFactory(**{"starts_at": NOW + timedelta(days=30), **fields})
    return activity


def asked(activity: Activity, asker: Volunteer) -> DuoRequest:
    found = find(ask(activity, asker, now=NOW))
    assert found is not None
    return found


def codes(duo: DuoRequest, friend: Volunteer, now: datetime = NOW) -> list[str]:
    return [reason.code for reason in acceptance_reasons(duo, friend, now=now)]


def test_two_seats_are_held_and_only_the_hash_of_the_secret_is_kept() -> None:
    activity, asker, other = outing(), person(), person()
    secret = ask(activity, asker, now=NOW)
    duo = DuoRequest.objects.get()
    assert len(secret) == 32
    assert (duo.secret_hash, duo.held_until) == (sha256(secret.encode()).hexdigest(), NOW + LONGEST_HOLD)
    assert (find(secret), find("autre")) == (duo, None)
    assert [reason.code for reason in refusal_reasons(activity, other, now=NOW)] == ["held"]
    assert [reason.code for reason in asking_reasons(activity, asker, now=NOW)] == ["duo"]


def test_friend_takes_both_seats_at_once() -> None:
    asker, friend = person(led=True), person()
    duo = asked(outing(), asker)
    accept(duo, friend, now=NOW + HOUR)
    duo.refresh_from_db()
    assert {seat.volunteer for seat in duo.activity.seats.active()} == {asker, friend}
    assert duo.ended_as == DuoRequest.End.TAKEN
    assert sorted(OutgoingMail.objects.filter(subject=CONFIRMED).values_list("recipient", flat=True)) == sorted(
        [asker.user.email, friend.user.email]
    )
    assert Activity.objects.get(pk=duo.activity_id).staffed_at == NOW + HOUR
    assert codes(duo, friend) == ["over"]


def test_nothing_is_asked_where_two_seats_are_not_free_or_so_late() -> None:
    half, late = outing(), outing(starts_at=NOW + HOUR)
    SeatFactory(activity=half)
    assert [reason.code for reason in asking_reasons(half, person(), now=NOW)] == ["one_left"]
    assert [reason.code for reason in asking_reasons(late, person(), now=NOW)] == ["too_near"]
    with pytest.raises(Refused):
        ask(late, person(), now=NOW)
    assert not DuoRequest.objects.exists()


def test_first_timers_are_judged_as_a_pair() -> None:
    veteran, newcomer = person(led=True), person()
    duo = asked(outing(), newcomer)
    assert codes(duo, person()) == ["first_time"]
    with pytest.raises(Refused):
        accept(duo, person(), now=NOW)
    assert not duo.activity.seats.exists()
    assert codes(duo, veteran) == []
    three = outing(facilitator_seats=3)
    SeatFactory(activity=three, volunteer=person(led=True))
    assert codes(asked(three, newcomer), person()) == []


def test_friend_reads_every_reason_and_of_the_asker_no_detail() -> None:
    activity, asker, friend = outing(), person(led=True), VolunteerFactory()
    duo = asked(activity, asker)
    SeatFactory(volunteer=asker, activity=outing(title="Visite secrète"))
    reasons = acceptance_reasons(duo, friend, now=NOW)
    assert [reason.code for reason in reasons][-1] == "asker_overlap"
    assert "training" in {reason.code for reason in reasons}
    assert reasons[-1].sentence == f"{asker.user.first_name} a un autre engagement à ce moment-là."
    with pytest.raises(Refused) as caught:
        accept(duo, friend, now=NOW)
    assert caught.value.reasons == reasons
    assert not activity.seats.exists()


def test_nobody_accepts_their_own_request_or_one_that_is_over() -> None:
    asker = person(led=True)
    duo = asked(outing(), asker)
    assert codes(duo, asker) == ["yourself"]
    assert codes(duo, person(), duo.held_until - timedelta(seconds=1)) == []
    assert codes(duo, person(), duo.held_until) == ["over"]


def test_request_that_ran_out_frees_both_seats_and_says_so_once() -> None:
    activity, asker, other = outing(), person(led=True), person()
    duo = asked(activity, asker)
    wait = join(activity, other, now=NOW)
    for _ in range(2):
        tend_lines(duo.held_until)
    duo.refresh_from_db()
    wait.refresh_from_db()
    assert (duo.ended_as, wait.is_held(duo.held_until)) == (DuoRequest.End.EXPIRED, True)
    told = OutgoingMail.objects.filter(subject=HELD_NO_LONGER)
    assert [mail.recipient for mail in told] == [asker.user.email]


def test_request_withdrawn_frees_both_seats_for_who_waits() -> None:
    activity, asker = outing(), person(led=True)
    duo = asked(activity, asker)
    waits = [join(activity, volunteer, now=NOW) for volunteer in (person(), person(led=True))]
    withdraw(duo, now=NOW)
    withdraw(duo, now=NOW)
    assert list(SeatWait.objects.offered().order_by("since", "pk")) == sorted(waits, key=lambda wait: wait.pk)
    assert DuoRequest.objects.get().ended_as == DuoRequest.End.WITHDRAWN
    # Another may be asked for once there are seats again.
    assert [reason.code for reason in asking_reasons(activity, asker, now=NOW)] == ["held"]


def test_hold_that_a_coordinator_ends_frees_both_seats_and_is_kept_with_its_reason(coordinator: User) -> None:
    activity, asker = outing(), person(led=True)
    duo = asked(activity, asker)
    wait = join(activity, person(), now=NOW)
    with pytest.raises(Refused):
        release(duo, reason="", by=coordinator, now=NOW + HOUR)
    release(duo, reason="Injoignable", by=coordinator, now=NOW + HOUR)
    with pytest.raises(Refused):
        release(duo, reason="Encore", by=coordinator, now=NOW + HOUR)
    duo.refresh_from_db()
    wait.refresh_from_db()
    assert (duo.ended_as, duo.ended_at, duo.ended_reason, duo.ended_by) == (DuoRequest.End.RELEASED, NOW + HOUR, "Injoignable", coordinator)
    assert (wait.is_held(NOW + HOUR), codes(duo, person())) == (True, ["over"])
    told = OutgoingMail.objects.get(subject=HELD_NO_LONGER)
    assert (told.recipient, "Injoignable" in told.text) == (asker.user.email, False)
    forget_words(NOW + timedelta(days=367))
    duo.refresh_from_db()
    assert (duo.ended_reason, duo.ended_as) == ("", DuoRequest.End.RELEASED)


def test_seat_held_for_the_friend_alone_goes_to_the_next() -> None:
    activity = outing(facilitator_seats=3)
    gone = SeatFactory(activity=activity)
    asker, friend, third = person(led=True), person(), person()
    duo = asked(activity, asker)
    for number, volunteer in enumerate((friend, third)):
        join(activity, volunteer, now=NOW + number * HOUR)
    Seat.objects.filter(pk=gone.pk).update(left_at=NOW, engagement=None)
    tend_lines(NOW)
    assert [wait.volunteer for wait in SeatWait.objects.offered()] == [friend]
    accept(duo, friend, now=NOW)
    assert [wait.volunteer for wait in SeatWait.objects.offered()] == [third]
    assert activity.seats.active().count() == 2


def test_cancelling_ends_the_request_and_tells_who_asked(coordinator: User) -> None:
    activity, asker = outing(), person(led=True)
    duo = asked(activity, asker)
    cancel(activity, reason="Musée fermé", by=coordinator, now=NOW)
    assert DuoRequest.objects.get().ended_as == DuoRequest.End.CLOSED
    mail = OutgoingMail.objects.get(recipient=asker.user.email)
    assert (mail.subject, "vous aviez demandé deux places" in mail.text) == ("Une sortie que vous attendiez est annulée", True)
    duo.refresh_from_db()
    assert codes(duo, person()) == ["over"]


def test_request_does_not_survive_who_asked() -> None:
    activity, asker = outing(), person(led=True)
    duo = asked(activity, asker)
    wait = join(activity, person(led=True), now=NOW)
    erasure.erase(asker, now=NOW)
    wait.refresh_from_db()
    assert (DuoRequest.objects.count(), wait.is_held(NOW)) == (0, True)
    with pytest.raises(Refused):
        accept(duo, person(), now=NOW)


def test_who_asked_for_two_takes_no_seat_alone_meanwhile() -> None:
    activity, asker = outing(), person(led=True)
    asked(activity, asker)
    with pytest.raises(Refused) as caught:
        take_seat(activity, asker, now=NOW)
    assert [reason.code for reason in caught.value.reasons] == ["duo"]
