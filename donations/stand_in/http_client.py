"""The network's edge: a `stripe.HTTPClient` that answers itself instead of calling Stripe."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import stripe
from django.conf import settings
from django.utils.datastructures import CaseInsensitiveMapping
from stripe.params import EventListParams, EventRetrieveParams, PaymentIntentRetrieveParams
from stripe.params.checkout import SessionCreateParams, SessionExpireParams, SessionRetrieveParams

from donations.stand_in import checkout
from donations.stand_in.errors import Refusal, no_such
from donations.stand_in.parameters import read
from donations.stand_in.store import Fault, Json, Store, new_id

KEY: Final = "sk_test_stand_in"
HOST: Final = "api.stripe.com"
PAGE_LENGTH: Final = 10
OK: Final = 200

Answer = tuple[str, int, Mapping[str, str]]
Handler = Callable[[Store, str, Json], Json]


class RealKeyError(Exception):
    """Somebody is about to use the stand-in with a key of the real Stripe."""


@dataclass(frozen=True)
class Route:
    method: str
    path: re.Pattern[str]
    schema: type
    handle: Handler
    expandable: frozenset[str] = frozenset()


def list_events(store: Store, _object_id: str, params: Json) -> Json:
    kinds = params.get("types") or ([params["type"]] if "type" in params else None)
    events = [event for event in store.events() if kinds is None or event["type"] in kinds]
    if "starting_after" in params:
        ids = [event["id"] for event in events]
        if params["starting_after"] not in ids:
            raise no_such("event", params["starting_after"], "starting_after")
        events = events[ids.index(params["starting_after"]) + 1 :]
    limit = params.get("limit", PAGE_LENGTH)
    return {"object": "list", "data": events[:limit], "has_more": len(events) > limit, "url": "/v1/events"}


def retrieve_event(store: Store, object_id: str, _params: Json) -> Json:
    for event in store.events():
        if event["id"] == object_id:
            return event
    raise no_such("event", object_id, "id")


OF_SESSION: Final = frozenset({"payment_intent", "payment_intent.latest_charge"})
ROUTES: Final = (
    Route(
        "post",
        re.compile(r"/v1/checkout/sessions"),
        SessionCreateParams,
        lambda store, _id, params: checkout.create_session(store, params),
        OF_SESSION,
    ),
    Route(
        "get",
        re.compile(r"/v1/checkout/sessions/(\w+)"),
        SessionRetrieveParams,
        lambda store, object_id, _params: store.get("checkout.session", object_id, param="session"),
        OF_SESSION,
    ),
    Route(
        "post",
        re.compile(r"/v1/checkout/sessions/(\w+)/expire"),
        SessionExpireParams,
        lambda store, object_id, _params: checkout.expire_session(store, object_id),
        OF_SESSION,
    ),
    Route(
        "get",
        re.compile(r"/v1/payment_intents/(\w+)"),
        PaymentIntentRetrieveParams,
        lambda store, object_id, _params: store.get("payment_intent", object_id, param="intent"),
        frozenset({"latest_charge"}),
    ),
    Route("get", re.compile(r"/v1/events"), EventListParams, list_events),
    Route("get", re.compile(r"/v1/events/(\w+)"), EventRetrieveParams, retrieve_event),
)


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
            fault = store.take_fault()
            if fault in (None, Fault.LOST_ANSWER):
                checkout.expire_due_sessions(store)
                answer = _answer(store, method, address.path, query or "", key, headers)
        # Outside the transaction: what was done stays done.
        return _suffer(fault) if fault else answer

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
        body = json.dumps(_carry_out(store, method, path, query))
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


def _carry_out(store: Store, method: str, path: str, query: str) -> Json:
    for route in ROUTES:
        match = route.path.fullmatch(path)
        if route.method == method and match:
            params = read(query, route.schema)
            _check_expand(params.get("expand", []), route.expandable)
            object_id = match[1] if match.groups() else ""
            return _expand(store, route.handle(store, object_id, params), params.get("expand", []))
    raise Refusal(f"Unrecognized request URL ({method.upper()}: {path}).", status=404)


def _check_expand(paths: list[str], expandable: frozenset[str]) -> None:
    for number, path in enumerate(paths):
        if path not in expandable:
            raise Refusal(f"This property cannot be expanded ({path}).", param=f"expand[{number}]")


def _expand(store: Store, body: Json, paths: list[str]) -> Json:
    """Replaces ids by their objects; `payment_intent.latest_charge` goes through both."""
    for path in paths:
        holder = body
        for name in path.split("."):
            if isinstance(holder[name], str):
                holder[name] = store.get({"latest_charge": "charge"}.get(name, name), holder[name])
            if holder[name] is None:
                break
            holder = holder[name]
    return body
