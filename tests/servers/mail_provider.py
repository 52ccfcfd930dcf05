"""A mail provider of the tests' own: it answers what it is told to, and keeps what it was sent."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


class Provider:
    def __init__(self) -> None:
        self.status, self.answer, self.delay_seconds = 201, b'{"messageId": "<1@provider.test>"}', 0.0
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.url = ""

    def says(self, status: int, answer: Any) -> None:
        self.status, self.answer = status, answer if isinstance(answer, bytes) else json.dumps(answer).encode()

    def last(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.requests[-1][2])
        return found


@contextmanager
def running_provider() -> Iterator[Provider]:
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            provider.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            time.sleep(provider.delay_seconds)
            self.send_response(provider.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(provider.answer)))
            self.end_headers()
            self.wfile.write(provider.answer)

        def log_message(self, *args: Any) -> None:
            """Each request would be a line."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        provider.url = f"http://127.0.0.1:{server.server_address[1]}/"
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
