"""The receipts of last year: an address that is missing, a debit that is held, a run stopped and resumed, mails, the post, and copies."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from wagtail.models import Site

from accounts.models import User
from accounts.outbox import send_due_mails
from donations.models import DonationSettings, Donor, Payment, PaymentRelease, TaxReceipt
from home.dates import midnight
from tests.accounts.factories import PASSWORD
from tests.conftest import RunTasks
from tests.donations.factories import DonorFactory, set_terms, wished_payment
from tests.e2e.browser import enter

Axe = Callable[[Page], list[str]]
SignIn = Callable[[Page, User], None]
# Whenever the test runs, a debit of last December is as recent as it is in January.
HOLD_DAYS = 400


def last_year() -> int:
    return timezone.localdate().year - 1


def day(month: int) -> datetime:
    return midnight(date(last_year(), month, 15)) + timedelta(hours=12)


@pytest.fixture(autouse=True)
def donors(db: None) -> list[Donor]:
    """Two gifts of one, a debit of another, one without an address, one without an e-mail."""
    set_terms()
    DonationSettings.objects.create(pk=1, sepa_hold_days=HOLD_DAYS)
    camille, sacha = (DonorFactory(located=True, first_name=name, email=f"{name.lower()}@demo.test") for name in ("Camille", "Sacha"))
    alix, morgan = DonorFactory(email="alix@demo.test"), DonorFactory(located=True, first_name="Morgan", email="")
    wished_payment(camille, paid_at=day(2), amount_cents=5000)
    wished_payment(camille, paid_at=day(5), amount_cents=2000)
    wished_payment(sacha, paid_at=day(12), amount_cents=3000, method=Payment.Method.SEPA)
    wished_payment(alix, paid_at=day(3), amount_cents=1250)
    wished_payment(morgan, paid_at=day(4), amount_cents=8000)
    return [camille, sacha, alix, morgan]


def text_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def link_of_last_mail() -> str:
    found = re.search(r"http\S+/don/mes-dons/\S+", str(mail.outbox[-1].body))
    assert found
    return found[0]


def download(page: Page, name: str | re.Pattern[str]) -> str:
    """The words of the PDF behind a button."""
    with page.expect_download() as taken:
        page.get_by_role("button", name=name).click()
    return text_of(Path(taken.value.path()).read_bytes())


def figure(page: Page, label: str) -> str:
    return page.get_by_role("link", name=re.compile(label)).locator(".figures__value").inner_text()


def go_to_the_run(page: Page) -> None:
    page.goto("/coordination/recus/")
    page.get_by_role("link", name=f"Reçus des dons de {last_year()}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Reçus des dons de {last_year()}")


def test_the_january_run_from_the_first_look_to_the_last_copy(
    page: Page, site: Site, axe: Axe, sign_in: SignIn, treasurer: User, run_tasks: RunTasks
) -> None:
    sign_in(page, treasurer)
    page.goto("/coordination/recus/")
    expect(page.get_by_role("link", name=re.compile(f"5 paiements de {last_year()}"))).to_be_visible()
    assert axe(page) == []
    go_to_the_run(page)
    assert [figure(page, label) for label in ("reçus à émettre", "sans nom ou adresse", "en attente", "déjà émis")] == ["2", "1", "1", "0"]
    row = page.get_by_role("row", name=re.compile("Camille Exemple"))
    expect(row).to_contain_text("70,00")
    expect(row).to_contain_text("par courriel")
    expect(page.get_by_role("row", name=re.compile("Morgan Exemple"))).to_contain_text("par la poste")
    expect(page.get_by_role("row", name=re.compile("Sacha Exemple"))).to_contain_text("la banque peut encore le rejeter")
    expect(page.get_by_text("alix@demo.test")).to_be_visible()
    assert axe(page) == []

    # What Camille's would say takes no number.
    address = row.get_by_role("link", name=re.compile("PDF")).get_attribute("href")
    assert address
    preview = text_of(page.request.get(address).body())
    assert ("APERÇU" in preview, "Camille Exemple" in preview, TaxReceipt.objects.count()) == (True, True, 0)

    # Alix is asked for an address, and gives it.
    page.get_by_role("button", name="Demander les adresses par courriel").click()
    expect(page.get_by_text("L’adresse est demandée par courriel à 1 donateur·rice.")).to_be_visible()
    send_due_mails(timezone.now())
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["alix@demo.test"], "Il manque votre adresse pour votre reçu fiscal")
    ]
    page.context.clear_cookies()
    page.goto(link_of_last_mail())
    page.get_by_label("Prénom").fill("Alix")
    page.get_by_label("Nom", exact=True).fill("Exemple")
    page.get_by_label("Adresse", exact=True).fill("8 rue de l’Exemple")
    page.get_by_label("Code postal").fill("75014")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_label("Adresse", exact=True)).to_have_value("8 rue de l’Exemple")
    assert axe(page) == []
    page.get_by_label("Ville").fill("Paris")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Vos coordonnées sont enregistrées.")).to_be_visible()
    expect(page.get_by_text(re.compile("en janvier, avec vos autres dons"))).to_be_visible()

    # The hold of Sacha's debit is lifted, which leaves a trace.
    sign_in(page, treasurer)
    go_to_the_run(page)
    page.get_by_role("row", name=re.compile("Sacha Exemple")).get_by_role("link", name=re.compile("Ne pas attendre")).click()
    page.get_by_role("button", name="Lever l’attente").click()
    expect(page.get_by_label("Pourquoi ne pas attendre")).to_have_attribute("aria-invalid", "true")
    assert axe(page) == []
    page.get_by_label("Pourquoi ne pas attendre").fill("La banque a confirmé par écrit.")
    page.get_by_role("button", name="Lever l’attente").click()
    expect(page.get_by_text("L’attente est levée, et c’est noté.")).to_be_visible()
    assert list(PaymentRelease.objects.values_list("reason", "by")) == [("La banque a confirmé par écrit.", treasurer.pk)]

    # All four, stopped once and taken up again, by keyboard alone.
    go_to_the_run(page)
    enter(page, page.get_by_role("button", name="Émettre les 4 reçus"))
    expect(page.get_by_text(re.compile("0 sur 4"))).to_be_visible()
    assert axe(page) == []
    enter(page, page.get_by_role("button", name="Arrêter"))
    expect(page.get_by_text(re.compile("Arrêtée à 0 sur 4"))).to_be_visible()
    run_tasks()
    assert not TaxReceipt.objects.exists()
    enter(page, page.get_by_role("button", name=re.compile("Reprendre.*4 reçus")))
    expect(page.get_by_text(re.compile("0 sur 4"))).to_be_visible()
    run_tasks()
    enter(page, page.get_by_role("link", name="Actualiser"))
    expect(page.get_by_text(re.compile("a émis 4 reçus"))).to_be_visible()
    assert figure(page, "déjà émis") == "4"
    expect(page.get_by_role("button", name=re.compile("Émettre"))).to_have_count(0)
    assert sorted(TaxReceipt.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert sorted(TaxReceipt.objects.values_list("amount_cents", flat=True)) == [1250, 3000, 7000, 8000]

    # Three by mail, once.
    page.get_by_role("button", name="Annoncer ces 3 reçus par courriel").click()
    expect(page.get_by_text("Les courriels partent dans les minutes qui viennent.")).to_be_visible()
    run_tasks()
    send_due_mails(timezone.now())
    page.reload()
    expect(page.get_by_text("0 reçus à annoncer")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Annoncer"))).to_have_count(0)
    assert sorted(message.to[0] for message in mail.outbox[1:]) == ["alix@demo.test", "camille@demo.test", "sacha@demo.test"]

    # One by the post, for which the treasurer proves who they are.
    page.get_by_role("button", name=re.compile("Télécharger le fichier à imprimer")).click()
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Reçus des dons de {last_year()}")
    printed = download(page, re.compile("Télécharger le fichier à imprimer"))
    assert ("Morgan Exemple" in printed, "Sacha" in printed, "DUPLICATA" in printed) == (True, False, False)
    page.reload()
    expect(page.get_by_text(re.compile("0 reçus attendent la poste"))).to_be_visible()
    assert axe(page) == []

    # The donor downloads the original, then a copy.
    page.context.clear_cookies()
    page.goto(link_of_last_mail())
    expect(page.get_by_role("heading", name="Mes reçus fiscaux")).to_be_visible()
    assert axe(page) == []
    first = download(page, re.compile("^Télécharger le reçu"))
    page.reload()
    again = download(page, re.compile("^Télécharger un duplicata"))
    assert ("DUPLICATA" in first, "DUPLICATA" in again) == (False, True)
    assert (TaxReceipt.objects.count(), len(mail.outbox)) == (4, 4)
