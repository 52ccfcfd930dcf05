"""Webhooks on their way: each event is signed as Stripe signs, posted to the site, and tried again until it is taken."""

import http.client
import logging
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import stripe
from django.conf import settings

from donations.stand_in.clock import run_due
from donations.stand_in.store import Delivery, Store

logger = logging.getLogger(__name__)

Post = Callable[[str, str, Mapping[str, str]], int]
"""Posts a body with headers to an address, and gives the status of the answer. May raise OSError."""

LEASE_SECONDS: Final = 30
# Few enough to be posted before the lease ends.
TAKEN_AT_ONCE: Final = 20
LONGEST_WAIT: Final = 600
ATTEMPTS: Final = 25
PATIENCE_SECONDS: Final = 20
TIMEOUT_SECONDS: Final = 10
COURIER: Final = "stand-in courier"

_courier = threading.Lock()


def deliver_due(post: Post) -> int:
    """Posts every event whose time has come, in order; gives how many were taken with a 2xx answer."""
    taken = 0
    while deliveries := _take_some():
        taken += sum(_deliver(delivery, post) for delivery in deliveries)
    return taken


def _take_some() -> list[Delivery]:
    with Store.open() as store:
        run_due(store)
        return store.take_due(lease_seconds=LEASE_SECONDS, limit=TAKEN_AT_ONCE)


def _deliver(delivery: Delivery, post: Post) -> bool:
    signature = stripe.WebhookSignature.generate_signature_header(delivery.payload, settings.STRIPE_WEBHOOK_SECRET)
    headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": signature, "User-Agent": "Stripe/1.0 (stand-in)"}
    try:
        taken = 200 <= post(delivery.address, delivery.payload, headers) < 300
    except (OSError, http.client.HTTPException) as error:
        logger.info("Event %s not delivered: %s", delivery.event_id, type(error).__name__)
        taken = False
    with Store.open() as store:
        if taken:
            store.close_delivery(delivery.number, "delivered")
        elif delivery.attempts >= ATTEMPTS:
            store.close_delivery(delivery.number, "given up")
        else:
            store.postpone(delivery.number, seconds=min(2.0 ** (delivery.attempts - 1), LONGEST_WAIT))
    return taken


def post_by_http(address: str, body: str, headers: Mapping[str, str]) -> int:
    """Posts within this machine: the demo answers to localhost only."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "localhost", parts.port or 80, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("POST", parts.path, body.encode(), dict(headers))
        return connection.getresponse().status
    finally:
        connection.close()


def deliver_in_background() -> None:
    """Starts the courier of this process, unless it is already out or tests deliver by hand. Never waits."""
    if settings.STRIPE_STAND_IN_DELIVERS and not _courier.locked():
        threading.Thread(target=_run_courier, name=COURIER, daemon=True).start()


def _run_courier() -> None:
    """Delivers until nothing is due soon; what must wait longer is for the worker's next round."""
    if not _courier.acquire(blocking=False):
        return
    try:
        while True:
            deliver_due(post_by_http)
            with Store.open() as store:
                wait = store.seconds_to_next_delivery()
            if wait is None or wait > PATIENCE_SECONDS:
                return
            time.sleep(wait)
    finally:
        _courier.release()


def deliver_waiting(now: datetime) -> None:
    """The worker's round: expires the sessions whose time is over and delivers what the web process could not."""
    if settings.STRIPE_STAND_IN_DELIVERS:
        deliver_due(post_by_http)
