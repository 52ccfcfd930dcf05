"""Cheques taken to the bank: a slip is prepared, a wrong bank line is refused with the difference, the right one closes it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from wagtail.models import Site

from accounts.models import User
from donations.manual_gifts import at_noon
from donations.models import ChequeBatch, Gift, Payment
from tests.donations.factories import GiftFactory, PaymentFactory

Axe = Callable[[Page], list[str]]
SignIn = Callable[[Page, User], None]


@pytest.fixture(autouse=True)
def cheques(db: None) -> None:
    """Three, of 50 €, 12,50 € and 80 €."""
    day = timezone.localdate() - timedelta(days=20)
    for number, (name, amount_cents) in enumerate((("Camille", 5000), ("Sacha", 1250), ("Alix", 8000))):
        gift = GiftFactory(
            source=Gift.Source.CHEQUE,
            status=Gift.Status.PAID,
            amount_cents=amount_cents,
            created_at=at_noon(day + timedelta(days=number)),
            donor__first_name=name,
            donor__last_name="Exemple",
        )
        PaymentFactory(gift=gift, method=Payment.Method.CHEQUE, bank_reference=f"000012{number}")


def by_keyboard(page: Page, target: Locator, keys: str = "Enter") -> None:
    """Moves on with the Tab key until the target has the focus, then presses the keys."""
    for _step in range(80):
        if target.evaluate("element => element === document.activeElement"):
            page.keyboard.press(keys)
            return
        page.keyboard.press("Tab")
    pytest.fail("the Tab key never reached it")


def test_a_bank_line_of_another_total_is_refused_then_the_right_one_closes_the_batch(
    page: Page, site: Site, axe: Axe, sign_in: SignIn, treasurer: User
) -> None:
    sign_in(page, treasurer)
    page.goto("/coordination/dons/")
    page.get_by_role("link", name="Remises de chèques").click()
    expect(page.get_by_text(re.compile("3 chèques à déposer.*142,50"))).to_be_visible()
    page.get_by_role("link", name="Préparer une remise").click()
    assert axe(page) == []
    page.get_by_role("button", name="Préparer cette remise").click()
    expect(page.get_by_role("link", name=re.compile("Écrivez le numéro du bordereau"))).to_be_visible()
    page.get_by_label("Numéro du bordereau").fill("0000042")
    page.get_by_role("button", name="Préparer cette remise").click()
    expect(page.get_by_role("link", name=re.compile("Cochez au moins un chèque"))).to_be_visible()
    assert axe(page) == []
    page.get_by_role("checkbox", name=re.compile("Camille Exemple")).check()
    page.get_by_role("checkbox", name=re.compile("Sacha Exemple")).check()
    page.get_by_role("button", name="Préparer cette remise").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Remise 0000042")
    expect(page.get_by_role("row", name=re.compile("Total du bordereau"))).to_contain_text("62,50")
    assert axe(page) == []
    page.get_by_label("Montant de la ligne bancaire").fill("142,50")
    page.get_by_label("Crédité le").fill(timezone.localdate().isoformat())
    page.get_by_role("button", name="Rapprocher").click()
    expect(
        page.locator(".field__error").get_by_text(re.compile("La banque a crédité 142,50.* bordereau fait 62,50.* 80.* de plus"))
    ).to_be_visible()
    expect(page.get_by_label("Montant de la ligne bancaire")).to_have_value("142,50")
    expect(page.get_by_label("Montant de la ligne bancaire")).to_have_attribute("aria-invalid", "true")
    assert axe(page) == []

    page.get_by_role("link", name="Modifier la remise").click()
    expect(page.get_by_role("checkbox", name=re.compile("Camille Exemple"))).to_be_checked()
    by_keyboard(page, page.get_by_role("checkbox", name=re.compile("Alix Exemple")), "Space")
    by_keyboard(page, page.get_by_role("button", name="Enregistrer"))
    expect(page.get_by_role("row", name=re.compile("Total du bordereau"))).to_contain_text("142,50")
    by_keyboard(page, page.get_by_label("Montant de la ligne bancaire"), "1")
    page.keyboard.type("42,5")
    page.get_by_label("Crédité le").fill(timezone.localdate().isoformat())
    by_keyboard(page, page.get_by_role("button", name="Rapprocher"))
    expect(page.get_by_text(re.compile("La remise est rapprochée.*142,50"))).to_be_visible()
    expect(page.get_by_role("link", name="Modifier la remise")).to_have_count(0)
    assert axe(page) == []
    batch = ChequeBatch.objects.get()
    assert (batch.bank_cents, batch.is_reconciled, batch.payments.count()) == (14250, True, 3)
    page.get_by_role("button", name="Rouvrir").click()
    expect(page.get_by_role("button", name="Rapprocher")).to_be_visible()


def test_the_pages_of_the_books_hold_nothing_for_axe_to_find(page: Page, site: Site, axe: Axe, sign_in: SignIn, treasurer: User) -> None:
    sign_in(page, treasurer)
    page.goto("/coordination/dons/")
    page.get_by_role("link", name="Comptabilité").click()
    expect(page.get_by_text("Dons\u00a0: tout concorde")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="Comptes utilisés").click()
    assert axe(page) == []
    page.get_by_role("link", name="Comptabilité").click()
    page.get_by_role("link", name="Exporter les écritures").click()
    expect(page.get_by_text("Cette période n’est pas finie")).to_be_visible()
    assert axe(page) == []
