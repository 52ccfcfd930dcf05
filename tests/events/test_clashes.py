"""Moving an outing onto another engagement of who leads it: told before, decided person by person, never silent."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import OutgoingMail, User
from events.changes import change_activity, change_reasons
from events.clashes import Decisions, find_clashes
from events.models import Activity, Seat
from tests.events.factories import ActivityFactory, SeatFactory
from tests.volunteers.factories import MissionFactory, TrainingSessionFactory, VolunteerFactory
from tests.volunteers.words import plain
from volunteers.exceptions import Refused
from volunteers.models import Engagement, EngagementSettings
from volunteers.training import book

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 5, 12, 10, 0, tzinfo=PARIS)
LATER = NOW + timedelta(days=3)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def moved_to(starts_at: datetime) -> dict[str, datetime]:
    return {"starts_at": starts_at, "ends_at": starts_at + 3 * HOUR}


def outing_with_two() -> tuple[Activity, Seat, Seat]:
    """The first person leads another outing the day after, at the same hours."""
    activity = ActivityFactory(starts_at=LATER, title="Visite du canal")
    busy, free = SeatFactory.create_batch(2, activity=activity)
    busy.volunteer.user.first_name = "Quetzal"
    busy.volunteer.user.save()
    SeatFactory(volunteer=busy.volunteer, activity=ActivityFactory(starts_at=LATER + DAY))
    return activity, busy, free


def times_of(seat: Seat) -> list[tuple[datetime, datetime]]:
    return list(seat.volunteer.engagements.values_list("starts_at", "ends_at").order_by("starts_at"))


@pytest.mark.parametrize(
    ("shift", "codes"),
    [
        (timedelta(0), ["overlap"]),
        (2 * HOUR, ["overlap"]),
        (3 * HOUR, ["travel"]),
        (3 * HOUR + timedelta(minutes=29), ["travel"]),
        (3 * HOUR + timedelta(minutes=30), []),
        (-3 * HOUR, ["travel"]),
        (-4 * HOUR, []),
    ],
)
def test_clash_is_two_places_or_no_time_to_travel(shift: timedelta, codes: list[str]) -> None:
    activity, busy, _ = outing_with_two()
    found = find_clashes(activity, moved_to(LATER + DAY + shift), now=NOW)
    assert [(clash.seat, [reason.code for reason in clash.reasons]) for clash in found] == ([(busy, codes)] if codes else [])
    assert [reason.code for reason in change_reasons(activity, moved_to(LATER + DAY + shift), now=NOW)] == codes


def test_travel_is_the_setting_of_all_engagements() -> None:
    activity, _, _ = outing_with_two()
    EngagementSettings.objects.create(pk=1, travel_minutes=0)
    assert find_clashes(activity, moved_to(LATER + DAY + 3 * HOUR), now=NOW) == []


def test_texts_changed_beside_a_kept_short_travel_ask_nothing(coordinator: User) -> None:
    activity, busy, _ = outing_with_two()
    change_activity(activity, moved_to(LATER + DAY + 3 * HOUR), by=coordinator, now=NOW, decisions=Decisions(kept=[busy.pk]))
    activity.refresh_from_db()
    assert change_reasons(activity, {"title": "Autre", "starts_at": activity.starts_at}, now=NOW) == []


def test_undecided_move_is_refused_and_writes_nothing(coordinator: User) -> None:
    activity, busy, _ = outing_with_two()
    before = times_of(busy)
    for decisions in (Decisions(), Decisions(kept=[busy.pk]), Decisions(freed=[uuid4()])):
        with pytest.raises(Refused) as refused:
            change_activity(activity, moved_to(LATER + DAY), by=coordinator, now=NOW, decisions=decisions)
        assert [plain(reason.sentence) for reason in refused.value.reasons] == [
            "Quetzal a un autre engagement à ce moment-là : animation d’une activité, samedi 16 mai 2026, de 10 h à 13 h."
        ]
    assert (times_of(busy), OutgoingMail.objects.count(), Activity.objects.get(pk=activity.pk).starts_at) == (before, 0, LATER)


def test_freed_person_is_told_and_those_who_stay_too(coordinator: User) -> None:
    activity, busy, free = outing_with_two()
    # The seat of somebody whom the move leaves in peace is not given back, whatever is posted.
    decisions = Decisions(freed=[busy.pk, free.pk])
    change_activity(activity, moved_to(LATER + DAY), by=coordinator, now=NOW, decisions=decisions)
    busy.refresh_from_db()
    assert (busy.left_at, busy.engagement, busy.leaving_reason, times_of(busy)) == (NOW, None, "", [(LATER + DAY, LATER + DAY + 3 * HOUR)])
    assert [list(activity.seats.active()), times_of(free)] == [[free], [(LATER + DAY, LATER + DAY + 3 * HOUR)]]
    told = sorted((mail.recipient, mail.subject) for mail in OutgoingMail.objects.all())
    assert told == sorted(
        [
            (busy.volunteer.user.email, "Une sortie que vous animiez a changé d’horaire"),
            (free.volunteer.user.email, "Une sortie que vous animez a changé"),
            (free.volunteer.user.email, "L’autre place de votre sortie est libre"),
        ]
    )


def test_kept_person_goes_from_one_to_the_other(coordinator: User) -> None:
    activity, busy, _ = outing_with_two()
    start = LATER + DAY + 3 * HOUR
    change_activity(activity, moved_to(start), by=coordinator, now=NOW, decisions=Decisions(kept=[busy.pk]))
    assert times_of(busy) == [(LATER + DAY, start), (start, start + 3 * HOUR)]


def test_coordinator_reads_who_and_decides_on_the_page(coordinator: User, signed_in: SignIn) -> None:
    with time_machine.travel(NOW, tick=False):
        activity, busy, _ = outing_with_two()
        client, page = signed_in(coordinator), reverse("coordination_activity_edit", args=[activity.pk])
        typed = {
            "title": "Visite du canal",
            "kind": "outing",
            "description": "Une visite.",
            "aims": ["is_cultural"],
            "starts_at": "2026-05-16T10:00",
            "ends_at": "2026-05-16T13:00",
            "facilitator_seats": "2",
            "participants_expected": "8",
            "mission": activity.mission_id,
        }
        asked = plain(client.post(page, typed).content.decode())
        assert ("Rien n’est encore enregistré" in asked, "Quetzal a un autre engagement" in asked) == (True, True)
        assert ("Sa place reste" in asked, "Décidez, ou changez" in asked) == (False, False)
        name = f"seat-{busy.pk}"
        undecided = plain(client.post(page, {**typed, name: "keep"}).content.decode())
        assert "Décidez, ou changez l’horaire" in undecided
        assert Activity.objects.get(pk=activity.pk).starts_at == LATER
        assert client.post(page, {**typed, name: "free"})["Location"] == reverse("coordination_activity", args=[activity.pk])
        assert Activity.objects.get(pk=activity.pk).starts_at == LATER + DAY
        assert activity.seats.active().count() == 1


def test_training_next_to_a_seat_leaves_the_time_to_travel() -> None:
    seat = SeatFactory(volunteer=VolunteerFactory(), activity__starts_at=NOW + 3 * DAY)
    session = TrainingSessionFactory(starts_at=seat.activity.ends_at + timedelta(minutes=29))
    with pytest.raises(Refused) as refused:
        book(session, seat.volunteer, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["travel"]
    session.starts_at += timedelta(minutes=1)
    session.ends_at += timedelta(minutes=1)
    session.save()
    book(session, seat.volunteer, now=NOW)
    assert Engagement.objects.filter(volunteer=seat.volunteer).count() == 2


def test_training_at_once_after_what_has_just_ended_leaves_the_time_too() -> None:
    seat = SeatFactory(volunteer=VolunteerFactory(), activity__starts_at=NOW - 3 * HOUR)
    session = TrainingSessionFactory(starts_at=NOW + timedelta(minutes=10))
    with pytest.raises(Refused) as refused:
        book(session, seat.volunteer, now=NOW + timedelta(minutes=1))
    assert "travel" in [reason.code for reason in refused.value.reasons]


def test_other_mission_is_refused_with_who_is_not_ready_until_their_seat_is_given_back(coordinator: User) -> None:
    activity = ActivityFactory(starts_at=LATER)
    unready, ready = SeatFactory.create_batch(2, activity=activity)
    unready.volunteer.user.first_name = "Quetzal"
    unready.volunteer.user.save()
    mission = MissionFactory(slug="nuit", title="Accueil de nuit")
    ready.volunteer.missions.add(mission)
    (reason,) = change_reasons(activity, {"mission": mission}, now=NOW)
    assert plain(reason.sentence) == "Quetzal n’est pas prêt·e pour la mission « Accueil de nuit »."
    with pytest.raises(Refused):
        change_activity(activity, {"mission": mission}, by=coordinator, now=NOW, decisions=Decisions(kept=[unready.pk]))
    change_activity(activity, {"mission": mission}, by=coordinator, now=NOW, decisions=Decisions(freed=[unready.pk]))
    assert [seat.pk for seat in activity.seats.active()] == [ready.pk]
    mail = OutgoingMail.objects.get(recipient=unready.volunteer.user.email)
    assert (mail.subject, "demande maintenant une autre mission" in mail.text) == ("Une sortie que vous animiez a changé", True)


def test_other_mission_for_which_all_are_ready_changes_nothing_for_them(coordinator: User) -> None:
    seat = SeatFactory(activity__starts_at=LATER)
    mission = MissionFactory(slug="autre")
    seat.volunteer.missions.add(mission)
    assert change_reasons(seat.activity, {"mission": mission}, now=NOW) == []
