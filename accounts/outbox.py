"""Mails to people: written as rows with the change that causes them, sent by the worker, tried again until they leave."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPConnectError, SMTPException, SMTPRecipientsRefused, SMTPServerDisconnected
from types import MappingProxyType
from typing import Any, Final

from anymail.exceptions import AnymailRecipientsRefused
from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import get_template, render_to_string
from django.utils import timezone
from django_tasks import task

from accounts.models import OutgoingMail
from accounts.shared_cache import CacheAwayError

logger = logging.getLogger(__name__)

# Waits between two attempts: about four days in all, the time a mail server gives another before it gives up.
DELAYS: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440, 1440, 1440))
# A worker that takes a mail has this long to say what became of it; then another may take it.
LEASE: Final = timedelta(minutes=10)
BATCH: Final = 100
# A mail server that does not answer is left alone for so long: each mail tried would keep the worker for as long as its patience lasts.
LEFT_ALONE: Final = timedelta(seconds=50)
AWAY_UNTIL: Final = "mail-server-away-until"
ROWS_AT_ONCE: Final = 200
SENT_KEPT: Final = timedelta(days=365)
GIVEN_UP_KEPT: Final = timedelta(days=30)
PERMANENT_REFUSAL: Final = 500
# What anymail calls a mail that its provider has.
TAKEN: Final = frozenset({"sent", "queued"})


class NotTakenError(Exception):
    """A provider answered, and did not take the mail."""


def write_mail(
    template: str,
    *,
    to: str,
    subject: str,
    context: Mapping[str, Any],
    key: str | None = None,
    headers: Mapping[str, str] = MappingProxyType({}),
    calendar: str = "",
) -> None:
    """Puts in the outbox a mail made from `emails/<template>.txt` and `.html`, within the caller's transaction.

    The subject holds no personal data. A key is written once: a second mail with the same key is not made. A
    `Reply-To` among the `headers` says where an answer goes, for a mail that somebody wrote. The `calendar` (iCalendar)
    leaves as an attached file, and is deleted with the words.
    """
    words = {"subject": subject, "site_url": settings.SITE_URL, **context}
    text = render_to_string(f"emails/{template}.txt", words)
    html = render_to_string(f"emails/{template}.html", words)
    put_in_outbox(to=to, subject=subject, text=text, html=html, key=key, headers=headers, calendar=calendar)


def put_in_outbox(
    *,
    to: str,
    subject: str,
    text: str,
    html: str,
    key: str | None = None,
    headers: Mapping[str, str] = MappingProxyType({}),
    calendar: str = "",
) -> None:
    now = timezone.now()
    fields = {
        "recipient": to,
        "subject": subject,
        "text": text,
        "html": html,
        "headers": dict(headers),
        "calendar": calendar,
        "created_at": now,
        "next_attempt_at": now,
    }
    with transaction.atomic():
        if key is None:
            mail, is_new = OutgoingMail.objects.create(**fields), True
        else:
            mail, is_new = OutgoingMail.objects.get_or_create(key=key, defaults=fields)
        if is_new:
            send_mail_task.enqueue(str(mail.pk))


@dataclass(frozen=True)
class Letter:
    """One of many mails made from the same template: to whom, and what is said to them alone."""

    to: str
    key: str
    context: Mapping[str, Any]


def write_mails(template: str, letters: Iterable[Letter], *, subject: str) -> None:
    """Puts many mails in the outbox at once, within the caller's transaction; they leave in batches, within the next minutes.

    As with `write_mail`, the subject holds no personal data and a key is written once.
    """
    now = timezone.now()
    shared = {"subject": subject, "site_url": settings.SITE_URL}
    text, html = get_template(f"emails/{template}.txt"), get_template(f"emails/{template}.html")
    mails = [
        OutgoingMail(
            key=letter.key,
            recipient=letter.to,
            subject=subject,
            text=text.render({**shared, **letter.context}),
            html=html.render({**shared, **letter.context}),
            created_at=now,
            next_attempt_at=now,
        )
        for letter in letters
    ]
    OutgoingMail.objects.bulk_create(mails, batch_size=ROWS_AT_ONCE, ignore_conflicts=True)


class OutboxBackend(BaseEmailBackend):
    """Django's mail backend of the site: whatever calls `send()` writes to the outbox, django-allauth included."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            html = next((str(part[0]) for part in getattr(message, "alternatives", []) if part[1] == "text/html"), "")
            for recipient in message.recipients():
                put_in_outbox(to=recipient, subject=str(message.subject), text=str(message.body), html=html)
        return len(email_messages)


@task
def send_mail_task(mail_id: str) -> None:
    """Tries to send one mail of the outbox. A refusal is no failure of the task: the mail waits for its next attempt."""
    attempt_delivery(mail_id, now=timezone.now())


def send_due_mails(now: datetime) -> None:
    """Tries again the mails whose time has come."""
    due = OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING, next_attempt_at__lte=now)
    for mail_id in due.order_by("next_attempt_at").values_list("pk", flat=True)[:BATCH]:
        attempt_delivery(str(mail_id), now=now)


