"""Loaded by pytest before the settings are read (`-p tests.plugin` in pyproject.toml).

A run of the tests depends on nothing outside the checkout: it takes the test mode, forgets whatever else the
environment says to the site (the database apart, for `make test-postgres`), and keeps its files in one folder,
where each of pytest-xdist's workers has its own.
"""

import inspect
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
WORKER: Final = os.environ.get("PYTEST_XDIST_WORKER", "")
KEPT: Final = {"POLARIS_VAR_DIR", "DATABASE_URL"}
READ_BY: Final = tuple(ROOT / "site_polaris" / name for name in ("settings.py", "engines.py"))
READ_BY_SETTINGS: Final = {name for path in READ_BY for name in re.findall(r'env\.\w+\(\s*["\'](\w+)', path.read_text(encoding="utf-8"))}

for name in READ_BY_SETTINGS - KEPT:
    os.environ.pop(name, None)
os.environ["POLARIS_MODE"] = "test"

# What the workers share; they inherit the variable from the process that started them.
SHARED_DIR: Final = Path(os.environ.get("POLARIS_VAR_DIR") or ROOT / "var" / "test")
os.environ["POLARIS_VAR_DIR"] = str(SHARED_DIR / WORKER)
(SHARED_DIR / WORKER).mkdir(parents=True, exist_ok=True)

# Debian's shell first: it draws no window, and opens a page in a third of the time.
BROWSERS: Final = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM: Final = next(filter(None, map(shutil.which, BROWSERS)), None)
NO_CHROMIUM: Final = "Chromium is not installed, so the journeys in a browser are not tested (on Debian or Ubuntu: apt install chromium)."
NO_POSTGRES: Final = "A race between transactions needs PostgreSQL: make test-postgres"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--require-chromium", action="store_true", default=bool(os.environ.get("CI")), help="Without Chromium, fail rather than skip."
    )


def pytest_report_header(config: pytest.Config) -> str:
    return f"journeys in a browser: {CHROMIUM or 'NOT TESTED. ' + NO_CHROMIUM}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    from django.conf import settings

    on_postgres = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    for item in items:
        if item.get_closest_marker("postgres") and not on_postgres:
            item.add_marker(pytest.mark.skip(reason=NO_POSTGRES))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    for reason in (NO_CHROMIUM, NO_POSTGRES):
        if count := sum(reason in str(report.longrepr) for report in skipped):
            terminalreporter.write_line(f"{count} skipped. {reason}", yellow=True)


def drawn_template() -> str:
    """The file of the template that is being drawn. pytest-django finds it by reading the sources of the whole stack, 0.2 s each time."""
    frame = inspect.currentframe()
    while frame is not None:
        if frame.f_code.co_name == "render" and (origin := getattr(frame.f_locals.get("self"), "origin", None)):
            return str(origin)
        frame = frame.f_back
    return ""


@pytest.fixture(scope="session", autouse=True)
def others_templates_may_leave_gaps(_fail_for_invalid_template_variable: None) -> Iterator[None]:
    """An undefined variable in a template of ours fails a test; Wagtail's admin is full of them, and not ours."""
    from django.conf import settings
    from django.test.signals import setting_changed

    handler = settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"]
    # A template made while the tests were collected has built the engine too early, without the handler.
    setting_changed.send(sender=None, setting="TEMPLATES", value=settings.TEMPLATES, enter=True)

    def is_ours(self: Any) -> bool:
        return "site-packages" not in drawn_template()

    with pytest.MonkeyPatch.context() as patch:
        # False and empty, the handler is the missing value itself: its filters (`|default:…`) go on from there.
        patch.setattr(type(handler), "__bool__", is_ours, raising=False)
        patch.setattr(type(handler), "__str__", lambda self: "")
        yield
