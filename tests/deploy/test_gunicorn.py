"""The twins of deploy/systemd on their one socket. tests/faults/restarts.py does the same to the whole site, with its workers."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from threading import Event

import pytest

from tests.instances import Gunicorn

pytestmark = pytest.mark.servers
Twins = tuple[Gunicorn, Gunicorn]
CLIENTS = 4


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    state = tmp_path_factory.mktemp("state")
    (state / "version").write_text("first")
    served = "tests.deploy.upstream:application"
    with (
        Gunicorn({"STATE": str(state)}, application=served, workers=1, health="/") as first,
        Gunicorn({"STATE": str(state)}, application=served, workers=1, health="/", beside=first) as second,
    ):
        yield first, second


def answer(port: int, path: str) -> bool:
    try:
        with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
            return response.status == 200
    except (OSError, HTTPException):
        return False


def lose(twins: Twins, disturb: Callable[[], None]) -> tuple[int, int]:
    """How many requests are answered, and how many are not, while this is done to the twins."""
    over = Event()

    def client(number: int) -> list[bool]:
        answers = []
        while not over.is_set():
            answers.append(answer(twins[0].port, "/slow/" if number % 2 else "/"))
        return answers

    with ThreadPoolExecutor(CLIENTS) as threads:
        running = [threads.submit(client, number) for number in range(CLIENTS)]
        try:
            time.sleep(0.2)
            disturb()
        finally:
            over.set()
        answers = [one for future in running for one in future.result()]
    return answers.count(True), answers.count(False)


def test_twins_that_restart_in_turn_lose_no_request(twins: Twins) -> None:
    def restart_in_turn() -> None:
        for twin in twins:
            twin.restart()

    answered, lost = lose(twins, restart_in_turn)
    assert answered > 10
    assert lost == 0


def test_twins_that_are_killed_lose_what_is_under_way(twins: Twins) -> None:
    """The control."""

    def kill_both() -> None:
        for twin in twins:
            twin.kill()
        for twin in twins:
            twin.start()

    _answered, lost = lose(twins, kill_both)
    assert lost > 0


def test_socket_outlives_both_and_what_comes_waits_in_it(twins: Twins) -> None:
    for twin in twins:
        twin.stop()
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(answer, twins[0].port, "/")
        time.sleep(0.2)
        assert not waiting.done()
        for twin in twins:
            twin.start()
        assert waiting.result()
