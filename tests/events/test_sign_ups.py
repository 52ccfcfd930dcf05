"""Who may take a facilitator's seat, why not, and what taking or giving back one writes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from accounts.models import OutgoingMail
from events.models import Activity, Seat
from events.seat_reasons import refusal_reasons
from events.sign_ups import leave_seat, leaving_reasons, take_seat
from tests.events.factories import ActivityFactory, SeatFactory
from tests.volunteers.factories import MissionFactory, TrainingSessionFactory, VolunteerFactory
from volunteers.exceptions import Refused
from volunteers.models import Engagement, EngagementSettings, Volunteer
from volunteers.training import book

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 5, 12, 10, 0, tzinfo=PARIS)
HOUR = timedelta(hours=1)


def codes(activity: Activity, volunteer: Volunteer, now: datetime = NOW) -> list[str]:
    return [reason.code for reason in refusal_reasons(activity, volunteer, now=now)]


def outing(**fields: object) -> Activity:
    return ActivityFactory(**{"starts_at": NOW + timedelta(days=3), **fields})


def test_ready_volunteer_meets_no_reason(ready_volunteer: Volunteer) -> None:
    assert codes(outing(), ready_volunteer) == []


@pytest.mark.parametrize("status", [Activity.Status.PROPOSED, Activity.Status.ACCEPTED])
def test_unpublished_outing_is_refused(status: str, ready_volunteer: Volunteer) -> None:
    assert codes(outing(status=status), ready_volunteer) == ["not_published"]


def test_cancelled_outing_is_refused(ready_volunteer: Volunteer) -> None:
    assert codes(outing(cancelled=True), ready_volunteer) == ["cancelled"]


def test_outing_under_way_is_refused_from_its_first_instant(ready_volunteer: Volunteer) -> None:
    activity = outing(starts_at=NOW, ends_at=NOW + HOUR)
    assert codes(activity, ready_volunteer, NOW - timedelta(seconds=1)) == []
    assert codes(activity, ready_volunteer, NOW) == ["started"]


def test_outing_over_is_refused(ready_volunteer: Volunteer) -> None:
    activity = outing(starts_at=NOW - 2 * HOUR, ends_at=NOW)
    assert codes(activity, ready_volunteer) == ["past"]


def test_held_outing_is_refused(ready_volunteer: Volunteer) -> None:
    assert codes(outing(held=True, starts_at=NOW - 5 * HOUR), ready_volunteer) == ["past"]


def test_public_event_has_no_seat(ready_volunteer: Volunteer) -> None:
    assert codes(outing(public=True), ready_volunteer) == ["not_an_outing"]


def test_full_outing_is_refused(ready_volunteer: Volunteer) -> None:
    activity = outing()
    SeatFactory.create_batch(2, activity=activity)
    assert codes(activity, ready_volunteer) == ["full"]


def test_seat_given_back_is_free_again(ready_volunteer: Volunteer) -> None:
    activity = outing()
    SeatFactory(activity=activity)
    SeatFactory(activity=activity, left_at=NOW, engagement=None)
    assert codes(activity, ready_volunteer) == []


def test_second_seat_in_the_same_outing_is_refused_once(ready_volunteer: Volunteer) -> None:
    activity = outing()
    SeatFactory(activity=activity, volunteer=ready_volunteer)
    # Its own engagement is no overlap.
    assert codes(activity, ready_volunteer) == ["already_in"]


def test_own_seat_in_a_full_outing_is_the_only_reason(ready_volunteer: Volunteer) -> None:
    activity = outing()
    SeatFactory(activity=activity, volunteer=ready_volunteer)
    SeatFactory(activity=activity)
    assert codes(activity, ready_volunteer) == ["already_in"]


def test_training_missing_is_named(new_volunteer: Volunteer) -> None:
    (reason,) = refusal_reasons(outing(), new_volunteer, now=NOW)
    assert reason.code == "training"
    assert "Connaissance du public" in reason.sentence


def test_mission_not_chosen_is_refused() -> None:
    elsewhere = VolunteerFactory(trained=True, missions=[MissionFactory(slug="autre", title="Autre")])
    assert codes(outing(), elsewhere) == ["mission"]


def test_profile_without_language_is_refused() -> None:
    assert codes(outing(), VolunteerFactory(trained=True, languages=[])) == ["languages"]


def test_unconfirmed_address_is_refused(ready_volunteer: Volunteer) -> None:
    EmailAddress.objects.update(verified=False)
    assert codes(outing(), ready_volunteer) == ["email"]


def test_closed_account_is_refused(ready_volunteer: Volunteer) -> None:
    ready_volunteer.user.is_active = False
    ready_volunteer.user.save()
    assert codes(outing(), ready_volunteer) == ["closed"]


@pytest.mark.parametrize(
    ("offset_hours", "expected"),
    [(-3, []), (-2, ["overlap"]), (0, ["overlap"]), (2, ["overlap"]), (3, [])],
    ids=["ends when it starts", "ends inside", "same time", "starts inside", "starts when it ends"],
)
def test_overlap_is_more_than_an_instant(offset_hours: int, expected: list[str], ready_volunteer: Volunteer) -> None:
    EngagementSettings.objects.create(pk=1, travel_minutes=0)
    activity = outing()
    SeatFactory(activity=outing(starts_at=activity.starts_at + offset_hours * HOUR), volunteer=ready_volunteer)
    assert codes(activity, ready_volunteer) == expected


def test_training_booked_at_the_same_time_is_an_overlap(ready_volunteer: Volunteer) -> None:
    session = TrainingSessionFactory(training__slug="premiers-secours", starts_at=NOW + timedelta(days=3))
    book(session, ready_volunteer, now=NOW)
    (reason,) = refusal_reasons(outing(), ready_volunteer, now=NOW)
    assert (reason.code, "formation" in reason.sentence) == ("overlap", True)


def test_all_reasons_are_given_at_once(new_volunteer: Volunteer) -> None:
    activity = outing(cancelled=True)
    SeatFactory.create_batch(2, activity=activity)
    SeatFactory(activity=outing(), volunteer=new_volunteer)
    assert codes(activity, new_volunteer) == ["cancelled", "full", "training", "overlap"]


def test_taking_a_seat_holds_the_time_and_confirms_by_mail(ready_volunteer: Volunteer, run_tasks: Callable[[], int]) -> None:
    activity = outing()
    seat = take_seat(activity, ready_volunteer, now=NOW)

    assert (seat.activity, seat.volunteer, seat.taken_at, seat.left_at) == (activity, ready_volunteer, NOW, None)
    engagement = Engagement.objects.get()
    assert seat.engagement == engagement
    assert (engagement.kind, engagement.starts_at, engagement.ends_at) == ("seat", activity.starts_at, activity.ends_at)
    assert seat.history.count() == 1
    run_tasks()
    (message,) = mail.outbox
    assert message.to == [ready_volunteer.user.email]
    assert activity.title in message.body
    assert activity.title not in message.subject


def test_confirmation_does_not_give_the_exact_place_away(ready_volunteer: Volunteer) -> None:
    take_seat(outing(meeting_point="Sous l’horloge"), ready_volunteer, now=NOW)
    sent = OutgoingMail.objects.get()
    assert "Sous l’horloge" not in sent.text + sent.html


@pytest.mark.parametrize(("days", "words"), [(3, "la veille, jeudi 14\u00a0mai"), (1, "est dans votre espace")])
def test_confirmation_says_when_the_exact_place_shows(days: int, words: str, ready_volunteer: Volunteer) -> None:
    take_seat(outing(starts_at=NOW + timedelta(days=days)), ready_volunteer, now=NOW)
    assert words in OutgoingMail.objects.get().text


def test_refused_seat_writes_nothing_and_tells_the_same_reasons(new_volunteer: Volunteer) -> None:
    activity = outing()
    with pytest.raises(Refused) as refused:
        take_seat(activity, new_volunteer, now=NOW)
    assert refused.value.reasons == refusal_reasons(activity, new_volunteer, now=NOW)
    assert (Seat.objects.count(), Engagement.objects.count(), OutgoingMail.objects.count()) == (0, 0, 0)


def test_taking_twice_gives_one_seat(ready_volunteer: Volunteer) -> None:
    activity = outing()
    take_seat(activity, ready_volunteer, now=NOW)
    with pytest.raises(Refused):
        take_seat(activity, ready_volunteer, now=NOW)
    assert Seat.objects.count() == 1


def test_leaving_frees_the_time_and_keeps_the_seat_in_history(ready_volunteer: Volunteer) -> None:
    seat = take_seat(outing(), ready_volunteer, now=NOW)
    leave_seat(seat, now=NOW)
    seat.refresh_from_db()
    assert (seat.left_at, seat.engagement, Engagement.objects.count()) == (NOW, None, 0)
    assert seat.history.count() == 2


def test_seat_left_can_be_taken_again(ready_volunteer: Volunteer) -> None:
    activity = outing()
    leave_seat(take_seat(activity, ready_volunteer, now=NOW), now=NOW)
    take_seat(activity, ready_volunteer, now=NOW)
    assert (Seat.objects.active().count(), Seat.objects.count()) == (1, 2)


def test_leaving_is_possible_until_the_start(ready_volunteer: Volunteer) -> None:
    seat = SeatFactory(activity=outing(starts_at=NOW), volunteer=ready_volunteer)
    assert leaving_reasons(seat, now=NOW - timedelta(seconds=1)) == []
    with pytest.raises(Refused) as refused:
        leave_seat(seat, now=NOW, reason="Malade")
    assert [reason.code for reason in refused.value.reasons] == ["started"]
    assert Engagement.objects.count() == 1


def test_leaving_twice_is_refused(ready_volunteer: Volunteer) -> None:
    seat = SeatFactory(activity=outing(), volunteer=ready_volunteer)
    leave_seat(seat, now=NOW)
    with pytest.raises(Refused) as refused:
        leave_seat(seat, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["already_left"]


def test_seat_of_a_cancelled_outing_cannot_be_left(ready_volunteer: Volunteer) -> None:
    seat = SeatFactory(activity=outing(cancelled=True), volunteer=ready_volunteer, engagement=None)
    assert [reason.code for reason in leaving_reasons(seat, now=NOW)] == ["cancelled"]
