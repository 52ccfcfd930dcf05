"""Mails leave once, whatever the mail server does, and nothing of them stays."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from accounts.models import OutgoingMail
from accounts.outbox import (
    DELAYS,
    GIVEN_UP_KEPT,
    LEASE,
    LEFT_ALONE,
    SENT_KEPT,
    Letter,
    attempt_delivery,
    purge_outbox,
    put_in_outbox,
    send_due_mails,
    take_back,
    write_mails,
)
from tests.conftest import RunTasks

State = OutgoingMail.State


class DownBackend(BaseEmailBackend):
    """A mail server that does not answer."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise ConnectionRefusedError("bonjour@demo.test")


class RefusingBackend(BaseEmailBackend):
    """A mail server that knows no such mailbox."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise SMTPRecipientsRefused({"zoe@demo.test": (550, b"no such user")})


def write(key: str | None = None) -> None:
    put_in_outbox(to="zoe@demo.test", subject="Bonjour", text="Un mot", html="<p>Un mot</p>", key=key)


@pytest.fixture
def down(settings: Settings) -> None:
    settings.MAIL_DELIVERY_BACKEND = f"{__name__}.DownBackend"


def test_mail_leaves_with_both_parts_and_a_stable_id(db: None, run_tasks: RunTasks) -> None:
    write()
    mail_id = OutgoingMail.objects.get().pk
    run_tasks()
    [sent] = django_mail.outbox
    assert isinstance(sent, EmailMultiAlternatives)
    assert (sent.to, sent.subject, sent.body) == (["zoe@demo.test"], "Bonjour", "Un mot")
    assert [tuple(part) for part in sent.alternatives] == [("<p>Un mot</p>", "text/html")]
    assert sent.extra_headers["Message-ID"] == f"<{mail_id}@demo.test>"


def test_sent_mail_keeps_no_recipient_and_no_words(db: None, run_tasks: RunTasks) -> None:
    write()
    run_tasks()
    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.recipient, mail.text, mail.html) == (State.SENT, "", "", "")


def test_sent_mail_is_kept_whole_in_the_demo(db: None, run_tasks: RunTasks, settings: Settings) -> None:
    settings.KEEP_SENT_MAILS = True
    write()
    run_tasks()
    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.recipient, mail.text, mail.html) == (State.SENT, "zoe@demo.test", "Un mot", "<p>Un mot</p>")


def test_task_carries_nothing_but_the_id(db: None) -> None:
    write()
    assert DBTaskResult.objects.get().args_kwargs == {"args": [str(OutgoingMail.objects.get().pk)], "kwargs": {}}


def test_key_is_written_once(db: None) -> None:
    write("merci")
    write("merci")
    write("autre")
    assert OutgoingMail.objects.count() == 2
    assert DBTaskResult.objects.count() == 2


def test_mail_is_forgotten_with_the_change_that_caused_it(db: None) -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert (OutgoingMail.objects.count(), DBTaskResult.objects.count()) == (0, 0)


def test_django_mail_passes_through_the_outbox(db: None) -> None:
    assert send_mail("Bonjour", "Un mot", None, ["zoe@demo.test", "lou@demo.test"], html_message="<p>Un mot</p>") == 1
    assert sorted(OutgoingMail.objects.values_list("recipient", "text", "html")) == [
        ("lou@demo.test", "Un mot", "<p>Un mot</p>"),
        ("zoe@demo.test", "Un mot", "<p>Un mot</p>"),
    ]
    assert django_mail.outbox == []


def test_mail_server_down_fails_nothing_and_the_mail_leaves_later_once(
    db: None, run_tasks: RunTasks, settings: Settings, down: None
) -> None:
    write()
    run_tasks()
    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.attempts, mail.last_error, mail.text) == (State.WAITING, 1, "ConnectionRefusedError", "Un mot")

    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send_due_mails(mail.next_attempt_at - timedelta(seconds=1))
    assert django_mail.outbox == []
    send_due_mails(mail.next_attempt_at)
    send_due_mails(mail.next_attempt_at + timedelta(days=1))
    assert len(django_mail.outbox) == 1


def test_log_of_a_failure_names_no_one(db: None, run_tasks: RunTasks, down: None, caplog: pytest.LogCaptureFixture) -> None:
    write()
    run_tasks()
    assert "ConnectionRefusedError" in caplog.text
    assert "@demo.test" not in caplog.text


def test_delay_grows_and_the_mail_is_given_up_at_last(db: None, down: None) -> None:
    write()
    waits = []
    now = timezone.now()
    while (mail := OutgoingMail.objects.get()).state == State.WAITING:
        now = max(now, mail.next_attempt_at)
        attempt_delivery(str(mail.pk), now=now)
        mail.refresh_from_db()
        if mail.state == State.WAITING:
            waits.append(mail.next_attempt_at - now)
    assert waits == list(DELAYS)
    assert waits == sorted(waits)
    assert mail.state == State.GIVEN_UP


def test_mailbox_that_does_not_exist_is_given_up_at_once(db: None, run_tasks: RunTasks, settings: Settings) -> None:
    settings.MAIL_DELIVERY_BACKEND = f"{__name__}.RefusingBackend"
    write()
    run_tasks()
    assert OutgoingMail.objects.get().state == State.GIVEN_UP


def test_mail_taken_by_a_worker_is_left_to_it_until_its_lease_ends(db: None) -> None:
    write()
    mail = OutgoingMail.objects.get()
    taken_at = timezone.now()
    mail.attempts, mail.next_attempt_at = 1, taken_at + LEASE
    mail.save()
    attempt_delivery(str(mail.pk), now=taken_at + timedelta(minutes=1))
    assert django_mail.outbox == []
    # The worker died: another takes the mail.
    attempt_delivery(str(mail.pk), now=taken_at + LEASE)
    assert len(django_mail.outbox) == 1


def test_mail_of_a_deleted_row_is_forgotten(db: None, run_tasks: RunTasks) -> None:
    write()
    OutgoingMail.objects.all().delete()
    run_tasks()
    assert django_mail.outbox == []


@pytest.mark.parametrize(
    ("state", "age", "kept"),
    [
        (State.SENT, SENT_KEPT - timedelta(days=1), True),
        (State.SENT, SENT_KEPT + timedelta(days=1), False),
        (State.GIVEN_UP, GIVEN_UP_KEPT - timedelta(days=1), True),
        (State.GIVEN_UP, GIVEN_UP_KEPT + timedelta(days=1), False),
        (State.WAITING, timedelta(days=400), True),
    ],
)
def test_old_rows_are_purged(db: None, state: OutgoingMail.State, age: timedelta, kept: bool) -> None:
    now: datetime = timezone.now()
    write()
    OutgoingMail.objects.update(state=state, created_at=now - age, sent_at=now - age)
    purge_outbox(now)
    assert OutgoingMail.objects.exists() is kept


def test_mail_that_somebody_wrote_says_where_an_answer_goes(run_tasks: RunTasks) -> None:
    put_in_outbox(to="a@demo.test", subject="Réponse", text="Oui.", html="", headers={"Reply-To": "equipe@demo.test"})
    put_in_outbox(to="b@demo.test", subject="Avis", text="Non.", html="")
    run_tasks()
    [written, automatic] = sorted(django_mail.outbox, key=lambda message: message.to)
    assert (written.extra_headers["Reply-To"], "Auto-Submitted" in written.extra_headers) == ("equipe@demo.test", False)
    assert ("Reply-To" in automatic.extra_headers, automatic.extra_headers["Auto-Submitted"]) == (False, "auto-generated")
    assert [mail.headers for mail in OutgoingMail.objects.all()] == [{}, {}]


def test_headers_leave_with_the_mail_and_do_not_stay(db: None, run_tasks: RunTasks) -> None:
    put_in_outbox(to="zoe@demo.test", subject="Bonjour", text="Un mot", html="", headers={"List-Unsubscribe": "<https://demo.test/>"})
    run_tasks()
    assert django_mail.outbox[0].extra_headers["List-Unsubscribe"] == "<https://demo.test/>"
    assert OutgoingMail.objects.get().headers == {}


class TakenBackBackend(BaseEmailBackend):
    """The mail is taken back while the server is being asked, which then fails."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        take_back(OutgoingMail.objects.all())
        raise ConnectionRefusedError


