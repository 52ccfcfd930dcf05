"""A bénévole's seats in their calendar: under a neutral title, moved and called off on the same line."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from events.activity_states import cancel
from events.models import Seat
from events.sign_ups import leave_seat, take_seat
from tests.accounts.factories import UserFactory
from tests.conftest import SignIn
from tests.events.factories import ActivityFactory, SeatFactory, VenueFactory
from volunteers import calendar_feed
from volunteers.models import Volunteer

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 5, 12, 10, 0, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def feed(ready_volunteer: Volunteer) -> str:
    return reverse("calendar_feed", args=[calendar_feed.renew(ready_volunteer, now=NOW)])


def lines(client: Client, address: str) -> list[dict[str, Any]]:
    response = client.get(address)
    assert response.status_code == 200
    return [
        {
            "uid": str(event["UID"]),
            "title": str(event["SUMMARY"]),
            "status": str(event["STATUS"]),
            "sequence": int(event["SEQUENCE"]),
            "starts_at": event.decoded("DTSTART"),
            "place": str(event["LOCATION"]),
            "url": str(event["URL"]),
            "class": str(event["CLASS"]),
        }
        for event in Calendar.from_ical(response.content).walk("VEVENT")
    ]


def test_outing_has_a_neutral_title_and_no_precise_place_even_on_its_day(
    client: Client, feed: str, ready_volunteer: Volunteer, clock: time_machine.Traveller
) -> None:
    venue = VenueFactory(name="Musée exact", area="Paris 13e")
    activity = ActivityFactory(
        title="Musée de l’exil", description="Avec des personnes en demande d’asile", venue=venue, meeting_point="Porte bleue", sequence=4
    )
    seat = SeatFactory(activity=activity, volunteer=ready_volunteer)
    for now in (NOW, activity.starts_at - timedelta(minutes=5)):
        clock.move_to(now)
        assert lines(client, feed) == [
            {
                "uid": f"{seat.pk}@demo.test",
                "title": "Sortie Polaris 14",
                "status": "CONFIRMED",
                "sequence": 4,
                "starts_at": activity.starts_at,
                "place": "Paris 13e",
                "url": settings.SITE_URL + reverse("space_activity", args=[activity.pk]),
                "class": "PRIVATE",
            }
        ]
        text = client.get(feed).content.decode().replace("\r\n ", "")
        assert not any(words in text for words in ("exil", "asile", "Musée", "Porte bleue", venue.address))


def test_seat_given_back_arrives_called_off_for_thirty_days(
    client: Client, feed: str, ready_volunteer: Volunteer, clock: time_machine.Traveller
) -> None:
    seat = take_seat(ActivityFactory(starts_at=NOW + timedelta(days=60)), ready_volunteer, now=NOW)
    (held,) = lines(client, feed)
    leave_seat(seat, now=NOW)
    (left,) = lines(client, feed)
    assert (left["uid"], held["status"], left["status"]) == (held["uid"], "CONFIRMED", "CANCELLED")
    assert left["sequence"] > held["sequence"]
    clock.move_to(NOW + timedelta(days=29))
    assert len(lines(client, feed)) == 1
    clock.move_to(NOW + timedelta(days=31))
    assert lines(client, feed) == []


def test_seat_taken_again_is_a_line_of_its_own(client: Client, feed: str, ready_volunteer: Volunteer) -> None:
    activity = ActivityFactory()
    first = take_seat(activity, ready_volunteer, now=NOW)
    leave_seat(first, now=NOW)
    again = take_seat(activity, ready_volunteer, now=NOW)
    assert {(line["uid"], line["status"]) for line in lines(client, feed)} == {
        (f"{first.pk}@demo.test", "CANCELLED"),
        (f"{again.pk}@demo.test", "CONFIRMED"),
    }


def test_cancelled_outing_arrives_called_off_for_thirty_days(
    client: Client, feed: str, ready_volunteer: Volunteer, clock: time_machine.Traveller
) -> None:
    seat = take_seat(ActivityFactory(starts_at=NOW + timedelta(days=60)), ready_volunteer, now=NOW)
    (held,) = lines(client, feed)
    clock.move_to(NOW + timedelta(days=1))
    cancel(seat.activity, reason="Musée fermé", by=UserFactory(coordinator=True), now=NOW + timedelta(days=1))
    (cancelled,) = lines(client, feed)
    assert (cancelled["uid"], cancelled["status"]) == (held["uid"], "CANCELLED")
    assert cancelled["sequence"] > held["sequence"]
    assert "Musée fermé" not in client.get(feed).content.decode()
    clock.move_to(NOW + timedelta(days=32))
    assert lines(client, feed) == []


def test_moved_outing_keeps_its_line(client: Client, feed: str, ready_volunteer: Volunteer) -> None:
    seat = SeatFactory(volunteer=ready_volunteer)
    (before,) = lines(client, feed)
    seat.activity.starts_at += timedelta(days=1)
    seat.activity.ends_at += timedelta(days=1)
    seat.activity.sequence += 1
    seat.activity.save()
    (after,) = lines(client, feed)
    assert after == {**before, "sequence": before["sequence"] + 1, "starts_at": seat.activity.starts_at}


@pytest.mark.parametrize("utc", [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)])
def test_hour_that_comes_twice_is_told_as_the_one_it_is(client: Client, feed: str, ready_volunteer: Volunteer, utc: datetime) -> None:
    SeatFactory(activity=ActivityFactory(starts_at=utc), volunteer=ready_volunteer)
    (line,) = lines(client, feed)
    assert line["starts_at"] == utc


def test_file_of_one_seat_reads_as_in_the_feed_then_takes_it_out(feed: str, ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    seat = take_seat(ActivityFactory(title="Musée de l’exil"), ready_volunteer, now=NOW)
    client = signed_in(ready_volunteer.user)
    address = reverse("space_activity_calendar", args=[seat.activity_id])
    assert f'href="{address}"' in client.get(reverse("space_activity", args=[seat.activity_id])).content.decode()
    response = client.get(address)
    assert (response["Content-Type"], response["Content-Disposition"]) == (
        "text/calendar; charset=utf-8",
        'attachment; filename="polaris14.ics"',
    )
    assert lines(client, address) == lines(client, feed)
    assert "METHOD:PUBLISH" in response.content.decode()
    leave_seat(Seat.objects.get(), now=NOW)
    assert "METHOD:CANCEL" in client.get(address).content.decode()


def test_no_seat_no_file(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    other = SeatFactory()
    assert signed_in(ready_volunteer.user).get(reverse("space_activity_calendar", args=[other.activity_id])).status_code == 404
