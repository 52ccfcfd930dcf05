"""The defences of the site, each of which a control takes away in every process of the site under fault."""

import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any, Final

import stripe
from django.conf import settings
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet

from accounts import outbox
from home.enquiries import sending, views
from site_polaris import failures, models, worker
from tests.faults.late_writing import write_later


def remove_reaper() -> None:
    """Nobody puts back what a dead worker held."""
    worker.put_back_orphans = put_nothing_back  # type: ignore[attr-defined]


def remove_writing_first() -> None:
    """People are thanked first, and what they wrote is written a moment later."""
    views.send = write_later(sending.send)  # type: ignore[attr-defined,assignment]


def remove_patience() -> None:
    """SQLite as Django has it by default: transactions that begin as readers, and no waiting."""
    settings.DATABASES["default"]["OPTIONS"] |= {"timeout": 0.01, "transaction_mode": None}


def remove_return() -> None:
    """The worker ends with the database."""
    worker.DatabaseFailure = ZeroDivisionError  # type: ignore[attr-defined,assignment]


def remove_sparing() -> None:
    """Pages are not read without the shared cache: Django's own backend."""
    settings.CACHES["default"]["BACKEND"] = "django.core.cache.backends.redis.RedisCache"


def remove_breaker() -> None:
    """Each mail is tried, however silent the server was a moment ago."""
    outbox._leave_alone = lambda now: None


def remove_page() -> None:
    """A disk that is full is told as a fault of ours, by Django's own words."""
    failures.AWAY = ()  # type: ignore[misc,assignment]
    failures.FULL = ()  # type: ignore[misc,assignment]


def remove_catching() -> None:
    """What Stripe's library raises reaches the donor."""
    stripe.StripeError = ZeroDivisionError  # type: ignore[misc,assignment]


def remove_clock_sense() -> None:
    """What was written under a clock that is right again is believed."""
    models.CLOCKS_DIFFER = models.LONGEST_LEASE = timedelta(days=365)  # type: ignore[misc]


def remove_claim() -> None:
    """Two workers look for the next task at the same time, without its lock."""
    db_worker.exclusive_transaction = lambda *_args: nullcontext()
    DBTaskResultQuerySet.get_locked = read_slowly


def put_nothing_back(now: datetime, *, idle: str = "") -> int:
    return 0


def read_slowly(tasks: DBTaskResultQuerySet) -> DBTaskResult | None:
    found = tasks.first()
    time.sleep(0.02)
    return found


DEFENCES: Final[dict[str, Callable[[], Any]]] = {
    "reaper": remove_reaper,
    "writing-first": remove_writing_first,
    "patience": remove_patience,
    "return": remove_return,
    "sparing": remove_sparing,
    "breaker": remove_breaker,
    "page": remove_page,
    "catching": remove_catching,
    "clock-sense": remove_clock_sense,
    "claim": remove_claim,
}


def remove(name: str) -> None:
    if name:
        DEFENCES[name]()
