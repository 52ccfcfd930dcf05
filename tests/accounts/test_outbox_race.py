"""Several workers at the same mails and the same jobs: each mail leaves once, each job runs once."""

import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

import pytest
from django.core import mail as django_mail
from django.db import connection, models
from django.utils import timezone

from accounts.models import OutgoingMail
from accounts.outbox import attempt_delivery, put_in_outbox
from site_polaris.periodic import run_due_jobs

WORKERS = 6


def all_at_once(action: Callable[[], object]) -> None:
    """Runs the action in several threads, let go together."""
    gate = threading.Barrier(WORKERS)

    def work() -> None:
        try:
            gate.wait()
            action()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class Ran:
    times: ClassVar[list[datetime]] = []


def note(now: datetime) -> None:
    Ran.times.append(now)


@pytest.fixture
def mail(transactional_db: None) -> OutgoingMail:
    put_in_outbox(to="zoe@demo.test", subject="Bonjour", text="Un mot", html="")
    return OutgoingMail.objects.get()


def test_mail_leaves_once_however_many_workers_take_it(mail: OutgoingMail) -> None:
    now = timezone.now()
    all_at_once(lambda: attempt_delivery(str(mail.pk), now=now))
    assert len(django_mail.outbox) == 1


@pytest.mark.postgres
def test_mail_would_leave_several_times_without_the_lock(mail: OutgoingMail, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the race is there, and it is the lock that wins it."""
    save = OutgoingMail.save

    def save_late(self: OutgoingMail, *args: Any, **kwargs: Any) -> None:
        time.sleep(0.3)
        save(self, *args, **kwargs)

    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda self, **options: self.all())
    monkeypatch.setattr(OutgoingMail, "save", save_late)
    now = timezone.now()
    all_at_once(lambda: attempt_delivery(str(mail.pk), now=now))
    assert len(django_mail.outbox) > 1


def test_same_key_written_at_once_makes_one_mail(transactional_db: None) -> None:
    all_at_once(lambda: put_in_outbox(to="zoe@demo.test", subject="Merci", text="Un mot", html="", key="merci-1"))
    assert OutgoingMail.objects.count() == 1


def test_job_runs_once_however_many_workers_look_at_the_clock(transactional_db: None) -> None:
    Ran.times.clear()
    now = timezone.now()
    all_at_once(lambda: run_due_jobs(now, [(f"{__name__}.note", 60)]))
    assert Ran.times == [now]
