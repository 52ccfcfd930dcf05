"""What happened, written down for the site: listed at /v1/events, and posted to its webhook."""

import time

from django.conf import settings

from donations.stand_in.chaos import plan_deliveries
from donations.stand_in.objects import Json, new_id
from donations.stand_in.store import Store


def emit(store: Store, kind: str, body: Json, *, before: Json | None = None) -> None:
    """Writes an event with the object as it is now. `before` holds the old values of what an update changed.

    Its own date is that of the machine, so that events are listed by date wherever the clock of their object stands.
    """
    if not store.is_heard:
        return
    event: Json = {
        "id": new_id("evt"),
        "object": "event",
        "account": None,
        "api_version": settings.STRIPE_API_VERSION,
        "context": None,
        "created": int(time.time()),
        "data": {"object": body, **({"previous_attributes": before} if before else {})},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    }
    number = store.add_event(event)
    plan_deliveries(store, event["id"], number)


def save_and_emit(store: Store, kind: str, body: Json, **changes: object) -> Json:
    """Changes an object and says so."""
    before = {name: body[name] for name, value in changes.items() if body[name] != value}
    body |= changes
    emit(store, kind, store.save(body), before=before if kind.endswith(".updated") else None)
    return body
