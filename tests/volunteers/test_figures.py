"""The numbers of the welcome: each is counted once, and leads to the list of whom it counts."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.conftest import SignIn
from tests.volunteers.counting import count_queries
from tests.volunteers.factories import (
    BookingFactory,
    CharterFactory,
    MissionFactory,
    PairingFactory,
    SignatureFactory,
    TrainingSessionFactory,
    VolunteerFactory,
)
from volunteers import figures, pauses
from volunteers.figures import Delay
from volunteers.models import Attendance, Engagement, Volunteer

pytestmark = pytest.mark.django_db

URL = "/coordination/chiffres/"
DAY = timedelta(days=1)


@pytest.fixture
def office(signed_in: SignIn, coordinator: User) -> Client:
    return signed_in(coordinator)


def trained(days_ago: int, **traits: object) -> Volunteer:
    """Somebody who signed up that many days ago and was trained at once."""
    at = timezone.now() - days_ago * DAY
    volunteer: Volunteer = VolunteerFactory(signed_up_at=at, **traits)
    BookingFactory(volunteer=volunteer, session__starts_at=at - timedelta(hours=2), booked_at=at, attendance=Attendance.PRESENT)
    return volunteer


def crowd() -> None:
    """People at every step, known through several ways; some have stood still for long, two have left."""
    now = timezone.now()
    interviews = MissionFactory(slug="fle", title="Cours de français", asks_interview=True)
    VolunteerFactory(user__verified=False, signed_up_at=now - 70 * DAY, heard_through="friend")
    VolunteerFactory(languages=[], signed_up_at=now - 3 * DAY, heard_through="friend")
    VolunteerFactory(signed_up_at=now - 61 * DAY, heard_through="event")
    BookingFactory(volunteer=VolunteerFactory(signed_up_at=now - 80 * DAY), booked_at=now - 2 * DAY)
    trained(90, missions=[interviews])
    trained(65)
    trained(70, heard_through="friend")
    trained(10, left_on=timezone.localdate(), left_reason="moved", heard_through="friend")
    VolunteerFactory(left_on=timezone.localdate() - 500 * DAY, left_reason="time", signed_up_at=now - 600 * DAY)


def test_every_number_leads_to_its_list(office: Client) -> None:
    crowd()
    page = office.get(URL).content.decode()
    links = re.findall(r'<a href="([^"]+\?[^"]+)">([0-9]+)(?:\u00a0| )?(?:personnes?)?</a>', page)
    counted = {unescape(address): int(number) for address, number in links}
    assert {address: office.get(address).context["page"].paginator.count for address in counted} == counted
    assert {address.partition("?")[2] for address in counted} >= {
        "stage=email",
        "stage=interview",
        "stage=training&since_days=60",
        "left=moved",
        "waits=idle",
        "source=friend&signed_up=year",
        "source=friend&signed_up=year&stage=ready",
        "source=none&signed_up=year",
    }


def test_median_days_and_those_who_stay_behind() -> None:
    now = timezone.now()
    for days in (2, 5, 61):
        VolunteerFactory(signed_up_at=now - days * DAY)
    trained(100)
    found = figures.measure(now)
    training = next(row for row in found.stages if row.stage == Volunteer.Stage.TRAINING)
    assert (training.count, training.median_days, training.quiet) == (3, 5, 1)
    assert [row.stage for row in found.drop_outs] == [Volunteer.Stage.TRAINING]
    assert next(row.median_days for row in found.stages if row.stage == Volunteer.Stage.EMAIL) is None


def test_last_fact_says_since_when() -> None:
    now = timezone.now()
    volunteer = VolunteerFactory(signed_up_at=now - 50 * DAY)

    def days() -> int:
        return (now - Volunteer.objects.with_last_moves().get(pk=volunteer.pk).moved_at).days

    assert days() == 50
    place = BookingFactory(volunteer=volunteer, booked_at=now - 40 * DAY, session__starts_at=now - 30 * DAY - timedelta(hours=2))
    assert days() == 40
    place.attendance = Attendance.ABSENT
    place.save()
    assert days() == 30
    # The day as it is in UTC: just after midnight in Paris it would be another.
    Volunteer.objects.update(interviewed_on=now.date() - 20 * DAY)
    assert days() == 20
    SignatureFactory(volunteer=volunteer, signed_at=now - 10 * DAY)
    assert days() == 10


def test_idle_are_ready_free_and_still_for_sixty_days() -> None:
    now = timezone.now()
    idle = trained(70)
    trained(59)
    PairingFactory(volunteer=trained(80))
    pauses.add(trained(80), since=timezone.localdate(now), until=None, today=timezone.localdate(now))
    for ended_at, kind in ((now - 61 * DAY, "seat"), (now - 59 * DAY, "seat"), (now + DAY, "meeting")):
        Engagement.objects.create(volunteer=trained(90), kind=kind, starts_at=ended_at - timedelta(hours=1), ends_at=ended_at)
    found = list(figures.idle(Volunteer.objects.all(), now=now))
    assert len(found) == 2
    assert idle in found


@pytest.mark.parametrize(("delay", "expected"), [(Delay.TRAINING, 9), (Delay.INTERVIEW, 4)])
def test_delay_is_the_median_of_the_last_twenty(delay: Delay, expected: int) -> None:
    # At noon: a span of days may pass the night when clocks change.
    now = timezone.localtime().replace(hour=12)
    assert figures.expected_days(delay) is None
    session = TrainingSessionFactory(starts_at=now - 30 * DAY)
    older = TrainingSessionFactory(starts_at=now - 300 * DAY)
    for number in range(30):
        # The ten oldest waited for long: they are no longer spoken of.
        last = number < 20
        attended, wait = (session, 9) if last else (older, 90)
        volunteer = VolunteerFactory(
            signed_up_at=attended.ends_at - wait * DAY,
            interviewed_on=timezone.localdate(attended.ends_at) - (wait - 4 if last else 0) * DAY,
        )
        BookingFactory(session=attended, volunteer=volunteer, attendance=Attendance.PRESENT)
        if last and number % 2:
            # Trained again: they waited for nothing.
            later = TrainingSessionFactory(starts_at=now - 2 * DAY)
            BookingFactory(session=later, volunteer=volunteer, attendance=Attendance.PRESENT)
    assert figures.expected_days(delay) == expected


def test_signing_the_next_charter_moves_nobody() -> None:
    now = timezone.now()
    volunteer = trained(70)
    SignatureFactory(volunteer=volunteer, signed_at=now - 69 * DAY)
    SignatureFactory(volunteer=volunteer, charter=CharterFactory(number=2), signed_at=now)
    assert list(figures.idle(Volunteer.objects.all(), now=now)) == [volunteer]


def test_start_page_counts_those_of_its_list(office: Client) -> None:
    trained(70)
    trained(3)
    waits = office.get("/coordination/").context["coordination"]
    assert office.get("/coordination/benevoles/?waits=free").context["page"].paginator.count == waits["idle_count"] == 2
    pauses.add(trained(5), since=timezone.localdate(), until=None, today=timezone.localdate())
    assert office.get("/coordination/benevoles/?waits=paused").context["page"].paginator.count == 1


def test_page_asks_as_many_queries_however_many_people(office: Client) -> None:
    CharterFactory()
    crowd()
    office.get(URL)
    few = count_queries(office, URL)
    for _ in range(4):
        crowd()
    assert count_queries(office, URL) == few


def test_empty_association_has_no_figures(office: Client) -> None:
    page = office.get(URL).content.decode()
    assert [words for words in ("Aucune session tenue.", "Aucune inscription cette année.", "trop peu de cas") if words not in page] == []
