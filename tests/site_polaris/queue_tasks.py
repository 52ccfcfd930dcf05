"""Tasks for the tests of the worker. They leave their traces in a folder, since they may run in another process."""

import time
from pathlib import Path

from django_tasks import task


@task
def leave_a_trace(folder: str) -> None:
    _add_line(folder, "done")


@task
def wait_for_the_gate(folder: str) -> None:
    """Says that it has begun, and ends only once the file `open` is there."""
    _add_line(folder, "begun")
    while not (Path(folder) / "open").exists():
        time.sleep(0.05)
    _add_line(folder, "done")


@task
def fail() -> None:
    name = "zoe"
    raise ValueError(f"{name}@demo.test")


def _add_line(folder: str, line: str) -> None:
    with (Path(folder) / "trace").open("a") as file:
        file.write(f"{line}\n")


def lines(folder: Path) -> list[str]:
    trace = folder / "trace"
    return trace.read_text().splitlines() if trace.exists() else []


@task
def fail_about(word: str) -> None:
    raise ValueError(f"It was about {word}")
