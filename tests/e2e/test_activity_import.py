"""The coordinator imports a calendar: a past outing, one to come, one that is wrong; the past one is found with who led it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail.models import Site

from accounts.models import OutgoingMail, User
from events.models import Activity
from tests.volunteers.factories import MissionFactory
from volunteers.models import Volunteer

Axe = Callable[[Page], list[str]]
SignIn = Callable[[Page, User], None]

LIST = """Titre;Date;Début;Fin;Lieu;Visées;Participants venus;Animateurs;Salle
Visite du canal;12/03/2024;14 h 30;17 h;Quai de l’Essai;culturelle, linguistique;6;{leader}, inconnue@demo.test;bleue
Concert au parc;{day};18:30;21:00;;culturelle;;;
Nuit blanche;12/03/2024;midi;;;;;;
"""


def test_calendar_is_imported(
    page: Page, sign_in: SignIn, axe: Axe, coordinator: User, new_volunteer: Volunteer, site: Site, tmp_path: Path
) -> None:
    MissionFactory(slug="activites-culturelles")
    day = f"{timezone.localdate() + timedelta(days=30):%d/%m/%Y}"
    file = tmp_path / "liste.csv"
    file.write_bytes(LIST.format(leader=new_volunteer.user.email.upper(), day=day).encode("cp1252"))
    sign_in(page, coordinator)
    page.goto("/coordination/activites/")
    page.get_by_role("link", name="Importer une liste").click()
    assert axe(page) == []
    page.get_by_role("button", name="Relire cette liste").click()
    expect(page.get_by_role("alert")).to_contain_text("Choisissez un fichier.")
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger le modèle").click()
    assert download.value.suggested_filename == "activites-modele.csv"

    page.get_by_label("Fichier").set_input_files(file)
    page.get_by_role("button", name="Relire cette liste").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Import à décider")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    expect(page.get_by_role("row").filter(has_text="Visite du canal")).to_contain_text(new_volunteer.user.get_full_name())
    expect(page.get_by_role("row").filter(has_text="Concert au parc")).to_contain_text("à publier")
    expect(page.get_by_role("row").filter(has_text="Ligne 4")).to_contain_text("Écrivez une heure")
    assert not Activity.objects.exists()

    page.get_by_role("button", name="Importer les 2 activités").click()
    expect(page.get_by_text("2 activités sont importées.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Concert au parc")).to_contain_text("À publier")
    page.goto("/coordination/activites/?when=past")
    expect(page.get_by_role("row").filter(has_text="Visite du canal")).to_contain_text(new_volunteer.user.get_full_name())
    assert not OutgoingMail.objects.exists()
    page.get_by_role("link", name="Importer une liste").click()
    expect(page.get_by_text("Listes qui attendent une décision")).to_have_count(0)
