"""The site is updated under load: its twins and its workers restart in turn, and nobody loses a request or a task.

`python -m tests.faults.restarts`; with `kill` as an argument, the control: the same with `kill -9`, which must lose some.
"""

import random
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import count
from typing import Final

from tests.faults.site import TASKS, Site, running_site
from tests.instances import Nginx
from tests.instances.base import PATIENCE_SECONDS

Disturb = Callable[[Site], None]
CLIENTS: Final = 16
SECONDS: Final = 20.0
RESTARTS: Final = 3
PAGES: Final = {"/compte/login/": 200, "/recherche/?q=asile": 200, "/robots.txt": 200, "/drill/slow/": 200, "/nulle-part/": 404}


@dataclass
class Load:
    """Sixteen clients, one request after the other each, through nginx. One in five gives the site a task."""

    port: int
    answered: int = 0
    promised: list[int] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._numbers = count(1)
        self._lock = threading.Lock()

    def __enter__(self) -> "Load":
        self._threads = [threading.Thread(target=self._client, args=(seed,)) for seed in range(CLIENTS)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stopping.set()
        for thread in self._threads:
            thread.join()

    def _client(self, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 which page is no secret
        while not self.stopping.is_set():
            if chance.random() < 0.2:
                with self._lock:
                    number = next(self._numbers)
                if self._ask("POST", f"/drill/task/{number}/", 200):
                    with self._lock:
                        self.promised.append(number)
            else:
                path, expected = chance.choice(list(PAGES.items()))
                self._ask("GET", path, expected)

    def _ask(self, method: str, path: str, expected: int) -> bool:
        started = time.monotonic()
        try:
            with closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)) as connection:
                connection.request(method, path, headers={"Host": Nginx.host})
                response = connection.getresponse()
                response.read()
                fault = "" if response.status == expected else f"{method} {path}: {response.status}"
        except (OSError, HTTPException) as error:
            fault = f"{method} {path}: {type(error).__name__}"
        with self._lock:
            self.seconds.append(time.monotonic() - started)
            self.answered += not fault
            self.lost += [fault] if fault else []
        return not fault


def restart_in_turn(site: Site) -> None:
    """As deploy/README.md has it done: a twin is restarted once the other is ready, then the workers."""
    for instance in (*site.webs, *site.workers):
        instance.restart()


def kill_all_at_once(site: Site) -> None:
    """What is lost without any of that."""
    for instance in site.webs:
        instance.kill()
    for instance in site.webs:
        instance.start()


def restart_under_load(
    disturb: Callable[[Site], None] = restart_in_turn, *, seconds: float = SECONDS, restarts: int = RESTARTS
) -> list[str]:
    """What was lost, in sentences: nothing, when all is well."""
    with (
        running_site(one_socket=True) as site,
        Nginx(site.webs[0].port, limits=False, tls=False) as nginx,
    ):
        started = time.monotonic()
        with Load(nginx.port) as load:
            for number in range(restarts):
                time.sleep(max(0.0, started + seconds * (number + 0.5) / restarts - time.monotonic()))
                disturb(site)
            time.sleep(max(0.0, started + seconds - time.monotonic()))
        lasted = time.monotonic() - started
        site.wait_for_tasks()
        done = Counter(int(trace.what) for trace in site.traces(TASKS))
        return judge(load, done, waiting=site.waiting(), lasted=lasted)


def judge(load: Load, done: Counter[int], *, waiting: int, lasted: float) -> list[str]:
    undone, twice = [number for number in load.promised if not done[number]], [number for number, times in done.items() if times > 1]
    slowest = sorted(load.seconds)
    say(
        f"{load.answered} requests answered and {len(load.lost)} lost in {lasted:.0f} s, the slowest in {slowest[-1]:.2f} s "
        f"(half in {slowest[len(slowest) // 2] * 1000:.0f} ms); "
        f"{len(load.promised)} tasks promised, {sum(done.values())} done, {len(undone)} undone, {len(twice)} more than once"
    )
    return [
        *(f"lost: {fault} ({times} times)" for fault, times in Counter(load.lost).items()),
        *([f"{len(undone)} tasks were promised and not done"] if undone else []),
        *([f"{len(twice)} tasks were done more than once"] if twice else []),
        *([f"{waiting} tasks wait for ever"] if waiting else []),
    ]


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    socket.setdefaulttimeout(PATIENCE_SECONDS)
    faults = restart_under_load(kill_all_at_once if "kill" in sys.argv[1:] else restart_in_turn)
    say("\n".join(faults) or "Nothing was lost.")
    sys.exit(bool(faults))
