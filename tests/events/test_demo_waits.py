"""The demo shows an offer that runs and people who wait behind it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from events import demo, demo_waits
from events.models import Activity, Seat, SeatWait
from events.seat_line import tend_lines
from tests.accounts.factories import UserFactory
from tests.volunteers.factories import VolunteerFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 12, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))


def rows() -> list[list[object]]:
    return [list(model.objects.order_by("pk").values()) for model in (Activity, Seat, SeatWait)]


def test_one_offer_runs_and_two_people_wait_however_often_it_is_built() -> None:
    standing = VolunteerFactory(user=UserFactory(email="benevole@demo.test"), trained=True)
    VolunteerFactory.create_batch(4, trained=True)
    demo.build(NOW)
    demo_waits.build(NOW)
    first = rows()
    demo_waits.build(NOW)
    tend_lines(NOW)
    assert rows() == first
    assert [wait.volunteer for wait in SeatWait.objects.offered()] == [standing]
    activity = SeatWait.objects.offered().get().activity
    assert SeatWait.objects.in_line(NOW).filter(activity=activity).count() == 2
    assert not Activity.objects.filter(pk=activity.pk).with_free_seat_for([], NOW).exists()


def test_without_anybody_ready_the_outing_is_there_and_nobody_waits() -> None:
    demo.build(NOW)
    SeatWait.objects.all().delete()
    demo_waits.build(NOW)
    assert Activity.objects.filter(title=demo_waits.WAITED_FOR.title).count() == 1
