"""The network's edge: a `stripe.HTTPClient` that answers itself instead of calling Stripe."""

import hashlib
import json
import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import stripe
from django.conf import settings
from django.utils.datastructures import CaseInsensitiveMapping

from donations.stand_in.chaos import strike
from donations.stand_in.clock import run_due
from donations.stand_in.errors import Refusal
from donations.stand_in.objects import new_id
from donations.stand_in.routes import carry_out
from donations.stand_in.store import Fault, Store

KEY: Final = "sk_test_stand_in"
HOST: Final = "api.stripe.com"
OK: Final = 200
SLOW_SECONDS: Final = 0.3

Answer = tuple[str, int, Mapping[str, str]]


class RealKeyError(Exception):
    """Somebody is about to use the stand-in with a key of the real Stripe."""


class StandInClient(stripe.HTTPClient):
    """Carries out each request in the shared store, within one transaction. It opens no connection."""

    name = "stand-in"

    def request(self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None, **_options: Any) -> Answer:
        headers = headers or {}
        key = headers.get("Authorization", "").removeprefix("Bearer ")
        if key.startswith(("sk_live", "rk_live")):
            raise RealKeyError("The stand-in refuses a live key.")
        address = urlsplit(url)
        if address.scheme != "https" or address.netloc != HOST:
            raise stripe.APIConnectionError(f"The stand-in answers for {HOST} alone.", should_retry=False)
        query = post_data if method == "post" else address.query
        with Store.open() as store:
            fault = store.take_fault() or strike(store)
            if fault in (None, Fault.LOST_ANSWER, Fault.SLOW):
                run_due(store)
                answer = _answer(store, method, address.path, query or "", key, headers)
        # Outside the transaction: what was done stays done, and nobody else waits.
        if fault is Fault.SLOW:
            time.sleep(SLOW_SECONDS)
        elif fault:
            return _suffer(fault)
        return answer

    def close(self) -> None:
        """Nothing stays open between two requests."""


def _suffer(fault: Fault) -> Answer:
    if fault in (Fault.UNREACHABLE, Fault.LOST_ANSWER):
        raise stripe.APIConnectionError("The stand-in was told not to answer.", should_retry=True)
    status, kind = (429, "rate_limit_error") if fault is Fault.TOO_MANY else (500, "api_error")
    return _as_answer(status, json.dumps(Refusal("The stand-in was told to fail.", kind=kind).body))


def _as_answer(status: int, body: str, **headers: str) -> Answer:
    # As with the library's own network, names of headers are read in any case.
    return body, status, CaseInsensitiveMapping({"Content-Type": "application/json", "Request-Id": new_id("req"), **headers})


def _answer(store: Store, method: str, path: str, query: str, key: str, headers: Mapping[str, str]) -> Answer:
    idempotency_key = headers.get("Idempotency-Key", "") if method == "post" else ""
    fingerprint = hashlib.sha256(f"{method} {path} {query}".encode()).hexdigest()
    try:
        _check_headers(key, headers)
        if idempotency_key and (kept := store.answer(idempotency_key)):
            request, status, body = kept
            if request != fingerprint:
                raise Refusal(
                    "Keys for idempotent requests can only be used with the same parameters they were first used with.",
                    kind="idempotency_error",
                )
            return _as_answer(status, body, **{"Idempotent-Replayed": "true", "Idempotency-Key": idempotency_key})
        body = json.dumps(carry_out(store, method, path, query))
    except Refusal as refusal:
        # A request that fails its checks did nothing: as at Stripe, its key stays free.
        return _as_answer(refusal.status, json.dumps(refusal.body))
    if idempotency_key:
        store.keep_answer(idempotency_key, fingerprint, OK, body)
    return _as_answer(OK, body)


def _check_headers(key: str, headers: Mapping[str, str]) -> None:
    if key != KEY:
        raise Refusal("Invalid API Key provided.", status=401)
    if headers.get("Stripe-Version") != settings.STRIPE_API_VERSION:
        raise Refusal(f"Invalid Stripe API version: {headers.get('Stripe-Version')}")
