"""No task is lost with its worker, and one that keeps failing is left for somebody to see."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.tasks import update_reference_index_task

from site_polaris.logs import DiscreetFormatter
from site_polaris.models import Worker
from site_polaris.reaper import MAX_ATTEMPTS, MOST_DEATHS, WORKER_DIED, failed_tasks, put_back_orphans
from site_polaris.worker import TASKS_IN_A_ROW, PolarisWorker
from tests.site_polaris.queue_tasks import fail, leave_a_trace, lines, wait_for_the_gate

Start = Callable[[], subprocess.Popen[bytes]]


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "It took too long."
        time.sleep(0.1)


def go_round() -> PolarisWorker:
    """A worker of this process that goes through the queue once."""
    worker = PolarisWorker(interval=0, lease_seconds=60)
    worker.sign_life()
    worker.run()
    return worker


@pytest.fixture(autouse=True)
def own_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker in this process shares the test's connection."""
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)


@pytest.fixture
def start_worker(transactional_db: None) -> Iterator[Start]:
    """Starts real worker processes on the tests' own database; those left at the end are ended."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    else:
        url = f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "manage.py", "run_worker", "--interval=0.1", "--lease=2"]
        started.append(subprocess.Popen(command, cwd=settings.BASE_DIR, env={**os.environ, "DATABASE_URL": url, "POLARIS_MODE": "test"}))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_task_of_a_killed_worker_runs_again_to_its_end_once(start_worker: Start, tmp_path: Path) -> None:
    wait_for_the_gate.enqueue(str(tmp_path))
    first = start_worker()
    wait_until(lambda: lines(tmp_path) == ["begun"])
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert DBTaskResult.objects.get().status == "RUNNING"

    start_worker()
    wait_until(lambda: lines(tmp_path) == ["begun", "begun"])
    (tmp_path / "open").touch()
    wait_until(lambda: DBTaskResult.objects.get().status == "SUCCESSFUL")
    assert lines(tmp_path) == ["begun", "begun", "done"]
    assert len(DBTaskResult.objects.get().worker_ids) == 2


def test_worker_told_to_stop_finishes_its_task_first(start_worker: Start, tmp_path: Path) -> None:
    wait_for_the_gate.enqueue(str(tmp_path))
    worker = start_worker()
    wait_until(lambda: lines(tmp_path) == ["begun"])
    worker.terminate()
    (tmp_path / "open").touch()
    assert worker.wait(timeout=30) == 0
    assert lines(tmp_path) == ["begun", "done"]
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"
    assert not Worker.objects.exists()


def test_two_workers_share_the_queue_and_run_each_task_once(start_worker: Start, tmp_path: Path) -> None:
    for number in range(10):
        folder = tmp_path / str(number)
        folder.mkdir()
        leave_a_trace.enqueue(str(folder))
    start_worker()
    start_worker()
    wait_until(lambda: DBTaskResult.objects.successful().count() == 10)
    assert [lines(tmp_path / str(number)) for number in range(10)] == [["done"]] * 10


def test_task_of_a_living_worker_is_left_to_it(db: None, tmp_path: Path) -> None:
    """The negative control: without the heartbeat's date, the task would be taken from a worker still at it."""
    now = timezone.now()
    Worker.objects.create(id="vivant", started_at=now, alive_until=now + timedelta(seconds=1))
    leave_a_trace.enqueue(str(tmp_path))
    DBTaskResult.objects.get().claim("vivant")
    assert put_back_orphans(now) == 0
    assert put_back_orphans(now + timedelta(seconds=2)) == 1
    assert DBTaskResult.objects.get().status == "READY"
    assert not Worker.objects.exists()


def test_task_that_kills_its_workers_is_given_up(db: None, tmp_path: Path) -> None:
    leave_a_trace.enqueue(str(tmp_path))
    for attempt in range(MOST_DEATHS):
        DBTaskResult.objects.ready().get().claim(f"mort-{attempt}")
        put_back_orphans(timezone.now())
    [task] = failed_tasks()
    assert task.exception_class_path == WORKER_DIED
    assert put_back_orphans(timezone.now()) == 0


