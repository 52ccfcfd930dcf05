"""What the site under fault leaves for comparison: tasks and rounds that write a line, and a mail server that is a file."""

import os
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django_tasks import task


def note(name: str, word: str) -> None:
    """A whole line or none, whoever else writes."""
    descriptor = os.open(Path(settings.VAR_DIR) / f"{name}.txt", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    try:
        os.write(descriptor, f"{word}\n".encode())
    finally:
        os.close(descriptor)


def noted(name: str) -> list[str]:
    path = Path(settings.VAR_DIR) / f"{name}.txt"
    return path.read_text().split("\n")[:-1] if path.exists() else []


@task
def leave_a_line(word: str, seconds: float = 0.0) -> None:
    """Slow enough, if asked, for two workers to meet on it, or for one to be killed in it."""
    note("begun", word)
    time.sleep(seconds)
    note("done", word)


def note_round(now: datetime) -> None:
    note("rounds", now.isoformat())


class NotingBackend(BaseEmailBackend):
    """Takes every mail, and notes its id."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            note("mails", message.extra_headers["Message-ID"])
        return len(email_messages)
