"""The coordinator opens a file under an alias and pairs a ready bénévole with that person; the bénévole sees it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail.models import Site

from accounts.models import User
from home.dates import full_day
from tests.conftest import RunTasks
from tests.volunteers.factories import ProgrammeFactory, VolunteerFactory
from tests.volunteers.words import plain
from volunteers.models import Programme, Volunteer
from volunteers.pairings import add_months

Axe = Callable[[Page], list[str]]
SignIn = Callable[[Page, User], None]


@pytest.fixture
def programme(site: Site) -> Programme:
    return ProgrammeFactory()


@pytest.fixture
def volunteer(programme: Programme) -> Volunteer:
    return VolunteerFactory(
        trained=True, missions=[programme.mission], languages=["fr", "en"], user__first_name="Élodie", user__last_name="Fictif"
    )


def words_for(day: date) -> str:
    return plain(full_day(day)).capitalize()


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
    page.get_by_role("checkbox", name="Anglais").check()
    page.get_by_role("button", name="Ouvrir le dossier").click()
    expect(page.get_by_role("alert")).to_contain_text("Un alias ne contient ni numéro de téléphone")
    assert axe(page) == []
    expect(page.get_by_role("checkbox", name="Anglais")).to_be_checked()
    page.get_by_label("Alias").fill("Étoile")
    page.get_by_role("button", name="Ouvrir le dossier").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Étoile")
    assert axe(page) == []

    page.get_by_role("link", name="Accompagnement socioprofessionnel").click()
    assert axe(page) == []
    page.get_by_label("Bénévole").select_option(label="Élodie Fictif – anglais, français")
    page.get_by_role("button", name="Former le binôme").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Étoile, avec Élodie Fictif")
    today = timezone.localdate()
    expect(page.get_by_role("main")).to_contain_text(words_for(add_months(today, 4)))
    expect(page.get_by_role("main")).to_contain_text(words_for(add_months(today, 2)))
    assert axe(page) == []
    page.goto("/coordination/binomes/")
    expect(page.get_by_role("row").filter(has_text="Étoile")).to_contain_text("Élodie Fictif")
    assert axe(page) == []

    run_tasks()
    assert [message.to for message in mail.outbox] == [[volunteer.user.email]]

    sign_in(page, volunteer.user)
    page.goto("/espace/binomes/")
    assert axe(page) == []
    page.get_by_role("link", name="Étoile").click()
    main = page.get_by_role("main")
    for words in (
        "Étoile",
        "Anglais",
        "Accompagnement socioprofessionnel",
        words_for(add_months(today, 4)),
        words_for(add_months(today, 2)),
    ):
        expect(main).to_contain_text(words)
    assert axe(page) == []
