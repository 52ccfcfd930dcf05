"""Tasks that fail, or whose worker died: tried again a bounded number of times, then left failed for somebody to see."""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from site_polaris.models import Worker

logger = logging.getLogger(__name__)

MAX_ATTEMPTS: Final = 3
# A worker that dies is seldom its task's fault: a machine that starts again and again gives up no task that does no harm.
MOST_DEATHS: Final = 8
# Waits before the second and the third attempt of a task that failed.
DELAYS: Final = (timedelta(seconds=30), timedelta(minutes=5))
WORKER_DIED: Final = "site_polaris.reaper.WorkerDied"


def failed_tasks() -> QuerySet[DBTaskResult]:
    """Those given up after their last attempt, the latest first."""
    return DBTaskResult.objects.failed().order_by("-finished_at")


def put_back_orphans(now: datetime, *, idle: str = "") -> int:
    """Puts back the running tasks whose worker is dead, or is `idle`; returns how many. Tasks run again, so they are idempotent."""
    alive = set(Worker.objects.alive(now).values_list("pk", flat=True))
    busy = alive - {idle}
    count = 0
    for task_id in DBTaskResult.objects.running().values_list("pk", flat=True):
        with transaction.atomic():
            task = DBTaskResult.objects.select_for_update().filter(pk=task_id).first()
            # None: its worker ended it meanwhile, and it was dropped.
            if task is None or task.status != TaskResultStatus.RUNNING or task.worker_ids[-1] in busy:
                continue
            if len(task.worker_ids) < MOST_DEATHS:
                put_back(task, run_after=None)
            else:
                task.status, task.finished_at, task.exception_class_path = TaskResultStatus.FAILED, now, WORKER_DIED
                task.save(update_fields=["status", "finished_at", "exception_class_path"])
                logger.error("Task %s (%s) is given up: its worker died at each of %d attempts.", task.pk, task.task_path, MOST_DEATHS)
            count += 1
    dead = Worker.objects.exclude(pk__in=alive)
    if dead.exists():
        dead.delete()
    return count


def retry_or_give_up(task: DBTaskResult, now: datetime) -> None:
    """Plans another attempt of a task that has just failed, or leaves it failed after the last one.

    Wagtail's tasks about something that was deleted meanwhile have nothing left to do: they are dropped.
    Only the frames of its traceback are kept: the message of an exception may hold personal data.
    """
    if task.task_path.startswith("wagtail.") and task.exception_class_path.endswith(".DoesNotExist"):
        task.delete()
        return
    task.traceback = "".join(line for line in task.traceback.splitlines(keepends=True) if line.startswith("  File "))
    task.save(update_fields=["traceback"])
    attempts = len(task.worker_ids)
    logger.error("Task %s (%s) failed, attempt %d: %s\n%s", task.pk, task.task_path, attempts, task.exception_class_path, task.traceback)
    if attempts < MAX_ATTEMPTS:
        put_back(task, run_after=now + DELAYS[attempts - 1])


def put_back(task: DBTaskResult, *, run_after: datetime | None) -> None:
    task.status = TaskResultStatus.READY
    task.run_after = run_after or get_date_max()
    task.started_at = task.finished_at = None
    task.save(update_fields=["status", "run_after", "started_at", "finished_at"])


def retry(tasks: QuerySet[DBTaskResult]) -> int:
    """Puts those of the tasks that are given up back in the queue, with all their attempts before them; returns how many.

    One statement: asked twice at once, each task is put back once.
    """
    return tasks.filter(status=TaskResultStatus.FAILED).update(
        status=TaskResultStatus.READY, run_after=get_date_max(), started_at=None, finished_at=None, worker_ids=[]
    )
