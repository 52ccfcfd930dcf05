"""Three years after leaving, an account is erased; its person was told a month before."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from tests.accounts.factories import UserFactory
from tests.conftest import RunTasks
from tests.volunteers.factories import PairingFactory, VolunteerFactory
from volunteers.models import Volunteer
from volunteers.retention import erase_long_gone

pytestmark = pytest.mark.django_db

LEFT_ON = date(2023, 3, 31)
# Told thirty days before the three years are over.
TOLD = datetime(2026, 3, 1, 9, tzinfo=UTC)


def days_after(days: int) -> datetime:
    return TOLD + timedelta(days=days)


def subjects(run_tasks: RunTasks) -> list[str]:
    run_tasks()
    return [str(message.subject) for message in mail.outbox]


def test_notice_comes_first_the_erasure_thirty_days_later(run_tasks: RunTasks) -> None:
    VolunteerFactory(left_on=LEFT_ON)
    erase_long_gone(days_after(-1))
    assert subjects(run_tasks) == []
    for day in range(30):
        erase_long_gone(days_after(day))
    assert (subjects(run_tasks), Volunteer.objects.count()) == (["Votre compte sera effacé dans un mois"], 1)
    erase_long_gone(days_after(30))
    assert Volunteer.objects.count() == 0
    assert subjects(run_tasks) == ["Votre compte sera effacé dans un mois", "Votre compte est effacé"]


def test_who_left_long_before_is_told_all_the_same() -> None:
    VolunteerFactory(left_on=date(2015, 1, 1), reminded_at=datetime(2014, 12, 1, tzinfo=UTC))
    erase_long_gone(TOLD)
    erase_long_gone(days_after(29))
    assert Volunteer.objects.count() == 1
    erase_long_gone(days_after(31))
    assert Volunteer.objects.count() == 0


def test_notice_too_old_is_given_again(run_tasks: RunTasks) -> None:
    """The worker was stopped for months: nobody is erased on a word they have forgotten."""
    VolunteerFactory(left_on=LEFT_ON)
    erase_long_gone(TOLD)
    erase_long_gone(days_after(200))
    assert (len(subjects(run_tasks)), Volunteer.objects.count()) == (2, 1)
    erase_long_gone(days_after(230))
    assert Volunteer.objects.count() == 0


def test_who_came_back_or_never_left_stays(run_tasks: RunTasks) -> None:
    back = VolunteerFactory(left_on=LEFT_ON)
    VolunteerFactory(signed_up_at=TOLD - timedelta(days=3000))
    erase_long_gone(TOLD)
    Volunteer.objects.filter(pk=back.pk).update(left_on=None)
    erase_long_gone(days_after(31))
    assert (len(subjects(run_tasks)), Volunteer.objects.count()) == (1, 2)


def test_who_is_bound_to_others_or_of_the_team_is_left_alone(run_tasks: RunTasks) -> None:
    PairingFactory(volunteer=VolunteerFactory(left_on=LEFT_ON))
    VolunteerFactory(left_on=LEFT_ON, user=UserFactory(coordinator=True))
    for day in (0, 31, 62):
        erase_long_gone(days_after(day))
    assert (subjects(run_tasks), Volunteer.objects.count()) == ([], 2)
