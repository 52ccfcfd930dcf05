import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import stripe
import time_machine
from django.utils import timezone
from pytest_django import Settings

from donations.models import Gift
from donations.stand_in import deliveries
from donations.stand_in.deliveries import deliver_due, deliver_in_background, deliver_waiting, post_by_http
from donations.stand_in.store import Json, Store
from tests.donations.checkouts import events, pay

Checkout = tuple[Gift, Json]


class Receiver:
    """Takes what is posted; answers with the statuses given, then 200."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.posted: list[tuple[str, str, Mapping[str, str]]] = []

    def __call__(self, address: str, body: str, headers: Mapping[str, str]) -> int:
        self.posted.append((address, body, headers))
        return self.statuses.pop(0) if self.statuses else 200


def test_events_are_posted_in_order_signed_as_stripe_signs(checkout_open: Checkout, settings: Settings) -> None:
    pay(checkout_open[1])
    receiver = Receiver()
    assert deliver_due(receiver) == 2
    for (address, body, headers), event in zip(receiver.posted, events(), strict=True):
        assert address == "http://testserver/stripe/webhook/"
        assert stripe.Webhook.construct_event(body, headers["Stripe-Signature"], settings.STRIPE_WEBHOOK_SECRET).id == event["id"]
    assert deliver_due(receiver) == 0


def test_a_refused_event_comes_again_later_and_later(checkout_open: Checkout) -> None:
    pay(checkout_open[1])
    receiver = Receiver(500, 404, 400, 200)
    start = timezone.now() + timedelta(seconds=1)
    taken = []
    for seconds in (0, 0.5, 1, 2, 3):
        with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
            taken.append(deliver_due(receiver))
    assert taken == [0, 0, 1, 0, 1]


def test_a_server_that_is_away_loses_no_event(checkout_open: Checkout) -> None:
    def away(_address: str, _body: str, _headers: Mapping[str, str]) -> int:
        raise ConnectionRefusedError

    pay(checkout_open[1])
    assert deliver_due(away) == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        assert deliver_due(Receiver()) == 2


def test_delivery_is_given_up_in_the_end(checkout_open: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "ATTEMPTS", 1)
    pay(checkout_open[1])
    deliver_due(Receiver(500, 500))
    with Store.open() as store:
        assert store.seconds_to_next_delivery() is None


def test_two_couriers_never_carry_the_same_event(checkout_open: Checkout) -> None:
    pay(checkout_open[1])
    second = Receiver()

    def post(address: str, body: str, headers: Mapping[str, str]) -> int:
        deliver_due(second)
        return 200

    assert deliver_due(post) == 2
    assert second.posted == []


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """A real HTTP server, and the bodies it got."""
    bodies: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}", bodies
        running.shutdown()
        thread.join()


def test_post_by_http_posts(server: tuple[str, list[str]]) -> None:
    address, bodies = server
    assert post_by_http(f"{address}/stripe/webhook/", "été", {"Content-Type": "application/json"}) == 200
    assert bodies == ["été"]


def wait_for_courier() -> None:
    for thread in threading.enumerate():
        if thread.name == deliveries.COURIER:
            thread.join(timeout=10)


@pytest.fixture
def address_events(server: tuple[str, list[str]]) -> Callable[[], None]:
    """Sends the pending events to the real server instead of the test client's address."""

    def move() -> None:
        with Store.open() as store:
            store._connection.execute("UPDATE deliveries SET address = ?", (f"{server[0]}/stripe/webhook/",))

    return move


def test_the_courier_delivers_in_the_background(
    checkout_open: Checkout, settings: Settings, server: tuple[str, list[str]], address_events: Callable[[], None]
) -> None:
    settings.STRIPE_STAND_IN_DELIVERS = True
    pay(checkout_open[1])
    address_events()
    deliver_in_background()
    deliver_in_background()
    wait_for_courier()
    assert len(server[1]) == 2


def test_tests_deliver_by_hand(checkout_open: Checkout, server: tuple[str, list[str]], address_events: Callable[[], None]) -> None:
    pay(checkout_open[1])
    address_events()
    deliver_in_background()
    wait_for_courier()
    deliver_waiting(timezone.now())
    assert server[1] == []


def test_the_worker_delivers_what_the_web_process_left(
    checkout_open: Checkout, settings: Settings, server: tuple[str, list[str]], address_events: Callable[[], None]
) -> None:
    settings.STRIPE_STAND_IN_DELIVERS = True
    pay(checkout_open[1])
    address_events()
    deliver_waiting(timezone.now())
    assert len(server[1]) == 2
