"""A person takes back their consent: the officer says so on one page, and readers find nothing of the testimony any more."""

import re
from collections.abc import Callable

from django.apps import apps
from playwright.sync_api import Page, expect
from wagtail.models import Site

from accounts.models import User
from advocacy import models
from home.permissions import grant_to_communication

SignIn = Callable[[Page, User], None]
Axe = Callable[[Page], list[str]]

TITLE = "Le jeudi, j’avais rendez-vous"


def test_a_consent_is_withdrawn(page: Page, site: Site, sign_in: SignIn, communication_officer: User, axe: Axe) -> None:
    grant_to_communication(apps)
    testimony = models.TestimonyPage.objects.get(live=True)
    address = testimony.url
    page.goto("/sensibilisation/")
    expect(page.get_by_role("main")).to_contain_text(TITLE)
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)

    sign_in(page, communication_officer)
    page.goto("/admin/")
    panel = page.get_by_role("region", name="Accords de publication")
    panel.get_by_role("link", name=str(testimony.consent), exact=True).click()
    expect(page.get_by_role("textbox", name="Alias")).to_have_value("Sahra, personnage de fiction")
    page.get_by_role("button", name=re.compile("Plus d’actions|Plus d'actions")).last.click()
    page.get_by_role("link", name="Retirer cet accord").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Retirer cet accord")
    expect(page.get_by_role("main")).to_contain_text(TITLE)
    expect(page.get_by_label("le site et son flux")).to_be_checked()
    page.get_by_role("button", name="Retirer et effacer").click()
    expect(page.get_by_text("est effacé partout")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Retiré le")

    page.context.clear_cookies()
    page.goto("/sensibilisation/")
    expect(page.get_by_role("main")).not_to_contain_text(TITLE)
    page.goto("/recherche/?q=rendez-vous+jeudi")
    expect(page.get_by_role("main")).not_to_contain_text(TITLE)
    answer = page.request.get(address)
    assert (answer.status, TITLE in answer.text()) == (404, False)
    assert TITLE not in page.request.get("/sitemap.xml").text()
