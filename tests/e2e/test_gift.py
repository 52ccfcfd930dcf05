"""A donor gives 50 €: declined once, then accepted; the signed webhook, not the way back, marks the gift as paid."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core import mail
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Site

from donations.models import Gift, StripeEvent
from donations.stand_in.deliveries import deliver_due, post_by_http
from tests.conftest import RunTasks


@pytest.fixture(autouse=True)
def stand_in_file(settings: Settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


# People do this with their telephone.
@pytest.mark.parametrize("device", ["phone"], indirect=True)
def test_a_donor_gives_fifty_euros(page: Page, site: Site, axe: Callable[[Page], list[str]], run_tasks: RunTasks) -> None:
    page.goto("/")
    page.get_by_role("link", name="Faire un don").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Faire un don")
    assert axe(page) == []

    # A mistake is said, and nothing typed is lost.
    page.get_by_role("radio", name="Autre montant").check()
    page.get_by_label("Votre montant, en euros").fill("4")
    page.get_by_label("Votre adresse e-mail").fill("donatrice@demo.test")
    page.get_by_role("button", name="Continuer vers le paiement").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("Le don minimum est de 5")
    assert axe(page) == []

    amounts = page.get_by_role("group", name="Montant de votre don")
    amounts.get_by_role("radio", name=re.compile("^50")).check()
    expect(page.get_by_label("Votre montant, en euros")).to_have_value("")
    page.get_by_role("button", name="Continuer vers le paiement").click()

    expect(page.get_by_text("Page fictive")).to_be_visible()
    expect(page.get_by_text("donatrice@demo.test")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Simuler une carte refusée").click()
    expect(page.get_by_role("alert")).to_contain_text("La carte a été refusée")

    # Changing one's mind keeps what was typed, out of the address.
    page.get_by_role("button", name="Quitter sans payer").click()
    expect(page).to_have_url(re.compile(r"/don/\?don="))
    assert "donatrice" not in page.url
    expect(page.get_by_label("Votre adresse e-mail")).to_have_value("donatrice@demo.test")
    expect(amounts.get_by_role("radio", name="50")).to_be_checked()
    page.get_by_role("button", name="Continuer vers le paiement").click()
    page.get_by_role("button", name=re.compile("^Payer 50")).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("En cours de confirmation")
    assert axe(page) == []
    assert Gift.objects.get().status == Gift.Status.PENDING

    assert deliver_due(post_by_http) == 3
    assert StripeEvent.objects.count() == 3
    run_tasks()
    gift = Gift.objects.get()
    assert (gift.status, gift.amount_cents) == (Gift.Status.PAID, 5000)

    # The page notices by itself, or when asked.
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Merci"), timeout=15_000)
    expect(page.get_by_text(re.compile("Votre don de 50"))).to_be_visible()
    assert "donatrice" not in page.content()
    assert axe(page) == []
    assert [message.to for message in mail.outbox] == [["donatrice@demo.test"]]


def test_giving_works_without_javascript(chromium: Browser, live_server: LiveServer, site: Site, run_tasks: RunTasks) -> None:
    plain = chromium.new_context(java_script_enabled=False, base_url=live_server.url, locale="fr-FR")
    page = plain.new_page()
    page.goto("/don/")
    page.get_by_role("radio", name="Autre montant").check()
    page.get_by_label("Votre montant, en euros").fill("12,50")
    page.get_by_label("Votre adresse e-mail").fill("donateur@demo.test")
    page.get_by_role("button", name="Continuer vers le paiement").click()
    page.get_by_role("button", name=re.compile("^Payer 12,50")).click()
    deliver_due(post_by_http)
    run_tasks()
    page.get_by_role("link", name="Actualiser").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Merci"))
    plain.close()


@pytest.mark.parametrize("device", ["desktop"], indirect=True)
def test_the_amounts_are_gone_through_by_keyboard(page: Page, site: Site) -> None:
    page.goto("/don/")
    amounts = page.get_by_role("group", name="Montant de votre don")
    amounts.get_by_role("radio", name=re.compile("^100")).focus()
    page.keyboard.press("ArrowDown")
    other = amounts.get_by_role("radio", name="Autre montant")
    expect(other).to_be_checked()
    # Nobody is thrown out of the choices before they have chosen.
    expect(other).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Votre montant, en euros")).to_be_focused()
    amounts.get_by_text("Autre montant").click()
    amounts.get_by_role("radio", name=re.compile("^50")).check()
    amounts.get_by_text("Autre montant").click()
    expect(page.get_by_label("Votre montant, en euros")).to_be_focused()
