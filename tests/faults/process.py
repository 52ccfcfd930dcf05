"""One process of the site under fault, web or worker. Forked by a server that has this module loaded, and Django with it."""

import os
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import time_machine
from django.conf import settings
from django.core.management import call_command

# Sets Django up, and loads every view.
from tests.drill.process import hurry_stripe

# isort: split
from accounts import outbox
from donations import stripe_events
from home.enquiries import forms, views
from site_polaris import periodic
from site_polaris.management.commands.run_demo import WebServer
from site_polaris.processes import run_in_own_session
from tests.faults.defences import remove
from tests.faults.garbage import speak_garbage

ROUNDS: Final = [
    ("donations.stripe_events.process_waiting_events", 2),
    ("accounts.outbox.send_due_mails", 3),
    ("tests.faults.traces.note_round", 2),
]
LEASE_SECONDS: Final = 3.0
CLOCK, GARBAGE = "clock-is-ahead-seconds", "stripe-speaks-garbage"


def hurry(mail: str) -> None:
    """Rounds that come every minute come every few seconds; limits that many people share an address behind are lifted."""
    settings.PERIODIC = ROUNDS
    settings.STRIPE_STAND_IN_DELIVERS = False
    settings.ACCOUNT_RATE_LIMITS = False
    settings.MAIL_DELIVERY_BACKEND = mail or "tests.faults.traces.NotingBackend"
    stripe_events.GRACE = timedelta(seconds=2)  # type: ignore[misc]
    stripe_events.LONGEST_WAIT = timedelta(seconds=4)  # type: ignore[misc]
    stripe_events.ATTEMPTS = 100  # type: ignore[misc]
    periodic.CLAIM = timedelta(seconds=5)  # type: ignore[misc]
    outbox.LEASE = timedelta(seconds=5)  # type: ignore[misc]
    outbox.LEFT_ALONE = timedelta(seconds=4)  # type: ignore[misc]
    outbox.DELAYS = (timedelta(seconds=2),) * 30  # type: ignore[misc]
    forms.SHORTEST = timedelta(0)  # type: ignore[misc]
    views.LIMIT_PER_ADDRESS = views.LIMIT_OVERALL = 100_000  # type: ignore[misc]


def follow_clock() -> None:
    """This process lives so many seconds ahead as a file says, from one moment to the next."""
    path, ahead, travel = Path(settings.VAR_DIR) / CLOCK, 0.0, None
    while True:
        said = float(path.read_text() or 0) if path.exists() else 0.0
        if said != ahead:
            if travel is not None:
                travel.stop()
            # The machine's own clock, not the one that is moved.
            travel = time_machine.travel(datetime.now().astimezone() + timedelta(seconds=said), tick=True) if said else None
            if travel is not None:
                travel.start()
            ahead = said
        time.sleep(0.1)


def run(name: str, port: int, without: str, mail: str, log: Path) -> None:
    """Runs in the child, in a session of its own: its whole group is killed with it."""
    run_in_own_session(lambda: serve(name, port, without, mail, log), os.getppid())


def serve(name: str, port: int, without: str, mail: str, log: Path) -> None:
    descriptor = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    hurry(mail)
    hurry_stripe()
    speak_garbage(Path(settings.VAR_DIR) / GARBAGE)
    remove(without)
    in_background: Callable[[], None] = follow_clock
    if name == "web":
        Web(port, in_background).run()
    else:
        threading.Thread(target=in_background, daemon=True).start()
        call_command("run_worker", interval=0.2, lease=LEASE_SECONDS)


class Web(WebServer):
    """gunicorn forks: what runs in the background begins in the process that answers."""

    def __init__(self, port: int, in_background: Callable[[], None]) -> None:
        self._in_background = in_background
        super().__init__(port)

    def load_config(self) -> None:
        super().load_config()
        self.cfg.set("post_worker_init", lambda worker: threading.Thread(target=self._in_background, daemon=True).start())
