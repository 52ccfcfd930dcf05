"""A bad day of the network: the same for the same seed, and in the end the books agree with what was done."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

import pytest
import stripe
import time_machine
from django.utils import timezone

from donations.stand_in import chaos
from donations.stand_in.deliveries import deliver_due
from donations.stand_in.store import Fault, Store
from tests.donations.stand_in_donors import charge_of, give, types_since

ONCE = {"max_network_retries": 0}


def disturb(seed: int = 14) -> None:
    with Store.open() as store:
        chaos.begin(store, seed)


def deliveries_of(seed: int) -> list[tuple[str, float]]:
    """State and wait of the deliveries of a hundred events."""
    with Store.open() as store:
        chaos.begin(store, seed)
        store._connection.execute("DELETE FROM deliveries")
        with time_machine.travel(timezone.now(), tick=False):
            start = timezone.now().timestamp()
            for number in range(100):
                chaos.plan_deliveries(store, f"evt_{number}", number)
        rows = store._connection.execute("SELECT state, due_at FROM deliveries ORDER BY number").fetchall()
    return [(state, round(due_at - start, 3)) for state, due_at in rows]


def test_the_same_seed_is_the_same_bad_day() -> None:
    assert deliveries_of(14) == deliveries_of(14)
    assert deliveries_of(14) != deliveries_of(15)


def test_events_are_lost_late_and_twice() -> None:
    planned = deliveries_of(14)
    assert {state for state, _wait in planned} == {"pending", "dropped"}
    assert len(planned) > 100
    assert max(wait for _state, wait in planned) > chaos.SHUFFLE


def test_what_is_lost_is_found_in_the_list(stripe_client: stripe.StripeClient) -> None:
    with Store.open() as store:
        chaos.begin(store, 14)
    for _number in range(20):
        give_through(stripe_client)
    posted: Counter[str] = Counter()

    def post(_address: str, body: str, _headers: Mapping[str, str]) -> int:
        posted[body] += 1
        return 200

    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        deliver_due(post)
    with Store.open() as store:
        chaos.end(store)
        events = len(store.events())
        states = store.delivery_states()
    assert set(states) == {"delivered", "dropped"}
    assert len(posted) == events - states["dropped"]
    assert max(posted.values()) == 2
    missed = list(stripe_client.v1.events.list({"delivery_success": False, "limit": 100}).auto_paging_iter())
    assert len(missed) == states["dropped"]
    assert len(stripe_client.v1.events.list({"delivery_success": True, "limit": 100}).data) == len(posted)


def give_through(client: stripe.StripeClient) -> None:
    """A gift, tried again until the network lets it through."""
    for _attempt in range(20):
        try:
            give(client)
        except stripe.StripeError:
            continue
        return


def test_requests_fail_now_and_then() -> None:
    disturb()
    with Store.open() as store:
        struck = Counter(chaos.strike(store) for _number in range(300))
    assert set(struck) == {None, Fault.SERVER_ERROR, Fault.LOST_ANSWER, Fault.TOO_MANY, Fault.SLOW}
    assert struck[None] > 200


def test_a_slow_answer_is_an_answer(stripe_client: stripe.StripeClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("donations.stand_in.http_client.SLOW_SECONDS", 0.01)
    with Store.open() as store:
        store.plan_fault(Fault.SLOW)
    assert stripe_client.v1.balance.retrieve(None, ONCE).object == "balance"  # type: ignore[arg-type]


def test_a_mended_network_loses_nothing(stripe_client: stripe.StripeClient) -> None:
    disturb()
    with Store.open() as store:
        chaos.end(store)
    charge_of(stripe_client)
    emitted = len(types_since(stripe_client))
    with Store.open() as store:
        assert store.delivery_states() == {"pending": emitted}
