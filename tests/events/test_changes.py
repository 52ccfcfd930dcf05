"""Changing an activity on which people already count."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from accounts.models import OutgoingMail, User
from events.changes import change_activity, change_reasons, create_activity
from events.models import Activity
from tests.events.factories import ActivityFactory, SeatFactory, VenueFactory
from tests.volunteers.factories import MissionFactory
from volunteers.exceptions import Refused

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 5, 12, 10, 0, tzinfo=PARIS)
LATER = NOW + timedelta(days=3)


def codes(activity: Activity, **fields: Any) -> list[str]:
    return [reason.code for reason in change_reasons(activity, fields, now=NOW)]


def test_created_activity_is_accepted_and_unseen(coordinator: User) -> None:
    fields = {"title": "Visite", "description": "…", "starts_at": LATER, "ends_at": LATER + timedelta(hours=1), "mission": MissionFactory()}
    activity = create_activity(fields, by=coordinator)
    assert (activity.status, activity.published_at) == (Activity.Status.ACCEPTED, None)
    assert activity.history.get().history_user == coordinator


def test_moved_activity_takes_the_time_along_and_tells_who_leads(coordinator: User) -> None:
    activity = ActivityFactory(starts_at=LATER)
    seat = SeatFactory(activity=activity)
    moved = {"starts_at": LATER + timedelta(days=1), "ends_at": LATER + timedelta(days=1, hours=2)}

    change_activity(activity, moved, by=coordinator, now=NOW)

    seat.engagement.refresh_from_db()
    assert (seat.engagement.starts_at, seat.engagement.ends_at) == (moved["starts_at"], moved["ends_at"])
    sent = OutgoingMail.objects.get()
    assert sent.recipient == seat.volunteer.user.email
    assert "samedi 16\u00a0mai 2026" in sent.text
    assert "vendredi 15\u00a0mai 2026" in sent.text


def test_changed_place_is_told_without_the_exact_place(coordinator: User) -> None:
    activity = ActivityFactory(starts_at=LATER, venue=VenueFactory(area="Paris 18e"))
    SeatFactory(activity=activity)
    fields = {"venue": VenueFactory(area="Paris 20e", name="Endroit précis"), "meeting_point": "Porte bleue"}
    change_activity(activity, fields, by=coordinator, now=NOW)
    sent = OutgoingMail.objects.get()
    assert "Paris 20e (au lieu de Paris 18e)" in sent.text
    assert "Endroit précis" not in sent.text
    assert "Porte bleue" not in sent.text


def test_new_title_is_told_to_nobody(coordinator: User) -> None:
    activity = ActivityFactory(starts_at=LATER)
    SeatFactory(activity=activity)
    changed = change_activity(activity, {"title": "Autre titre"}, by=coordinator, now=NOW)
    assert (changed.title, OutgoingMail.objects.count()) == ("Autre titre", 0)


@pytest.mark.parametrize("traits", [{"held": True}, {"cancelled": True}])
def test_held_or_cancelled_activity_does_not_change(traits: dict[str, bool]) -> None:
    assert codes(ActivityFactory(**traits), title="Autre") == ["closed"]


def test_published_activity_does_not_change_once_over() -> None:
    assert codes(ActivityFactory(starts_at=NOW - timedelta(hours=3), ends_at=NOW), title="Autre") == ["past"]


def test_published_activity_is_not_moved_to_the_past() -> None:
    assert codes(ActivityFactory(starts_at=LATER), starts_at=NOW) == ["moved_to_past"]


def test_kind_does_not_change_once_a_seat_is_taken() -> None:
    activity = ActivityFactory(starts_at=LATER)
    assert codes(activity, kind=Activity.Kind.FORUM) == []
    SeatFactory(activity=activity)
    assert codes(activity, kind=Activity.Kind.FORUM) == ["kind"]


def test_seats_do_not_go_below_those_taken() -> None:
    activity = ActivityFactory(starts_at=LATER, facilitator_seats=3)
    SeatFactory.create_batch(3, activity=activity)
    assert codes(activity, facilitator_seats=2) == ["seats"]


def test_activity_is_not_moved_onto_another_engagement_of_who_leads() -> None:
    activity = ActivityFactory(starts_at=LATER)
    seat = SeatFactory(activity=activity)
    other = SeatFactory(volunteer=seat.volunteer, activity=ActivityFactory(starts_at=LATER + timedelta(days=1))).activity
    assert codes(activity, starts_at=other.starts_at, ends_at=other.ends_at) == ["overlap"]


def test_refused_change_writes_nothing(coordinator: User) -> None:
    activity = ActivityFactory(starts_at=LATER)
    with pytest.raises(Refused):
        change_activity(activity, {"starts_at": NOW}, by=coordinator, now=NOW)
    activity.refresh_from_db()
    assert activity.starts_at == LATER
