"""Several people at the same instant, with real threads on PostgreSQL. Each race has its negative control:
the same rules without the locks let too many in, so the test can see what it looks for."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from accounts.models import OutgoingMail
from events import seat_reasons, sign_ups
from events.activity_states import cancel
from events.models import Activity, OutingReport, Seat
from events.reports import Answers, write_report
from events.sign_ups import leave_seat, take_seat
from tests.accounts.factories import UserFactory
from tests.events.factories import ActivityFactory, SeatFactory
from tests.volunteers.factories import VolunteerFactory
from volunteers.exceptions import Refused
from volunteers.models import Engagement

ON_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(not ON_POSTGRESQL, reason="races need row locks: run with DATABASE_URL=postgres://… (make test-postgres)"),
    pytest.mark.django_db(transaction=True),
]

PEOPLE = 8


def run_at_once(calls: list[Callable[[], object]]) -> list[object]:
    """Each call in a thread with its own connection, all released together; gives what each returned or raised as Refused."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=10)
            return call()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def refusals(results: list[object]) -> list[list[str]]:
    return [[reason.code for reason in result.reasons] for result in results if isinstance(result, Refused)]


@contextmanager
def without_locks(monkeypatch: pytest.MonkeyPatch, slow: Barrier) -> Iterator[None]:
    """The negative control: no row is locked, and everybody has asked for the reasons before anybody writes."""
    asked = seat_reasons.refusal_reasons

    def ask_and_wait(*args: Any, **kwargs: Any) -> Any:
        reasons = asked(*args, **kwargs)
        slow.wait(timeout=10)
        return reasons

    with monkeypatch.context() as patch:
        patch.setattr(models.QuerySet, "select_for_update", lambda self, *args, **kwargs: self)
        patch.setattr(sign_ups, "refusal_reasons", ask_and_wait)
        yield


def people_on_the_last_seat() -> tuple[Activity, list[Callable[[], object]]]:
    activity = ActivityFactory()
    SeatFactory(activity=activity)
    people = VolunteerFactory.create_batch(PEOPLE, trained=True)
    now = timezone.now()
    return activity, [partial(take_seat, activity, volunteer, now=now) for volunteer in people]


def test_last_seat_goes_to_one_of_many() -> None:
    activity, calls = people_on_the_last_seat()
    results = run_at_once(calls)
    assert activity.seats.active().count() == activity.facilitator_seats == 2
    assert refusals(results) == [["full"]] * (PEOPLE - 1)
    assert Engagement.objects.count() == 2


def test_last_seat_is_oversold_without_the_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    activity, calls = people_on_the_last_seat()
    with without_locks(monkeypatch, Barrier(PEOPLE)):
        run_at_once(calls)
    assert activity.seats.active().count() == 1 + PEOPLE


def one_person_on_two_outings() -> list[Callable[[], object]]:
    volunteer = VolunteerFactory(trained=True)
    first = ActivityFactory()
    second = ActivityFactory(starts_at=first.starts_at + timedelta(hours=1))
    now = timezone.now()
    return [partial(take_seat, activity, volunteer, now=now) for activity in (first, second)]


def test_one_person_gets_one_of_two_outings_that_overlap() -> None:
    results = run_at_once(one_person_on_two_outings())
    assert refusals(results) == [["overlap"]]
    assert (Seat.objects.count(), Engagement.objects.count()) == (1, 1)


def test_one_person_is_in_two_places_without_the_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = one_person_on_two_outings()
    with without_locks(monkeypatch, Barrier(2)):
        run_at_once(calls)
    assert Seat.objects.count() == 2


def test_form_posted_many_times_at_once_gives_one_seat() -> None:
    activity, volunteer, now = ActivityFactory(), VolunteerFactory(trained=True), timezone.now()
    results = run_at_once([partial(take_seat, activity, volunteer, now=now)] * PEOPLE)
    assert refusals(results) == [["already_in"]] * (PEOPLE - 1)
    assert Seat.objects.count() == 1


def test_seat_taken_while_the_outing_is_cancelled_leaves_no_time_held() -> None:
    now = timezone.now()
    for _ in range(5):
        activity, volunteer, by = ActivityFactory(), VolunteerFactory(trained=True), UserFactory(coordinator=True)
        run_at_once(
            [
                partial(take_seat, activity, volunteer, now=now),
                partial(cancel, activity, reason="Pluie", by=by, now=now),
            ]
        )
        assert Engagement.objects.filter(volunteer=volunteer).count() == 0


