"""The demo has an outing short of people for which some were asked: two said no, the standing bénévole has not answered."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from events import demo, demo_calls
from events.models import SeatCall
from tests.accounts.factories import UserFactory
from tests.volunteers.factories import VolunteerFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 12, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))


def build() -> list[object]:
    demo.build(NOW)
    demo_calls.build(NOW)
    return list(SeatCall.objects.order_by("pk").values())


def test_two_said_no_and_two_are_silent_the_standing_one_among_them() -> None:
    standing = VolunteerFactory(user=UserFactory(email="benevole@demo.test"), trained=True)
    VolunteerFactory.create_batch(9, trained=True)
    build()
    assert sorted(SeatCall.objects.values_list("answer", flat=True)) == ["", "", "declined", "declined"]
    call = SeatCall.objects.get(volunteer=standing)
    assert (call.is_silent, call.activity.seats.active().count()) == (True, 1)


def test_second_run_changes_nothing() -> None:
    VolunteerFactory.create_batch(9, trained=True)
    assert build() == build() != []
