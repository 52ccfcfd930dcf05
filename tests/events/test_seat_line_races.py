"""The waiting list of an outing and seats for two, with real threads on PostgreSQL. Each race has its negative control."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, models
from django.utils import timezone

from accounts.models import OutgoingMail
from events import duos, seat_line, seat_waits, sign_ups
from events.models import Activity, DuoRequest, Seat, SeatWait
from events.seat_line import tend_lines
from events.sign_ups import leave_seat, take_seat
from tests.events.factories import ActivityFactory, SeatFactory, SeatWaitFactory
from tests.events.test_races import PEOPLE, pytestmark, refusals, run_at_once
from tests.volunteers.factories import VolunteerFactory
from volunteers.exceptions import Refused
from volunteers.models import Volunteer

__all__ = ["pytestmark"]

NOW = timezone.now()
RUN_OUT = "La place qui vous était gardée ne l’est plus"


@contextmanager
def without_locks(monkeypatch: pytest.MonkeyPatch, *slow: tuple[object, str, Callable[[], object]]) -> Iterator[None]:
    """No row is locked; each function named waits for the others once it has done its part."""

    def slowed(function: Callable[..., Any], wait: Callable[[], object]) -> Callable[..., Any]:
        def act_and_wait(*args: Any, **kwargs: Any) -> Any:
            answer = function(*args, **kwargs)
            wait()
            return answer

        return act_and_wait

    with monkeypatch.context() as patch:
        patch.setattr(models.QuerySet, "select_for_update", lambda self, *args, **kwargs: self)
        for module, name, wait in slow:
            patch.setattr(module, name, slowed(getattr(module, name), wait))
        yield


def full_outing() -> Activity:
    activity: Activity = ActivityFactory(starts_at=NOW + timedelta(days=30))
    SeatFactory.create_batch(2, activity=activity)
    return activity


def in_line(activity: Activity, count: int) -> list[SeatWait]:
    return [SeatWaitFactory(activity=activity, since=NOW + timedelta(minutes=number - count)) for number in range(count)]


def offered(activity: Activity) -> list[SeatWait]:
    return list(SeatWait.objects.offered().filter(activity=activity).order_by("since"))


def promised(activity: Activity) -> int:
    """Seats taken and held."""
    counted = Activity.objects.counting_free_for([], NOW).get(pk=activity.pk)
    return counted.facilitator_seats - counted.free_count


def take_or_wait(activity: Activity, volunteer: Volunteer) -> object:
    try:
        return take_seat(activity, volunteer, now=NOW)
    except Refused:
        return seat_waits.join(activity, volunteer, now=NOW)


def test_last_seat_goes_to_one_of_many_and_the_others_wait_in_order() -> None:
    activity = ActivityFactory()
    SeatFactory(activity=activity)
    run_at_once([partial(take_or_wait, activity, volunteer) for volunteer in VolunteerFactory.create_batch(PEOPLE, trained=True)])
    assert (activity.seats.active().count(), SeatWait.objects.open().count()) == (2, PEOPLE - 1)
    line = list(SeatWait.objects.in_line(NOW))
    leave_seat(activity.seats.active()[0], now=NOW)
    assert offered(activity) == [line[0]]


def seat_given_back_while_many_want_it() -> tuple[Activity, list[SeatWait], list[Callable[[], object]]]:
    activity = full_outing()
    waits = in_line(activity, 2)
    outsiders = VolunteerFactory.create_batch(PEOPLE, trained=True)
    leaving = partial(leave_seat, activity.seats.active()[0], now=NOW)
    return activity, waits, [leaving, *(partial(take_seat, activity, outsider, now=NOW) for outsider in outsiders)]


def test_seat_that_comes_free_is_the_next_ones_whoever_else_is_quick() -> None:
    activity, waits, calls = seat_given_back_while_many_want_it()
    results = run_at_once(calls)
    assert (offered(activity), activity.seats.active().count(), len(refusals(results))) == ([waits[0]], 1, PEOPLE)
    assert {code for codes in refusals(results) for code in codes} <= {"full", "held"}


def two_seats_come_free_at_once() -> tuple[Activity, list[SeatWait], list[Callable[[], object]]]:
    """An offer that is declined while the other seat is given back."""
    activity = full_outing()
    waits = in_line(activity, 3)
    first, last = activity.seats.active()
    leave_seat(first, now=NOW)
    return activity, waits, [partial(seat_waits.leave, waits[0], now=NOW), partial(leave_seat, last, now=NOW)]


def test_leaving_while_an_offer_is_declined_makes_two_offers() -> None:
    """Right without the locks too, as free seats are counted again after each offer: the two races that follow are not."""
    activity, waits, calls = two_seats_come_free_at_once()
    run_at_once(calls)
    assert (offered(activity), promised(activity)) == (waits[1:], 2)


def seat_given_back_as_an_offer_runs_out() -> tuple[Activity, list[SeatWait], list[Callable[[], object]]]:
    """One seat is held for the first in line, who accepts at the last instant; the other seat is given back at the next."""
    activity = full_outing()
    waits = in_line(activity, 3)
    first, last = activity.seats.active()
    leave_seat(first, now=NOW)
    until = offered(activity)[0].offered_until
    assert until is not None
    late = until - timedelta(microseconds=1)
    return activity, waits, [partial(leave_seat, last, now=until), partial(take_seat, activity, waits[0].volunteer, now=late)]


def told_it_ran_out(wait: SeatWait) -> int:
    return OutgoingMail.objects.filter(subject=RUN_OUT, recipient=wait.volunteer.user.email).count()


def test_leaving_while_an_offer_runs_out_passes_on_what_is_free_and_no_more() -> None:
    for _ in range(5):
        activity, waits, calls = seat_given_back_as_an_offer_runs_out()
        refused = refusals(run_at_once(calls))
        waits[0].refresh_from_db()
        assert promised(activity) == 2
        if refused:
            assert (refused, waits[0].ended_as, told_it_ran_out(waits[0])) == ([["held"]], SeatWait.End.EXPIRED, 1)
            assert offered(activity) == waits[1:]
        else:
            assert (waits[0].ended_as, told_it_ran_out(waits[0]), offered(activity)) == (SeatWait.End.TAKEN, 0, waits[1:2])


def test_leaving_while_an_offer_runs_out_promises_three_of_two_seats_without_the_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever accepted has a seat and a mail that says it is held no longer."""
    activity, waits, calls = seat_given_back_as_an_offer_runs_out()
    both = Barrier(2)
    slow = [(module, name, partial(both.wait, 10)) for module, name in ((sign_ups, "refusal_reasons"), (seat_line, "tell_offer_run_out"))]
    with without_locks(monkeypatch, *slow):
        assert refusals(run_at_once(calls)) == []
    assert (promised(activity), told_it_ran_out(waits[0]), offered(activity)) == (3, 1, waits[1:])


