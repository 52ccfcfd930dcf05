"""A form of the treasurer's that is sent twice at the same instant, with real threads on PostgreSQL; and the negative control."""

import threading
import uuid
from functools import partial

import pytest
from django.db import models
from django.utils import timezone

from accounts.models import User
from donations import manual_gifts
from donations.manual_gifts import ManualGift, record
from donations.models import Donor, Gift
from tests.donations.test_races import pytestmark as races
from tests.donations.test_races import run_at_once
from volunteers.exceptions import Reason

pytestmark = races


def record_at_once(treasurer: User) -> None:
    """A gift in cash of somebody new, of whom no address is known: nothing but the form says that both are one."""
    now = timezone.now()
    typed = ManualGift(Gift.Source.CASH, 2000, timezone.localdate(now), details={"last_name": "Exemple"})
    sent = partial(record, typed, form_token=uuid.uuid4(), by=treasurer, now=now)
    run_at_once(sent, sent, sent)


def test_a_form_sent_three_times_at_once_notes_one_gift_of_one_donor(treasurer: User) -> None:
    for _round in range(10):
        record_at_once(treasurer)
    assert (Gift.objects.count(), Donor.objects.count()) == (10, 10)


def test_without_the_lock_each_notes_its_own(treasurer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: all have looked for the form's gift before any writes it."""
    all_looked = threading.Barrier(3)

    def look_together(_typed: ManualGift) -> list[Reason]:
        all_looked.wait(timeout=10)
        return []

    monkeypatch.setattr(manual_gifts, "recording_reasons", look_together)
    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda rows, **_options: rows)
    record_at_once(treasurer)
    assert (Gift.objects.count(), Donor.objects.count()) == (3, 3)
