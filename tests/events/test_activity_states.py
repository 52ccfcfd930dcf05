"""Publishing and cancelling: what they write, whom they tell, and what they refuse."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from accounts.models import OutgoingMail, User
from events.activity_states import TRANSITIONS, cancel, cancellation_reasons, publication_reasons, publish
from events.models import Activity, Seat
from tests.events.factories import ActivityFactory, SeatFactory
from volunteers.exceptions import Refused
from volunteers.models import Engagement

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 5, 12, 10, 0, tzinfo=PARIS)
LATER = NOW + timedelta(days=3)
Status = Activity.Status


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_every_status_has_its_row_of_moves() -> None:
    assert set(TRANSITIONS) == set(Status)


def test_publishing_dates_the_announcement_and_says_who(coordinator: User) -> None:
    activity = ActivityFactory(to_publish=True, starts_at=LATER)
    publish(activity, by=coordinator, now=NOW)
    activity.refresh_from_db()
    assert (activity.status, activity.published_at) == (Status.PUBLISHED, NOW)
    assert activity.history.latest().history_user == coordinator


def test_published_or_cancelled_in_the_same_words_again_is_done_once(coordinator: User) -> None:
    published, cancelled = ActivityFactory(to_publish=True, starts_at=LATER), ActivityFactory(starts_at=LATER)
    SeatFactory(activity=cancelled)
    publish(published, by=coordinator, now=NOW)
    assert cancel(cancelled, reason="Pluie", by=coordinator, now=NOW) == 1
    before = (list(Activity.objects.order_by("pk").values()), Activity.history.count(), OutgoingMail.objects.count())
    publish(published, by=coordinator, now=NOW + timedelta(minutes=1))
    assert cancel(cancelled, reason="Pluie", by=coordinator, now=NOW + timedelta(minutes=1)) is None
    assert (list(Activity.objects.order_by("pk").values()), Activity.history.count(), OutgoingMail.objects.count()) == before


@pytest.mark.parametrize("traits", [{"cancelled": True}, {"held": True}, {"status": Status.PROPOSED}])
def test_only_an_accepted_activity_is_published(traits: dict[str, object], coordinator: User) -> None:
    activity = ActivityFactory(**{"starts_at": LATER, **traits})
    with pytest.raises(Refused) as refused:
        publish(activity, by=coordinator, now=NOW)
    assert "wrong_state" in codes(refused)


def test_past_date_is_not_published(coordinator: User) -> None:
    activity = ActivityFactory(to_publish=True, starts_at=NOW)
    with pytest.raises(Refused) as refused:
        publish(activity, by=coordinator, now=NOW)
    assert codes(refused) == ["past"]
    activity.refresh_from_db()
    assert activity.status == Status.ACCEPTED


def test_cancelling_frees_the_time_keeps_the_seats_and_tells_each_holder_once(coordinator: User, run_tasks: Callable[[], int]) -> None:
    activity = ActivityFactory(starts_at=LATER)
    held = SeatFactory.create_batch(2, activity=activity)
    left = SeatFactory(activity=activity, left_at=NOW, engagement=None)

    cancel(activity, reason="Musée en grève", by=coordinator, now=NOW)

    activity.refresh_from_db()
    assert (activity.status, activity.cancellation_reason) == (Status.CANCELLED, "Musée en grève")
    assert activity.history.latest().history_user == coordinator
    assert (Seat.objects.active().count(), Engagement.objects.count()) == (2, 0)
    run_tasks()
    assert sorted(message.to[0] for message in mail.outbox) == sorted(seat.volunteer.user.email for seat in held)
    assert left.volunteer.user.email not in {message.to[0] for message in mail.outbox}
    assert all("Musée en grève" in message.body and "grève" not in message.subject for message in mail.outbox)


def test_cancelled_activity_is_not_cancelled_again(coordinator: User) -> None:
    activity = ActivityFactory(starts_at=LATER)
    SeatFactory(activity=activity)
    cancel(activity, reason="Pluie", by=coordinator, now=NOW)
    with pytest.raises(Refused) as refused:
        cancel(activity, reason="Neige", by=coordinator, now=NOW)
    assert codes(refused) == ["wrong_state"]
    activity.refresh_from_db()
    assert (activity.cancellation_reason, OutgoingMail.objects.count()) == ("Pluie", 1)


def test_activity_is_cancelled_until_it_ends(coordinator: User) -> None:
    activity = ActivityFactory(starts_at=NOW - timedelta(hours=1), ends_at=NOW)
    assert cancellation_reasons(activity, now=NOW - timedelta(seconds=1)) == []
    with pytest.raises(Refused) as refused:
        cancel(activity, reason="Trop tard", by=coordinator, now=NOW)
    assert codes(refused) == ["past"]


def test_refusal_is_a_french_sentence() -> None:
    (reason,) = publication_reasons(ActivityFactory.build(cancelled=True, mission=None, starts_at=LATER), now=NOW)
    assert reason.sentence == "Une activité annulée ne peut pas être publiée."
