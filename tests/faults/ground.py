"""What a fault has under its feet, and what it says in the end."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.instances import Postgres, Redis

PATIENCE_SECONDS: Final = 60


@dataclass(frozen=True)
class Line:
    """One thing that must hold, and the figure that shows whether it does."""

    what: str
    figure: object
    holds: bool


def same(what: str, expected: object, found: object) -> Line:
    return Line(what, found if found == expected else f"{found} rather than {expected}", found == expected)


def at_most(what: str, most: float, found: float) -> Line:
    return Line(what, f"{found:g}" if found <= most else f"{found:g}, more than {most:g}", found <= most)


def at_least(what: str, least: float, found: float) -> Line:
    return Line(what, f"{found:g}" if found >= least else f"{found:g}, less than {least:g}", found >= least)


@dataclass
class Ground:
    """The folder with everything of the fault's site, how long it lasts, and the defence that is taken away."""

    folder: Path
    port: int
    seconds: float
    without: str
    postgres: Postgres | None = None
    redis: Redis | None = None
    extras: dict[str, str] = field(default_factory=dict)


def wait_until(is_done: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> bool:
    """False when it took too long: what is compared afterwards tells."""
    limit = time.monotonic() + seconds
    while not is_done():
        if time.monotonic() > limit:
            return False
        time.sleep(0.2)
    return True
