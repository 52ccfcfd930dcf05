"""The public agenda in calendar programs: what is announced, moved, called off."""

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
from events.models import Activity
from events.models.agenda import event_path, event_step
from tests.accounts.factories import UserFactory
from tests.events.factories import ActivityFactory, VenueFactory

pytestmark = pytest.mark.usefixtures("agenda")

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 5, 12, 10, 0, tzinfo=PARIS)
FEED = "/agenda/flux.ics"


def lines(client: Client, address: str = FEED, *, now: datetime = NOW) -> list[dict[str, Any]]:
    with time_machine.travel(now, tick=False):
        response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    events = Calendar.from_ical(response.content).walk("VEVENT")
    return [
        {
            "uid": str(event["UID"]),
            "title": str(event["SUMMARY"]),
            "status": str(event["STATUS"]),
            "sequence": int(event["SEQUENCE"]),
            "starts_at": event.decoded("DTSTART"),
            "modified_at": event.decoded("LAST-MODIFIED"),
            "place": str(event["LOCATION"]),
            "url": str(event["URL"]),
            "class": str(event["CLASS"]),
        }
        for event in events
    ]


def make(**fields: Any) -> Activity:
    with time_machine.travel(NOW, tick=False):
        activity: Activity = ActivityFactory(**{"public": True, "starts_at": NOW + timedelta(days=20), **fields})
    return activity


def test_feed_tells_public_events_and_where_they_are_and_no_outing(client: Client) -> None:
    venue = VenueFactory(area="Paris 13e")
    event = make(kind=Activity.Kind.FORUM, title="Forum", venue=venue, meeting_point="Porte bleue", sequence=3)
    make(public=False, title="Sortie tue")
    make(title="Brouillon", to_publish=True)
    assert lines(client) == [
        {
            "uid": f"{event.pk}@demo.test",
            "title": "Forum",
            "status": "CONFIRMED",
            "sequence": 3,
            "starts_at": event.starts_at,
            "modified_at": NOW,
            "place": f"{venue.name}, {venue.address}",
            "url": f"{settings.SITE_URL}{event_path('/agenda/', event)}",
            "class": "PUBLIC",
        }
    ]
    with time_machine.travel(NOW, tick=False):
        response = client.get(FEED)
    assert (response["Cache-Control"], dict(response.cookies)) == ("public, max-age=900", {})
    assert "Sortie tue" not in response.content.decode()


def test_change_and_cancellation_arrive_on_the_same_line(client: Client) -> None:
    event = make()
    (announced,) = lines(client)
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        event.starts_at += timedelta(days=1)
        event.ends_at += timedelta(days=1)
        event.sequence += 1
        event.save()
    (moved,) = lines(client, now=NOW + timedelta(days=2))
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        cancel(event, reason="Raison interne", by=UserFactory(coordinator=True), now=NOW + timedelta(days=3))
    (cancelled,) = lines(client, now=NOW + timedelta(days=4))
    told = [announced, moved, cancelled]
    assert len({line["uid"] for line in told}) == 1
    assert [line["status"] for line in told] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [line["modified_at"] for line in told] == [NOW, NOW + timedelta(days=1), NOW + timedelta(days=3)]
    assert moved["starts_at"] == announced["starts_at"] + timedelta(days=1)
    sequences = [line["sequence"] for line in told]
    assert sequences == sorted(set(sequences))
    with time_machine.travel(NOW + timedelta(days=4), tick=False):
        assert "Raison interne" not in client.get(FEED).content.decode()


@pytest.mark.parametrize(("days", "kept"), [(59, 1), (61, 0)])
def test_cancelled_event_stays_sixty_days(client: Client, days: int, kept: int) -> None:
    make(cancelled=True, starts_at=NOW + timedelta(days=200))
    assert len(lines(client, now=NOW + timedelta(days=days))) == kept


@pytest.mark.parametrize(("days", "kept"), [(59, 1), (61, 0)])
def test_past_event_stays_sixty_days(client: Client, days: int, kept: int) -> None:
    event = make(held=True, starts_at=NOW - timedelta(days=1))
    assert len(lines(client, now=event.ends_at + timedelta(days=days))) == kept


def test_never_announced_and_called_off_is_not_told(client: Client) -> None:
    make(cancelled=True, published_at=None)
    assert lines(client) == []


def test_file_of_one_event_reads_as_in_the_feed(client: Client) -> None:
    event = make()
    make()
    address = reverse("public_event_calendar", args=[event_step(event)])
    assert lines(client, address) == [line for line in lines(client) if line["uid"].startswith(str(event.pk))]
    response = client.get(address)
    assert response["Content-Disposition"] == 'attachment; filename="polaris14.ics"'
    assert "METHOD:PUBLISH" in response.content.decode()


def test_file_of_a_cancelled_event_takes_it_out(client: Client) -> None:
    event = make(cancelled=True)
    assert "METHOD:CANCEL" in client.get(reverse("public_event_calendar", args=[event_step(event)])).content.decode()


@pytest.mark.parametrize("utc", [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)])
def test_hour_that_comes_twice_is_told_as_the_one_it_is(client: Client, utc: datetime) -> None:
    make(starts_at=utc)
    (line,) = lines(client)
    assert line["starts_at"] == utc