def retry_given_up(now: datetime) -> int:
    """Has the mails that were given up wait again, with all their attempts before them; returns how many. They leave within minutes."""
    given_up = OutgoingMail.objects.filter(state=OutgoingMail.State.GIVEN_UP)
    return given_up.update(state=OutgoingMail.State.WAITING, attempts=0, next_attempt_at=now)


def purge_outbox(now: datetime) -> None:
    """Deletes the rows of mails that left a year ago, and those nobody could send within a month of being written."""
    OutgoingMail.objects.filter(state=OutgoingMail.State.SENT, sent_at__lt=now - SENT_KEPT).delete()
    OutgoingMail.objects.filter(state=OutgoingMail.State.GIVEN_UP, created_at__lt=now - GIVEN_UP_KEPT).delete()


def take_back(mails: QuerySet[OutgoingMail]) -> None:
    """Deletes, of these mails, those that have not left: the waiting, and those nobody could send."""
    mails.filter(state__in=(OutgoingMail.State.WAITING, OutgoingMail.State.GIVEN_UP)).delete()


def attempt_delivery(mail_id: str, *, now: datetime) -> None:
    """Hands one waiting mail to the mail server, and writes what came of it. Does nothing when it is not its time, nor the server's.

    The row is taken under lock and the mail sent outside any transaction. A worker killed between the server's answer
    and the writing of it leaves the mail to be sent again; by SMTP with the same Message-ID, by which mailboxes know it.
    """
    mail = None if _is_left_alone(now) else _take(mail_id, now=now)
    if mail is None:
        return
    try:
        _hand_over(mail)
    except Exception as error:  # noqa: BLE001 whatever goes wrong, the mail must stay in the outbox
        if is_silence(error):
            _leave_alone(now)
        # The error's text may hold the address.
        logger.warning("Mail %s not sent (attempt %d): %s", mail.pk, mail.attempts, type(error).__name__)
        _write_failure(mail, error, now=now)
    else:
        emptied = {} if settings.KEEP_SENT_MAILS else {"recipient": "", "text": "", "html": "", "headers": {}, "calendar": ""}
        _write_outcome(mail, state=OutgoingMail.State.SENT, sent_at=now, last_error="", **emptied)


def _take(mail_id: str, *, now: datetime) -> OutgoingMail | None:
    with transaction.atomic():
        mail = OutgoingMail.objects.select_for_update().filter(pk=mail_id).first()
        if mail is None or mail.state != OutgoingMail.State.WAITING or mail.next_attempt_at > now:
            return None
        mail.attempts += 1
        mail.next_attempt_at = now + LEASE
        mail.save(update_fields=["attempts", "next_attempt_at"])
    return mail


def _hand_over(mail: OutgoingMail) -> None:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    # Providers write their own, and some refuse a mail that comes with another.
    identity = {} if settings.ANYMAIL else {"Message-ID": f"<{mail.pk}@{domain}>"}
    # A mail that somebody wrote, and reads the answers to, is no automatic one.
    automatic = {} if "Reply-To" in mail.headers else {"Auto-Submitted": "auto-generated"}
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        to=[mail.recipient],
        headers={**automatic, **mail.headers, **identity},
        connection=get_connection(settings.MAIL_DELIVERY_BACKEND),
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    if mail.calendar:
        message.attach("polaris14.ics", mail.calendar, "text/calendar")
    message.send()
    # Anymail raises when a provider refuses the address, not when it did not take the mail, or when its answer does not say.
    if settings.ANYMAIL and not TAKEN.issuperset(message.anymail_status.status or {None}):  # type: ignore[attr-defined]
        raise NotTakenError


def _write_failure(mail: OutgoingMail, error: Exception, *, now: datetime) -> None:
    if is_refusal(error) or mail.attempts > len(DELAYS):
        _write_outcome(mail, last_error=type(error).__name__, state=OutgoingMail.State.GIVEN_UP)
    else:
        _write_outcome(mail, last_error=type(error).__name__, next_attempt_at=now + DELAYS[mail.attempts - 1])


def is_refusal(error: Exception) -> bool:
    """Whether the address itself is refused for good; anything else, a wrong key included, may be put right while the mail waits."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= PERMANENT_REFUSAL for code, _ in error.recipients.values())
    return isinstance(error, AnymailRecipientsRefused)


def is_silence(error: BaseException) -> bool:
    """Whether the server did not answer at all, or hung up: the next mail would fare no better."""
    if isinstance(error, SMTPServerDisconnected | SMTPConnectError) or (
        isinstance(error, OSError) and not isinstance(error, SMTPException)
    ):
        return True
    return error.__cause__ is not None and is_silence(error.__cause__)


def _leave_alone(now: datetime) -> None:
    with suppress(CacheAwayError):
        cache.set(AWAY_UNTIL, now + LEFT_ALONE, timeout=LEFT_ALONE.total_seconds())


def _is_left_alone(now: datetime) -> bool:
    with suppress(CacheAwayError):
        until = cache.get(AWAY_UNTIL)
        # Further away than it was ever set, it was set before the clock was put back.
        return until is not None and now < until <= now + LEFT_ALONE
    return False


def _write_outcome(mail: OutgoingMail, **changes: Any) -> None:
    """A mail that was taken back while it was on its way does not come back with its outcome, as `save()` would have it."""
    OutgoingMail.objects.filter(pk=mail.pk).update(**changes)