def test_two_people_exchanging_outings_do_not_block_each_other() -> None:
    now = timezone.now()
    first, second = SeatFactory(), SeatFactory(activity=ActivityFactory(starts_at=now + timedelta(days=30)))

    def change(seat: Seat, to: Activity) -> Callable[[], object]:
        def leave_then_take() -> object:
            leave_seat(seat, now=now)
            return take_seat(to, seat.volunteer, now=now)

        return leave_then_take

    assert refusals(run_at_once([change(first, second.activity), change(second, first.activity)])) == []
    with transaction.atomic():
        assert {seat.volunteer_id for seat in first.activity.seats.active()} == {second.volunteer_id}


def first_timers_on_two_seats() -> tuple[Activity, list[Callable[[], object]]]:
    """Both seats are free; somebody elsewhere is experienced, so the last is not for a first-timer."""
    activity, now = ActivityFactory(), timezone.now()
    SeatFactory(activity=ActivityFactory(held=True))
    people = VolunteerFactory.create_batch(PEOPLE, trained=True)
    return activity, [partial(take_seat, activity, volunteer, now=now) for volunteer in people]


def test_of_many_first_timers_one_sits_down_and_the_last_seat_stays_free() -> None:
    activity, calls = first_timers_on_two_seats()
    results = run_at_once(calls)
    assert activity.seats.active().count() == 1
    assert refusals(results) == [["first_time"]] * (PEOPLE - 1)


def test_first_timers_fill_the_outing_without_the_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    activity, calls = first_timers_on_two_seats()
    with without_locks(monkeypatch, Barrier(PEOPLE)):
        run_at_once(calls)
    assert activity.seats.active().count() == PEOPLE


def seat_given_back_many_times() -> tuple[Seat, list[Callable[[], object]]]:
    """Late, with a reason, beside a partner; one coordinator."""
    UserFactory(coordinator=True)
    activity, now = ActivityFactory(starts_at=timezone.now() + timedelta(hours=20)), timezone.now()
    seat, _ = SeatFactory(activity=activity), SeatFactory(activity=activity)
    return seat, [partial(leave_seat, seat, now=now, reason="Grippe")] * PEOPLE


def test_seat_given_back_many_times_at_once_is_told_once_to_each() -> None:
    seat, calls = seat_given_back_many_times()
    assert refusals(run_at_once(calls)) == [["already_left"]] * (PEOPLE - 1)
    assert (Seat.objects.active().count(), Engagement.objects.count(), OutgoingMail.objects.count()) == (1, 1, 2)
    assert Seat.history.filter(id=seat.pk, left_at__isnull=False).count() == 1


def test_seat_is_given_back_twice_without_the_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    seat, calls = seat_given_back_many_times()
    slow, asked = Barrier(2), sign_ups.leaving_reasons

    def ask_and_wait(*args: Any, **kwargs: Any) -> Any:
        reasons = asked(*args, **kwargs)
        slow.wait(timeout=10)
        return reasons

    with monkeypatch.context() as patch:
        patch.setattr(models.QuerySet, "select_for_update", lambda self, *args, **kwargs: self)
        patch.setattr(sign_ups, "leaving_reasons", ask_and_wait)
        run_at_once(calls[:2])
    assert Seat.history.filter(id=seat.pk, left_at__isnull=False).count() == 2


def test_first_timer_sits_down_while_the_experienced_one_leaves() -> None:
    """Whatever comes first, the outing is never told full of people who have never led."""
    now = timezone.now()
    for _ in range(5):
        veteran = VolunteerFactory(trained=True)
        SeatFactory(activity=ActivityFactory(held=True), volunteer=veteran)
        activity, newcomer = ActivityFactory(), VolunteerFactory(trained=True)
        seat = SeatFactory(activity=activity, volunteer=veteran)
        run_at_once([partial(leave_seat, seat, now=now), partial(take_seat, activity, newcomer, now=now)])
        assert activity.seats.active().count() == 1


def test_two_reports_at_once_give_one_and_one_alert() -> None:
    by, activity, now = UserFactory(coordinator=True), ActivityFactory(over=True), timezone.now()
    calls: list[Callable[[], object]] = [
        partial(write_report, activity, Answers(number, 3, incident="Une chute"), by=by, now=now) for number in range(PEOPLE)
    ]
    results = run_at_once(calls)
    assert refusals(results) == [["given"]] * (PEOPLE - 1)
    kept = next(result for result in results if isinstance(result, OutingReport))
    activity.refresh_from_db()
    assert (OutingReport.objects.get(), activity.participants_count) == (kept, kept.activity.participants_count)
    assert OutgoingMail.objects.count() == 1
    assert Activity.history.filter(id=activity.pk, status=Activity.Status.HELD).count() == 1
