"""Log lines that name nobody: plain ones, or one JSON object a line, with the request or the task that each is of."""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final

from django.http import HttpRequest

from site_polaris.log_facts import RequestFacts, current_request, current_task

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

# Addresses that open something to whoever has them: a calendar (volunteers/calendar_feed.py), two seats (events/duos.py), a donor's pages
# (donations/donor_links.py).
SECRET_ADDRESS: Final = re.compile(r"(?<=/agenda/)[^/\s]+(?=\.ics)|(?<=/a-deux/)[^/\s]+|(?<=/mes-dons/)[^/\s]+")
MAIL_ADDRESS: Final = re.compile(r"[^\s<>\"'=:,;()]+@[^\s<>\"'=:,;()]+")
OUR_LOGGERS: Final = ("site_polaris", "accounts", "advocacy", "donations", "events", "home", "volunteers")
HIDDEN: Final = "…"


class DiscreetFormatter(logging.Formatter):
    """Writes of an exception its class and where it happened, never its message: that may hold personal data.

    Of what libraries say, their own words stay, and the numbers; what they fill them with is left out, as it may be a path or what somebody
    typed. Our own lines say ids and names of classes alone.
    """

    def format(self, record: logging.LogRecord) -> str:
        lines = [self.write(record), *self.frames(record)]
        return hide("\n".join(lines))

    def write(self, record: logging.LogRecord) -> str:
        record.message = message_of(record)
        record.asctime = self.formatTime(record, self.datefmt)
        facts = current_request()
        return f"{self.formatMessage(record)} [{facts.id}]" if facts else self.formatMessage(record)

    def frames(self, record: logging.LogRecord) -> list[str]:
        return [self.formatException(record.exc_info)] if record.exc_info else []

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 logging's own name
        kind, _, frames = ei
        return f"{''.join(traceback.format_tb(frames))}{kind.__name__ if kind else ''}"


class JsonFormatter(DiscreetFormatter):
    """The same as an object a line. Fields that do not apply are left out."""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": hide(message_of(record)),
        }
        fields |= request_fields(record)
        if (task := current_task()) is not None:
            fields |= {"task_id": task.id, "task": task.name} if task.id else {"task": task.name}
        fields |= {name: record.__dict__[name] for name in ("status", "duration_ms") if name in record.__dict__}
        if record.exc_info and record.exc_info[0] is not None:
            fields |= {"exception": record.exc_info[0].__name__, "frames": hide("".join(traceback.format_tb(record.exc_info[2])))}
        return json.dumps(fields, ensure_ascii=False)


def request_fields(record: logging.LogRecord) -> dict[str, Any]:
    facts = current_request()
    # Django's own lines about a request come with it, and some once it is answered (django/utils/log.py).
    request = record.__dict__.get("request")
    if facts is None and isinstance(request, HttpRequest):
        facts = RequestFacts("", request)
    if facts is None:
        return {}
    fields: dict[str, Any] = {"request_id": facts.id} if facts.id else {}
    fields |= {"method": facts.method, "route": facts.route}
    if "status_code" in record.__dict__:
        fields["status"] = record.__dict__["status_code"]
    return fields


def message_of(record: logging.LogRecord) -> str:
    """The line's words, with nothing in them that may be personal."""
    if record.name.partition(".")[0] in OUR_LOGGERS:
        return record.getMessage()
    if record.name.startswith("django.security"):
        # Its words are those of an exception, and quote the request.
        return record.name.rpartition(".")[2]
    if record.name in ("django.request", "django.server") and isinstance(record.args, tuple) and len(record.args) > 1:
        # "%s: %s" with the reason and the path.
        return str(record.args[0])
    if isinstance(record.args, tuple):
        return _fill(str(record.msg), tuple(value if isinstance(value, int | float) else HIDDEN for value in record.args))
    return str(record.msg)


def _fill(words: str, values: tuple[object, ...]) -> str:
    try:
        return words % values if values else words
    except (TypeError, ValueError):
        # A place for a number that a text was meant for: the words alone.
        return words


def hide(text: str) -> str:
    return MAIL_ADDRESS.sub(HIDDEN, SECRET_ADDRESS.sub(HIDDEN, text))


def logging_settings(form: str) -> dict[str, Any]:
    """Django's LOGGING; `form` is "json" (with a line for each request and each task) or "plain" (warnings and worse alone)."""
    formatter: dict[str, Any] = {"()": "site_polaris.logs.JsonFormatter"}
    if form == "plain":
        formatter = {"()": "site_polaris.logs.DiscreetFormatter", "format": "{asctime} {levelname} {name} {message}", "style": "{"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"discreet": formatter},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "discreet"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            # Django's own handler would write them a second time, as they are.
            "django": {"handlers": [], "propagate": True},
            # The worker says itself what became of a task that failed.
            "django_tasks": {"level": "CRITICAL"},
            "site_polaris.request_log": {"level": "INFO" if form == "json" else "WARNING"},
            "site_polaris.worker": {"level": "INFO" if form == "json" else "WARNING"},
        },
    }
