"""A reader in Arabic, who knows no French, finds the page of those who would join the programme, reads it, and comes back."""

from collections.abc import Callable
from typing import Final

from playwright.sync_api import Locator, Page, expect
from wagtail.models import Site

Axe = Callable[[Page], list[str]]
OTHER_LANGUAGES: Final = "Other languages / لغات أخرى"
OVERFLOW: Final = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def starts_at_the_right(part: Locator) -> bool:
    """Whether the words of a paragraph begin at its right edge."""
    script = """element => {
      const range = document.createRange();
      range.selectNodeContents(element);
      return Math.abs(range.getBoundingClientRect().right - element.getBoundingClientRect().right) < 4;
    }"""
    return bool(part.evaluate(script))


def test_a_reader_in_arabic(page: Page, site: Site, axe: Axe, device: str) -> None:
    page.goto("/")
    if device == "phone":
        page.get_by_role("button", name="Menu").tap()
        page.get_by_role("banner").get_by_role("link", name=OTHER_LANGUAGES).tap()
    else:
        page.get_by_role("banner").get_by_role("link", name=OTHER_LANGUAGES).focus()
        page.keyboard.press("Enter")
    languages = page.get_by_role("navigation", name="Lire dans une autre langue")
    expect(languages).to_be_in_viewport()
    languages.get_by_role("link", name="العربية").press("Enter")

    # The keyboard first meets words that this reader knows.
    expect(page.get_by_role("heading", level=1)).to_have_text("الانضمام إلى البرنامج")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="الانتقال إلى المحتوى")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    expect(page.get_by_role("navigation", name="قراءة هذه الصفحة بلغة أخرى").get_by_role("link", name="العربية")).to_have_attribute(
        "aria-current", "page"
    )

    directions = {
        "html": "rtl",
        "main": "rtl",
        "main h1": "rtl",
        "header.site-header": "ltr",
        "footer": "ltr",
        "main a[href^='mailto']": "ltr",
    }
    assert {
        place: page.locator(place).first.evaluate("element => getComputedStyle(element).direction") for place in directions
    } == directions
    assert starts_at_the_right(page.get_by_text("بضع كلمات تكفي"))
    # The number of a step stands before its words: at their right.
    step = page.get_by_role("listitem").filter(has_text="بضع كلمات تكفي")
    marker = step.evaluate("element => getComputedStyle(element, '::before').right")
    assert marker == "0px"
    assert page.locator("main h1").evaluate("element => getComputedStyle(element).letterSpacing") == "normal"

    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(OVERFLOW) <= 0, width
    page.set_viewport_size({"width": 320, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(OVERFLOW) <= 0, "text at 200 %"
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.emulate_media(color_scheme="dark")
    assert axe(page) == []
    page.emulate_media(color_scheme="light")
    assert axe(page) == []

    page.get_by_role("link", name="Français").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Participer au programme")
    assert page.evaluate("getComputedStyle(document.body).direction") == "ltr"
    assert axe(page) == []
