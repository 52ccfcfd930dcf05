"""A reader meets a word they do not know: its definition opens by a touch, by Enter and by the focus, without a script."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Site

from accounts.models import User
from advocacy.demo import build
from advocacy.models import GlossaryTerm

Axe = Callable[[Page], list[str]]
SignIn = Callable[[Page, User], None]
ADDRESS = "/plaidoyer/2024/"


@pytest.fixture
def public_site(site: Site) -> Site:
    build(timezone.now())
    cache.clear()
    return site


@pytest.fixture
def plain_page(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A narrow touch screen, without JavaScript."""
    context = chromium.new_context(
        viewport={"width": 320, "height": 640},
        has_touch=True,
        is_mobile=True,
        java_script_enabled=False,
        base_url=live_server.url,
        reduced_motion="reduce",
    )
    page = context.new_page()
    yield page
    page.goto("about:blank")
    context.close()


def parts_of(page: Page) -> tuple[Locator, Locator, Locator]:
    """The word, its definition, the way to the glossary."""
    note = page.locator("#terme-ofpra")
    return page.get_by_role("button", name="Ofpra", exact=True), note, note.get_by_role("link", name="Lire dans le glossaire")


def focus_by_keyboard(page: Page, word: Locator) -> None:
    word.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(word).to_be_focused()


def test_definition_opens_without_a_script(plain_page: Page, public_site: Site) -> None:
    plain_page.goto(ADDRESS)
    word, note, more = parts_of(plain_page)
    expect(note).to_be_hidden()
    word.tap()
    expect(note).to_contain_text("examine les demandes d’asile")
    expect(note).to_be_in_viewport(ratio=1)
    plain_page.get_by_role("heading", level=3).first.tap()
    expect(note).to_be_hidden()

    focus_by_keyboard(plain_page, word)
    expect(note).to_be_in_viewport(ratio=1)
    expect(word).to_be_in_viewport(ratio=1)
    plain_page.keyboard.press("Enter")
    plain_page.keyboard.press("Tab")
    expect(more).to_be_focused()
    plain_page.keyboard.press("Enter")
    expect(plain_page.locator("#ofpra")).to_be_in_viewport()
    expect(plain_page.locator("#ofpra")).to_contain_text("En français facile")


def test_definition_is_accessible_and_closes_with_escape(page: Page, public_site: Site, axe: Axe) -> None:
    page.goto(ADDRESS)
    word, note, _ = parts_of(page)
    word.click()
    expect(note).to_be_visible()
    assert axe(page) == []
    page.emulate_media(color_scheme="dark")
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()

    focus_by_keyboard(page, word)
    expect(note).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    expect(word).to_be_focused()
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    page.emulate_media(media="print")
    expect(note).to_be_hidden()


@pytest.mark.parametrize("device", ["desktop"], indirect=True)
def test_address_of_a_new_term_is_made_of_its_word(page: Page, site: Site, sign_in: SignIn, communication_officer: User) -> None:
    sign_in(page, communication_officer)
    page.goto("/admin/snippets/advocacy/glossaryterm/add/")
    page.get_by_label("Terme").fill("Étranger malade")
    page.get_by_label("Définition courte").fill("Une personne qui se soigne en France.")
    expect(page.locator("#id_slug")).to_have_value("etranger-malade")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("link", name="Étranger malade")).to_be_visible()
    assert GlossaryTerm.objects.get().slug == "etranger-malade"
