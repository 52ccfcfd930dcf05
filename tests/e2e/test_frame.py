"""The frame of every page, by keyboard, without script, on the narrowest screen; and every component, checked by axe."""

from collections.abc import Callable, Iterator
from typing import Final, Literal

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Site

from tests.e2e.conftest import DEVICES

COMPONENTS: Final = "/demo/composants/"
REFUSED: Final = f"{COMPONENTS}?erreurs"
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
OVERFLOW: Final = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def scriptless_page(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A phone on which no script runs."""
    context = chromium.new_context(**DEVICES["phone"], base_url=live_server.url, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_every_component_is_accessible_in_both_schemes(page: Page, site: Site, axe: Callable[[Page], list[str]]) -> None:
    for address in (COMPONENTS, REFUSED):
        page.goto(address)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert axe(page) == [], f"{address} {scheme}"


def test_nothing_scrolls_sideways_however_narrow_the_screen_or_large_the_text(page: Page, site: Site) -> None:
    for address in ("/", COMPONENTS, REFUSED):
        page.goto(address)
        for width, text_size in ((320, "100%"), (390, "200%"), (768, "100%")):
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate("size => { document.documentElement.style.fontSize = size }", text_size)
            assert page.evaluate(OVERFLOW) <= 0, f"{address} at {width} px, text at {text_size}"


def test_skip_link_comes_first_and_leads_to_the_content(page: Page, site: Site) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_menu_opens_and_closes_by_keyboard_without_script(site: Site, scriptless_page: Page) -> None:
    page = scriptless_page
    page.goto("/")
    entry = page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Agenda")
    expect(entry).to_be_hidden()
    page.get_by_role("button", name="Menu").press("Enter")
    expect(entry).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Fermer")).to_be_focused()
    page.keyboard.press("Escape")
    expect(entry).to_be_hidden()
    expect(page.get_by_role("button", name="Menu")).to_be_focused()


def test_menu_never_hides_the_focus(page: Page, site: Site, device: str) -> None:
    page.goto("/")
    entry = page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Agenda")
    if device == "desktop":
        expect(entry).to_be_visible()
        expect(page.get_by_role("button", name="Menu")).to_be_hidden()
        return
    page.get_by_role("button", name="Menu").click()
    page.locator("[data-menu] a").last.focus()
    expect(entry).to_be_visible()
    page.keyboard.press("Tab")
    expect(entry).to_be_hidden()


def test_current_page_is_said_in_the_menu(page: Page, site: Site, device: str) -> None:
    page.goto("/agenda/")
    if device == "phone":
        page.get_by_role("button", name="Menu").click()
    navigation = page.get_by_role("navigation", name="Menu principal")
    expect(navigation.get_by_role("link", name="Agenda")).to_have_attribute("aria-current", "page")
    expect(navigation.locator("[aria-current]")).to_have_count(1)


def test_summary_of_a_refused_form_takes_the_focus_and_leads_to_each_field(page: Page, site: Site) -> None:
    page.goto(REFUSED)
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Adresse e-mail").press("Enter")
    expect(page.get_by_label("Adresse e-mail")).to_be_focused()
    expect(page.get_by_label("Adresse e-mail")).to_have_accessible_description(
        "Nous y envoyons un code de connexion, jamais de publicité. Erreur : Écrivez une adresse complète, comme prenom@exemple.fr."
    )
    summary.get_by_role("link", name="Quel rythme vous convient").press("Enter")
    expect(page.get_by_label("Chaque semaine")).to_be_focused()


def test_chosen_box_is_seen_in_forced_colours(page: Page, site: Site) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(COMPONENTS)
    box = page.get_by_label("J’ai lu la charte")
    box.check()
    assert box.evaluate("box => getComputedStyle(box).appearance") == "auto"
