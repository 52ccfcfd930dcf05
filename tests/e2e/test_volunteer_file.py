"""The coordinator notes something in the file of a bénévole, then their departure and their return, on a telephone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from wagtail.models import Site

from accounts.models import User
from tests.volunteers.whole_person import make_whole_person

Axe = Callable[[Page], list[str]]
SignIn = Callable[[Page, User], None]


@pytest.mark.parametrize("device", ["phone"], indirect=True)
def test_file_departure_and_return(page: Page, sign_in: SignIn, axe: Axe, coordinator: User, site: Site) -> None:
    volunteer = make_whole_person()
    sign_in(page, coordinator)
    page.goto(f"/coordination/benevoles/{volunteer.pk}/")
    page.get_by_text("Ce que cette personne a dit d’elle").click()
    expect(page.get_by_text("Paris 14e")).to_be_visible()
    assert axe(page) == []
    page.get_by_label("Nouvelle note").fill("Rappeler au 06 12 34 56 78.")
    page.get_by_role("button", name="Ajouter la note").click()
    page.get_by_label("J’ai relu mon texte").check()
    assert axe(page) == []
    page.get_by_role("button", name="Ajouter la note").click()
    expect(page.get_by_text("La note est ajoutée.")).to_be_visible()
    page.get_by_role("link", name="Supprimer").first.click()
    assert axe(page) == []
    page.get_by_role("button", name="Supprimer la note").click()
    expect(page.get_by_text("La note est supprimée.")).to_be_visible()

    page.get_by_role("link", name="Noter son départ").click()
    page.get_by_label("Raison").select_option("Manque de temps")
    assert axe(page) == []
    page.get_by_role("button", name="Noter le départ").click()
    expect(page.get_by_text("Manque de temps")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="Noter son retour").click()
    assert axe(page) == []
    page.get_by_role("button", name="Noter le retour").click()
    expect(page.get_by_text("Le retour est noté")).to_be_visible()
