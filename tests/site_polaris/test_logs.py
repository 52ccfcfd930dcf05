"""What is logged on a mixed journey, whatever goes wrong on it, names nobody."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as live_settings
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from gunicorn.config import Config

from accounts.outbox import put_in_outbox, send_due_mails
from home.models import HomePage
from site_polaris.gunicorn_logs import DiscreetLogger
from site_polaris.logs import DiscreetFormatter, JsonFormatter, logging_settings
from site_polaris.periodic import run_due_jobs
from site_polaris.worker import PolarisWorker
from tests.home.conftest import home_page as home_page
from tests.site_polaris.queue_tasks import fail_about

WORD = "CanariZoe"
MAIL = f"{WORD}@demo.test"


class Written:
    """All that the process logs, down to DEBUG, under one formatter."""

    def __init__(self, formatter: logging.Formatter) -> None:
        self.stream = io.StringIO()
        self.handler = logging.StreamHandler(self.stream)
        self.handler.setFormatter(formatter)

    def lines(self) -> list[str]:
        return self.stream.getvalue().splitlines()

    def fields(self, name: str) -> list[dict[str, Any]]:
        return [line for line in map(json.loads, self.lines()) if line["logger"] == name]


@pytest.fixture
def written(request: pytest.FixtureRequest) -> Iterator[Written]:
    written, root = Written(getattr(request, "param", JsonFormatter())), logging.getLogger()
    loggers = [root, *map(logging.getLogger, ("site_polaris.request_log", "site_polaris.worker", "django.request"))]
    levels = [logger.level for logger in loggers]
    root.addHandler(written.handler)
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(written.handler)
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


def crash(*_args: object, **_options: object) -> None:
    raise ValueError(f"{MAIL} said {WORD}")


def crash_at(_now: object) -> None:
    crash()


def travel(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Names, addresses and secrets are typed in forms, paths, queries and headers, and quoted by whatever fails."""
    client = Client(raise_request_exception=False)
    for address in (
        f"/recherche/?q={WORD}",
        f"/{WORD}/{MAIL}",
        f"/agenda/{WORD}.ics",
        f"/don/mes-dons/{WORD}/",
        f"/espace/activites/a-deux/{WORD}/",
    ):
        client.get(address, HTTP_USER_AGENT=WORD, HTTP_X_REQUEST_ID=WORD, HTTP_REFERER=f"https://example.org/{WORD}")
    for address in ("/compte/login/", "/compte/signup/", "/contact/", "/don/", "/benevoles/inscription/"):
        client.post(address, {"login": MAIL, "email": MAIL, "password": WORD, "first_name": WORD, "message": WORD, "q": WORD})
    client.get("/", HTTP_HOST=f"{WORD}.example.org")
    client.post("/stripe/webhook/", WORD, content_type="application/json", HTTP_STRIPE_SIGNATURE=WORD)
    Client(enforce_csrf_checks=True).post("/compte/login/", {"login": MAIL}, HTTP_REFERER=f"https://example.org/{WORD}")
    with monkeypatch.context() as patch:
        patch.setattr("home.views.find", crash)
        client.get(f"/recherche/?q={WORD}")
    fail_about.enqueue(WORD)
    PolarisWorker(interval=0, lease_seconds=60).run()
    DBTaskResult.objects.all().delete()
    run_due_jobs(timezone.now(), [(f"{__name__}.crash_at", 60)])
    settings.MAIL_DELIVERY_BACKEND = "tests.accounts.test_outbox.DownBackend"
    put_in_outbox(to=MAIL, subject="Bonjour", text=WORD, html="")
    send_due_mails(timezone.now())
    logging.getLogger("urllib3.connectionpool").warning("Retrying %r after %d", f"/{WORD}", 3)


@pytest.fixture(autouse=True)
def own_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)


def test_nothing_personal_is_logged(written: Written, home_page: HomePage, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    travel(monkeypatch, settings)
    assert [line for line in written.lines() if WORD.lower() in line.lower()] == []
    answered = written.fields("site_polaris.request_log")
    assert {(line["status"], line["route"]) for line in answered} >= {(200, "search"), (500, "search"), (400, "stripe_webhook")}
    assert all(line["duration_ms"] > 0 and line["method"] in ("GET", "POST") for line in answered)
    assert len({line["request_id"] for line in answered}) == len(answered) > 10
    [crashed] = [line for line in written.fields("django.request") if line["status"] == 500]
    assert (crashed["message"], crashed["exception"], crashed["route"]) == ("Internal Server Error", "ValueError", "search")
    assert "test_logs.py" in crashed["frames"]
    assert crashed["request_id"] in {line["request_id"] for line in answered}
    [failed] = [line["task"] for line in written.fields("site_polaris.worker") if line["status"] == "FAILED"]
    assert failed == "tests.site_polaris.queue_tasks.fail_about"
    [job] = written.fields("site_polaris.periodic")
    assert (job["task"], job["exception"]) == (f"{__name__}.crash_at", "ValueError")
    assert [line["message"] for line in written.fields("urllib3.connectionpool")] == ["Retrying '…' after 3"]


@pytest.mark.parametrize("written", [DiscreetFormatter()], indirect=True)
def test_plain_lines_hold_nothing_personal_either(
    written: Written, home_page: HomePage, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    travel(monkeypatch, settings)
    assert len(written.lines()) > 20
    assert [line for line in written.lines() if WORD.lower() in line.lower()] == []


@pytest.mark.parametrize("written", [logging.Formatter()], indirect=True)
def test_the_same_journey_names_people_without_the_formatter(
    written: Written, home_page: HomePage, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """The negative control."""
    travel(monkeypatch, settings)
    assert sum(WORD.lower() in line.lower() for line in written.lines()) > 5


def test_json_is_for_production_and_says_each_request() -> None:
    json_form, plain = logging_settings("json"), logging_settings("plain")
    assert json_form["formatters"]["discreet"]["()"] == "site_polaris.logs.JsonFormatter"
    assert json_form["loggers"]["site_polaris.request_log"] == {"level": "INFO"}
    assert plain["loggers"]["site_polaris.request_log"] == {"level": "WARNING"}
    assert plain == live_settings.LOGGING


def test_what_gunicorn_says_of_a_broken_answer_names_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    logger = DiscreetLogger(Config())
    try:
        raise ValueError(MAIL)
    except ValueError:
        logger.exception("Error handling request %s", f"/recherche/?q={WORD}")
    logger.info("Booting worker with pid: %s", 123)
    logger.error_log.handlers.clear()
    said = capfd.readouterr().err
    assert "Error handling request …" in said
    assert "Booting worker with pid: 123" in said
    assert "ValueError" in said
    assert WORD not in said
