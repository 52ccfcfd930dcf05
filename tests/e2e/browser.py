"""What a browser test may not leave behind, and what axe says of a page."""

from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Locator, Page, Request, Response

AXE: Final = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# Off by default in axe, and asked by WCAG 2.2 AA.
AXE_OPTIONS: Final = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}

# A colour on its way to another is neither.
SETTLED: Final = """async () => {
  await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  await Promise.allSettled(document.getAnimations().map(animation => animation.finished));
}"""
REDRAWN_MS: Final = 400
# Runs before the page's own scripts and outside its policy, so that nothing the page does can hide a violation.
WATCH_CSP: Final = """
document.addEventListener('securitypolicyviolation', event => window.reportViolation(
  `${event.effectiveDirective} stopped ${event.blockedURI || 'inline code'} on ${document.location.pathname}: ${event.sample}`));
"""


class Watch:
    """Collects what a person would not see but must not happen: console errors, CSP violations, third-party calls, 5xx.

    A test that provokes one on purpose says so: `watch.forgive("503")` drops the complaints that contain the text.
    """

    def __init__(self, context: BrowserContext, own_address: str) -> None:
        self._own = urlsplit(own_address).netloc
        self._complaints: list[str] = []
        self._documents: set[str] = set()
        self._forgiven: list[str] = []
        context.expose_binding("reportViolation", lambda _source, text: self._complaints.append(f"CSP: {text}"))
        context.add_init_script(WATCH_CSP)
        context.on("request", self._on_request)
        context.on("response", self._on_response)
        context.on("console", self._on_console)
        context.on("weberror", lambda problem: self._complaints.append(f"JavaScript: {problem.error}"))

    @property
    def complaints(self) -> list[str]:
        return [line for line in dict.fromkeys(self._complaints) if not any(text in line for text in self._forgiven)]

    def forgive(self, text: str) -> None:
        self._forgiven.append(text)

    def _on_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != self._own:
            self._complaints.append(f"third party: {request.url}")
        if request.is_navigation_request():
            self._documents.add(request.url)

    def _on_response(self, response: Response) -> None:
        if response.status >= 500:
            self._complaints.append(f"status {response.status}: {response.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        source = message.location.get("url", "")
        # A page that answers 403 or 404 is itself no error of the console; what it fails to load is, save the
        # icon that Chromium asks for by itself, once in its life, at an address of its own.
        if message.type == "error" and source not in self._documents and urlsplit(source).path != "/favicon.ico":
            self._complaints.append(f"console: {message.text} ({source})")


def find_violations(page: Page) -> list[str]:
    """One line for each element that axe complains of: rule, sentence, selector. Works under a strict CSP.

    What is only seen while a page is being redrawn is no fault of it: a complaint counts when a second look finds it too.
    """
    page.evaluate(AXE)
    found = _look_once(page)
    if found:
        page.wait_for_timeout(REDRAWN_MS)
        found = _look_once(page)
    return found


def _look_once(page: Page) -> list[str]:
    page.evaluate(SETTLED)
    results: dict[str, Any] = page.evaluate("options => axe.run(document, options)", AXE_OPTIONS)
    return [
        f"{violation['id']}: {violation['help']} — {' '.join(map(str, node['target']))}"
        for violation in results["violations"]
        for node in violation["nodes"]
    ]


def save_evidence(page: Page, folder: Path) -> None:
    """A picture of the whole page and its HTML, for whoever looks why a test failed."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        page.screenshot(path=folder / "page.png", full_page=True)
        (folder / "page.html").write_text(page.content(), encoding="utf-8")
    except Error:  # the page is gone or still on its way: its trace remains
        return


def reach(page: Page, target: Locator) -> None:
    """By Tab alone, as somebody without a mouse."""
    for _ in range(60):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{target} is not reached by the keyboard")


def enter(page: Page, target: Locator) -> None:
    """Reached by Tab alone, then pressed."""
    reach(page, target)
    page.keyboard.press("Enter")
