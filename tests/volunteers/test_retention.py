"""Sign-ups that went no further are not kept, nor for long who took lists out or wrote to many; nobody else goes with them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from tests.accounts.factories import UserFactory
from tests.events.factories import SeatFactory
from tests.volunteers.factories import BookingFactory, PairingFactory, VolunteerFactory
from tests.volunteers.office_factories import BulkMailFactory
from volunteers.models import BulkMail, DataExport, Volunteer
from volunteers.retention import erase_unfinished_sign_ups, forget_records

pytestmark = pytest.mark.django_db

NOW = timezone.now()
LONG_AGO = NOW - timedelta(days=93)


def unconfirmed(**changes: object) -> Volunteer:
    return VolunteerFactory(**{"user": UserFactory(verified=False, date_joined=LONG_AGO), "signed_up_at": LONG_AGO, **changes})


def test_unconfirmed_sign_up_is_deleted_after_three_months() -> None:
    unconfirmed()
    erase_unfinished_sign_ups(NOW)
    assert (Volunteer.objects.count(), User.objects.count()) == (0, 0)


def test_confirmed_and_recent_ones_stay() -> None:
    VolunteerFactory(signed_up_at=LONG_AGO)
    unconfirmed(signed_up_at=NOW - timedelta(days=91))
    erase_unfinished_sign_ups(NOW)
    assert Volunteer.objects.count() == 2


@pytest.mark.parametrize("right", ["coordinator", "treasurer", "communication", "superuser", "is_staff"])
def test_who_has_a_role_stays(right: str) -> None:
    unconfirmed(user=UserFactory(verified=False, date_joined=LONG_AGO, **{right: True}))
    erase_unfinished_sign_ups(NOW)
    assert Volunteer.objects.count() == 1


def test_who_took_part_stays() -> None:
    BookingFactory(volunteer=unconfirmed(), attendance="present")
    PairingFactory(volunteer=unconfirmed())
    SeatFactory(volunteer=unconfirmed())
    erase_unfinished_sign_ups(NOW)
    assert Volunteer.objects.count() == 3


def test_records_of_lists_and_of_mails_to_many_go_after_a_year() -> None:
    for days in (365, 367):
        then = NOW - timedelta(days=days)
        BulkMailFactory(subject=f"{days}", sent_at=then, finished_at=then)
        DataExport.objects.create(kind=f"{days}", taken_at=then, count=3)
    BulkMailFactory(subject="jamais fini", sent_at=NOW - timedelta(days=400))
    forget_records(NOW)
    assert set(BulkMail.objects.values_list("subject", flat=True)) == {"365", "jamais fini"}
    assert list(DataExport.objects.values_list("kind", flat=True)) == ["365"]
