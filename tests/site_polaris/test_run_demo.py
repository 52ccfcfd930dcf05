"""`make demo`: one command, clear sentences, one Ctrl-C for all its processes."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections
from wagtail.models import Site

from accounts.models import User
from site_polaris import demo_start
from site_polaris.demo_start import prepare
from site_polaris.management.commands.run_demo import read_port, refuse_taken_port
from site_polaris.processes import ProcessGroup
from tests.accounts.factories import UserFactory

Start = Callable[[], "subprocess.Popen[str]"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def children_of(pid: int) -> list[int]:
    """The processes started by this one, and by those."""
    direct = [int(line) for line in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return [*direct, *(grandchild for child in direct for grandchild in children_of(child))]


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "It took too long."
        time.sleep(0.05)


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


class Demo:
    """A demo started for real on a free port, its database a copy of the tests' own with one person in it."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        environment = {**os.environ, "POLARIS_MODE": "demo", "POLARIS_VAR_DIR": str(folder), "PORT": str(self.port)}
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, "manage.py", "run_demo"]
        self.process = subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.said = ""
        assert self.process.stdout
        for line in self.process.stdout:
            self.said += line
            if line.startswith("Ctrl-C"):
                break
        self.children = children_of(self.process.pid)

    def status(self, path: str) -> int:
        connection = http.client.HTTPConnection("localhost", self.port, timeout=30)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()

    def assert_all_ended(self) -> None:
        wait_until(lambda: not any(is_running(pid) for pid in self.children))
        assert self.process.wait(timeout=20) is not None
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", self.port))


@pytest.fixture
def demo(demo_folder: Path, transactional_db: None) -> Iterator[Demo]:
    if connection.vendor != "sqlite":
        pytest.skip("The demo has a database of its own, in a file.")
    database = demo_folder / "polaris.sqlite3"
    if not database.exists():
        UserFactory(email="quelquun@demo.test")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(database)])
    running = Demo(demo_folder)
    yield running
    for pid in [*running.children, running.process.pid]:
        if is_running(pid):
            os.kill(pid, signal.SIGKILL)
    running.process.communicate()


def test_demo_serves_and_ends_with_one_ctrl_c(demo: Demo) -> None:
    """In a terminal, Ctrl-C reaches the whole foreground group."""
    assert f"http://localhost:{demo.port}/" in demo.said
    assert "coordination@demo.test" in demo.said
    assert "polaris-demo" in demo.said
    assert demo.status("/sante/") == 200
    assert demo.status("/demo/courriels/") == 200
    # The server, its worker process, and the worker of the queue.
    assert len(demo.children) == 3
    os.killpg(demo.process.pid, signal.SIGINT)
    demo.assert_all_ended()
    assert demo.process.returncode == 0


def test_demo_ends_when_its_first_process_is_told_to(demo: Demo) -> None:
    demo.process.terminate()
    demo.assert_all_ended()
    assert demo.process.returncode == 0


def test_all_end_when_one_dies(demo: Demo) -> None:
    os.kill(demo.children[0], signal.SIGKILL)
    demo.assert_all_ended()
    assert demo.process.returncode == 1
    assert demo.process.stdout
    assert "One of the demo's processes ended" in demo.process.stdout.read()


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone tells children that their parent is gone.")
def test_all_end_when_the_first_process_is_killed(demo: Demo) -> None:
    demo.process.kill()
    demo.assert_all_ended()


def test_port_already_in_use_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=rf"Port {port} is already in use. Choose another: make demo PORT="):
            refuse_taken_port(port)
    refuse_taken_port(port)


@pytest.mark.parametrize("value", ["", "abc", "0", "65536", "-1", "80 00"])
def test_port_that_is_none_is_said(value: str) -> None:
    with pytest.raises(CommandError, match="it must be a number from 1 to 65535"):
        read_port(value)
    assert read_port("8080") == 8080


def test_command_serves_nothing_but_the_demo() -> None:
    with pytest.raises(CommandError, match="POLARIS_MODE=demo"):
        call_command("run_demo")


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> list[str]:
    """The commands that preparing calls, which do nothing here."""
    commands: list[str] = []
    settings.STATIC_ROOT = tmp_path / "static"
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(demo_start, "call_command", lambda name, **options: commands.append(name))
    # Here, so that the list above is the one that is read.
    monkeypatch.setattr(demo_start, "run_apart", lambda work: work())
    monkeypatch.setattr(connections, "close_all", lambda: None)
    return commands


def test_first_start_does_everything_and_says_so(db: None, called: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_start, "has_migrations_to_run", lambda: True)
    said: list[str] = []
    prepare(8123, say=said.append)
    assert called == ["migrate", "createcachetable", "collectstatic", "load_demo"]
    assert said == ["Making the database ready…", "Collecting the static files…", "Loading the demo's content…"]


def test_second_start_does_nothing_again(db: None, called: list[str]) -> None:
    UserFactory()
    prepare(8123, say=lambda sentence: None)
    called.clear()
    said: list[str] = []
    prepare(8123, say=said.append)
    assert (called, said) == ([], [])


def test_changed_style_sheet_is_collected_again(db: None, called: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    UserFactory()
    source = tmp_path / "static" / "site.css"
    source.parent.mkdir()
    source.write_text("a {}")
    monkeypatch.setattr(demo_start, "STATIC_SOURCES", ("static",))
    monkeypatch.setattr(settings, "BASE_DIR", tmp_path)
    monkeypatch.setattr(settings, "STATIC_ROOT", tmp_path / "collected")
    for text, expected in [("a {}", ["collectstatic"]), ("a {}", []), ("b {}", ["collectstatic"])]:
        called.clear()
        source.write_text(text)
        prepare(8123, say=lambda sentence: None)
        assert called == expected


def test_pages_answer_at_the_port_of_this_start(db: None, called: list[str]) -> None:
    UserFactory()
    prepare(8123, say=lambda sentence: None)
    assert Site.objects.get(is_default_site=True).root_url == "http://localhost:8123"
    assert User.objects.count() == 1


def test_process_that_never_answers_is_not_waited_for_long() -> None:
    group = ProcessGroup()
    assert not group.wait_until(lambda: False, seconds=0.1)
    group.end()
