"""By keyboard alone: a file is opened, somebody found for it, the pairing offered, and the bénévole accepts."""

from collections.abc import Callable
from typing import Final

import pytest
from playwright.sync_api import Locator, Page, expect
from wagtail.models import Site

from accounts.models import User
from tests.volunteers.factories import PairingCharterFactory, ProgrammeFactory, VolunteerFactory
from volunteers.models import Pairing, Volunteer

SignIn = Callable[[Page, User], None]
# More than any of these pages has.
TABS_MOST: Final = 120


@pytest.fixture
def volunteer(site: Site) -> Volunteer:
    PairingCharterFactory()
    return VolunteerFactory(trained=True, missions=[ProgrammeFactory().mission])


def tab_to(page: Page, target: Locator) -> None:
    """Reaches it from where the focus is, forwards."""
    for _ in range(TABS_MOST):
        page.keyboard.press("Tab")
        if target.evaluate("one => one === document.activeElement"):
            expect(target).to_be_in_viewport()
            return
    raise AssertionError(f"{target} is not reached")


def follow(page: Page, name: str) -> None:
    tab_to(page, page.get_by_role("link", name=name))
    page.keyboard.press("Enter")


def press(page: Page, name: str) -> None:
    tab_to(page, page.get_by_role("button", name=name))
    page.keyboard.press("Enter")


def correct_the_alias(page: Page) -> None:
    """Refused twice, the list of what to mend has the focus both times."""
    for _ in range(2):
        press(page, "Ouvrir le dossier")
        expect(page.get_by_role("alert")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_label("Alias")).to_be_focused()
    page.keyboard.type("Étoile")


@pytest.mark.parametrize("device", ["desktop"], indirect=True)
def test_from_a_new_file_to_an_accepted_offer(page: Page, sign_in: SignIn, coordinator: User, volunteer: Volunteer) -> None:
    sign_in(page, coordinator)
    page.goto("/coordination/participants/")
    follow(page, "Ouvrir un dossier")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ouvrir un dossier")
    correct_the_alias(page)
    tab_to(page, page.get_by_label("Langue 1", exact=True))
    page.keyboard.type("Fran")
    tab_to(page, page.get_by_label("Dimanche, soir"))
    page.keyboard.press("Space")
    press(page, "Ouvrir le dossier")
    expect(page.get_by_role("heading", level=1)).to_have_text("Étoile")

    follow(page, "Rapprochements")
    press(page, "Rapprocher, Profil")
    follow(page, "Proposer au ou à la bénévole")
    press(page, "Envoyer la proposition")
    expect(page.get_by_role("main")).to_contain_text("La proposition est partie.")

    sign_in(page, volunteer.user)
    page.goto("/espace/binomes/")
    follow(page, "Étoile")
    expect(page.get_by_role("heading", level=1)).to_have_text("Un binôme vous est proposé")
    press(page, "Accepter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vous avez accepté ce binôme")
    assert Pairing.objects.get().status == "accepted"
