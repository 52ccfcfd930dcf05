"""The bad day, hour by hour: gifts, regrets, two months that pass, and the books compared."""

import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.utils import timezone

from accounts.models import OutgoingMail, User
from donations.balance import record_balance
from donations.demo_receipt_terms import TREASURER
from donations.models import Gift, TaxReceipt
from donations.receipt_runs import tell_all
from donations.stand_in import balance, chaos, clock
from donations.stand_in.deliveries import deliver_due, post_by_http
from donations.stand_in.store import Store
from donations.watch import LATE, catch_up
from site_polaris.demo_start import prepare_database, prepare_static_files
from tests.drill.ahead import live_ahead, move_ahead
from tests.drill.books import compare, events_lost, events_waiting
from tests.drill.donors import RETURNED, Donor, Giver, givers
from tests.drill.process import TRACE, hurry_stripe
from tests.drill.receipts import close_years, open_receipts, receipts_due, release_debits, start_run, trace_receipts
from tests.drill.site import Site

SEED: Final = 14
KILL_EVERY_SECONDS: Final = 5
COURIERS: Final = 3
VISITORS: Final = 3
PATIENCE_SECONDS: Final = 240
MONTH: Final = 31
# Debits have succeeded, and none is returned yet.
FIRST_DAYS: Final = 8


class Day:
    """What happens to `gifts` gifts. Everything is written in a folder that is the caller's to delete."""

    def __init__(self, folder: Path, gifts: int, *, without: str) -> None:
        self._folder = folder
        self._givers = list(givers(gifts))
        self._without = without

    def pass_by(self) -> bool:
        """Prints the table; False when the books do not agree."""
        prepare_database(say)
        prepare_static_files(say)
        hurry_stripe()
        live_ahead()
        trace_receipts()
        self._treasurer = User.objects.create_user(TREASURER)
        open_receipts(timezone.now())
        self._began = time.monotonic()
        with Site(self._folder, free_port(), without=self._without) as site:
            with again_and_again(lambda: deliver_due(post_by_http), every=0.05, number=COURIERS):
                with again_and_again(site.kill_next, every=KILL_EVERY_SECONDS):
                    self._go_wrong(site)
                self._tell(f"the network is well again; {site.kills} processes were killed")
                settle_down()
            record_balance(timezone.now() + timedelta(hours=3))
            lines = compare(self._givers, trace=self._folder / TRACE, kills=site.kills, surprises=site.surprises())
        say(f"{'':4} {'':36} {'Stripe':>16} {'the site':>12}")
        for line in lines:
            expected = f"{line.stripe}" if line.most in (None, line.stripe) else f"{line.stripe} to {line.most}"
            say(f"{'ok' if line.agrees else 'NOT':4} {line.what:36} {expected:>16} {line.site:>12}")
        self._tell("done")
        return all(line.agrees for line in lines)

    def _go_wrong(self, site: Site) -> None:
        with Store.open() as store:
            chaos.begin(store, SEED)
        self._tell(f"{len(self._givers)} donors give")
        here = threading.local()

        def give(giver: Giver) -> None:
            if not hasattr(here, "visitor"):
                here.visitor = Donor(site.address)
            here.visitor.give(giver)

        with ThreadPoolExecutor(VISITORS) as pool:
            list(pool.map(give, self._givers))
        self._tell("all have given")
        settle_down()
        self._tell("some ask for their money back, lower, pause or stop")
        for giver in self._givers:
            if giver.kind.follow:
                giver.kind.follow(Gift.objects.get(donor__email=giver.email))
        settle_down()
        self._tell("debits succeed; the treasurer does not wait for the end of some holds")
        pass_time(FIRST_DAYS)
        returned = [giver.email for giver in self._givers if giver.kind.name == RETURNED and giver.wishes_receipt]
        release_debits(returned, by=self._treasurer)
        settle_down()
        for days in (MONTH - FIRST_DAYS, MONTH):
            self._tell("a month passes")
            pass_time(days)
        self._run_years()
        with Store.open() as store:
            chaos.end(store)

    def _run_years(self) -> None:
        """The receipts that are left, monthly gifts' above all: all the years' runs at once, then the mails."""
        years = close_years()
        self._tell(f"receipts are issued for {', '.join(map(str, years))}")
        for year in years:
            start_run(year, by=self._treasurer)
        settle_down()
        for year in years:
            tell_all(year)
        wait_until(lambda: not TaxReceipt.objects.untold().exists(), "receipts are not told of")
        settle_down()

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


def pass_time(days: int) -> None:
    """For Stripe, the banks, and the receipts."""
    with Store.open() as store:
        clock.advance(store, days * clock.DAY)
        balance.pay_out(store)
    move_ahead(timedelta(days=days))
    settle_down()


def wait_until(is_done: Callable[[], bool], otherwise: str) -> None:
    limit = time.monotonic() + PATIENCE_SECONDS
    while not is_done():
        if time.monotonic() > limit:
            say(f"After {PATIENCE_SECONDS} s, {otherwise}.")
            return
        time.sleep(0.5)


def settle_down() -> None:
    """Waits until the site has worked through all that Stripe told, and issued what it owes; what never came is read from Stripe's list,
    as every hour."""
    wait_until(_is_settled, "the site is not done")


def _is_settled() -> bool:
    with Store.open() as store:
        is_silent = not store.delivery_states().get("pending", 0)
    if not is_silent or events_waiting():
        return False
    if events_lost():
        catch_up(timezone.now() + LATE)
        return False
    return not receipts_due() and not OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING).exists()
