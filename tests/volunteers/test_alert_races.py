"""The same alert taken, the same meeting logged and the same silence seen at one moment: in real threads on PostgreSQL."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Barrier, Event
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from tests.accounts.factories import UserFactory
from tests.volunteers.factories import PairingAlertFactory, PairingFactory
from tests.volunteers.test_races import all_at_once
from volunteers import alerts, meetings, pairing_ends
from volunteers.models import Engagement, Meeting, Pairing, PairingAlert
from volunteers.pairing_states import move

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

COORDINATORS = 4
NOW = timezone.now()
TODAY = timezone.localdate(NOW)


def rush_to_take() -> int:
    alert = PairingAlertFactory()
    people = UserFactory.create_batch(COORDINATORS, coordinator=True)
    return all_at_once([partial(alerts.take, alert, by=user, now=NOW) for user in people])


def test_alert_is_taken_by_one() -> None:
    assert rush_to_take() == 1


def test_without_the_lock_it_is_taken_by_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: everybody has read before anybody writes."""
    barrier = Barrier(COORDINATORS)

    def read(alert: PairingAlert) -> PairingAlert:
        found = PairingAlert.objects.get(pk=alert.pk)
        barrier.wait(timeout=20)
        return found

    monkeypatch.setattr(alerts, "lock_alert", read)
    assert rush_to_take() == COORDINATORS


def test_page_sent_many_times_logs_once() -> None:
    pairing, key = PairingFactory(), uuid4()
    log = meetings.Log(TODAY, 60, Meeting.Place.CAFE)
    assert all_at_once([partial(meetings.log, pairing, log, key=key, now=NOW)] * COORDINATORS) == COORDINATORS
    assert (Meeting.objects.count(), Engagement.objects.filter(kind="meeting").count()) == (1, 1)


def test_silence_seen_by_many_opens_one_alert() -> None:
    PairingFactory(starts_on=TODAY - timedelta(days=30))
    assert all_at_once([partial(alerts.watch, NOW)] * COORDINATORS) == COORDINATORS
    assert PairingAlert.objects.count() == 1


def difficult(pairing: Pairing) -> Callable[[], object]:
    """The second difficult meeting in a row, which opens an alert."""
    log = meetings.Log(TODAY, 60, Meeting.Place.CAFE, own_mood=1)
    return partial(meetings.log, pairing, log, key=uuid4(), now=NOW)


def planned(pairing: Pairing) -> Callable[[], object]:
    starts_at = NOW + timedelta(days=3)
    return partial(meetings.plan, pairing, meetings.Plan(starts_at, 60, Meeting.Place.CAFE), key=uuid4(), now=NOW)


def rush_to_end(write: Callable[[Pairing], Callable[[], object]]) -> Pairing:
    """Somebody of the team ends a pairing while the bénévole writes in its log."""
    pairing = PairingFactory(starts_on=TODAY - timedelta(days=5))
    difficult(pairing)()
    by = UserFactory(coordinator=True)
    end = partial(pairing_ends.end, pairing, reason=Pairing.EndReason.GOAL, on=TODAY, waits=False, by=by, now=NOW)
    all_at_once([end, write(pairing)])
    pairing.refresh_from_db()
    assert pairing.status == "ended"
    return pairing


def left_open(pairing: Pairing) -> int:
    """What nobody would look at any more: alerts, and meetings to come."""
    return PairingAlert.objects.open().filter(pairing=pairing).count() + Meeting.objects.planned().filter(pairing=pairing).count()


@pytest.mark.parametrize("write", [difficult, planned])
def test_end_leaves_nothing_open_whatever_is_logged_meanwhile(write: Callable[[Pairing], Callable[[], object]]) -> None:
    for _ in range(4):
        pairing = rush_to_end(write)
        assert left_open(pairing) == 0
        assert Engagement.objects.filter(volunteer=pairing.volunteer).count() == pairing.meetings.held().count()


@pytest.mark.parametrize("write", [difficult, planned])
def test_without_the_locks_something_stays_open(monkeypatch: pytest.MonkeyPatch, write: Callable[[Pairing], Callable[[], object]]) -> None:
    """The negative control: who writes has read the pairing before its end, and writes after it."""
    ended, read = Event(), Event()

    def read_then_wait(pairing: Pairing) -> Pairing:
        found = Pairing.objects.select_related("programme", "volunteer__user").get(pk=pairing.pk)
        if first_is_written:
            read.set()
            assert ended.wait(timeout=20)
        return found

    def end_once_read(*args: Any, **facts: Any) -> Pairing:
        assert read.wait(timeout=20)
        return move(*args, **facts)

    def close_and_tell(*args: Any, **more: Any) -> None:
        close(*args, **more)
        transaction.on_commit(ended.set)

    close, first_is_written = alerts.close_at_end, False
    monkeypatch.setattr(meetings, "lock_pairing", read_then_wait)
    monkeypatch.setattr(pairing_ends, "move", end_once_read)
    monkeypatch.setattr(alerts, "close_at_end", close_and_tell)

    def write_second(pairing: Pairing) -> Callable[[], object]:
        nonlocal first_is_written
        first_is_written = True
        return write(pairing)

    assert left_open(rush_to_end(write_second)) == 1
