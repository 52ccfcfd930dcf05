"""One button pressed by several coordinators at the same instant, with real threads on PostgreSQL, and its negative control."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import models
from django.utils import timezone

from accounts.models import OutgoingMail
from events import changes, duos
from events.changes import change_activity
from events.copies import copy_activity, make_template
from events.models import Activity, ActivitySeries, ActivityTemplate, DuoRequest
from events.series import repeat
from tests.accounts.factories import UserFactory
from tests.events.factories import ActivityFactory, SeatFactory
from tests.events.test_races import pytestmark as pytestmark
from tests.events.test_races import refusals, run_at_once
from tests.volunteers.factories import VolunteerFactory

TIMES = 4


def same_changes() -> list[Callable[[], object]]:
    activity, by, now = SeatFactory().activity, UserFactory(coordinator=True), timezone.now()
    fields = {"to_bring": "Une gourde", "title": "Autre titre"}
    return [partial(change_activity, activity, fields, by=by, now=now)] * TIMES


def test_change_saved_several_times_at_once_is_told_and_counted_once() -> None:
    assert refusals(run_at_once(same_changes())) == []
    assert (OutgoingMail.objects.count(), Activity.objects.get().sequence) == (1, 1)


def test_change_is_told_several_times_without_the_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    calls, slow = same_changes(), Barrier(TIMES)
    asked = changes.change_reasons

    def ask_and_wait(*args: Any, **kwargs: Any) -> Any:
        reasons = asked(*args, **kwargs)
        slow.wait(timeout=10)
        return reasons

    with monkeypatch.context() as patch:
        patch.setattr(models.QuerySet, "select_for_update", lambda self, *args, **kwargs: self)
        patch.setattr(changes, "change_reasons", ask_and_wait)
        run_at_once(calls)
    assert OutgoingMail.objects.count() == TIMES


def test_activity_repeated_several_times_at_once_makes_one_series() -> None:
    activity, by, now = ActivityFactory(), UserFactory(coordinator=True), timezone.now()
    until = timezone.localdate(activity.starts_at) + timedelta(weeks=4)
    results = run_at_once([partial(repeat, activity, every_weeks=2, until=until, by=by, now=now)] * TIMES)
    assert refusals(results) == [["in_series"]] * (TIMES - 1)
    assert (ActivitySeries.objects.count(), Activity.objects.count()) == (1, 3)


def test_template_made_several_times_at_once_is_one() -> None:
    results = run_at_once([partial(make_template, ActivityFactory(held=True), now=timezone.now())] * TIMES)
    assert refusals(results) == [["already_made"]] * (TIMES - 1)
    assert ActivityTemplate.objects.count() == 1


def test_page_sent_several_times_at_once_writes_one_copy_and_holds_two_seats_once() -> None:
    activity, by, now = ActivityFactory(), UserFactory(coordinator=True), timezone.now()
    copied = run_at_once([partial(copy_activity, activity, activity.starts_at, by=by, key=uuid4())] * TIMES)
    assert (len({copy.pk for copy in copied if isinstance(copy, Activity)}), Activity.objects.count()) == (1, 2)
    asker = VolunteerFactory(trained=True)
    secrets = run_at_once([partial(duos.ask, activity, asker, now=now, key=uuid4())] * TIMES)
    assert (len(set(secrets)), DuoRequest.objects.count()) == (1, 1)


def test_page_without_a_key_writes_a_copy_each_time() -> None:
    activity, by = ActivityFactory(), UserFactory(coordinator=True)
    run_at_once([partial(copy_activity, activity, activity.starts_at, by=by)] * TIMES)
    assert Activity.objects.count() == 1 + TIMES
