"""An answer given twice, an account erased twice, at the same moment: in real threads on PostgreSQL."""

from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db.models import Model, QuerySet
from django.utils import timezone

from accounts.models import OutgoingMail, User
from tests.accounts.factories import UserFactory
from tests.volunteers.factories import BookingFactory, TrainingSessionFactory, TypedHoursFactory, VolunteerFactory, WaitingFactory
from tests.volunteers.test_races import all_at_once
from volunteers import hours
from volunteers.erasure import erase
from volunteers.models import TypedHours, Waiting

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

TEAM = 4


def rush_to_answer() -> int:
    row, now = TypedHoursFactory(), timezone.now()
    team = UserFactory.create_batch(TEAM, coordinator=True)
    return all_at_once([partial(hours.answer, row, accepted=number % 2 == 0, by=by, now=now) for number, by in enumerate(team)])


def test_hours_are_answered_once() -> None:
    assert rush_to_answer() == 1
    refused = TypedHours.objects.get().status == TypedHours.Status.REFUSED
    assert OutgoingMail.objects.count() == int(refused)


def test_without_the_lock_everybody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: everybody has read before anybody writes."""
    barrier, save = Barrier(TEAM), TypedHours.save

    def read(rows: QuerySet[TypedHours], **options: Any) -> QuerySet[TypedHours]:
        return rows.all()

    def wait_and_save(row: TypedHours, *args: Any, **kwargs: Any) -> None:
        if row.answered_at is not None:
            barrier.wait(timeout=20)
        save(row, *args, **kwargs)

    monkeypatch.setattr(type(TypedHours.objects.all()), "select_for_update", read)
    monkeypatch.setattr(TypedHours, "save", wait_and_save)
    assert rush_to_answer() == TEAM


def test_account_is_erased_once_however_fast_they_click() -> None:
    volunteer, session = VolunteerFactory(), TrainingSessionFactory(capacity=1)
    BookingFactory(volunteer=volunteer, session=session)
    waits: list[Model] = [WaitingFactory(session=session, volunteer=VolunteerFactory()) for _ in range(2)]
    assert all_at_once([partial(erase, volunteer, now=timezone.now())] * 3) == 3
    assert not User.objects.filter(pk=volunteer.user.pk).exists()
    # One last mail, and the place offered to one of the two.
    assert OutgoingMail.objects.filter(recipient=volunteer.user.email).count() == 1
    assert [wait.pk for wait in Waiting.objects.held()] == [waits[0].pk]
