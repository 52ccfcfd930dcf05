"""A Redis of the tests' own: a process on a free port, which a test may stop, hang and start again."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.ports import free_port, is_listening, program, wait_until


class RedisServer:
    def __init__(self, folder: Path, *options: str) -> None:
        self.folder, self.options, self.port = folder, options, free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [program("redis-server", "redis-server"), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)]
        ports = [] if "--port" in self.options else ["--port", str(self.port)]
        self.process = subprocess.Popen([*command, *ports, *self.options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: is_listening(self.port))

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            self.process.wait()
            self.process = None

    def hang(self) -> None:
        """It accepts connections and says nothing, as a machine out of breath."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)


@contextmanager
def running_redis(folder: Path, *options: str) -> Iterator[RedisServer]:
    server = RedisServer(folder, *options)
    server.start()
    try:
        yield server
    finally:
        server.stop()