def test_mail_taken_back_on_its_way_does_not_come_back(db: None, run_tasks: RunTasks, settings: Settings) -> None:
    settings.MAIL_DELIVERY_BACKEND = f"{__name__}.TakenBackBackend"
    write()
    run_tasks()
    assert OutgoingMail.objects.count() == 0


def test_what_has_left_is_not_taken_back(db: None, run_tasks: RunTasks) -> None:
    write("partie")
    run_tasks()
    write("en attente")
    take_back(OutgoingMail.objects.all())
    assert OutgoingMail.objects.get().key == "partie"


def test_many_mails_are_written_at_once_each_with_its_own_words_and_once_a_key(db: None) -> None:
    letters = [
        Letter(to=f"{name}@demo.test", key=f"tests/{name}", context={"first_name": name, "space_url": "https://exemple.test/"})
        for name in ("Nadia", "Bruno")
    ]
    for _ in range(2):
        write_mails("volunteers/ready", letters, subject="Vous êtes prêt·e")
    written = OutgoingMail.objects.order_by("recipient")
    assert [(row.recipient, row.subject, row.text.partition(",")[0]) for row in written] == [
        ("Bruno@demo.test", "Vous êtes prêt·e", "Bonjour Bruno"),
        ("Nadia@demo.test", "Vous êtes prêt·e", "Bonjour Nadia"),
    ]
    send_due_mails(timezone.now())
    assert sorted(message.to[0] for message in django_mail.outbox) == ["Bruno@demo.test", "Nadia@demo.test"]


def test_silent_server_is_left_alone_by_the_mails_behind_it(db: None, down: None, settings: Settings) -> None:
    """Each would keep the worker for as long as its patience lasts; none loses an attempt meanwhile."""
    now = timezone.now()
    for _mail in range(3):
        write()
    DBTaskResult.objects.all().delete()
    OutgoingMail.objects.update(next_attempt_at=now)
    send_due_mails(now)
    assert sorted(OutgoingMail.objects.values_list("attempts", flat=True)) == [0, 0, 1]
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send_due_mails(now + LEFT_ALONE - timedelta(seconds=1))
    assert len(django_mail.outbox) == 0
    send_due_mails(now + timedelta(minutes=2))
    assert [mail.state for mail in OutgoingMail.objects.all()] == [State.SENT] * 3


def test_server_that_refuses_one_mail_takes_the_next(db: None, settings: Settings) -> None:
    settings.MAIL_DELIVERY_BACKEND = f"{__name__}.RefusingBackend"
    now = timezone.now()
    for _mail in range(3):
        write()
    OutgoingMail.objects.update(next_attempt_at=now)
    send_due_mails(now)
    assert [mail.attempts for mail in OutgoingMail.objects.all()] == [1] * 3
