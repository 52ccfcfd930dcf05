"""Calendars: a reader goes from the agenda to a month and an event; the coordination sees who is missing, and prints the month."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail.models import Site

from accounts.models import User
from home.dates import month as name_month
from home.months import Month
from tests.events.factories import ActivityFactory, SeatFactory

SignIn = Callable[[Page, User], None]
Axe = Callable[[Page], list[str]]

OVERFLOW: Final = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# A4, wide, in points.
SHEET: Final = (842, 595)


def next_month() -> tuple[Month, datetime]:
    """The month after this one, and an afternoon of its tenth day."""
    month = Month.of(timezone.now()).plus(1)
    return month, month.starts_at + timedelta(days=9, hours=14)


def test_reader_goes_from_the_agenda_to_a_month_and_an_event(page: Page, site: Site, axe: Axe, device: str) -> None:
    month, moment = next_month()
    ActivityFactory(public=True, title="Forum des métiers", starts_at=moment)
    ActivityFactory(title="Sortie tue", starts_at=moment)
    page.goto("/agenda/")
    expect(page.get_by_role("link", name="S’abonner (calendrier)")).to_be_visible()
    page.get_by_role("link", name="Voir par mois").press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text(name_month(month.first))
    expect(page.get_by_text("Sortie tue")).to_have_count(0)
    # On a phone, only the days that hold something.
    expect(page.locator(".month__day:visible")).to_have_count(1 if device == "phone" else page.locator(".month__day").count())
    assert page.evaluate(OVERFLOW) <= 0
    assert axe(page) == []

    page.get_by_role("link", name="Forum des métiers").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Forum des métiers")
    assert page.evaluate(OVERFLOW) <= 0
    assert axe(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Ajouter à mon agenda").press("Enter")
    assert download.value.suggested_filename == "polaris14.ics"


def test_coordination_sees_who_is_missing_and_prints_the_month_on_one_sheet(
    page: Page, sign_in: SignIn, axe: Axe, coordinator: User
) -> None:
    month, moment = next_month()
    for day in range(20):
        activity = ActivityFactory(title=f"Une sortie au titre assez long, numéro {day}", starts_at=moment + timedelta(days=day - 5))
        for _ in range(day % 3):
            SeatFactory(activity=activity)
    sign_in(page, coordinator)
    page.goto("/coordination/activites/")
    page.get_by_role("link", name="Calendrier").click()
    page.get_by_role("link", name=name_month(month.first)).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name_month(month.first))
    expect(page.get_by_text("Incomplète\u00a0: 1 sur 2")).to_have_count(7)
    # The words come before the style sheet.
    page.wait_for_load_state()
    assert page.evaluate(OVERFLOW) <= 0
    assert axe(page) == []

    sheet = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    assert [tuple(round(float(side)) for side in box.split()[2:]) for box in re.findall(rb"/MediaBox\s*\[([^\]]+)\]", sheet)] == [SHEET]

    page.get_by_role("link", name="Personne encore\u00a0: 7").click()
    expect(page.get_by_text("Incomplète\u00a0: 1 sur 2")).to_have_count(0)
    expect(page.get_by_role("link", name="Personne encore\u00a0: 7")).to_have_attribute("aria-current", "true")
