"""Several processes that live and die together."""

import ctypes
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Final, Self

PATIENCE_SECONDS: Final = 10.0
PR_SET_PDEATHSIG: Final = 1
SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class ProcessGroup:
    """Forks processes, waits until one ends or until told to stop (SIGINT, SIGTERM), then ends the others.

    Forked, they do not import Django again, which is most of the time that a start takes. Each is in a session of its
    own: a Ctrl-C in the terminal reaches this process alone, which passes it on once.
    """

    def __init__(self) -> None:
        self.processes: list[multiprocessing.process.BaseProcess] = []
        self.stopping = False

    def __enter__(self) -> Self:
        for number in SIGNALS:
            signal.signal(number, self._stop)
        return self

    def __exit__(self, *args: object) -> None:
        self.end()

    def start(self, target: Callable[[], object]) -> None:
        process = multiprocessing.get_context("fork").Process(target=run_in_own_session, args=(target, os.getpid()))
        process.start()
        self.processes.append(process)

    def wait_until(self, ready: Callable[[], bool], *, seconds: float) -> bool:
        """True as soon as `ready()` says so; False when told to stop, when a process ends or when the time is over."""
        limit = time.monotonic() + seconds
        while not self.stopping and self.all_alive() and time.monotonic() < limit:
            if ready():
                return True
            time.sleep(0.05)
        return False

    def wait(self) -> None:
        """Returns when told to stop, or when one of the processes has ended."""
        while not self.stopping and self.all_alive():
            time.sleep(0.2)

    def all_alive(self) -> bool:
        return all(process.is_alive() for process in self.processes)

    def end(self) -> None:
        """Asks every process to end, then kills what is left of them and of their children."""
        for process in self.processes:
            if process.is_alive():
                signal_group(process, signal.SIGTERM)
        limit = time.monotonic() + PATIENCE_SECONDS
        for process in self.processes:
            process.join(max(0.0, limit - time.monotonic()))
            signal_group(process, signal.SIGKILL)
            process.join()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True


def run_apart(work: Callable[[], object]) -> None:
    """Does the work in a process of its own and waits for it; raises ChildProcessError when it fails.

    What it leaves behind in memory goes with it: threads of a library (typst's), which processes forked later would not
    have and would wait for without end.
    """
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    process.join()
    if process.exitcode:
        raise ChildProcessError(process.exitcode)


def signal_group(leader: multiprocessing.process.BaseProcess, number: int) -> None:
    # Not found: already gone, with its children.
    with suppress(ProcessLookupError):
        os.killpg(leader.pid or 0, number)


def run_in_own_session(target: Callable[[], object], parent: int) -> None:
    """Run in the child. On Linux, it is told to end even when its parent is killed without a chance to say so."""
    os.setsid()
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            return
    target()
