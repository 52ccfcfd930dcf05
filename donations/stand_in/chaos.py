"""A bad day of the network, the same each time for the same seed: events lost, late, twice or out of order, requests that fail.

https://docs.stripe.com/webhooks#event-ordering: Stripe promises neither order nor a single delivery.
"""

from collections.abc import Mapping
from random import Random
from types import MappingProxyType
from typing import Final

from donations.stand_in.store import Fault, Store

FACT: Final = "chaos"
# Chances in a hundred, for an event and for a request.
DROPPED, LATE, SHUFFLED, TWICE = 10, 10, 30, 20
FAULTS: Final[Mapping[Fault, int]] = MappingProxyType({Fault.SERVER_ERROR: 4, Fault.LOST_ANSWER: 3, Fault.TOO_MANY: 2, Fault.SLOW: 3})
# Longest waits, in seconds.
SHUFFLE, DELAY = 2.0, 15.0


def begin(store: Store, seed: int) -> None:
    store.state(FACT, {"seed": seed, "requests": 0})


def end(store: Store) -> None:
    store.state(FACT, None)


def is_on(store: Store) -> bool:
    return store.fact(FACT) is not None


def plan_deliveries(store: Store, event_id: str, number: int) -> None:
    """When the event will be posted, and how often. One that is dropped is found at /v1/events alone."""
    chaos = store.fact(FACT)
    if chaos is None:
        store.add_delivery(event_id, seconds=0)
        return
    random = Random(f"{chaos['seed']}/event/{number}")  # noqa: S311 the same bad day each time
    if random.randrange(100) < DROPPED:
        store.add_delivery(event_id, seconds=0, state="dropped")
        return
    for _copy in range(2 if random.randrange(100) < TWICE else 1):
        luck = random.randrange(100)
        longest = DELAY if luck < LATE else SHUFFLE if luck < LATE + SHUFFLED else 0
        store.add_delivery(event_id, seconds=random.uniform(0, longest))


def strike(store: Store) -> Fault | None:
    """What befalls the next request."""
    chaos = store.fact(FACT)
    if chaos is None:
        return None
    store.state(FACT, {**chaos, "requests": chaos["requests"] + 1})
    luck = Random(f"{chaos['seed']}/request/{chaos['requests']}").randrange(100)  # noqa: S311
    for fault, chance in FAULTS.items():
        if luck < chance:
            return fault
        luck -= chance
    return None
