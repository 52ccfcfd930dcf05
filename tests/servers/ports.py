"""Ports and programs for servers that a test starts and ends itself."""

import shutil
import socket
import time
from collections.abc import Callable

import pytest


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


def program(name: str, package: str) -> str:
    """Its path; skips the test with the reason where it is not installed."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed, so this is not tested (on Debian or Ubuntu: apt install {package}).")
    return path


def wait_until(answers: Callable[[], bool], *, seconds: float = 10) -> None:
    limit = time.monotonic() + seconds
    while not answers():
        assert time.monotonic() < limit, "The server did not answer in time."
        time.sleep(0.02)


def is_listening(port: int) -> bool:
    with socket.socket() as caller:
        caller.settimeout(0.5)
        return caller.connect_ex(("127.0.0.1", port)) == 0
