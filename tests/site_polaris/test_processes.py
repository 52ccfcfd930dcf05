"""Processes that live and die together, and what the demo's two are."""

import importlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from pytest_django.live_server_helper import LiveServer

from site_polaris.management.commands import run_demo
from site_polaris.management.commands.run_demo import WebServer, answers
from site_polaris.models import Worker
from site_polaris.processes import SIGNALS, ProcessGroup, run_apart, run_in_own_session
from site_polaris.worker import PolarisWorker


@pytest.fixture
def group() -> Iterator[ProcessGroup]:
    before = {number: signal.getsignal(number) for number in SIGNALS}
    group = ProcessGroup()
    with group:
        yield group
    assert not any(process.is_alive() for process in group.processes)
    for number, handler in before.items():
        signal.signal(number, handler)


def sleep() -> None:
    time.sleep(60)


def be_stubborn() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(60)


def test_group_waits_for_what_it_is_told_to(group: ProcessGroup, tmp_path: Path) -> None:
    def get_ready() -> None:
        (tmp_path / "ready").touch()
        sleep()

    group.start(get_ready)
    assert group.wait_until((tmp_path / "ready").exists, seconds=30)


def test_group_stops_waiting_when_one_ends(group: ProcessGroup) -> None:
    group.start(sleep)
    group.start(lambda: None)
    group.wait()
    assert not group.all_alive()
    assert not group.stopping


def test_group_stops_waiting_when_told_to(group: ProcessGroup) -> None:
    group.start(sleep)
    os.kill(os.getpid(), signal.SIGTERM)
    group.wait()
    assert group.stopping
    assert not group.wait_until(lambda: True, seconds=1)


def test_process_that_will_not_end_is_killed(group: ProcessGroup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("site_polaris.processes.PATIENCE_SECONDS", 0.5)
    group.start(be_stubborn)
    time.sleep(0.2)
    group.end()
    assert group.processes[0].exitcode == -signal.SIGKILL


def test_child_is_in_its_own_session_and_runs_its_work(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    monkeypatch.setattr(os, "setsid", lambda: calls.append("own session"))
    monkeypatch.setattr(signal, "signal", lambda number, handler: None)
    monkeypatch.setattr("site_polaris.processes.ctypes.CDLL", lambda name: type("C", (), {"prctl": lambda self, *options: None})())
    run_in_own_session(lambda: calls.append("work"), os.getppid())
    # Its parent is gone already: there is nobody to serve.
    run_in_own_session(lambda: calls.append("too late"), -1)
    assert calls == ["own session", "work", "own session"]


TYPESET_THEN_FORK: Final = """
import django, multiprocessing, sys; django.setup()
from django.utils import timezone
from advocacy.printing.typesetting import typeset
from site_polaris.processes import run_apart
def work(): typeset("sheet.typ", SHEET, {}, at=timezone.now())
SHEET = {"title": "Essai", "introduction": "Un essai", "parts": [], "date": [2026, 1, 1]}
run_apart(work) if sys.argv[1] == "apart" else work()
child = multiprocessing.get_context("fork").Process(target=work)
child.start()
child.join(8)
print("stuck" if child.is_alive() else child.exitcode)
child.kill()
"""


@pytest.mark.parametrize(("where", "outcome"), [("apart", "0"), ("here", "stuck")])
def test_worker_forked_after_typesetting_apart_is_not_stuck(where: str, outcome: str) -> None:
    """« here » is the negative control: threads of typst that a fork does not bring along."""
    ended = subprocess.run(
        [sys.executable, "-c", TYPESET_THEN_FORK, where], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    assert ended.stdout.strip() == outcome, ended.stderr


def test_work_that_fails_apart_says_so() -> None:
    with pytest.raises(ChildProcessError):
        run_apart(lambda: os._exit(3))


def test_web_server_is_bound_to_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["manage.py"])
    server = WebServer(8123)
    assert server.cfg.address == [("127.0.0.1", 8123)]
    assert server.cfg.control_socket_disable
    assert server.load()


def test_first_page_is_waited_for(live_server: LiveServer) -> None:
    assert answers(live_server.thread.port)
    assert not answers(1)


@pytest.fixture
def demo_mode(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO = True
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.setattr(run_demo, "refuse_taken_port", lambda port: None)
    monkeypatch.setattr("site_polaris.management.commands.run_demo.connections.close_all", lambda: None)


class Obedient(ProcessGroup):
    """A group whose processes do nothing, and which is told to stop at once."""

    def __enter__(self) -> "Obedient":
        return self

    def start(self, target: object) -> None:
        pass

    def wait_until(self, ready: object, *, seconds: float) -> bool:
        return True

    def wait(self) -> None:
        self.stopping = True


def test_demo_says_where_it_is(demo_mode: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(run_demo, "prepare", lambda port, *, say: say("Loading…"))
    monkeypatch.setattr(run_demo, "ProcessGroup", Obedient)
    call_command("run_demo")
    said = capsys.readouterr().out
    assert said.startswith("Loading…\n")
    assert "http://localhost:8123/" in said
    assert str(settings.VAR_DIR) in said


def test_demo_whose_processes_end_says_so(demo_mode: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_demo, "prepare", lambda port, *, say: None)
    monkeypatch.setattr(run_demo, "ProcessGroup", type("Ended", (Obedient,), {"wait": lambda self: None}))
    with pytest.raises(CommandError, match="One of the demo's processes ended"):
        call_command("run_demo")


def test_ctrl_c_while_preparing_is_no_crash(demo_mode: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(port: int, *, say: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(run_demo, "prepare", interrupt)
    with pytest.raises(CommandError, match="The next start takes up where this one left") as caught:
        call_command("run_demo")
    assert caught.value.returncode == 130


def test_worker_command_works_with_its_options(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[PolarisWorker] = []
    monkeypatch.setattr(PolarisWorker, "configure_signals", lambda self: None)
    monkeypatch.setattr(PolarisWorker, "work", lambda self: started.append(self))
    call_command("run_worker", interval=0.5, lease=7)
    [worker] = started
    assert (worker.interval, worker.lease.total_seconds()) == (0.5, 7)


def test_second_request_to_stop_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    codes: list[int] = []
    monkeypatch.setattr(os, "_exit", codes.append)
    worker = PolarisWorker(interval=0, lease_seconds=60)
    worker.shutdown(signal.SIGTERM, None)
    assert codes == []
    worker.shutdown(signal.SIGTERM, None)
    assert codes == [1]


def test_worker_listens_to_both_requests_to_stop() -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    worker = PolarisWorker(interval=0, lease_seconds=60)
    worker.configure_signals()
    os.kill(os.getpid(), signal.SIGTERM)
    assert worker.stopping.wait(5)
    for number, handler in before.items():
        signal.signal(number, handler)


def test_heart_beats_on_when_the_database_does_not_answer(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = PolarisWorker(interval=0, lease_seconds=0.04)
    beats: list[int] = []

    def sign_life() -> None:
        beats.append(1)
        if len(beats) == 1:
            raise DatabaseError
        worker.stopping.set()

    monkeypatch.setattr(worker, "sign_life", sign_life)
    monkeypatch.setattr("site_polaris.worker.connection.close", lambda: None)
    worker._beat()
    assert len(beats) == 2


def test_rows_say_what_they_are(db: None) -> None:
    assert str(Worker(id="machine-12-ab")) == "machine-12-ab"


def test_wsgi_application_answers(db: None) -> None:
    assert callable(importlib.import_module("site_polaris.wsgi").application)
