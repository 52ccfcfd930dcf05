"""Where things are kept: the embedded database with many writers or locked, PostgreSQL restarted, Redis gone, a disk with no room."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Final

import requests
from django.conf import settings
from django.db import connection

from tests.faults.ground import Ground, Line, at_least, at_most, same, wait_until
from tests.faults.killing import MIXED, nothing_waits, settle_down, sums_agree
from tests.faults.living_site import Site
from tests.faults.people import READ, UNAVAILABLE, People

WRITERS: Final = 50
LOCKED_SECONDS: Final = 10
DOWN_SECONDS: Final = 5
OK: Final = 200


def write_by_fifty(ground: Ground) -> list[Line]:
    with Site(ground) as site:
        people = People(site.address)
        with people.at_work({"write": WRITERS, "read": 1}):
            time.sleep(ground.seconds)
        settle_down(90)
        return [people.saw_no_error(), *people.was_kept(WRITERS), *people.saw_no_insides(), *nothing_waits(), *site.read_log()]


def lock_the_database(ground: Ground) -> list[Line]:
    """Another process holds the lock of writers for ten seconds: a backup tool, somebody's console."""
    with Site(ground) as site:
        people = People(site.address)
        with people.at_work({"read": 2, "write": 3, "sign_up": 1}):
            time.sleep(2)
            before = len(people.thanked)
            with closing(sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)) as other:
                other.execute("PRAGMA busy_timeout=20000")
                other.execute("BEGIN IMMEDIATE")
                time.sleep(LOCKED_SECONDS)
                during = len(people.thanked) - before
                other.execute("ROLLBACK")
            time.sleep(3)
            after = len(people.thanked) - before - during
        settle_down()
        return [
            Line("thanked while it was locked", during, during <= 3),
            at_least("thanked in the three seconds after", 1, after),
            people.saw_no_error(),
            people.read_within(3),
            *people.was_kept(),
            *nothing_waits(),
            *site.read_log(),
        ]


def restart_postgres(ground: Ground) -> list[Line]:
    assert ground.postgres is not None
    with Site(ground) as site:
        people = People(site.address)
        with people.at_work(MIXED):
            time.sleep(4)
            for _time in range(2):
                # Whoever is connected is cut off, and for a while nobody connects.
                ground.postgres.stop()
                time.sleep(DOWN_SECONDS)
                ground.postgres.start()
                time.sleep(4)
        connection.close()
        recovered = site.recovers()
        settle_down()
        return [
            Line("recovers alone", recovered, recovered),
            at_least("pages that said 503", 1, people.statuses[UNAVAILABLE]),
            same("workers alive", 2, site.living("worker")),
            *people.was_kept(),
            *people.saw_no_insides(),
            *sums_agree(people),
            *nothing_waits(),
            *site.read_log(),
        ]


def lose_redis(ground: Ground) -> list[Line]:
    assert ground.redis is not None
    with Site(ground) as site:
        people = People(site.address)
        for path in READ:
            people.see(requests.get(site.address + path, timeout=30))
        ground.redis.kill()
        read = [people.see(requests.get(site.address + path, timeout=30)).status_code for path in READ]
        with people.at_work({"write": 2}):
            time.sleep(4)
            while_gone = len(people.thanked)
            ground.redis.start()
            came_back = wait_until(lambda: len(people.thanked) > while_gone, 30)
        recovered = site.recovers()
        settle_down()
        return [
            same("pages read without it", [OK] * len(READ), read),
            at_least("forms that said 503", 1, people.statuses[UNAVAILABLE]),
            Line("recovers alone", recovered and came_back, recovered and came_back),
            *people.was_kept(),
            *people.saw_no_insides(),
            *nothing_waits(),
            *site.read_log(),
        ]


def fill_the_disk(ground: Ground) -> list[Line]:
    """Not a byte is left where the site keeps everything."""
    with Site(ground) as site:
        people = People(site.address)
        for path in READ:
            people.see(requests.get(site.address + path, timeout=30))
        with people.at_work({"write": 3, "sign_up": 1}):
            time.sleep(2)
            ballast = ground.folder / "ballast"
            fill(ballast)
            time.sleep(1)
            before, broken_before = len(people.thanked), people.statuses[UNAVAILABLE]
            read = [people.see(requests.get(site.address + path, timeout=30)).status_code for path in READ]
            alive = site.living("worker")
            time.sleep(6)
            thanked_meanwhile, broken = len(people.thanked) - before, people.statuses[UNAVAILABLE] - broken_before
            ballast.unlink()
            freed = time.monotonic()
            came_back = wait_until(lambda: len(people.thanked) > before + thanked_meanwhile, 30)
            waited = time.monotonic() - freed
        recovered = site.recovers()
        settle_down()
        return [
            same("pages read on a full disk", [OK] * len(READ), read),
            Line("forms that said 503", broken, broken > 0),
            same("workers alive", 2, alive),
            Line("recovers alone", recovered and came_back, recovered and came_back),
            at_most("seconds until somebody was thanked again", 10, round(waited, 1)),
            *people.was_kept(),
            *people.saw_no_insides(),
            *nothing_waits(),
            *site.read_log(),
        ]


def fill(ballast: Path) -> None:
    """To the last byte; what is freed meanwhile by others is filled as well for a moment."""
    with ballast.open("ab", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue
