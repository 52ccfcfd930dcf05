"""The calendar at a secret address: what it says, to whom, and that the secret stays one."""

import logging
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from site_polaris.logs import DiscreetFormatter
from tests.advocacy.canaries import texts_of_tables
from tests.conftest import SignIn
from tests.events.factories import ActivityFactory, SeatFactory, VenueFactory
from tests.volunteers.factories import BookingFactory, TrainingSessionFactory, VolunteerFactory
from tests.volunteers.words import plain
from volunteers import calendar_feed
from volunteers.calendars import file_of
from volunteers.models import CalendarFeed, Volunteer

pytestmark = pytest.mark.django_db

NOW = timezone.now().replace(microsecond=0)
PAGE = "/espace/agenda/"


def address_of(volunteer: Volunteer) -> str:
    return reverse("calendar_feed", args=[calendar_feed.renew(volunteer, now=NOW)])


def test_feed_tells_own_places_to_come(client: Client) -> None:
    volunteer = VolunteerFactory()
    session = TrainingSessionFactory(starts_at=NOW + timedelta(days=3))
    booking = BookingFactory(volunteer=volunteer, session=session)
    seat = SeatFactory(volunteer=volunteer, activity=ActivityFactory(title="Canal, quais; et ponts"))
    BookingFactory(volunteer=volunteer, session=TrainingSessionFactory(starts_at=NOW - timedelta(days=3)))
    BookingFactory(volunteer=VolunteerFactory())
    response = client.get(address_of(volunteer))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(response.content).walk("VEVENT")
    assert [(str(event["UID"]), plain(str(event["SUMMARY"]))) for event in events] == [
        (f"{booking.pk}@demo.test", "Formation : Connaissance du public"),
        (f"{seat.pk}@demo.test", "Sortie Polaris 14"),
    ]
    assert (events[0].decoded("DTSTART"), events[0].decoded("DTEND")) == (session.starts_at, session.ends_at)
    assert volunteer.user.first_name not in response.content.decode()


def test_training_moved_given_back_or_called_off_arrives_on_its_line(client: Client) -> None:
    volunteer = VolunteerFactory()
    session = TrainingSessionFactory(starts_at=NOW + timedelta(days=30))
    booking = BookingFactory(volunteer=volunteer, session=session)
    address = address_of(volunteer)

    def line() -> tuple[str, str, int]:
        (event,) = Calendar.from_ical(client.get(address).content).walk("VEVENT")
        assert Calendar.from_ical(file_of(booking, now=NOW)).walk("VEVENT")[0]["SEQUENCE"] == event["SEQUENCE"]
        return str(event["UID"]), str(event["STATUS"]), int(event["SEQUENCE"])

    told = [line()]
    session.starts_at += timedelta(days=1)
    session.ends_at += timedelta(days=1)
    session.save()
    booking.refresh_from_db()
    told.append(line())
    booking.cancelled_at = NOW
    booking.save()
    told.append(line())
    assert [(uid, status) for uid, status, _sequence in told] == [
        (f"{booking.pk}@demo.test", status) for status in ("CONFIRMED", "CONFIRMED", "CANCELLED")
    ]
    sequences = [sequence for _uid, _status, sequence in told]
    assert sequences == sorted(set(sequences))
    booking.cancelled_at = NOW - timedelta(days=31)
    booking.save()
    assert Calendar.from_ical(client.get(address).content).walk("VEVENT") == []


def test_feed_asks_as_many_queries_for_ten_places_as_for_one(client: Client) -> None:
    volunteer = VolunteerFactory()
    address = address_of(volunteer)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    def promise() -> None:
        BookingFactory(volunteer=volunteer, session=TrainingSessionFactory(starts_at=NOW + timedelta(days=3)))
        SeatFactory(volunteer=volunteer, activity=ActivityFactory(venue=VenueFactory()))

    promise()
    count()
    one = count()
    for _ in range(9):
        promise()
    assert count() == one


def test_no_cache_and_no_robot_keeps_it(client: Client) -> None:
    response = client.get(address_of(VolunteerFactory()))
    assert ("no-store" in response["Cache-Control"], response["X-Robots-Tag"]) == (True, "noindex")
    assert dict(response.cookies) == {}


def test_secret_is_long_kept_as_a_hash_and_shown_once(signed_in: SignIn, ready_volunteer: Volunteer) -> None:
    client = signed_in(ready_volunteer.user)
    assert "/agenda/" not in re.sub(r"/espace/agenda/", "", client.get(PAGE).content.decode())
    html = client.post(PAGE, {"renew": "1"}).content.decode()
    [secret] = set(re.findall(r"/agenda/([\w-]+)\.ics", html))
    # Of base64, each letter holds six bits.
    assert len(secret) * 6 >= 128
    assert [table for table, text in texts_of_tables() if secret in text] == []
    assert secret not in client.get(PAGE).content.decode()
    assert Client().get(f"/agenda/{secret}.ics").status_code == 200


def test_renewed_or_revoked_the_earlier_secret_is_over(client: Client, signed_in: SignIn, ready_volunteer: Volunteer) -> None:
    first = address_of(ready_volunteer)
    second = address_of(ready_volunteer)
    assert [client.get(path).status_code for path in (first, second)] == [404, 200]
    signed_in(ready_volunteer.user).post(PAGE, {"revoke": "1"})
    assert client.get(second).status_code == 404
    assert CalendarFeed.objects.count() == 0


def test_closed_account_has_no_calendar(client: Client, ready_volunteer: Volunteer) -> None:
    address = address_of(ready_volunteer)
    ready_volunteer.user.is_active = False
    ready_volunteer.user.save()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("secret", ["x", "a" * 300, "é", "%00"])
def test_unknown_secret_is_not_found(client: Client, secret: str) -> None:
    assert client.get(f"/agenda/{secret}.ics").status_code == 404


def test_secret_is_in_no_log_line(client: Client, ready_volunteer: Volunteer, caplog: pytest.LogCaptureFixture) -> None:
    address = address_of(ready_volunteer)
    calendar_feed.revoke(ready_volunteer)
    with caplog.at_level(logging.DEBUG):
        client.get(address)
        client.post(address)
    quoting = [record for record in caplog.records if "agenda" in record.getMessage()]
    assert len(quoting) == 2
    secret = address.removeprefix("/agenda/").removesuffix(".ics")
    # The control: it stands in what Django says.
    assert all(secret in record.getMessage() for record in quoting)
    assert [record for record in quoting if secret in DiscreetFormatter().format(record)] == []


def test_secret_address_is_shown_whole_and_can_be_copied(ready_volunteer: Volunteer, signed_in: SignIn) -> None:
    content = signed_in(ready_volunteer.user).post(PAGE, {"renew": "1"}).content.decode()
    shown = re.search(r'<textarea id="adresse-agenda" rows="3" readonly>(\S+)</textarea>', content)
    assert shown is not None
    assert shown[1].endswith(".ics")
    assert 'data-copy="adresse-agenda"' in content
