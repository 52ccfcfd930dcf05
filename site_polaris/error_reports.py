"""Reports of errors to a service that speaks Sentry's protocol, where SENTRY_DSN names one. Off otherwise, and in demo and tests.

A report is written anew from what is known to name nobody, rather than rid of what might: where the error happened and its class, the
line of the log under the log's own rules, the name of the route or task, the request's id. What is not on that list does not leave: no
message of an exception, no variable, path, query, form, header, cookie, address of a network, person or machine.
https://docs.sentry.io/platforms/python/configuration/filtering/
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from site_polaris.log_facts import current_request, current_task
from site_polaris.logs import hide, message_of

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

Scrub = Callable[["Event", "Hint"], "Event | None"]

KEPT_OF_REPORT: Final = ("event_id", "timestamp", "platform", "level", "logger", "release", "environment")
KEPT_OF_FRAME: Final = ("filename", "module", "function", "lineno", "in_app")
SECONDS_TO_LEAVE: Final = 2


def scrub(event: "Event", hint: "Hint") -> "Event":
    said: dict[str, Any] = {name: value for name, value in event.items() if name in KEPT_OF_REPORT}
    if (record := hint.get("log_record")) is not None:
        said["message"] = hide(message_of(record))
    request, task = current_request(), current_task()
    if request is not None:
        said |= {"transaction": request.route, "tags": {"request_id": request.id, "method": request.method}}
    elif task is not None:
        said |= {"transaction": task.name, "tags": {"task_id": task.id}}
    errors = (event.get("exception") or {}).get("values") or []
    said["exception"] = {"values": [scrub_error(error) for error in errors]}
    return said  # type: ignore[return-value]


def scrub_error(error: Mapping[str, Any]) -> dict[str, Any]:
    frames = (error.get("stacktrace") or {}).get("frames") or []
    kept = [{name: frame[name] for name in KEPT_OF_FRAME if name in frame} for frame in frames]
    return {"type": error.get("type"), "module": error.get("module"), "value": "", "stacktrace": {"frames": kept}}


def begin(dsn: str, *, environment: str = "production", scrub: Scrub = scrub) -> None:
    """Reports each error of the log from now on, in this process and those it forks. Nothing waits for the service, nor fails with it."""
    # Only an installation that wants reports loads it.
    import sentry_sdk
    from sentry_sdk.integrations.atexit import AtexitIntegration
    from sentry_sdk.integrations.logging import LoggingIntegration

    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        # Those of Django and the like would gather requests, people and queries.
        default_integrations=False,
        integrations=[LoggingIntegration(level=None), AtexitIntegration(callback=lambda _pending, _timeout: None)],
        before_send=scrub,
        # What follows is the library's own restraint (people are left out unless asked for), should a report ever pass the scrubbing by.
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        server_name="",
        auto_session_tracking=False,
        send_client_reports=False,
        shutdown_timeout=SECONDS_TO_LEAVE,
    )
