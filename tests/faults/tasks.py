"""Tasks and jobs that leave a line each time they are done, whichever process does them."""

import os
import time
from datetime import datetime
from functools import partial
from pathlib import Path

from django_tasks import task

from tests.faults.site import TASKS, TICKS

# Long enough to be under way when its worker is told to end.
TASK_SECONDS = 0.05
TICK_SECONDS = 0.05


@task
def write_down(number: int) -> None:
    time.sleep(TASK_SECONDS)
    _add_line(TASKS, str(number))


def tick(name: str, now: datetime) -> None:
    _add_line(TICKS, name)
    time.sleep(TICK_SECONDS)


tick_a, tick_b, tick_c, tick_d = (partial(tick, name) for name in "abcd")


def _add_line(file: str, word: str) -> None:
    with (Path(os.environ["DRILL_FOLDER"]) / file).open("a") as lines:
        lines.write(f"{word} {os.getpid()} {time.time()}\n")
