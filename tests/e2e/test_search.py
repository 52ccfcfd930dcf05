"""A reader searches with the keyboard alone: results, a filter, a second page, and words to try instead of a wrong one."""

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from wagtail.models import Site

import advocacy.demo
import home.demo

Axe = Callable[[Page], list[str]]


@pytest.fixture
def public_site(site: Site) -> Site:
    home.demo.build(timezone.now())
    advocacy.demo.build(timezone.now())
    call_command("update_index", verbosity=0)
    cache.clear()
    return site


def tab_to(page: Page, target: Locator) -> None:
    """Goes on with the Tab key until the focus is there, and sees it."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            expect(target).to_be_in_viewport()
            return
    pytest.fail("The Tab key never comes to it.")


def test_a_reader_searches_by_keyboard(page: Page, public_site: Site, axe: Axe) -> None:
    page.goto("/recherche/")
    tab_to(page, page.get_by_role("searchbox", name="Rechercher sur le site"))
    page.keyboard.type("asile")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text(re.compile(r"\d+ résultats pour «\s+asile\s+», page 1 sur"))

    tab_to(page, page.get_by_role("navigation", name="Filtrer par nature").get_by_role("link", name=re.compile("^Pages")))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=asile&nature=pages$"))
    expect(page.get_by_role("navigation", name="Filtrer par nature").locator("[aria-current]")).to_contain_text("Pages")

    tab_to(page, page.get_by_role("navigation", name="Pagination").get_by_role("link", name="Page Suivante"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=asile&nature=pages&page=2$"))
    expect(page).to_have_title(re.compile("^asile, recherche, page 2 sur"))
    result = page.get_by_role("region", name="Résultats").get_by_role("link").first
    title = result.inner_text()
    assert [violation for scheme in ("light", "dark") for violation in axe_in(page, axe, scheme)] == []

    tab_to(page, result)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def axe_in(page: Page, axe: Axe, scheme: str) -> list[str]:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    return axe(page)


def test_a_wrong_word_leads_to_the_right_one(page: Page, public_site: Site, axe: Axe) -> None:
    page.goto("/recherche/?q=procedure+asyle")
    expect(page.get_by_role("status")).to_contain_text("Rien ne correspond à")
    assert [violation for scheme in ("light", "dark") for violation in axe_in(page, axe, scheme)] == []
    tab_to(page, page.get_by_role("navigation", name="Essayez avec").get_by_role("link", name="procédure asile"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("résultats pour")
