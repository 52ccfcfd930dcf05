"""The processes of the site under fault. Only what was started here is ever killed."""

import http.client
import json
import multiprocessing
import os
import re
import signal
from contextlib import closing, suppress
from types import TracebackType
from typing import Final, Self

from django.conf import settings

from site_polaris.management.commands.run_demo import answers
from tests.faults.ground import Ground, Line, same, wait_until
from tests.faults.process import run

# All that people type here, and donors with them (tests/drill/donors.py).
PERSONAL: Final = re.compile(r"@demo\.test|Personne-|Fictive|enquirer-|donatrice-|volontaire-", re.IGNORECASE)
TRACEBACK: Final = "Traceback (most recent call last)"
KEPT_LINES: Final = 12


class Site:
    """One web process and two workers, or as many as are said."""

    def __init__(self, ground: Ground, *, web: int = 1, workers: int = 2, mail: str = "") -> None:
        self.address = f"http://localhost:{ground.port}"
        self.port = ground.port
        self.kills = 0
        self._ground = ground
        self._mail = mail
        self._names = ["web"] * web + ["worker"] * workers
        self.log = ground.folder.parent / "processes.txt"
        self._forks = multiprocessing.get_context("forkserver")
        self._forks.set_forkserver_preload(["tests.faults.process"])
        self._running: list[multiprocessing.process.BaseProcess] = []

    def __enter__(self) -> Self:
        for name in self._names:
            self.start(name)
        if "web" in self._names and not wait_until(lambda: answers(self.port)):
            raise TimeoutError("The site did not start.")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        while self._running:
            self.kill_oldest()

    def start(self, name: str) -> None:
        arguments = (name, self.port, self._ground.without, self._mail, self.log)
        process = self._forks.Process(target=run, name=name, args=arguments, daemon=True)
        process.start()
        self._running.append(process)

    def kill_oldest(self, name: str = "") -> str:
        """`kill -9` of the oldest process (of that name) and its children; returns its name."""
        process = next(process for process in self._running if name in ("", process.name))
        self._running.remove(process)
        # Not found: it has ended by itself, with its children.
        with suppress(ProcessLookupError):
            os.killpg(process.pid or 0, signal.SIGKILL)
        process.join()
        return process.name

    def kill_next(self) -> None:
        """Another takes its place, as systemd sees to it."""
        self.start(self.kill_oldest())
        self.kills += 1

    def living(self, name: str) -> int:
        return sum(process.is_alive() for process in self._running if process.name == name)

    def health(self) -> int:
        """The status of /sante/; 0 when nobody answers."""
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
                connection.request("GET", "/sante/", headers={"Host": "localhost"})
                return connection.getresponse().status
        except OSError:
            return 0

    def recovers(self, seconds: float = 30) -> bool:
        return wait_until(lambda: self.health() == http.client.OK, seconds)

    def read_log(self) -> list[Line]:
        """The last measure: nobody is named in it, and nothing in it is a traceback with its message."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        named = [line for line in lines if PERSONAL.search(line)]
        plain = [line for line in lines if TRACEBACK in line]
        for line in [*named, *plain][:KEPT_LINES]:
            self._ground.extras.setdefault("log", "")
            self._ground.extras["log"] += line[:300] + "\n"
        return [same("log lines that name somebody", 0, len(named)), same("tracebacks with their message in the log", 0, len(plain))]

    def complaints(self) -> list[str]:
        """What the site itself called an error."""
        found = []
        for line in self.log.read_text(errors="replace").splitlines() if self.log.exists() else []:
            try:
                said = json.loads(line)
            except ValueError:
                continue
            if said.get("level") == "ERROR":
                found.append(f"{said['logger']} {said['message'].splitlines()[0]} {said.get('exception', '')}".strip())
        return found


def is_embedded() -> bool:
    return str(settings.DATABASES["default"]["ENGINE"]).endswith("sqlite3")
