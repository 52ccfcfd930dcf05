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
from tests.volunteers.words import plain
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


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"title": "Autre titre"}, "Titre : « Autre titre » (au lieu de « Sortie »)."),
        ({"description": "On marche.\r\nOn goûte."}, "Ce que l’on y fait : On marche. On goûte."),
        ({"is_sport": True}, "Visée : culturelle, sportive (au lieu de culturelle)."),
        ({"facilitator_seats": 3}, "Animation : à 3 (au lieu de à 2)."),
        ({"participants_expected": 12}, "Participant·es : 12 attendu·es (au lieu de 8 attendu·es)."),
        ({"to_bring": "Un plan"}, "À apporter : Un plan."),
        ({"to_bring": ""}, "À apporter : rien."),
        ({"arrangements": "Caisse 3"}, "L’organisation pratique a changé : la page de la sortie la donne."),
        ({"meeting_point": "Porte bleue"}, "Le lieu de rendez-vous a changé : votre espace le donne à partir de la veille."),
        ({"day_phone": "01 99 00 14 14"}, "Le téléphone du jour a changé : votre espace le donne à partir de la veille."),
    ],
)
def test_each_difference_is_told_in_words_once_to_each_who_leads(fields: dict[str, Any], line: str, coordinator: User) -> None:
    activity = ActivityFactory(starts_at=LATER, title="Sortie", to_bring="Une gourde", description="Une visite.")
    seats = SeatFactory.create_batch(2, activity=activity)
    SeatFactory(activity=activity, left_at=NOW, engagement=None)
    for _ in range(2):
        # The same page sent twice: the second time, nothing changes.
        change_activity(activity, fields, by=coordinator, now=NOW)
    sent = list(OutgoingMail.objects.order_by("recipient"))
    assert [mail.recipient for mail in sent] == sorted(seat.volunteer.user.email for seat in seats)
    told = [[words for words in plain(mail.text).splitlines() if words.startswith("- ")] for mail in sent]
    assert told == [[f"- {line}"]] * 2


def test_change_and_change_back_are_two_changes(coordinator: User) -> None:
    activity = ActivityFactory(starts_at=LATER)
    SeatFactory(activity=activity)
    for title in ("Autre titre", activity.title, "Autre titre"):
        change_activity(activity, {"title": title}, by=coordinator, now=NOW)
    assert OutgoingMail.objects.count() == 3


def test_ends_of_lines_as_a_browser_writes_them_are_no_difference(coordinator: User) -> None:
    activity = ActivityFactory(starts_at=LATER, description="Une.\nDeux.")
    SeatFactory(activity=activity)
    change_activity(activity, {"description": "Une.\r\nDeux."}, by=coordinator, now=NOW)
    assert OutgoingMail.objects.count() == 0


def test_changed_public_event_writes_to_nobody(coordinator: User) -> None:
    change_activity(ActivityFactory(public=True, starts_at=LATER), {"title": "Autre titre"}, by=coordinator, now=NOW)
    assert OutgoingMail.objects.count() == 0


@pytest.mark.parametrize("traits", [{"held": True}, {"cancelled": True}])
def test_held_or_cancelled_activity_does_not_change(traits: dict[str, bool]) -> None:
    assert codes(ActivityFactory(**traits), title="Autre") == ["closed"]


def test_published_activity_does_not_change_once_over() -> None:
    assert codes(ActivityFactory(starts_at=NOW - timedelta(hours=3), ends_at=NOW), title="Autre") == ["past"]


def test_published_activity_is_not_moved_to_the_past() -> None:
    assert codes(ActivityFactory(starts_at=LATER), starts_at=NOW) == ["moved_to_past"]


def test_kind_does_not_change_once_a_seat_is_taken() -> None:
    activity = ActivityFactory(starts_at=LATER)
    assert codes(activity, kind=Activity.Kind.FORUM) == ["announced"]
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


@pytest.mark.parametrize(("is_public", "kind"), [(False, Activity.Kind.WEBINAR), (True, Activity.Kind.OUTING)])
def test_published_activity_never_passes_between_benevoles_and_the_public(is_public: bool, kind: str, coordinator: User) -> None:
    activity = ActivityFactory(starts_at=LATER, public=is_public)
    with pytest.raises(Refused) as refused:
        change_activity(activity, {"kind": kind}, by=coordinator, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["announced"]
    assert codes(ActivityFactory(starts_at=LATER, public=is_public, to_publish=True), kind=kind) == []


def test_published_public_event_may_be_of_another_public_kind() -> None:
    assert codes(ActivityFactory(starts_at=LATER, public=True), kind=Activity.Kind.FORUM) == []
