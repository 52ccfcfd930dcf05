"""The time of receipts: that of Stripe's side, whose months pass within minutes. Told to every process by a file."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone

from donations import receipt_runs, settlement

FILE: Final = "ahead.txt"


def _file() -> Path:
    return Path(settings.VAR_DIR) / FILE


def move_ahead(span: timedelta) -> None:
    """From now on, that much later still."""
    seconds = (_span() + span).total_seconds()
    fresh = _file().with_suffix(".new")
    fresh.write_text(str(seconds))
    # At once: no process reads half of it.
    fresh.replace(_file())


def receipt_time(now: datetime | None = None) -> datetime:
    return (now or timezone.now()) + _span()


def _span() -> timedelta:
    return timedelta(seconds=float(_file().read_text())) if _file().exists() else timedelta()


def live_ahead() -> None:
    """Has receipts be issued, held and withdrawn in that time, in this process."""
    due, run, withdraw = receipt_runs.issue_due, receipt_runs.issue_run, settlement.withdraw  # type: ignore[attr-defined]
    receipt_runs.issue_due = lambda now: due(receipt_time(now))
    receipt_runs.issue_run = lambda run_id, *, now: run(run_id, now=receipt_time(now))
    settlement.withdraw = lambda payment, reason, *, now: withdraw(payment, reason, now=receipt_time(now))  # type: ignore[attr-defined]
