"""The coordinator opens a file under an alias and notes a pairing made outside the site; it is signed on paper, begins, and is seen."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail.models import Site

from accounts.models import User
from home.dates import add_months, full_day
from tests.conftest import RunTasks
from tests.volunteers.factories import PairingCharterFactory, ProgrammeFactory, VolunteerFactory
from tests.volunteers.words import plain
from volunteers.models import Programme, Volunteer

Axe = Callable[[Page], list[str]]
SignIn = Callable[[Page, User], None]
PHONE = "06 39 98 00 14"


@pytest.fixture
def programme(site: Site) -> Programme:
    PairingCharterFactory()
    return ProgrammeFactory()


@pytest.fixture
def volunteer(programme: Programme) -> Volunteer:
    return VolunteerFactory(
        trained=True, missions=[programme.mission], languages=["fr", "en"], user__first_name="Élodie", user__last_name="Fictif"
    )


def words_for(day: date) -> str:
    return plain(full_day(day)).capitalize()


def note_contact(page: Page, axe: Axe) -> None:
    """Sealed, shown again to a button, found by a search, and each time written down."""
    page.get_by_role("link", name="Noter les coordonnées").click()
    page.get_by_label("Prénom", exact=True).fill("Noûr")
    page.get_by_label("Téléphone", exact=True).fill(PHONE)
    page.get_by_label("Accepte de donner son téléphone").check()
    assert axe(page) == []
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("main")).to_contain_text("La personne accepte de donner son téléphone à sa ou son bénévole")
    page.get_by_role("button", name="Voir les coordonnées").click()
    expect(page.get_by_role("link", name=PHONE)).to_be_visible()
    assert axe(page) == []
    page.goto("/coordination/participants/")
    page.get_by_text("Chercher par prénom, téléphone ou courriel").click()
    page.get_by_label("Prénom, téléphone ou courriel").fill("nour")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_role("heading", name="Une personne")).to_be_visible()
    assert "nour" not in page.url
    assert axe(page) == []
    page.get_by_role("link", name="Étoile").click()
    page.get_by_role("link", name="Toutes les lectures").click()
    expect(page.get_by_role("table")).to_contain_text("Coordonnées lues")
    assert axe(page) == []
    page.get_by_role("link", name="Le dossier").click()
    page.get_by_role("link", name="Effacer le dossier").click()
    assert axe(page) == []
    page.get_by_role("link", name="Le garder").click()
    page.get_by_role("link", name="Modifier le dossier").click()
    expect(page.get_by_label("Langue 1", exact=True)).to_have_value("en")
    assert axe(page) == []
    page.goto("/coordination/participants/exporter/")
    assert axe(page) == []
    page.goto("/coordination/participants/")
    page.get_by_role("link", name="Étoile").click()


@pytest.mark.parametrize("device", ["desktop"], indirect=True)
def test_four_months_with_their_review(
    page: Page, sign_in: SignIn, axe: Axe, coordinator: User, volunteer: Volunteer, run_tasks: RunTasks
) -> None:
    sign_in(page, coordinator)
    page.goto("/coordination/participants/")
    assert axe(page) == []
    page.get_by_role("link", name="Ouvrir un dossier").click()
    expect(page.get_by_text("Un prénom d’emprunt, jamais le vrai nom.")).to_be_visible()
    page.get_by_label("Alias").fill("06 12 34 56 78")
    page.get_by_label("Langue 1", exact=True).select_option(label="Anglais")
    page.get_by_label("Projet").fill("Devenir cuisinier, chez Madame Fictif")
    page.get_by_role("button", name="Ouvrir le dossier").click()
    expect(page.get_by_role("alert")).to_contain_text("Un alias ne contient ni numéro de téléphone")
    assert axe(page) == []
    expect(page.get_by_label("Langue 1", exact=True)).to_have_value("en")
    page.get_by_label("Alias").fill("Étoile")
    # What the text tells is shown beside it; read again, it goes through.
    expect(page.get_by_role("alert")).to_contain_text("un nom")
    page.get_by_label("J’ai relu mon texte").check()
    page.get_by_role("button", name="Ouvrir le dossier").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Étoile")
    assert axe(page) == []
    note_contact(page, axe)

    page.get_by_role("link", name="Accompagnement socioprofessionnel", exact=True).click()
    assert axe(page) == []
    page.get_by_label("Bénévole").select_option(label="Élodie Fictif – anglais, français")
    page.get_by_role("button", name="Noter le binôme").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Étoile, avec Élodie Fictif")
    for who in ("Le ou la bénévole", "Étoile", "L’association"):
        page.get_by_role("link", name="Noter une signature").click()
        page.get_by_label("Signature", exact=True).select_option(label=who)
        page.get_by_role("button", name="Noter cette signature").click()
    page.get_by_role("link", name="Commencer le binôme").click()
    page.get_by_role("button", name="Commencer", exact=True).click()
    today = timezone.localdate()
    expect(page.get_by_role("main")).to_contain_text(words_for(add_months(today, 4)))
    expect(page.get_by_role("main")).to_contain_text(words_for(add_months(today, 2)))
    assert axe(page) == []
    page.goto("/coordination/binomes/")
    expect(page.get_by_role("row").filter(has_text="Étoile")).to_contain_text("Élodie Fictif")
    assert axe(page) == []

    run_tasks()
    # The charter to sign, then the start.
    assert [message.to for message in mail.outbox] == [[volunteer.user.email]] * 2

    sign_in(page, volunteer.user)
    page.goto("/espace/binomes/")
    assert axe(page) == []
    page.get_by_role("link", name="Étoile", exact=True).click()
    main = page.get_by_role("main")
    for words in (
        "Étoile",
        "Anglais",
        "Accompagnement socioprofessionnel",
        words_for(add_months(today, 4)),
        words_for(add_months(today, 2)),
        PHONE,
    ):
        expect(main).to_contain_text(words)
    assert axe(page) == []
    expect(main).not_to_contain_text("Noûr")
