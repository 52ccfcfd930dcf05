"""One process of the site under drill, web or worker, with one defence removed if asked. Forked by a server that has this module loaded.

Rounds that come every minute or hour come every few seconds, so that an hour of a bad day fits in minutes.
"""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Final

import django
import stripe
from django.conf import settings
from django.core.management import call_command
from django.db import models, transaction
from django.db.models.signals import post_save
from django.urls import get_resolver

django.setup()
# Loads every view: what is forked need not.
get_resolver().url_patterns  # noqa: B018

from donations import settlement, stripe_events  # noqa: E402
from donations.models import Gift, StripeEvent  # noqa: E402
from donations.stand_in import chaos, http_client  # noqa: E402
from site_polaris import periodic  # noqa: E402
from site_polaris.management.commands.run_demo import WebServer  # noqa: E402
from site_polaris.processes import run_in_own_session  # noqa: E402
from tests.drill.ahead import live_ahead  # noqa: E402
from tests.drill.receipts import trace_receipts  # noqa: E402

ROUNDS: Final = [
    ("donations.stripe_events.process_waiting_events", 2),
    ("donations.refunds.ask_again", 5),
    ("accounts.outbox.send_due_mails", 5),
    ("donations.receipt_runs.issue_due", 3),
    ("donations.receipt_runs.resume_runs", 5),
]
LOCK, LEDGER, WITHDRAW = "lock", "ledger", "withdraw"
TRACE: Final = "settled.txt"
SLOW_SECONDS: Final = 0.005
HURRIED_SECONDS: Final = 0.05
LATE_SECONDS: Final = 5.0


def hurry() -> None:
    settings.PERIODIC = ROUNDS
    # The drill posts the events itself.
    settings.STRIPE_STAND_IN_DELIVERS = False
    stripe_events.GRACE = timedelta(seconds=2)  # type: ignore[misc]
    stripe_events.LONGEST_WAIT = timedelta(seconds=4)  # type: ignore[misc]
    stripe_events.ATTEMPTS = 100  # type: ignore[misc]
    periodic.CLAIM = timedelta(seconds=5)  # type: ignore[misc]


def hurry_stripe() -> None:
    """The stripe library waits before it tries again, the stand-in is slow now and then, events are late: so too, but not for as long."""
    stripe.HTTPClient.INITIAL_DELAY = HURRIED_SECONDS
    http_client.SLOW_SECONDS = HURRIED_SECONDS  # type: ignore[misc]
    chaos.DELAY = LATE_SECONDS


def trace() -> None:
    """Writes down each event that is settled, once that is committed: a line is never of something undone."""
    path = Path(settings.VAR_DIR) / TRACE

    def note(event_id: str) -> None:
        with path.open("a") as file:
            file.write(event_id + "\n")

    def see(instance: StripeEvent, update_fields: frozenset[str] | None, **_rest: object) -> None:
        if update_fields == {"state"}:
            transaction.on_commit(lambda: note(instance.pk))

    post_save.connect(see, sender=StripeEvent, weak=False)


def slow_down() -> None:
    """A slow database: time passes between what is read of a gift and what is written of it, as on a busy day."""
    read = settlement.status_of

    def read_slowly(gift: Gift) -> Gift.Status:
        status = read(gift)
        time.sleep(SLOW_SECONDS)
        return status

    settlement.status_of = read_slowly


def remove(defence: str) -> None:
    if defence == LOCK:
        models.QuerySet.select_for_update = lambda self, *_args, **_options: self  # type: ignore[method-assign]
    elif defence == LEDGER:
        stripe_events.is_done = lambda event: False
    elif defence == WITHDRAW:
        settlement.withdraw = lambda payment, reason, *, now: None  # type: ignore[attr-defined]


def run(name: str, port: int, without: str, log: Path) -> None:
    """Runs in the child, in a session of its own: its whole group is killed with it."""
    run_in_own_session(lambda: serve(name, port, without, log), os.getppid())


def serve(name: str, port: int, without: str, log: Path) -> None:
    descriptor = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    hurry()
    hurry_stripe()
    live_ahead()
    trace()
    trace_receipts()
    slow_down()
    remove(without)
    if name == "web":
        WebServer(port).run()
    else:
        call_command("run_worker", interval=0.2, lease=3.0)
