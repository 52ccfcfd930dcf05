"""The clock jumps an hour ahead, then a day, then back: rounds, sessions, codes and leases go on sanely."""

import time
from typing import Final

import requests
from allauth.account.models import EmailAddress
from django.utils import timezone

from site_polaris.models import PeriodicRun
from tests.faults.ground import Ground, Line, at_least, same, wait_until
from tests.faults.killing import nothing_waits, settle_down, unfinished
from tests.faults.living_site import Site
from tests.faults.people import CSRF, CSRF_FIELD, People
from tests.faults.process import CLOCK
from tests.faults.traces import leave_a_line, noted
from tests.volunteers.factories import VolunteerFactory

HOUR, DAY = 3600, 86_400
PASSWORD: Final = "une phrase pour l’essai"
EMAIL: Final = "volontaire-clock@demo.test"
PATIENCE_SECONDS: Final = 12


def jump(ground: Ground) -> list[Line]:
    make_volunteer()
    with Site(ground) as site:
        people, lines = People(site.address), []
        browser = sign_in(site.address)
        for name, ahead in (("an hour ahead", HOUR), ("a day ahead", DAY), ("back", 0)):
            set_clock(ground, ahead)
            lines += _live_on(name, site, people, browser)
        lines += _lose_a_worker(ground, site)
        settle_down()
        return [*lines, *people.was_kept(), *people.saw_no_insides(), *nothing_waits(site.kills), *site.read_log()]


def _live_on(name: str, site: Site, people: People, browser: requests.Session) -> list[Line]:
    rounds, thanked = len(noted("rounds")), len(people.thanked)
    leave_a_line.enqueue(name)
    with people.at_work({"write": 1}):
        wait_until(lambda: len(noted("rounds")) >= rounds + 2 and name in noted("done"), PATIENCE_SECONDS)
        wait_until(lambda: len(people.thanked) > thanked, PATIENCE_SECONDS)
    stays = browser.get(f"{site.address}/espace/", allow_redirects=False, timeout=30).status_code
    code = requests.Session()
    asked = post(code, f"{site.address}/compte/login/code/", {"email": EMAIL}).status_code
    return [
        at_least(f"rounds {name}", 2, len(noted("rounds")) - rounds),
        same(f"tasks done {name}", 1, noted("done").count(name)),
        at_least(f"people thanked {name}", 1, len(people.thanked) - thanked),
        same(f"page of one’s own {name}", 200, stays),
        Line(f"code is sent {name}", asked, asked in (200, 302)),
        same(f"health {name}", 200, site.health()),
    ]


def _lose_a_worker(ground: Ground, site: Site) -> list[Line]:
    """It gave its last sign of life under a clock that was a day ahead, and holds a task."""
    set_clock(ground, DAY)
    time.sleep(2)
    while site.living("worker") > 1:
        site.kill_oldest("worker")
    leave_a_line.enqueue("held", 5.0)
    wait_until(lambda: "held" in noted("begun"), PATIENCE_SECONDS)
    site.kill_oldest("worker")
    site.kills += 2
    set_clock(ground, 0)
    site.start("worker")
    site.start("worker")
    done = wait_until(lambda: "held" in noted("done"), 25)
    wait_until(lambda: not PeriodicRun.objects.filter(started_at__gt=timezone.now()).exists(), PATIENCE_SECONDS)
    late = PeriodicRun.objects.filter(started_at__gt=timezone.now()).count()
    return [
        Line("a task held under the wrong clock is done", done, done),
        same("tasks that nobody takes", 0, unfinished()),
        same("rounds said to be of tomorrow", 0, late),
    ]


def make_volunteer() -> None:
    user = VolunteerFactory(user__email=EMAIL).user
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    EmailAddress.objects.update_or_create(user=user, defaults={"email": EMAIL, "verified": True, "primary": True})


def set_clock(ground: Ground, ahead: float) -> None:
    fresh = ground.folder / f"{CLOCK}.new"
    fresh.write_text(str(ahead))
    # At once: no process reads half of it.
    fresh.replace(ground.folder / CLOCK)
    time.sleep(1)


def sign_in(address: str) -> requests.Session:
    browser = requests.Session()
    post(browser, f"{address}/compte/login/", {"login": EMAIL, "password": PASSWORD, "remember": "on"})
    return browser


def post(browser: requests.Session, url: str, typed: dict[str, str]) -> requests.Response:
    browser.get(url, timeout=30)
    return browser.post(url, {**typed, CSRF_FIELD: str(browser.cookies.get(CSRF, ""))}, allow_redirects=False, timeout=30)
