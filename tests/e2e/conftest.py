"""Journeys in a real browser, on a live server: a test runs on a phone and on a desktop, unless it names one.

`page` is a Playwright page on the site, `sign_in(page, user)` opens a session, `axe(page)` lists accessibility
violations, `site` gives the page tree of the demo. A test fails when the page logs an error, breaks its content
security policy, answers 5xx or calls a third party. What a failed test showed lies under var/test/browser/.
"""

import os
import re
import sqlite3
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings as django_settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Site

from accounts.models import User
from home.demo import build_tree
from tests.e2e.browser import Watch, find_violations, save_evidence
from tests.plugin import CHROMIUM, NO_CHROMIUM, SHARED_DIR

# Playwright's synchronous interface runs an event loop in the tests' own thread, which Django would refuse to share.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

HERE: Final = Path(__file__).parent
EVIDENCE: Final = SHARED_DIR / "browser"
DEVICES: Final[dict[str, dict[str, Any]]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2},
    "desktop": {"viewport": {"width": 1280, "height": 900}},
}
CHROMIUM_OPTIONS: Final = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None and not config.option.require_chromium:
                item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED: Final = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.fail(NO_CHROMIUM)
    # Chromium has no sandbox for root, whom CI often is.
    options = [*CHROMIUM_OPTIONS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
    yield browser
    browser.close()


@pytest.fixture(params=list(DEVICES))
def device(request: pytest.FixtureRequest) -> str:
    """`phone` (390 px) or `desktop` (1280 px)."""
    return request.param


@pytest.fixture
def context(chromium: Browser, device: str, live_server: LiveServer, settings: Settings) -> Iterator[BrowserContext]:
    # Links in mails and the way back from the payment page lead to the server under test.
    settings.SITE_URL = settings.WAGTAILADMIN_BASE_URL = live_server.url
    context = chromium.new_context(
        **DEVICES[device], base_url=live_server.url, locale="fr-FR", timezone_id="Europe/Paris", reduced_motion="reduce"
    )
    # The form of a whole report takes its time on a busy machine.
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def watch(context: BrowserContext, live_server: LiveServer) -> Watch:
    return Watch(context, live_server.url)


@pytest.fixture
def page(request: pytest.FixtureRequest, context: BrowserContext, watch: Watch) -> Iterator[Page]:
    """A page on the site: `page.goto("/agenda/")`."""
    context.tracing.start(screenshots=False, snapshots=False, sources=False)
    page = context.new_page()
    yield page
    failed = request.node.stash.get(FAILED, False) or bool(watch.complaints)
    folder = EVIDENCE / re.sub(r"\W+", "-", request.node.nodeid.removeprefix("tests/e2e/")).strip("-")
    if failed:
        save_evidence(page, folder)
    context.tracing.stop(path=folder / "trace.zip" if failed else None)
    # Leaving the page ends its requests, so that none writes while the database is emptied.
    page.goto("about:blank")
    if watch.complaints:
        pytest.fail("\n".join(["The browser complained:", *watch.complaints]), pytrace=False)


@pytest.fixture
def sign_in(signed_in: Callable[[User], Client]) -> Callable[[Page, User], None]:
    """`sign_in(page, user)`: the page's next request is theirs, multi-factor sign-in done."""

    def open_session(page: Page, user: User) -> None:
        session = signed_in(user).cookies[django_settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "domain": "localhost", "path": "/"}])

    return open_session


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """`assert axe(page) == []`."""
    return find_violations


@pytest.fixture(scope="session")
def tree_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site") / "tree.sqlite3"


@pytest.fixture(autouse=True)
def demo_tree(request: pytest.FixtureRequest, rows_of_migrations: None, tree_copy: Path) -> None:
    """Builds the page tree for tests that ask for `site`, before any other row is written.

    It takes seconds and every test with a live server undoes it: on SQLite the database is copied once it is built,
    and poured back for the next test.
    """
    if "site" not in request.fixturenames:
        return
    if tree_copy.exists():
        with closing(sqlite3.connect(tree_copy)) as copy:
            copy.backup(connection.connection)
        ContentType.objects.clear_cache()
        return
    build_tree(timezone.now())
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(tree_copy)) as copy:
            connection.connection.backup(copy)


@pytest.fixture
def site(demo_tree: None, live_server: LiveServer) -> Site:
    """The site with the demo's page tree, answering at the live server's address."""
    site = Site.objects.get(is_default_site=True)
    site.hostname, site.port = "localhost", live_server.thread.port
    site.save()
    cache.clear()  # Wagtail keeps the sites' addresses there.
    return site
