"""What every server of our own has: a folder that goes away, a free port, a process ended by its id."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

ROOT: Final = Path(__file__).resolve().parent.parent.parent
DEPLOY: Final = ROOT / "deploy"
PATIENCE_SECONDS: Final = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def accepts(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Instance(ABC):
    """A server in a folder of its own, on a port of 127.0.0.1. `start`, `stop`, `kill` and `restart` may be called in between."""

    user: str | None = None

    def __init__(self) -> None:
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix=f"polaris-{type(self).__name__.lower()}-"))
        try:
            self.prepare()
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def log(self) -> Path:
        """What it wrote on its standard output and error, through all its starts."""
        return self.folder / "output.log"

    def tail(self) -> str:
        return self.log.read_text(errors="replace")[-4000:]

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def prepare(self) -> None:  # noqa: B027 some need nothing
        """Writes what the first start needs."""

    @abstractmethod
    def command(self) -> list[str]: ...

    @abstractmethod
    def answers(self) -> bool: ...

    def environment(self) -> Mapping[str, str]:
        return os.environ

    def descriptors(self) -> tuple[int, ...]:
        return ()

    def start(self) -> None:
        """Returns once it answers; raises TimeoutError or ChildProcessError, with what it said."""
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                self.command(),
                cwd=ROOT if self.user is None else self.folder,
                env=dict(self.environment()),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=self.descriptors(),
                start_new_session=True,
                user=self.user,
                group=self.user,
                extra_groups=None if self.user is None else [],
            )
        self.wait_until(self.answers)

    def wait_until(self, condition: Callable[[], bool]) -> None:
        limit = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            if self._process is not None and self._process.poll() is not None:
                raise ChildProcessError(self.tail())
            if time.monotonic() > limit:
                raise TimeoutError(self.tail())
            time.sleep(0.02)

    def send(self, number: int) -> None:
        """To the process that was started, not to its children."""
        os.kill(self.pid, number)

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Asks it to end, and waits for it."""
        if self._process is not None:
            self.send(number)
            self._process.wait(PATIENCE_SECONDS)
            self.kill()

    def kill(self) -> None:
        """`kill -9` of it and of its children, as when the machine loses its power."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def restart(self) -> None:
        self.stop()
        self.start()
