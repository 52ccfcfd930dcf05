"""The bad day, hour by hour: gifts, regrets, two months that pass, and the books compared."""

import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.utils import timezone

from accounts.models import OutgoingMail, User
from donations.balance import record_balance
from donations.models import Gift
from donations.stand_in import balance, chaos, clock
from donations.stand_in.deliveries import deliver_due, post_by_http
from donations.stand_in.store import Store
from donations.watch import LATE, catch_up
from site_polaris.demo_start import prepare_database, prepare_static_files
from tests.drill.books import compare, events_lost, events_waiting
from tests.drill.donors import Donor, Kind, donors
from tests.drill.process import TRACE, hurry_stripe
from tests.drill.site import Site

SEED: Final = 14
KILL_EVERY_SECONDS: Final = 5
COURIERS: Final = 3
VISITORS: Final = 3
PATIENCE_SECONDS: Final = 120
MONTH: Final = 31 * clock.DAY


class Day:
    """What happens to `gifts` gifts. Everything is written in a folder that is the caller's to delete."""

    def __init__(self, folder: Path, gifts: int, *, without: str) -> None:
        self._folder = folder
        self._plan = list(donors(gifts))
        self._without = without

    def pass_by(self) -> bool:
        """Prints the table; False when the books do not agree."""
        prepare_database(say)
        prepare_static_files(say)
        hurry_stripe()
        User.objects.create_user("tresorerie@demo.test")
        self._began = time.monotonic()
        with Site(self._folder, free_port(), without=self._without) as site:
            with again_and_again(lambda: deliver_due(post_by_http), every=0.05, number=COURIERS):
                with again_and_again(site.kill_next, every=KILL_EVERY_SECONDS):
                    self._go_wrong(site)
                self._tell(f"the network is well again; {site.kills} processes were killed")
                settle_down()
            record_balance(timezone.now() + timedelta(hours=3))
            made = Counter(kind.name for _email, kind in self._plan)
            lines = compare(made, trace=self._folder / TRACE, kills=site.kills, surprises=site.surprises())
        say(f"{'':4} {'':36} {'Stripe':>16} {'the site':>12}")
        for line in lines:
            expected = f"{line.stripe}" if line.most in (None, line.stripe) else f"{line.stripe} to {line.most}"
            say(f"{'ok' if line.agrees else 'NOT':4} {line.what:36} {expected:>16} {line.site:>12}")
        self._tell("done")
        return all(line.agrees for line in lines)

    def _go_wrong(self, site: Site) -> None:
        with Store.open() as store:
            chaos.begin(store, SEED)
        self._tell(f"{len(self._plan)} donors give")
        here = threading.local()

        def give(donor: tuple[str, Kind]) -> None:
            if not hasattr(here, "visitor"):
                here.visitor = Donor(site.address)
            here.visitor.give(*donor)

        with ThreadPoolExecutor(VISITORS) as pool:
            list(pool.map(give, self._plan))
        self._tell("all have given")
        settle_down()
        self._tell("some ask for their money back, lower, pause or stop")
        for email, kind in self._plan:
            if kind.follow:
                kind.follow(Gift.objects.get(donor__email=email))
        settle_down()
        for _month in range(2):
            self._tell("a month passes")
            with Store.open() as store:
                clock.advance(store, MONTH)
                balance.pay_out(store)
            settle_down()
        with Store.open() as store:
            chaos.end(store)

    def _tell(self, sentence: str) -> None:
        say(f"{time.monotonic() - self._began:5.0f} s  {sentence}")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


@contextmanager
def again_and_again(act: Callable[[], object], *, every: float, number: int = 1) -> Iterator[None]:
    """Does it in threads of its own until the block ends."""
    over = threading.Event()

    def run() -> None:
        while not over.wait(every):
            act()

    threads = [threading.Thread(target=run, daemon=True) for _thread in range(number)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settle_down() -> None:
    """Waits until the site has worked through all that Stripe told; what never came is read from Stripe's list, as every hour."""
    limit = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < limit:
        with Store.open() as store:
            is_silent = not store.delivery_states().get("pending", 0)
        if is_silent and not events_waiting():
            if events_lost():
                catch_up(timezone.now() + LATE)
            elif not OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING).exists():
                return
        time.sleep(0.5)
    say(f"After {PATIENCE_SECONDS} s, {events_waiting()} events wait and {events_lost()} are lost.")
