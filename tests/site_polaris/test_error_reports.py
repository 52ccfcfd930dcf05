"""What leaves for a service of error reports, byte by byte, as a service on the loopback receives it."""

import gzip
import json
import logging
import socketserver
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
import sentry_sdk
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from site_polaris import error_reports
from site_polaris.log_facts import HEADER
from site_polaris.worker import PolarisWorker
from tests.site_polaris.queue_tasks import fail_about

WORD = "CanariZoe"
MAIL = f"{WORD}@demo.test"


class Service(socketserver.ThreadingTCPServer):
    """Keeps all that it is sent, headers included."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Ingest)
        self.received: list[str] = []

    @property
    def dsn(self) -> str:
        return f"http://key@127.0.0.1:{self.server_address[1]}/1"

    def reports(self) -> list[dict[str, Any]]:
        """The last line of each envelope."""
        sentry_sdk.flush(5)
        return [json.loads(sent.rstrip().splitlines()[-1]) for sent in self.received]


class Ingest(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        text = gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body
        self.server.received.append(f"{self.path}\n{self.headers}\n{text.decode()}")
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_words: object) -> None:
        """Silent."""


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as service:
        threading.Thread(target=service.serve_forever, daemon=True).start()
        yield service
        sentry_sdk.get_client().close(timeout=2)
        sentry_sdk.get_global_scope().set_client(None)
        service.shutdown()


def fail(request: HttpRequest, word: str) -> HttpResponse:
    typed = request.POST.get("name", "")
    raise ValueError(f"{typed} at {word} wrote from {MAIL}")


urlpatterns = [path("echec/<str:word>/", fail, name="failing")]
handler500 = "site_polaris.failures.answer_failure"


def crash() -> str:
    """A page that fails with somebody's words in its path, query, form, headers, cookies, variables and exception; gives its reference."""
    client = Client(raise_request_exception=False, HTTP_USER_AGENT=WORD, REMOTE_ADDR="192.0.2.14")
    client.cookies["consent"] = WORD
    with override_settings(ROOT_URLCONF=__name__):
        answer = client.post(f"/echec/{WORD}/?q={WORD}", {"name": WORD, "email": MAIL})
    assert answer.status_code == 500
    return answer.headers[HEADER]


def test_report_says_where_and_nothing_of_whom(service: Service) -> None:
    error_reports.begin(service.dsn)
    reference = crash()
    [report] = service.reports()
    assert [word for word in (WORD, "demo.test", "192.0.2.14") if word.lower() in "".join(service.received).lower()] == []
    assert (report["transaction"], report["tags"]) == ("failing", {"request_id": reference, "method": "POST"})
    assert (report["message"], report["level"], report["logger"]) == ("Internal Server Error", "error", "django.request")
    [error] = report["exception"]["values"]
    assert (error["type"], error["value"]) == ("ValueError", "")
    assert error["stacktrace"]["frames"][-1]["function"] == "fail"
    assert set(report) <= {*error_reports.KEPT_OF_REPORT, "message", "transaction", "tags", "exception"}


def test_failed_task_is_reported_without_its_words(db: None, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
    error_reports.begin(service.dsn)
    fail_about.enqueue(WORD)
    PolarisWorker(interval=0, lease_seconds=60).run()
    [report] = service.reports()
    assert WORD not in "".join(service.received)
    assert report["transaction"] == "tests.site_polaris.queue_tasks.fail_about"


def test_report_names_people_without_the_scrubbing(service: Service) -> None:
    """The negative control: the same report as the library would write it, by the same settings."""
    error_reports.begin(service.dsn, scrub=lambda event, _hint: event)
    crash()
    assert len(service.reports()) == 1
    assert "".join(service.received).count(WORD) > 1


def test_service_that_is_away_keeps_no_page_waiting(service: Service) -> None:
    error_reports.begin("http://key@127.0.0.1:9/1")
    assert crash()


def test_nobody_is_told_unless_asked(service: Service) -> None:
    crash()
    logging.getLogger("site_polaris").error("Something failed")
    assert service.reports() == []