def test_failing_task_is_tried_three_times_then_left_to_be_seen(db: None, caplog: pytest.LogCaptureFixture) -> None:
    fail.enqueue()
    waits = []
    for _ in range(MAX_ATTEMPTS):
        before = timezone.now()
        go_round()
        task = DBTaskResult.objects.get()
        if task.status == "READY":
            waits.append(round((task.run_after - before).total_seconds()))
            # Its time has not come.
            go_round()
            DBTaskResult.objects.update(run_after=timezone.now())
    assert waits == [30, 300]
    [task] = failed_tasks()
    assert (task.exception_class_path, len(task.worker_ids)) == ("builtins.ValueError", 3)


def test_index_task_of_something_deleted_is_dropped(db: None) -> None:
    update_reference_index_task.enqueue("home", "homepage", "999999")
    go_round()
    assert not DBTaskResult.objects.exists()


def test_failure_says_where_and_never_what(db: None, caplog: pytest.LogCaptureFixture) -> None:
    fail.enqueue()
    go_round()
    task = DBTaskResult.objects.get()
    assert "queue_tasks.py" in task.traceback
    assert "queue_tasks.py" in caplog.text
    assert "zoe@demo.test" not in task.traceback
    handler = logging.StreamHandler()
    handler.setFormatter(DiscreetFormatter("%(message)s"))
    written = "".join(handler.format(record) for record in caplog.records if record.name.startswith("site_polaris"))
    assert "ValueError" in written
    assert "zoe@demo.test" not in written


def test_log_of_an_exception_says_its_class_and_not_its_message() -> None:
    name = "zoe"
    try:
        raise KeyError(f"{name}@demo.test")
    except KeyError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "It failed", (), sys.exc_info())
    written = DiscreetFormatter("%(message)s").format(record)
    assert written.startswith("It failed\n")
    assert written.endswith("KeyError")
    assert "zoe" not in written


def test_worker_survives_a_database_that_goes_away(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = PolarisWorker(interval=0, lease_seconds=60)
    rounds = []

    def go_wrong_once() -> None:
        rounds.append(1)
        if len(rounds) == 1:
            raise DatabaseError
        worker.shutdown(signal.SIGTERM, None)

    monkeypatch.setattr(worker, "_go_round", go_wrong_once)
    monkeypatch.setattr("site_polaris.worker.close_old_connections", lambda: None)
    monkeypatch.setattr(worker, "_beat", lambda: None)
    worker.work()
    assert len(rounds) == 2


def test_one_round_runs_jobs_tasks_and_reaper(db: None, tmp_path: Path) -> None:
    leave_a_trace.enqueue(str(tmp_path))
    worker = PolarisWorker(interval=0, lease_seconds=60)
    worker.sign_life()
    worker._go_round()
    assert lines(tmp_path) == ["done"]


def test_long_queue_is_worked_through_without_a_pause(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for _task in range(TASKS_IN_A_ROW + 5):
        leave_a_trace.enqueue(str(tmp_path))
    worker = PolarisWorker(interval=3600, lease_seconds=60)
    done_at_first_pause = []

    def pause(_seconds: float) -> None:
        done_at_first_pause.append(len(lines(tmp_path)))
        worker.shutdown(signal.SIGTERM, None)

    monkeypatch.setattr("site_polaris.worker.run_due_jobs", lambda _now: [])
    monkeypatch.setattr(worker, "_beat", lambda: None)
    monkeypatch.setattr(worker.stopping, "wait", pause)
    worker.work()
    assert done_at_first_pause == [TASKS_IN_A_ROW + 5]


def test_task_that_its_own_worker_lost_is_put_back(db: None, tmp_path: Path) -> None:
    """The database went away while it ran: the worker lives, and has nothing in hand."""
    now = timezone.now()
    Worker.objects.create(id="vivant", started_at=now, alive_until=now + timedelta(minutes=1))
    leave_a_trace.enqueue(str(tmp_path))
    DBTaskResult.objects.get().claim("vivant")
    assert put_back_orphans(now, idle="un autre") == 0
    assert put_back_orphans(now, idle="vivant") == 1
    assert DBTaskResult.objects.get().status == "READY"
    assert Worker.objects.exists()


def test_worker_that_died_before_the_clock_was_put_back_is_dead(db: None, tmp_path: Path) -> None:
    now = timezone.now()
    Worker.objects.create(id="mort", started_at=now, alive_until=now + timedelta(days=1))
    leave_a_trace.enqueue(str(tmp_path))
    DBTaskResult.objects.get().claim("mort")
    assert put_back_orphans(now) == 1
