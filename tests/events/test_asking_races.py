"""Several people asked for one seat answer at the same instant, a coordinator clicks twice: with real threads on PostgreSQL,
beside the same without the locks."""

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
from events import staffing
from events.asking import accept, ask, decline
from events.models import Activity, SeatCall
from events.sign_ups import take_seat
from tests.accounts.factories import UserFactory
from tests.events.factories import ActivityFactory, SeatCallFactory, SeatFactory
from tests.events.test_races import ON_POSTGRESQL, PEOPLE, refusals, run_at_once, without_locks
from tests.volunteers.factories import VolunteerFactory
from volunteers.exceptions import Refused
from volunteers.models import Volunteer

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(not ON_POSTGRESQL, reason="races need row locks: run with DATABASE_URL=postgres://… (make test-postgres)"),
    pytest.mark.django_db(transaction=True),
]

THANKED = "Merci\u00a0: la sortie a trouvé quelqu’un"
ASKED = "Pouvez-vous animer une sortie\u00a0?"


def told(subject: str) -> int:
    return OutgoingMail.objects.filter(subject=subject).count()


def asked_for_the_last_seat(count: int = PEOPLE) -> tuple[Activity, list[SeatCall]]:
    activity = ActivityFactory()
    SeatFactory(activity=activity)
    return activity, SeatCallFactory.create_batch(count, activity=activity)


def test_of_many_who_accept_at_once_one_has_the_seat_and_each_other_is_thanked_once() -> None:
    activity, calls = asked_for_the_last_seat()
    now = timezone.now()
    results = run_at_once([partial(accept, call, now=now) for call in calls])
    assert refusals(results) == [["over"]] * (PEOPLE - 1)
    assert activity.seats.active().count() == 2
    assert sorted(activity.seat_calls.values_list("answer", flat=True)) == ["accepted", *["filled"] * (PEOPLE - 1)]
    assert told(THANKED) == PEOPLE - 1
    # The others had their answer by mail, and no second one.
    assert OutgoingMail.objects.filter(subject=THANKED).values("recipient").distinct().count() == PEOPLE - 1


def test_all_of_them_have_the_seat_without_the_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    activity, calls = asked_for_the_last_seat()
    now = timezone.now()
    with without_locks(monkeypatch, Barrier(PEOPLE)):
        run_at_once([partial(accept, call, now=now) for call in calls])
    assert activity.seats.active().count() == 1 + PEOPLE


def test_one_person_who_accepts_many_times_at_once_has_one_seat() -> None:
    activity, [call] = asked_for_the_last_seat(1)
    results = run_at_once([partial(accept, call, now=timezone.now())] * PEOPLE)
    assert refusals(results) == [["accepted"]] * (PEOPLE - 1)
    assert activity.seats.active().count() == 2


def test_yes_and_no_at_once_end_in_one_of_them() -> None:
    for _ in range(5):
        activity, [call] = asked_for_the_last_seat(1)
        run_at_once([partial(accept, call, now=timezone.now()), partial(decline, call, now=timezone.now())])
        # A no that comes first is a change of mind; one that comes last is refused.
        assert (activity.seats.active().count(), activity.seat_calls.get().answer) == (2, "accepted")


def test_seat_taken_on_the_page_while_another_accepts_goes_to_one() -> None:
    for _ in range(5):
        activity, [call] = asked_for_the_last_seat(1)
        passer_by = VolunteerFactory(trained=True)
        run_at_once([partial(accept, call, now=timezone.now()), partial(take_seat, activity, passer_by, now=timezone.now())])
        assert activity.seats.active().count() == 2
        is_theirs = activity.seats.active().filter(volunteer=call.volunteer).exists()
        assert activity.seat_calls.get().answer == ("accepted" if is_theirs else "filled")


def button_clicked_many_times() -> tuple[list[Volunteer], list[Callable[[], object]]]:
    activity, by, people = ActivityFactory(), UserFactory(coordinator=True), VolunteerFactory.create_batch(3, trained=True)
    ids, now = [person.pk for person in people], timezone.now()
    return people, [partial(ask, activity, ids, by=by, now=now)] * PEOPLE


def test_button_clicked_many_times_at_once_writes_once_to_each() -> None:
    people, calls = button_clicked_many_times()
    assert refusals(run_at_once(calls)) == [["nobody"]] * (PEOPLE - 1)
    assert (SeatCall.objects.count(), told(ASKED)) == (len(people), len(people))


@contextmanager
def asking_without_locks(monkeypatch: pytest.MonkeyPatch, slow: Barrier) -> Iterator[None]:
    """Everybody has read the list before anybody is written to."""
    ranked = staffing.candidates

    def rank_and_wait(*args: Any, **kwargs: Any) -> Any:
        found = ranked(*args, **kwargs)
        slow.wait(timeout=10)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(models.QuerySet, "select_for_update", lambda self, *args, **kwargs: self)
        patch.setattr("events.asking.candidates", rank_and_wait)
        yield


def test_second_click_breaks_on_the_constraint_without_the_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    people, calls = button_clicked_many_times()
    with asking_without_locks(monkeypatch, Barrier(2)), pytest.raises(IntegrityError, match="events_seat_call_once"):
        run_at_once(calls[:2])
    # Even then, nobody is written to twice.
    assert (SeatCall.objects.count(), told(ASKED)) == (len(people), len(people))


def outings_that_ask_the_same_person() -> tuple[Volunteer, list[Callable[[], object]]]:
    """Three, in different weeks; nobody is asked more than twice in seven days."""
    person, by, now = VolunteerFactory(trained=True), UserFactory(coordinator=True), timezone.now()
    outings = [ActivityFactory(starts_at=now + timedelta(weeks=week)) for week in (1, 2, 3)]
    return person, [partial(ask, activity, [person.pk], by=by, now=now) for activity in outings]


def test_person_asked_for_three_outings_at_once_receives_two_mails() -> None:
    _, calls = outings_that_ask_the_same_person()
    results = run_at_once(calls)
    assert (sum(isinstance(result, Refused) for result in results), told(ASKED)) == (1, 2)


def test_person_is_asked_three_times_without_the_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    person, calls = outings_that_ask_the_same_person()
    with asking_without_locks(monkeypatch, Barrier(3)):
        run_at_once(calls)
    assert person.seat_calls.count() == 3