def line_joined_as_a_seat_is_given_back() -> tuple[Activity, Volunteer, list[Callable[[], object]]]:
    """While the other seat is held for the only one who waited."""
    activity, volunteer = full_outing(), VolunteerFactory(trained=True)
    in_line(activity, 1)
    first, last = activity.seats.active()
    leave_seat(first, now=NOW)
    return activity, volunteer, [partial(leave_seat, last, now=NOW), partial(seat_waits.join, activity, volunteer, now=NOW)]


def test_line_joined_as_a_seat_is_given_back_is_offered_it_or_told_it_is_free() -> None:
    for _ in range(5):
        activity, volunteer, calls = line_joined_as_a_seat_is_given_back()
        refused = refusals(run_at_once(calls))
        held = SeatWait.objects.offered().filter(activity=activity, volunteer=volunteer).count()
        assert (refused, held, promised(activity)) in (([["free"]], 0, 1), ([], 1, 2))


def test_seat_given_back_is_lost_to_who_joins_the_line_without_the_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """They wait for a seat that is free, and nobody tells them."""
    activity, volunteer, calls = line_joined_as_a_seat_is_given_back()
    both = Barrier(2)
    slow = [(module, name, partial(both.wait, 10)) for module, name in ((sign_ups, "tend_line"), (seat_waits, "waiting_reasons"))]
    with without_locks(monkeypatch, *slow):
        assert refusals(run_at_once(calls)) == []
    assert (list(SeatWait.objects.in_line(NOW)), promised(activity)) == ([SeatWait.objects.get(volunteer=volunteer)], 1)


def test_list_joined_many_times_at_once_is_joined_once() -> None:
    activity, volunteer = full_outing(), VolunteerFactory(trained=True)
    results = run_at_once([partial(seat_waits.join, activity, volunteer, now=NOW)] * PEOPLE)
    assert (refusals(results), SeatWait.objects.count()) == ([["waiting"]] * (PEOPLE - 1), 1)


