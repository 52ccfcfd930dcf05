"""Somebody who would like to help signs up, confirms their address, and takes a place in the training."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Site

from accounts.models import User
from tests.conftest import RunTasks
from tests.volunteers.factories import CharterFactory, MissionFactory, TrainingSessionFactory
from tests.volunteers.words import plain
from volunteers.models import Booking, Volunteer
from volunteers.training import record_attendance


@pytest.fixture(autouse=True)
def session(site: Site) -> None:
    MissionFactory()
    TrainingSessionFactory(starts_at=timezone.now() + timedelta(days=9), capacity=12)


def read_code(run_tasks: RunTasks) -> str:
    """The code of the mail that has just left."""
    run_tasks()
    code = re.search(r"^\s+([A-Z0-9-]{6,})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code is not None
    return code.group(1)


def sign_up(page: Page) -> None:
    """From the first step to the code, without a mistake."""
    page.get_by_label("Prénom").fill("Élodie")
    page.get_by_label("Nom", exact=True).fill("Fictif")
    page.get_by_label("Adresse e-mail").fill("elodie@demo.test")
    page.get_by_role("radio", name="26 à 40 ans").check()
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("checkbox", name="Activités culturelles").check()
    page.get_by_role("combobox", name="Langue 1", exact=True).select_option("Français")
    page.get_by_role("combobox", name="Où vous habitez").select_option("Paris 11e")
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("J’accepte que Polaris 14").check()
    page.get_by_role("button", name="M’inscrire").click()


# People do this with their telephone.
@pytest.mark.parametrize("device", ["phone"], indirect=True)
def test_from_the_public_page_to_a_place_in_the_training(page: Page, axe: Callable[[Page], list[str]], run_tasks: RunTasks) -> None:
    page.goto("/benevoles/")
    expect(page.get_by_role("heading", name="Activités culturelles")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("main").get_by_role("link", name="Commencer l’inscription").first.click()

    # A mistake is said, and nothing typed is lost.
    expect(page.get_by_role("heading", level=1)).to_have_text("Devenir bénévole")
    page.get_by_label("Prénom").fill("Élodie")
    page.get_by_label("Nom", exact=True).fill("Fictif")
    page.get_by_label("Adresse e-mail").fill("elodie@")
    page.get_by_role("radio", name="26 à 40 ans").check()
    assert axe(page) == []
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("Cette adresse e-mail n’est pas complète.")
    expect(page.get_by_label("Prénom")).to_have_value("Élodie")
    page.get_by_label("Adresse e-mail").fill("elodie@demo.test")
    page.get_by_role("button", name="Continuer").click()

    # Going back keeps what was typed.
    page.get_by_role("checkbox", name="Activités culturelles").check()
    page.get_by_role("combobox", name="Langue 1", exact=True).select_option("Français")
    page.get_by_role("checkbox", name="Mardi, soir").check()
    page.get_by_role("combobox", name="Où vous habitez").select_option("Paris 11e")
    assert axe(page) == []
    page.get_by_role("button", name="Retour").click()
    expect(page.get_by_label("Prénom")).to_have_value("Élodie")
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("checkbox", name="Mardi, soir")).to_be_checked()
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("J’accepte que Polaris 14").check()
    assert axe(page) == []
    page.get_by_role("button", name="M’inscrire").click()

    # The code of the mail opens the space, which says what is done and what comes next.
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirmer votre adresse e-mail")
    assert axe(page) == []
    page.get_by_label("Code").fill(read_code(run_tasks))
    page.get_by_role("button", name="Confirmer").click()
    expect(page).to_have_url(re.compile(r"/espace/$"))
    steps = page.get_by_role("main").get_by_role("listitem")
    expect(steps.filter(has_text="Adresse e-mail confirmée").first).to_contain_text("Fait")
    expect(steps.filter(has_text="Profil complet").first).to_contain_text("Fait")
    expect(steps.filter(has_text="Connaissance du public").first).to_contain_text("Prochaine session avec des places")
    assert axe(page) == []

    page.get_by_role("link", name="Formation", exact=True).click()
    assert axe(page) == []
    page.get_by_role("button", name="Réserver").click()
    expect(page.get_by_text("Votre place est réservée. Un courriel de confirmation vous arrive.")).to_be_visible()
    assert axe(page) == []
    run_tasks()
    assert mail.outbox[-1].subject == "Votre place en formation est réservée"
    assert Volunteer.objects.with_facts(timezone.localdate()).get().stage == Volunteer.Stage.BOOKED

    # The place is given back from the mail's link: a page with one button.
    page.goto(f"/espace/formation/places/{Booking.objects.get().pk}/rendre/")
    assert axe(page) == []
    page.get_by_role("button", name="Rendre ma place").click()
    expect(page.get_by_text("Votre place est rendue. Vous pouvez choisir une autre date.")).to_be_visible()


@pytest.mark.parametrize("device", ["phone"], indirect=True)
def test_from_the_sign_up_to_ready(page: Page, axe: Callable[[Page], list[str]], run_tasks: RunTasks, coordinator: User) -> None:
    """Every step of the bénévole's by the page's own buttons; the day of the session is made to come."""
    CharterFactory()
    page.goto("/benevoles/inscription/")
    sign_up(page)
    page.get_by_label("Code").fill(read_code(run_tasks))
    page.get_by_role("button", name="Confirmer").click()
    page.get_by_role("main").get_by_role("link", name="Réserver une place").click()
    page.get_by_role("button", name="Réserver").click()

    booking = Booking.objects.select_related("session", "volunteer__user").get()
    booking.session.starts_at = timezone.now() - timedelta(hours=3)
    booking.session.ends_at = timezone.now() - timedelta(hours=1)
    booking.session.save()
    record_attendance(booking.session, {booking.pk: "present"}, by=coordinator, now=timezone.now())

    page.goto("/espace/")
    page.get_by_role("main").get_by_role("link", name="Lire et signer la charte").click()
    assert axe(page) == []
    page.get_by_label("Votre prénom et votre nom").fill("Elodie")
    page.get_by_role("button", name="Signer la charte").click()
    expect(page.get_by_role("alert")).to_contain_text("comme dans votre profil")
    expect(page.get_by_label("Votre prénom et votre nom")).to_have_value("Elodie")
    page.get_by_label("Votre prénom et votre nom").fill("Elodie Fictif")
    page.get_by_role("button", name="Signer la charte").click()
    expect(page.get_by_text("La charte est signée.")).to_be_visible()
    assert axe(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Copie (PDF)").click()
    assert download.value.suggested_filename == "charte-version-1.pdf"

    page.goto("/espace/")
    expect(page.get_by_role("listitem").filter(has_text="Missions ouvertes").first).to_contain_text("Activités culturelles")
    assert axe(page) == []
    assert list(Volunteer.objects.ready(timezone.localdate())) == [booking.volunteer]
    run_tasks()
    assert plain(str(mail.outbox[-1].subject)) == "Vous êtes prêt·e : les missions vous sont ouvertes"


def test_sign_up_and_charter_need_no_script(chromium: Browser, live_server: LiveServer, run_tasks: RunTasks) -> None:
    CharterFactory()
    plain = chromium.new_context(
        java_script_enabled=False, base_url=live_server.url, locale="fr-FR", viewport={"width": 320, "height": 640}
    )
    page = plain.new_page()
    page.goto("/benevoles/inscription/")
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("alert")).to_contain_text("prénom")
    sign_up(page)
    page.get_by_label("Code").fill(read_code(run_tasks))
    page.get_by_role("button", name="Confirmer").click()
    page.get_by_role("main").get_by_role("link", name="Lire et signer la charte").click()
    page.get_by_label("Votre prénom et votre nom").fill("Élodie Fictif")
    page.get_by_role("button", name="Signer la charte").click()
    expect(page.get_by_text("La charte est signée.")).to_be_visible()
    plain.close()
