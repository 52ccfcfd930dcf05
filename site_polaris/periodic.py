"""What time triggers: each job of settings.PERIODIC runs when due, once, however many workers ask."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from site_polaris.log_facts import TaskFacts, running
from site_polaris.models import PeriodicRun

logger = logging.getLogger(__name__)

# A worker killed in the middle of a job leaves it to the others after this long.
CLAIM: Final = timedelta(minutes=15)


def run_due_jobs(now: datetime, jobs: Iterable[tuple[str, int]] | None = None) -> list[str]:
    """Runs the jobs whose time has come; returns their paths. One that fails is logged and keeps no other from running."""
    ran = []
    last_runs = PeriodicRun.objects.in_bulk()
    for path, seconds in settings.PERIODIC if jobs is None else jobs:
        every = timedelta(seconds=seconds)
        # A look without the lock first: this is asked every second.
        if (path not in last_runs or last_runs[path].is_due(now, every)) and _claim(path, every, now=now):
            _run(path, now=now)
            ran.append(path)
    return ran


def _claim(path: str, every: timedelta, *, now: datetime) -> bool:
    with transaction.atomic():
        PeriodicRun.objects.get_or_create(path=path)
        run = PeriodicRun.objects.select_for_update().get(path=path)
        if not run.is_due(now, every):
            return False
        run.started_at, run.claimed_until = now, now + CLAIM
        run.save(update_fields=["started_at", "claimed_until"])
    return True


def _run(path: str, *, now: datetime) -> None:
    error = ""
    with running(TaskFacts("", path)):
        try:
            import_string(path)(now)
        except Exception as failure:
            logger.exception("The periodic job %s failed", path)
            error = type(failure).__name__
    PeriodicRun.objects.filter(path=path).update(ended_at=now, claimed_until=None, error=error)
