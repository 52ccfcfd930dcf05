"""The coordinator imports a list: one line is right, one is known, one is wrong; the new person is found in the list."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from wagtail.models import Site

from accounts.models import OutgoingMail, User
from tests.volunteers.factories import MissionFactory
from volunteers.models import Volunteer

Axe = Callable[[Page], list[str]]
SignIn = Callable[[Page, User], None]

LIST = """Prénom;Nom;E-mail;Téléphone;Missions;Langues;Lieu;Inscription;Équipe
Nadia;Fictif;nadia@demo.test;06 12 34 56 78;activites culturelles;anglais : courant, arabe;Paris 14;31/12/2023;bleue
Connue;Fictif;{known};;;;;;
Bruno;Fictif;bruno;téléphone;Jardinage;;;31/02/2024;
"""


def test_list_is_imported(
    page: Page, sign_in: SignIn, axe: Axe, coordinator: User, new_volunteer: Volunteer, site: Site, tmp_path: Path
) -> None:
    MissionFactory()
    file = tmp_path / "liste.csv"
    file.write_bytes(LIST.format(known=new_volunteer.user.email.upper()).encode("cp1252"))
    sign_in(page, coordinator)
    page.goto("/coordination/benevoles/")
    page.get_by_role("link", name="Importer une liste").click()
    assert axe(page) == []
    page.get_by_role("button", name="Relire cette liste").click()
    expect(page.get_by_role("alert")).to_contain_text("Choisissez un fichier.")
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger le modèle").click()
    assert download.value.suggested_filename == "benevoles-modele.csv"

    page.get_by_label("Fichier").set_input_files(file)
    page.get_by_role("button", name="Relire cette liste").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Import à décider")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    expect(page.get_by_role("row").filter(has_text="Nadia Fictif")).to_contain_text("sera créé·e")
    expect(page.get_by_role("row").filter(has_text="Connue Fictif")).to_contain_text("déjà connu·e")
    expect(page.get_by_role("row").filter(has_text="Ligne 4")).to_contain_text("Aucune mission n’a pour titre")
    assert not User.objects.filter(email="nadia@demo.test").exists()

    page.get_by_role("button", name="Importer une personne").click()
    expect(page.get_by_text("Une personne est importée. Un courriel le lui dit.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Nadia Fictif")).to_contain_text("Adresse à confirmer")
    page.get_by_role("link", name="Nadia Fictif").click()
    expect(page.get_by_text("06 12 34 56 78")).to_be_visible()
    assert OutgoingMail.objects.filter(recipient="nadia@demo.test").count() == 1
    page.go_back()
    page.get_by_role("link", name="Importer une liste").click()
    expect(page.get_by_text("Listes qui attendent une décision")).to_have_count(0)
