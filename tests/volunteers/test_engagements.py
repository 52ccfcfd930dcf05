"""Promised time, and what overlaps it, on both sides of a change of clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests.volunteers.factories import VolunteerFactory
from tests.volunteers.words import plain
from volunteers import engagements
from volunteers.exceptions import Reason
from volunteers.models import Engagement

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")


def promise(starts_at: datetime, ends_at: datetime) -> Engagement:
    return engagements.promise(VolunteerFactory(), kind=Engagement.Kind.SEAT, starts_at=starts_at, ends_at=ends_at)


def clashes(promised: list[Engagement], starts_at: datetime, ends_at: datetime, minutes: int = 0) -> list[Reason]:
    return engagements.clash_reasons(promised, starts_at, ends_at, travel=timedelta(minutes=minutes))


def test_what_is_too_near_is_refused_with_the_time_that_it_takes() -> None:
    promised = promise(datetime(2027, 3, 2, 17, tzinfo=UTC), datetime(2027, 3, 2, 19, tzinfo=UTC))
    end = promised.ends_at
    reasons = clashes([promised], end + timedelta(minutes=44), end + timedelta(hours=1), 45)
    near = "Un autre de vos engagements est trop proche : animation d’une activité, mardi 2 mars 2027, de 18 h à 20 h."
    sentence = f"{near} Il faut 45 min entre les deux, le temps du trajet."
    assert [(reason.code, plain(reason.sentence)) for reason in reasons] == [("travel", sentence)]
    assert clashes([promised], end + timedelta(minutes=45), end + timedelta(hours=1), 45) == []


def test_overlap_is_refused_with_what_and_when() -> None:
    promised = promise(datetime(2027, 3, 2, 17, tzinfo=UTC), datetime(2027, 3, 2, 19, tzinfo=UTC))
    reasons = clashes([promised], datetime(2027, 3, 2, 18, tzinfo=UTC), datetime(2027, 3, 2, 20, tzinfo=UTC))
    assert [plain(reason.sentence) for reason in reasons] == [
        "Vous avez déjà un engagement à ce moment : animation d’une activité, mardi 2 mars 2027, de 18 h à 20 h."
    ]


@pytest.mark.parametrize("gap", [timedelta(0), timedelta(minutes=1)])
def test_what_follows_does_not_overlap(gap: timedelta) -> None:
    end = datetime(2027, 3, 2, 19, tzinfo=UTC)
    promised = promise(end - timedelta(hours=2), end)
    assert clashes([promised], end + gap, end + gap + timedelta(hours=1)) == []
    assert not Engagement.objects.overlapping(end + gap, end + gap + timedelta(hours=1)).exists()


def test_hour_lived_twice_in_october_is_two_hours() -> None:
    """25 October 2026: 2 h 30 comes twice. What ends at the first does not overlap what starts at the second."""
    first = datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=0).astimezone(UTC)
    second = datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=1).astimezone(UTC)
    promised = promise(first - timedelta(hours=1), first)
    assert clashes([promised], second, second + timedelta(hours=1)) == []
    assert len(clashes([promised], first - timedelta(minutes=1), second)) == 1


def test_promised_time_leaves_out_what_is_over() -> None:
    now = timezone.now()
    over = promise(now - timedelta(hours=3), now - timedelta(hours=1))
    under_way = engagements.promise(
        over.volunteer, kind=Engagement.Kind.MEETING, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1)
    )
    assert engagements.promised_time(over.volunteer, after=now) == [under_way]


def test_release_of_nothing_is_nothing() -> None:
    engagements.release(None)
    assert not Engagement.objects.exists()
