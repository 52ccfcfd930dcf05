"""nginx with the files of deploy/, before a small site that says what reaches it."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.instances import Answer, Gunicorn, Nginx


class Front:
    """nginx and the site behind it."""

    def __init__(self, nginx: Nginx, site: Gunicorn, state: Path) -> None:
        self.nginx, self.site, self.state = nginx, site, state
        self.ask, self.purge = nginx.ask, nginx.purge

    def publish(self, version: str) -> None:
        (self.state / "version").write_text(version)

    def version(self, path: str, **headers: Any) -> str:
        """Which version a reader gets."""
        return str(said(self.ask(path, **headers))["version"])

    def lines(self, count: int) -> list[dict[str, Any]]:
        """The last so many of the log. nginx writes one once its answer has gone: a request of our own is waited for first."""
        last = self.ask("/unsaid/").headers["X-Request-ID"]
        self.nginx.wait_until(lambda: last in self.nginx.access_log.read_text())
        return [json.loads(line) for line in self.nginx.access_log.read_text().splitlines()][-count - 1 : -1]

    def log(self) -> str:
        return self.nginx.access_log.read_text() + self.nginx.error_log.read_text()


def said(answer: Answer) -> dict[str, Any]:
    words: dict[str, Any] = json.loads(answer.body)
    return words


def need(missing: str) -> None:
    """Skips, or fails where everything is to be tested, when a server is not installed."""
    if missing and os.environ.get("CI"):
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    need(Nginx.missing)
    state, static = tmp_path_factory.mktemp("state"), tmp_path_factory.mktemp("static")
    (state / "version").write_text("")
    (static / "site.0123456789ab.css").write_text("body{}")
    (static / "site.0123456789ab.css.gz").write_bytes(b"compressed before")
    (static / "site.css").write_text("body{}")
    with (
        Gunicorn({"STATE": str(state)}, application="tests.deploy.upstream:application", workers=1, health="/") as site,
        Nginx(site.port, static=static) as nginx,
    ):
        yield Front(nginx, site, state)


@pytest.fixture
def front(running: Front) -> Front:
    running.publish("first")
    (running.state / "down").unlink(missing_ok=True)
    return running
