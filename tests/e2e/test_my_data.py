"""A bénévole reads what the site knows of them, proves who they are, and erases their account from a phone."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core import mail
from playwright.sync_api import Page, expect
from wagtail.models import Site

from accounts.models import User
from tests.accounts.factories import PASSWORD
from tests.conftest import RunTasks
from tests.volunteers.factories import BookingFactory
from volunteers.models import Volunteer

Axe = Callable[[Page], list[str]]
SignIn = Callable[[Page, User], None]


@pytest.mark.parametrize("device", ["phone"], indirect=True)
def test_account_is_erased(page: Page, sign_in: SignIn, axe: Axe, ready_volunteer: Volunteer, site: Site, run_tasks: RunTasks) -> None:
    BookingFactory(volunteer=ready_volunteer)
    email = ready_volunteer.user.email
    sign_in(page, ready_volunteer.user)
    page.goto("/espace/formation/")
    # Two taps.
    page.get_by_role("navigation", name="Espace bénévole").get_by_role("link", name="Accueil").click()
    page.get_by_role("navigation", name="Mon bénévolat").get_by_role("link", name="Mes données").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mes données")
    assert axe(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger mes données").click()
    assert json.loads(Path(download.value.path()).read_text())["compte"]["adresse e-mail"] == email

    page.get_by_role("link", name="Effacer mon compte").click()
    assert axe(page) == []
    page.get_by_role("button", name="Montrer que c’est moi").click()
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Confirmer").click()
    page.get_by_role("button", name="Effacer mon compte pour toujours").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre compte est effacé")
    assert axe(page) == []

    run_tasks()
    assert [(message.to, message.subject) for message in mail.outbox] == [([email], "Votre compte est effacé")]
    page.goto("/espace/")
    expect(page).to_have_url("/compte/login/?next=/espace/")
    assert not User.objects.filter(email=email).exists()
