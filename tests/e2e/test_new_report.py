"""The officer starts the report of 2025 from that of 2024, and is stopped by what is left to fill in."""

import re
from collections.abc import Callable

import pytest
from django.apps import apps
from playwright.sync_api import Page, expect
from wagtail.models import Site

from accounts.models import User
from advocacy.models import ActivityReportPage
from home.permissions import grant_to_communication

SignIn = Callable[[Page, User], None]


# The form of a whole report is long work for a browser: once is enough.
@pytest.mark.parametrize("device", ["desktop"], indirect=True)
def test_officer_starts_the_next_report_and_is_stopped_by_a_gap(
    page: Page, site: Site, sign_in: SignIn, communication_officer: User
) -> None:
    grant_to_communication(apps)
    last = ActivityReportPage.objects.get(year=2024)
    sign_in(page, communication_officer)
    page.goto(f"/admin/pages/{last.pk}/edit/")
    # Its form draws itself for seconds, and moves under who clicks meanwhile.
    page.wait_for_load_state("networkidle")
    page.evaluate("() => new Promise(free => requestIdleCallback(free))")
    page.get_by_role("button", name="Actions", exact=True).first.click()
    page.get_by_role("link", name="Préparer le rapport de 2025").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Faire le brouillon de 2025").click()

    expect(page.get_by_role("status")).to_contain_text("Le brouillon du rapport de 2025 est prêt.")
    expect(page.locator("#id_year")).to_have_value("2025")
    expect(page.locator("[data-contentpath='headline_figures'] input[value='242']")).to_have_count(0)

    page.get_by_role("button", name=re.compile("Plus d[’']actions")).last.click()
    with page.expect_navigation():
        page.get_by_role("button", name="Publier").click()
    readiness = page.locator(".readiness")
    expect(readiness).to_contain_text("À corriger pour publier")
    expect(readiness).to_contain_text("[à compléter]")
    assert page.request.get("/rapports-activite/2025/").status == 404
    assert page.request.get("/rapports-activite/2024/").status == 200
