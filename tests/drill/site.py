"""The processes of the site, started again each time one is killed."""

import multiprocessing
import os
import re
import signal
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from site_polaris.management.commands.run_demo import answers
from tests.drill.process import run

PATIENCE_SECONDS: Final = 60
SURPRISE: Final = re.compile(r"ERROR (?:site_polaris\.(?:reaper|periodic)|django\.request Internal Server Error)")
PROCESSES: Final = {"web": 1, "worker": 2}


class Site:
    """One web process and three workers. Only what was started here is ever killed."""

    def __init__(self, folder: Path, port: int, *, without: str = "") -> None:
        self.address = f"http://localhost:{port}"
        self.kills = 0
        self._port = port
        self._without = without
        self._log = folder / "processes.txt"
        # A start by fork takes a moment; one that imports Django would take longer than many of these processes live.
        self._forks = multiprocessing.get_context("forkserver")
        self._forks.set_forkserver_preload(["tests.drill.process"])
        self._running: list[multiprocessing.process.BaseProcess] = []

    def __enter__(self) -> Self:
        for name, number in PROCESSES.items():
            for _process in range(number):
                self._start(name)
        self._wait()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        while self._running:
            self._kill_oldest()

    def kill_next(self) -> None:
        """`kill -9` of the oldest process and its children; another takes its place."""
        self._start(self._kill_oldest())
        self.kills += 1

    def surprises(self) -> int:
        """How often a task failed, or a round, or a page: what a failing network does is expected, and told as such."""
        return len(SURPRISE.findall(self._log.read_text(errors="replace")))

    def _start(self, name: str) -> None:
        process = self._forks.Process(target=run, name=name, args=(name, self._port, self._without, self._log), daemon=True)
        process.start()
        self._running.append(process)

    def _kill_oldest(self) -> str:
        process = self._running.pop(0)
        os.killpg(process.pid or 0, signal.SIGKILL)
        process.join()
        return process.name

    def _wait(self) -> None:
        limit = time.monotonic() + PATIENCE_SECONDS
        while not answers(self._port):
            if time.monotonic() > limit:
                raise TimeoutError("The site did not start.")
            time.sleep(0.2)
