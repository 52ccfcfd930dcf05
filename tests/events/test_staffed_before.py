"""Activities older than the field say when their last seat was taken, as far as their seats tell."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from events.models import Activity
from tests.events.factories import ActivityFactory, SeatFactory

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def day(number: int) -> datetime:
    return START + timedelta(days=number)


@pytest.mark.parametrize(
    ("seats", "expected"),
    [
        ([], None),
        ([(1, None)], None),
        ([(1, None), (3, None)], day(3)),
        # Never two at once: one left before, or as, the other came.
        ([(1, 2), (3, None)], None),
        ([(1, 3), (3, None)], None),
        # Complete once, and short of somebody since.
        ([(1, None), (2, 4)], day(2)),
        ([(1, 2), (3, None), (5, None), (6, None)], day(5)),
    ],
)
def test_first_instant_with_enough_seats_is_filled_in(seats: list[tuple[int, int | None]], expected: datetime | None) -> None:
    activity = ActivityFactory(staffed_at=None)
    for taken, left in seats:
        SeatFactory(activity=activity, taken_at=day(taken), left_at=left and day(left), engagement=None)
    fill()
    assert Activity.objects.get().staffed_at == expected


def test_instant_already_known_and_public_events_stay_as_they_are() -> None:
    known = ActivityFactory(staffed_at=day(9))
    SeatFactory.create_batch(2, activity=known, taken_at=day(1))
    event = ActivityFactory(public=True, facilitator_seats=0)
    SeatFactory(activity=event, taken_at=day(1))
    fill()
    assert [found.staffed_at for found in (Activity.objects.get(pk=known.pk), Activity.objects.get(pk=event.pk))] == [day(9), None]


def fill() -> None:
    import_module("events.migrations.0011_pictures").fill_staffed_at(apps, None)
