"""The fixtures of the browser tests themselves: what they must catch, they catch."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from wagtail.models import Site

from accounts.models import User
from tests.e2e.browser import Watch

BAD_IMAGE = "document.body.insertAdjacentHTML('beforeend', '<img src=/absent.png>')"
INLINE_STYLE = "document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')"


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("console.error('oups')", "console: oups"),
        ("setTimeout(() => { throw new Error('panne') })", "JavaScript: panne"),
        ("fetch('http://tiers.test/x').catch(() => {})", "CSP: connect-src stopped http://tiers.test/x"),
        ("document.location = 'http://tiers.test/y'", "third party: http://tiers.test/y"),
        (BAD_IMAGE, "console: Failed to load resource: the server responded with a status of 404"),
        (INLINE_STYLE, "CSP: style-src-attr stopped inline"),
    ],
)
def test_watch_catches(page: Page, watch: Watch, script: str, complaint: str) -> None:
    page.goto("/page-absente/")
    page.evaluate(f"() => {{ {script} }}")
    page.wait_for_timeout(300)
    assert any(line.startswith(complaint) for line in watch.complaints), watch.complaints
    watch.forgive("")


def test_watch_accepts_a_page_that_is_not_found(page: Page, watch: Watch) -> None:
    response = page.goto("/page-absente/")
    assert response is not None
    assert response.status == 404
    assert watch.complaints == []


def test_axe_catches_an_image_without_text(page: Page, axe: Callable[[Page], list[str]]) -> None:
    page.goto("/page-absente/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"data:image/gif;base64,R0lGODlhAQABAAAAACw=\">')")
    assert any(line.startswith("image-alt:") for line in axe(page))


def test_sign_in_opens_a_session(page: Page, site: Site, sign_in: Callable[[Page, User], None], coordinator: User) -> None:
    sign_in(page, coordinator)
    page.goto("/compte/email/")
    assert page.url.endswith("/compte/email/")


def test_site_is_the_home_page(page: Page, site: Site) -> None:
    response = page.goto("/")
    assert response is not None
    assert response.status == 200
