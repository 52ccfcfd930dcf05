"""Two web processes and two workers, as on two machines, on one PostgreSQL and one Redis: they are one site.

`python -m tests.faults.together`; with `claim` as an argument, the control: workers that do not claim a job before they run it.
"""

import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from itertools import cycle, groupby, pairwise
from typing import Final
from urllib.parse import urlencode

from tests.faults.restarts import say
from tests.faults.site import TASKS, TICKS, Site, running_site
from tests.instances import Answer, Gunicorn
from tests.instances.base import PATIENCE_SECONDS

TASKS_GIVEN: Final = 200
# accounts: five wrong passwords for one account in five minutes.
ALLOWED: Final = 5
AT_ONCE: Final = 20
TICKING_SECONDS: Final = 15.0
AGREED_SECONDS: Final = 1.0
LOCKED: Final = "Trop d’essais"


def ask(web: Gunicorn, path: str, method: str = "GET", *, body: str | None = None, **headers: str) -> Answer:
    with closing(HTTPConnection("127.0.0.1", web.port, timeout=PATIENCE_SECONDS)) as connection:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {"Host": "localhost", **named})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())


def guess(web: Gunicorn, email: str, address: str) -> bool:
    """Tries a wrong password from a new browser at this address; True when the door is locked."""
    token = ask(web, "/compte/login/").headers["Set-Cookie"].partition(";")[0].partition("=")[2]
    answer = ask(
        web,
        "/compte/login/",
        "POST",
        body=urlencode({"csrfmiddlewaretoken": token, "login": email, "password": "faux"}),
        Content_Type="application/x-www-form-urlencoded",
        Cookie=f"csrftoken={token}",
        X_Forwarded_For=address,
    )
    return LOCKED in answer.body.decode()


def share_limits(site: Site) -> list[str]:
    """Five wrong passwords over both webs, each from another address: the sixth is refused by either, and another account by neither."""
    turns = cycle(site.webs)
    locked = [guess(next(turns), "zoe@demo.test", f"192.0.2.{number}") for number in range(ALLOWED)]
    after = [guess(web, "zoe@demo.test", f"198.51.100.{number}") for number, web in enumerate(site.webs)]
    free = [guess(web, "ali@demo.test", f"203.0.113.{number}") for number, web in enumerate(site.webs)]
    say(f"sign-in: locked {locked} for five guesses over both webs, {after} for one more at each, {free} for another account")
    with ThreadPoolExecutor(AT_ONCE) as threads:
        together = list(threads.map(lambda number: guess(site.webs[number % 2], "eve@demo.test", f"192.0.2.{number}"), range(AT_ONCE)))
    say(f"sign-in: of {AT_ONCE} guesses at the same moment, {together.count(False)} are tried")
    faults = []
    if together.count(False) > ALLOWED:
        faults.append(f"of guesses at the same moment, {together.count(False)} are tried")
    if any(locked) or any(free):
        faults.append("somebody is locked out too early")
    if not all(after):
        faults.append("guesses at one web are not counted at the other")
    return faults


def share_tasks(site: Site) -> list[str]:
    """Tasks given by both webs at once: each is done once, and both workers have their part."""
    with ThreadPoolExecutor(8) as threads:
        given = list(threads.map(lambda number: ask(site.webs[number % 2], f"/drill/task/{number}/", "POST").status, range(TASKS_GIVEN)))
    site.wait_for_tasks()
    traces = site.traces(TASKS)
    times, hands = Counter(trace.what for trace in traces), Counter(trace.process for trace in traces)
    say(f"tasks: {given.count(200)} given, {len(traces)} done, {max(times.values(), default=0)} times at most, by workers {dict(hands)}")
    faults = []
    if given.count(200) != TASKS_GIVEN or sorted(map(int, times)) != list(range(TASKS_GIVEN)):
        faults.append("tasks were not done")
    if max(times.values(), default=0) > 1:
        faults.append("tasks were done more than once")
    if len(hands) != len(site.workers):
        faults.append("one worker did everything")
    return faults


def run_jobs_once(site: Site) -> list[str]:
    """Jobs that are due every second, for a while: two runs of one job are a second apart, whoever runs it."""
    time.sleep(TICKING_SECONDS)
    traces = site.traces(TICKS)
    gaps = []
    for _what, runs in groupby(sorted(traces), key=lambda trace: trace.what):
        instants = sorted(trace.at for trace in runs)
        gaps += [later - earlier for earlier, later in pairwise(instants)]
    hands = Counter(trace.process for trace in traces)
    # A job takes its turn at the hour that its worker read before those that came first in the round.
    twice = [gap for gap in gaps if gap < 0.5]
    say(f"jobs: {len(traces)} runs by workers {dict(hands)}, {min(gaps, default=0):.2f} s apart at least; {len(twice)} twice in a turn")
    faults = [f"jobs ran twice in a turn, {len(twice)} times"] if twice else []
    if len(traces) < TICKING_SECONDS:
        faults.append("jobs did not run")
    return faults


def see_changes(site: Site) -> list[str]:
    """What is published at one web is read at the other within a second, whatever either had kept of the page."""
    waits = []
    for number, (here, there) in enumerate([site.webs, site.webs[::-1], site.webs]):
        title = f"titre-{number}"
        for web in site.webs:
            ask(web, "/essai/")
        ask(here, f"/drill/publish/{title}/", "POST")
        started = time.monotonic()
        while title not in ask(there, "/essai/").body.decode() and time.monotonic() < started + 10 * AGREED_SECONDS:
            time.sleep(0.02)
        waits.append(time.monotonic() - started)
    say(f"changes: seen at the other web after {', '.join(f'{wait:.2f}' for wait in waits)} s, one request included")
    return [f"a change was seen after {wait:.1f} s" for wait in waits if wait > AGREED_SECONDS]


def run_together(*, without: str = "") -> list[str]:
    """What does not hold, in sentences: nothing, when all is well."""
    with running_site(one_socket=False, without=without) as site:
        return [*share_limits(site), *share_tasks(site), *see_changes(site), *run_jobs_once(site)]


if __name__ == "__main__":
    faults = run_together(without="claim" if "claim" in sys.argv[1:] else "")
    say("\n".join(faults) or "They are one site.")
    sys.exit(bool(faults))
