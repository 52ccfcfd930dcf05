"""Gifts of other kinds, to their end: a monthly one lowered and stopped by the link of a mail, a company's, a direct debit that fails."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core import mail
from playwright.sync_api import Page, expect
from pytest_django import Settings
from wagtail.models import Site

from donations.models import Gift, MonthlyPlan
from donations.stand_in.deliveries import deliver_due, post_by_http
from tests.conftest import RunTasks
from tests.donations.checkouts import pass_time
from tests.donations.factories import EligibilityFactory

Axe = Callable[[Page], list[str]]


@pytest.fixture(autouse=True)
def stand_in_file(settings: Settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


def come_back(page: Page, run_tasks: RunTasks) -> None:
    """The donor is on our page again, then Stripe's news arrive."""
    expect(page.get_by_role("heading", level=1)).to_have_text("En cours de confirmation", timeout=15_000)
    tell(run_tasks)


def tell(run_tasks: RunTasks) -> None:
    """Stripe's news arrive, and the mails that follow leave."""
    deliver_due(post_by_http)
    run_tasks()


@pytest.mark.parametrize("device", ["phone"], indirect=True)
def test_a_monthly_gift_is_lowered_then_stopped_by_the_link_of_its_mail(page: Page, site: Site, axe: Axe, run_tasks: RunTasks) -> None:
    page.goto("/don/")
    page.get_by_role("radio", name="Chaque mois").check()
    page.get_by_role("radio", name="20").check()
    page.get_by_label("Votre adresse e-mail").fill("donatrice@demo.test")
    page.get_by_role("button", name="Continuer vers le paiement").click()
    page.get_by_role("button", name=re.compile("^Payer 20.* par mois$")).click()
    come_back(page, run_tasks)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Merci"), timeout=15_000)
    expect(page.get_by_text(re.compile("20.* par mois a commencé"))).to_be_visible()

    page.goto(re.search(r"/don/mes-dons/\S+/", str(mail.outbox[-1].body))[0])  # type: ignore[index]
    assert axe(page) == []
    page.get_by_role("link", name="Baisser, changer ou mettre en pause").click()
    page.get_by_label("Nouveau montant par mois").fill("25")
    page.get_by_role("button", name="Baisser mon don").click()
    expect(page.get_by_text("Choisissez moins de 20")).to_be_visible()
    page.get_by_label("Nouveau montant par mois").fill("8")
    page.get_by_role("button", name="Baisser mon don").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^8.* par mois"))
    expect(page.get_by_text("Prochain prélèvement")).to_be_visible()
    assert axe(page) == []

    page.get_by_role("link", name="Arrêter mon don mensuel").click()
    assert axe(page) == []
    page.get_by_role("button", name="Arrêter mon don").click()
    expect(page.get_by_text("Votre don mensuel est arrêté")).to_be_visible()
    assert MonthlyPlan.objects.get().state == MonthlyPlan.State.ENDED
    tell(run_tasks)
    assert [message.subject for message in mail.outbox] == [
        "Merci pour votre don mensuel",
        "Votre don mensuel est modifié",
        "Votre don mensuel est arrêté",
    ]


@pytest.mark.parametrize("device", ["desktop"], indirect=True)
def test_a_company_gives_with_three_d_secure_and_sees_its_cost(page: Page, site: Site, axe: Axe, run_tasks: RunTasks) -> None:
    EligibilityFactory()
    page.goto("/don/")
    page.get_by_role("radio", name="100").check()
    expect(page.get_by_text(re.compile("100.€ vous coûtent 34.€"))).to_be_visible()
    page.get_by_role("radio", name="Entreprise").check()
    expect(page.get_by_text(re.compile("100.€ vous coûtent 40.€"))).to_be_visible()
    page.get_by_label("Votre adresse e-mail").fill("societe@demo.test")
    page.get_by_label("Je souhaite un reçu fiscal").check()
    expect(page.get_by_label("Prénom")).to_be_hidden()
    page.get_by_label("Raison sociale").fill("Société fictive")
    page.get_by_label("Numéro SIREN").fill("123 456 789")
    page.get_by_label("Adresse", exact=True).fill("3 rue de la Démonstration")
    page.get_by_label("Code postal").fill("75014")
    page.get_by_label("Ville").fill("Paris")
    assert axe(page) == []
    page.get_by_role("button", name="Continuer vers le paiement").click()
    page.get_by_role("radio", name="authentification 3-D Secure").check()
    page.get_by_role("button", name=re.compile("^Payer 100")).click()
    page.get_by_role("button", name=re.compile("^Confirmer le paiement")).click()
    come_back(page, run_tasks)
    gift = Gift.objects.select_related("donor").get()
    assert (gift.status, gift.wants_receipt, gift.donor.full_name, gift.donor.siren) == ("paid", True, "Société fictive", "123456789")


@pytest.mark.parametrize("device", ["phone"], indirect=True)
def test_a_direct_debit_is_under_way_then_fails_days_later(page: Page, site: Site, axe: Axe, run_tasks: RunTasks) -> None:
    page.goto("/don/")
    page.get_by_label("Votre adresse e-mail").fill("donateur@demo.test")
    page.get_by_role("button", name="Continuer vers le paiement").click()
    page.get_by_role("radio", name="Prélèvement refusé sous quelques jours").check()
    page.get_by_role("button", name=re.compile("^Payer 50")).click()
    come_back(page, run_tasks)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci ! Votre prélèvement est en cours")
    expect(page.get_by_role("link", name=re.compile("[Dd]onner"))).to_have_count(0)
    pass_time(days=10)
    tell(run_tasks)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre banque a refusé le prélèvement")
    expect(page.get_by_text("Rien n’a été débité")).to_be_visible()
    assert axe(page) == []
    assert [message.subject for message in mail.outbox] == ["Votre don est en cours", "Votre don n’a pas pu être prélevé"]


@pytest.mark.parametrize("device", ["desktop"], indirect=True)
def test_a_gift_to_a_body_of_aid_costs_less_up_to_a_limit_a_year(page: Page, site: Site) -> None:
    EligibilityFactory(ground="aid")
    page.goto("/don/")
    page.get_by_role("radio", name="100").check()
    expect(page.get_by_text(re.compile("100.€ vous coûtent 25.€, si c’est votre seul don de l’année"))).to_be_visible()
    page.get_by_role("radio", name="Autre montant").first.check()
    page.get_by_label("Votre montant").fill("33,33")
    expect(page.get_by_text(re.compile("33,33.€ vous coûtent 8,33.€"))).to_be_visible()
    page.get_by_label("Votre montant").fill("3000")
    expect(page.get_by_text(re.compile("3.000.€ vous coûtent 840.€"))).to_be_visible()
    page.get_by_role("radio", name="Entreprise").check()
    expect(page.get_by_text(re.compile("3.000.€ vous coûtent 1.200.€.$"))).to_be_visible()
