"""A mail to many on PostgreSQL, in real threads: clicks, workers and erasures at once; the negative control drops the locks."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import OutgoingMail
from tests.accounts.factories import UserFactory
from tests.volunteers.factories import VolunteerFactory
from tests.volunteers.office_factories import BulkMailFactory
from tests.volunteers.test_races import all_at_once
from volunteers import bulk_mails, erasure
from volunteers.letters import Letter
from volunteers.models import BulkMail, BulkMailRecipient, Volunteer
from volunteers.people import Criteria

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

NOW = timezone.now()
CLICKS = 6


def test_many_clicks_send_once() -> None:
    VolunteerFactory.create_batch(3)
    by, page = UserFactory(coordinator=True), uuid4()
    click = partial(bulk_mails.start, Criteria(), Letter("Réunion", "Bonjour {prenom},"), page=page, seen=3, by=by, now=NOW)
    assert all_at_once([click] * CLICKS) == CLICKS
    assert (BulkMail.objects.count(), BulkMailRecipient.objects.count()) == (1, 3)


def start(count: int) -> BulkMail:
    sending: BulkMail = BulkMailFactory(count=count)
    people = VolunteerFactory.create_batch(count)
    BulkMailRecipient.objects.bulk_create(BulkMailRecipient(mail=sending, volunteer=person) for person in people)
    return sending


def test_workers_side_by_side_write_each_mail_once() -> None:
    sending = start(bulk_mails.BATCH + 10)
    all_at_once([partial(bulk_mails.write_waiting, NOW)] * 4)
    sending.refresh_from_db()
    assert (OutgoingMail.objects.count(), sending.written, BulkMailRecipient.objects.count()) == (sending.count, sending.count, 0)


def erase_while_it_is_written(monkeypatch: pytest.MonkeyPatch) -> int:
    """Somebody erases their account while their mail is being written; returns how many mails name them afterwards."""
    sending = start(1)
    person = Volunteer.objects.select_related("user").get()
    writing, erased = Event(), Event()
    write = bulk_mails._write

    def write_slowly(mail: BulkMail, volunteer: Volunteer) -> None:
        writing.set()
        # With the lock, the erasure waits for the end of the batch; without it, the batch goes on once all is erased.
        erased.wait(timeout=1)
        write(mail, volunteer)

    def erase() -> None:
        writing.wait(timeout=20)
        erasure.erase(person, now=NOW)
        erased.set()
        connection.close()

    def write_batch() -> None:
        bulk_mails.write_batch(sending.pk, now=NOW)
        connection.close()

    monkeypatch.setattr(bulk_mails, "_write", write_slowly)
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(write_batch), pool.submit(erase)]:
            done.result(timeout=30)
    assert Volunteer.objects.count() == 0
    return OutgoingMail.objects.filter(key__contains=str(person.pk)).count()


def test_who_erases_their_account_while_it_is_written_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert erase_while_it_is_written(monkeypatch) == 0


def test_without_the_lock_a_mail_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows.all())
    assert erase_while_it_is_written(monkeypatch) == 1
