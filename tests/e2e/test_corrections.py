"""A correction: the officer publishes it with its sentence, and a reader finds the new text, the old one and what changed."""

import re
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.apps import apps
from playwright.sync_api import Error, Page, expect
from wagtail.models import Site

from accounts.models import User
from advocacy import models
from home.permissions import grant_to_communication

SignIn = Callable[[Page, User], None]
Axe = Callable[[Page], list[str]]

CORRECTED = "Trois volets, douze recommandations, et une correction."
SENTENCE = "Le chapeau disait trop."


def publish(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Plus d’actions|Plus d'actions")).last.click()
    # Wagtail may still be keeping the draft that was typed a moment ago, and then takes it for another window's: it asks.
    asks_again = page.get_by_role("dialog").get_by_role("button", name="Publier")
    with page.expect_navigation():
        page.get_by_role("button", name="Publier").first.click()
        with suppress(Error):
            asks_again.click(timeout=3_000)


@pytest.mark.parametrize("device", ["desktop"], indirect=True)
def test_officer_corrects_and_a_reader_finds_old_and_new(
    page: Page, site: Site, sign_in: SignIn, communication_officer: User, axe: Axe
) -> None:
    grant_to_communication(apps)
    target = models.AdvocacyDocumentPage.objects.get(slug="2024")
    before = target.introduction
    sign_in(page, communication_officer)
    page.goto(f"/admin/pages/{target.pk}/edit/")
    correction = page.get_by_role("textbox", name="Ce que vous corrigez")
    expect(correction).to_have_value("")
    page.get_by_label(re.compile("^Chapeau")).fill(CORRECTED)

    # Without its sentence the correction waits, and the field says why.
    publish(page)
    expect(page.locator(".error-message", has_text="Dites en une phrase ce que vous corrigez")).to_be_visible()
    expect(page.locator(".readiness")).to_contain_text("Dites en une phrase ce que vous corrigez")
    correction.fill(SENTENCE)
    publish(page)
    expect(page.get_by_role("status")).to_contain_text(target.title)
    page.goto(f"/admin/pages/{target.pk}/edit/")
    expect(correction).to_have_value("")

    # A reader, by keyboard alone.
    page.context.clear_cookies()
    page.goto("/plaidoyer/2024/")
    expect(page.get_by_text(CORRECTED)).to_be_visible()
    page.get_by_role("link", name=re.compile("[Tt]outes les versions")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Versions et corrections")
    expect(page.get_by_role("listitem").filter(has_text="Version 3")).to_contain_text(SENTENCE)
    assert axe(page) == []
    page.get_by_role("link", name="Version 2", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(before, exact=True)).to_be_visible()
    expect(page.get_by_text(CORRECTED)).to_have_count(0)
    expect(page.get_by_text("une version plus récente existe")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="Lire la version en ligne").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(CORRECTED)).to_be_visible()

    # Nothing is wider than the smallest screen.
    page.set_viewport_size({"width": 320, "height": 640})
    for address in ("/plaidoyer/2024/versions/", "/plaidoyer/2024/versions/1/", "/plaidoyer/2024/recommandations/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address


def test_a_reader_finds_what_became_of_a_recommendation(page: Page, site: Site, axe: Axe) -> None:
    page.goto("/plaidoyer/2024/")
    page.get_by_role("link", name="Suites données à la recommandation 6").click()
    expect(page).to_have_url(re.compile(r"/plaidoyer/2024/recommandations/#r-6$"))
    steps = page.get_by_role("list", name="Suites données à la recommandation 6")
    expect(steps.get_by_role("listitem")).to_have_count(2)
    expect(steps).to_contain_text("20 juin 2025")
    assert axe(page) == []
    page.get_by_label("Suite donnée").select_option(label="Écartée")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.get_by_role("article")).to_have_count(1)
    page.get_by_role("link", name="La lire dans le texte").click()
    expect(page).to_have_url(re.compile(r"/plaidoyer/2024/#r-2$"))


def test_officer_withdraws_a_testimony(page: Page, site: Site, sign_in: SignIn, communication_officer: User) -> None:
    grant_to_communication(apps)
    page.goto("/plaidoyer/2024/versions/1/")
    expect(page.get_by_text("Étoile, personne fictive")).to_be_visible()
    expect(page.get_by_text("Témoignage retiré")).to_have_count(1)
    sign_in(page, communication_officer)
    shown = models.Testimony.objects.get(withdrawn_at=None)
    page.goto("/admin/snippets/advocacy/testimony/")
    page.get_by_role("link", name=str(shown), exact=True).click()
    page.get_by_role("button", name=re.compile("Plus d’actions|Plus d'actions")).last.click()
    page.get_by_role("link", name="Retirer ce témoignage").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Retirer ce témoignage")
    page.get_by_role("button", name="Retirer ce témoignage").click()
    expect(page.get_by_text("Le témoignage est retiré")).to_be_visible()
    page.context.clear_cookies()
    for address in ("/plaidoyer/2024/", "/plaidoyer/2024/versions/1/"):
        page.goto(address)
        expect(page.get_by_text("Témoignage retiré")).to_have_count(2)
        expect(page.get_by_text("Étoile, personne fictive")).to_have_count(0)
