"""The worker: takes the tasks of the queue, runs what time triggers, and says every few seconds that it is alive."""

import logging
import os
import secrets
import signal
import socket
import threading
import time
from contextlib import suppress
from datetime import timedelta
from types import FrameType
from typing import Final

from django.db import Error as DatabaseFailure
from django.db import close_old_connections, connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult

from site_polaris.log_facts import TaskFacts, running
from site_polaris.models import LONGEST_LEASE, Worker
from site_polaris.periodic import run_due_jobs
from site_polaris.reaper import put_back_orphans, retry_or_give_up

logger = logging.getLogger(__name__)

# Between two looks at the clock, however long the queue is.
TASKS_IN_A_ROW: Final = 20


class PolarisWorker(QueueWorker):
    """django-tasks-db's worker, emptied of its endless loop: each `run()` goes through what is ready, then returns."""

    def __init__(self, *, interval: float, lease_seconds: float) -> None:
        super().__init__(
            queue_names=["*"],
            interval=interval,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=TASKS_IN_A_ROW,
            worker_id=f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}",
            excluded_queue_names=[],
        )
        self.lease = min(timedelta(seconds=lease_seconds), LONGEST_LEASE)
        self.stopping = threading.Event()
        self._has_signed = False

    def work(self) -> None:
        """Works until told to stop by SIGINT or SIGTERM: the task in hand is finished first."""
        heart = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        heart.start()
        try:
            while not self.stopping.is_set():
                try:
                    self._go_round()
                except DatabaseFailure:
                    # The database is away or busy: it comes back, and so does the worker.
                    logger.exception("The database did not answer")
                    close_old_connections()
                if self._run_tasks < TASKS_IN_A_ROW:
                    # Otherwise more of them are likely to be ready.
                    self.stopping.wait(self.interval)
        finally:
            self.stopping.set()
            heart.join()
            # Otherwise its row is found dead by the reaper.
            with suppress(DatabaseFailure):
                Worker.objects.filter(pk=self.worker_id).delete()

    def _go_round(self) -> None:
        now = timezone.now()
        self._run_tasks = 0
        if not self._has_signed:
            self.sign_life()
        # Between two tasks this worker holds none: what still bears its name was left when the database went away under it.
        put_back_orphans(now, idle=self.worker_id)
        run_due_jobs(now)
        self.run()

    def run_task(self, db_task_result: DBTaskResult) -> None:
        began = time.monotonic()
        with running(TaskFacts(str(db_task_result.pk), db_task_result.task_path)):
            super().run_task(db_task_result)
            outcome = {"status": db_task_result.status, "duration_ms": round(1000 * (time.monotonic() - began), 1)}
            logger.info("Task ended", extra=outcome)
            if db_task_result.status == TaskResultStatus.FAILED:
                retry_or_give_up(db_task_result, timezone.now())

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        if self.stopping.is_set():
            # Asked twice: the task in hand is left to the reaper.
            os._exit(1)
        self.running = False
        self.stopping.set()

    def configure_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.shutdown)

    def sign_life(self) -> None:
        now = timezone.now()
        until = {"alive_until": now + self.lease}
        Worker.objects.update_or_create(pk=self.worker_id, defaults=until, create_defaults={"started_at": now, **until})
        self._has_signed = True

    def _beat(self) -> None:
        while not self.stopping.wait(self.lease.total_seconds() / 4):
            try:
                self.sign_life()
            except DatabaseFailure:
                logger.warning("The worker could not say that it is alive; it says so again soon.")
        connection.close()
