"""A receipt is issued by the clock for a gift by card; part of the gift is given back, and another receipt takes its place."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from pytest_django import Settings
from wagtail.models import Site

from accounts.models import User
from accounts.outbox import send_due_mails
from donations.models import DonationSettings, TaxReceipt
from donations.receipt_runs import issue_due
from donations.stand_in.deliveries import deliver_due, post_by_http
from tests.conftest import RunTasks
from tests.donations.factories import set_terms

Axe = Callable[[Page], list[str]]
SignIn = Callable[[Page, User], None]


@pytest.fixture(autouse=True)
def stand_in_file(settings: Settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


@pytest.fixture(autouse=True)
def receipt_for_each_gift(db: None) -> None:
    set_terms()
    DonationSettings.objects.create(pk=1, receipt_rhythm=DonationSettings.ReceiptRhythm.GIFT)


def download(page: Page, name: str) -> str:
    with page.expect_download() as taken:
        page.get_by_role("button", name=re.compile(name)).click()
    return " ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(Path(taken.value.path()).read_bytes())).pages)


def give(page: Page, run_tasks: RunTasks) -> None:
    """80 € by card, with a receipt wished for, issued at the next hour."""
    page.goto("/don/")
    page.get_by_role("radio", name="Autre montant").check()
    page.get_by_label("Votre montant, en euros").fill("80")
    page.get_by_label("Votre adresse e-mail").fill("camille@demo.test")
    page.get_by_label("Je souhaite un reçu fiscal").check()
    page.get_by_label("Prénom").fill("Camille")
    page.get_by_label("Nom", exact=True).fill("Exemplaire")
    page.get_by_label("Adresse", exact=True).fill("3 rue de la Démonstration")
    page.get_by_label("Code postal").fill("75014")
    page.get_by_label("Ville").fill("Paris")
    page.get_by_role("button", name="Continuer vers le paiement").click()
    page.get_by_role("button", name=re.compile("^Payer 80")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("En cours de confirmation", timeout=15_000)
    deliver_due(post_by_http)
    run_tasks()
    issue_due(timezone.now())
    send_due_mails(timezone.now())


def test_a_refund_replaces_the_receipt_and_tells_everybody_who_reads_it(
    page: Page, site: Site, axe: Axe, sign_in: SignIn, treasurer: User, run_tasks: RunTasks
) -> None:
    give(page, run_tasks)
    old = TaxReceipt.objects.get()
    assert [message.subject for message in mail.outbox] == ["Merci pour votre don à Polaris 14", "Votre reçu fiscal est prêt"]
    own = re.search(r"http\S+/don/mes-dons/\S+", str(mail.outbox[-1].body))
    assert own
    page.goto(own[0])
    assert old.name in download(page, "^Télécharger le reçu")

    sign_in(page, treasurer)
    page.goto("/coordination/recus/")
    page.get_by_role("link", name=old.name).click()
    page.get_by_role("link", name="Camille Exemplaire").click()
    page.get_by_role("link", name=re.compile("Rembourser")).click()
    page.get_by_label(re.compile("Montant")).fill("30")
    assert axe(page) == []
    page.get_by_role("button", name=re.compile("Rembourser")).click()
    deliver_due(post_by_http)
    run_tasks()

    fresh = TaxReceipt.objects.get(replaces=old)
    assert (old.name != fresh.name, fresh.amount_cents, TaxReceipt.objects.valid().get()) == (True, 5000, fresh)
    page.goto("/coordination/recus/")
    for label, count in (("émis", "2"), ("annulé", "1"), ("valable", "1")):
        figure = page.get_by_role("listitem").get_by_role("link", name=re.compile(rf"{count} {label}"))
        expect(figure.locator(".figures__value")).to_have_text(count)
    page.get_by_role("link", name=re.compile("1 annulé")).click()
    page.get_by_role("link", name=old.name).click()
    expect(page.get_by_text("Ce reçu est annulé")).to_be_visible()
    expect(page.get_by_text(re.compile("don remboursé, par le site"))).to_be_visible()
    expect(page.get_by_role("link", name=fresh.name)).to_be_visible()
    assert axe(page) == []

    told = next(message for message in mail.outbox if message.subject == "Votre reçu fiscal est annulé et remplacé")
    assert [part in str(told.body) for part in (old.name, fresh.name, "un don vous a été remboursé")] == [True] * 3
    page.context.clear_cookies()
    page.goto(own[0])
    expect(page.get_by_text(re.compile(f"Le reçu {fresh.name} le remplace"))).to_be_visible()
    assert axe(page) == []
    assert "ANNULÉ" in download(page, "^Télécharger la copie annulée")
    fresh_text = download(page, "^Télécharger le reçu")
    assert (fresh.name in fresh_text, old.name in fresh_text, "DUPLICATA" in fresh_text) == (True, True, False)

    page.goto(f"/verifier/{old.code}/")
    expect(page.get_by_text("Ce reçu fiscal est annulé")).to_be_visible()
    assert ("Exemplaire" in page.content(), axe(page)) == (False, [])
    page.goto(f"/verifier/{fresh.code}/")
    expect(page.get_by_text("Ce reçu fiscal est valable")).to_be_visible()
