"""The coordinator writes to those whom the list found by name, and takes the same list away; on a phone too."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from wagtail.models import Site

from accounts.models import User
from tests.accounts.factories import PASSWORD
from tests.volunteers.factories import VolunteerFactory
from tests.volunteers.office_factories import MailTemplateFactory
from volunteers.models import BulkMail, DataExport
from volunteers.profiles import MailChoice

Axe = Callable[[Page], list[str]]
SignIn = Callable[[Page, User], None]

LONG_LINK = f"https://example.org/{'adresse' * 20}"


def expect_no_sideways_scroll(page: Page) -> None:
    # A page that was made narrower is laid out again with the next frames.
    page.evaluate("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_mail_is_written_previewed_and_sent(page: Page, sign_in: SignIn, axe: Axe, coordinator: User, site: Site) -> None:
    VolunteerFactory(user__last_name="Fictif")
    VolunteerFactory(user__last_name="Fictif", mail_choice=MailChoice.MINE)
    VolunteerFactory(user__last_name="Exemple")
    MailTemplateFactory(title="Rentrée", subject="La réunion de rentrée", text=f"Bonjour {{prenom}},\n\nVoir {LONG_LINK}\n\nÀ {{jour}}.")
    sign_in(page, coordinator)
    page.goto("/coordination/benevoles/?q=fictif")
    assert axe(page) == []
    page.get_by_role("button", name="Écrire à ces personnes").click()
    expect(page.get_by_role("heading", name="2 personnes trouvées")).to_be_visible()
    page.get_by_label("Partir d’un modèle").select_option("Rentrée")
    page.get_by_role("button", name="Reprendre ce modèle").click()
    expect(page.get_by_label("Objet")).to_have_value("La réunion de rentrée")
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.get_by_role("alert")).to_contain_text("{jour}")
    assert axe(page) == []

    page.get_by_label("Texte").fill(f"Bonjour {{prenom}},\n\nVoir {LONG_LINK}\n\nÀ jeudi.")
    page.get_by_role("button", name="Voir l’aperçu").click()
    mail = page.get_by_role("article", name="Le courriel tel qu’il sera lu")
    expect(mail).to_contain_text("Bonjour Alix,")
    expect(mail.get_by_role("link", name=LONG_LINK)).to_be_visible()
    expect(page.get_by_text("A choisi de ne pas recevoir d’appels")).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 640})
    expect_no_sideways_scroll(page)
    assert axe(page) == []
    assert "fictif" not in page.url
    page.get_by_role("button", name="Envoyer à 1 personne").click()
    expect(page.get_by_text("0 sur 1 écrit")).to_be_visible()
    expect_no_sideways_scroll(page)
    assert axe(page) == []
    assert BulkMail.objects.count() == 1


def test_list_is_taken_once_who_they_are_is_said(page: Page, sign_in: SignIn, axe: Axe, coordinator: User, site: Site) -> None:
    VolunteerFactory(user__last_name="Fictif")
    VolunteerFactory(user__last_name="Exemple")
    sign_in(page, coordinator)
    page.goto("/coordination/benevoles/?q=fictif")
    page.get_by_role("button", name="Exporter").click()
    expect(page.get_by_role("heading", name="1 ligne")).to_be_visible()
    expect_no_sideways_scroll(page)
    assert axe(page) == []
    page.get_by_role("button", name="Montrer que c’est moi").click()
    page.get_by_role("textbox", name="Mot de passe").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Confirmer").click()
    expect(page.get_by_role("heading", name="1 ligne")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger le fichier").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    assert DataExport.objects.get().count == 1