def test_list_is_joined_twice_without_the_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the constraint of the database stops it, as an error."""
    activity, volunteer = full_outing(), VolunteerFactory(trained=True)
    slow = (seat_waits, "waiting_reasons", partial(Barrier(2).wait, 10))
    with without_locks(monkeypatch, slow), pytest.raises(IntegrityError):
        run_at_once([partial(seat_waits.join, activity, volunteer, now=NOW)] * 2)


def offer_accepted_many_times(count: int) -> tuple[Activity, list[Callable[[], object]]]:
    activity = full_outing()
    (wait,) = in_line(activity, 1)
    leave_seat(activity.seats.active()[0], now=NOW)
    return activity, [partial(take_seat, activity, wait.volunteer, now=NOW)] * count


def test_offer_accepted_many_times_at_once_gives_one_seat() -> None:
    activity, calls = offer_accepted_many_times(PEOPLE)
    assert refusals(run_at_once(calls)) == [["already_in"]] * (PEOPLE - 1)
    assert (activity.seats.active().count(), SeatWait.objects.get().ended_as) == (2, SeatWait.End.TAKEN)


def test_offer_is_accepted_twice_without_the_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    _activity, calls = offer_accepted_many_times(2)
    slow = (sign_ups, "refusal_reasons", partial(Barrier(2).wait, 10))
    with without_locks(monkeypatch, slow), pytest.raises(IntegrityError):
        run_at_once(calls)


def offer_accepted_as_it_runs_out() -> tuple[Activity, list[SeatWait], list[Callable[[], object]]]:
    activity = full_outing()
    waits = in_line(activity, 2)
    leave_seat(activity.seats.active()[0], now=NOW)
    until = offered(activity)[0].offered_until
    assert until is not None
    late = until - timedelta(microseconds=1)
    return activity, waits, [partial(take_seat, activity, waits[0].volunteer, now=late), partial(tend_lines, until)]


def test_offer_accepted_as_it_runs_out_is_taken_or_passed_on_never_both() -> None:
    for _ in range(5):
        activity, (first, second), calls = offer_accepted_as_it_runs_out()
        refused = refusals(run_at_once(calls))
        first.refresh_from_db()
        told = told_it_ran_out(first)
        assert promised(activity) == 2
        if refused:
            assert (refused, first.ended_as, told, offered(activity)) == ([["held"]], SeatWait.End.EXPIRED, 1, [second])
        else:
            assert (first.ended_as, told, offered(activity)) == (SeatWait.End.TAKEN, 0, [])


def test_offer_is_taken_and_passed_on_without_the_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    activity, _waits, calls = offer_accepted_as_it_runs_out()
    both = Barrier(2)
    slow = [(module, name, partial(both.wait, 10)) for module, name in ((sign_ups, "refusal_reasons"), (seat_line, "tell_of_offer"))]
    with without_locks(monkeypatch, *slow):
        run_at_once(calls)
    assert promised(activity) == 3


def two_free_seats_asked_and_taken() -> tuple[Activity, list[Callable[[], object]]]:
    activity = ActivityFactory(starts_at=NOW + timedelta(days=30))
    asker, third = VolunteerFactory.create_batch(2, trained=True)
    return activity, [partial(duos.ask, activity, asker, now=NOW), partial(take_seat, activity, third, now=NOW)]


def test_two_seats_are_held_or_one_is_taken_never_both() -> None:
    for _ in range(5):
        activity, calls = two_free_seats_asked_and_taken()
        refused = refusals(run_at_once(calls))
        assert (refused, promised(activity)) in (([["held"]], 2), ([["one_left"]], 1))


def test_three_of_two_seats_are_promised_without_the_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    activity, calls = two_free_seats_asked_and_taken()
    both = Barrier(2)
    slow = [(module, name, partial(both.wait, 10)) for module, name in ((duos, "asking_reasons"), (sign_ups, "refusal_reasons"))]
    with without_locks(monkeypatch, *slow):
        run_at_once(calls)
    assert promised(activity) == 3


def friends_against_a_third(*, wait: Callable[[], object] = lambda: None) -> tuple[Activity, list[Callable[[], object]]]:
    """The friend accepts while the request is withdrawn and somebody else takes one of the seats."""
    activity = ActivityFactory(starts_at=NOW + timedelta(days=30))
    asker, friend, third = VolunteerFactory.create_batch(3, trained=True)
    duo = duos.find(duos.ask(activity, asker, now=NOW))
    assert duo is not None

    def withdraw_then_take() -> object:
        wait()
        duos.withdraw(duo, now=NOW)
        return take_seat(activity, third, now=NOW)

    return activity, [partial(duos.accept, duo, friend, now=NOW), withdraw_then_take]


def test_friends_take_both_seats_or_none() -> None:
    for _ in range(5):
        activity, calls = friends_against_a_third()
        refused = refusals(run_at_once(calls))
        taken = DuoRequest.objects.get(activity=activity).ended_as == DuoRequest.End.TAKEN
        assert (refused, activity.seats.active().count()) == (([["full"]], 2) if taken else ([["over"]], 1))


def test_friends_and_a_third_share_two_seats_without_the_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, taking = partial(Barrier(2).wait, 10), partial(Barrier(2).wait, 10)
    activity, calls = friends_against_a_third(wait=asked)
    slow = [(duos, "acceptance_reasons", asked), (duos, "acceptance_reasons", taking), (sign_ups, "refusal_reasons", taking)]
    with without_locks(monkeypatch, *slow):
        run_at_once(calls)
    assert Seat.objects.active().filter(activity=activity).count() == 3


def test_two_friends_who_ask_each_other_do_not_block_each_other() -> None:
    """Each accepts the other's request, for two outings at once: the persons are locked in one order."""
    for _ in range(5):
        one, other = VolunteerFactory.create_batch(2, trained=True)
        first, second = (ActivityFactory(starts_at=NOW + timedelta(days=days)) for days in (30, 40))
        asked = [duos.find(duos.ask(first, one, now=NOW)), duos.find(duos.ask(second, other, now=NOW))]
        pairs = zip(asked, (other, one), strict=True)
        calls: list[Callable[[], object]] = [partial(duos.accept, duo, friend, now=NOW) for duo, friend in pairs if duo]
        assert refusals(run_at_once(calls)) == []
