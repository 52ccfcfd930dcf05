"""Signing in as people do it: with a code read on a phone, with a second factor, with a passkey."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Page, expect
from wagtail.models import Site

from accounts.models import OutgoingMail, User
from tests.accounts.factories import PASSWORD
from volunteers.models import Volunteer

SignIn = Callable[[Page, User], None]
Axe = Callable[[Page], list[str]]


def current_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret.replace(" ", ""), next(yield_hotp_counters_from_time())))


def give_password(page: Page, user: User) -> None:
    page.goto("/compte/login/")
    page.get_by_label("Adresse e-mail").fill(user.email)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()


def add_virtual_key(page: Page) -> None:
    """A phone that knows its owner's finger."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}})


def test_code_is_read_in_the_demo_s_mails_and_opens_the_space(site: Site, page: Page, ready_volunteer: Volunteer) -> None:
    page.goto("/compte/login/")
    page.get_by_role("link", name="Recevoir un code par courriel").click()
    page.get_by_label("Adresse e-mail").fill(ready_volunteer.user.email)
    page.get_by_role("button", name="Recevoir un code").click()
    expect(page.get_by_role("heading", name="Saisir le code de connexion")).to_be_visible()

    page.get_by_role("link", name="Lire les courriels de la démonstration").click()
    mail = page.get_by_role("article", name="Votre code de connexion").first
    found = re.search(r"[A-Z]{4}-[A-Z]{4}", mail.inner_text())
    assert found
    page.go_back()

    page.get_by_label("Code reçu par courriel").fill("BBBB-BBBB")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Code reçu par courriel").fill(found[0].lower())
    page.get_by_role("button", name="Se connecter").click()
    expect(page).to_have_url(re.compile(r"/espace/$"))

    page.goto("/compte/sessions/")
    expect(page.get_by_text("Cet appareil")).to_be_visible()


def test_coordinator_sets_up_an_application_then_a_passkey(site: Site, page: Page, coordinator: User) -> None:
    add_virtual_key(page)
    give_password(page, coordinator)
    expect(page.get_by_text("Une étape avant de continuer")).to_be_visible()
    page.goto("/coordination/")
    expect(page).to_have_url(re.compile("/compte/2fa/$"))

    page.get_by_role("link", name="Activer une application").click()
    page.get_by_label("Code de vérification").fill(current_code(page.locator(".secret").inner_text()))
    page.get_by_role("button", name="Activer").click()
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    page.get_by_role("link", name="C’est noté, continuer").click()
    expect(page).to_have_url(re.compile("/coordination/$"))

    page.goto("/compte/2fa/webauthn/add/")
    page.get_by_label("Nom de la clé").fill("Mon téléphone")
    page.get_by_label("Me connecter avec cette clé seule").check()
    page.get_by_role("button", name="Ajouter cette clé").click()
    expect(page.get_by_text("La clé est ajoutée.")).to_be_visible()

    page.context.clear_cookies()
    page.goto("/compte/login/")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page).to_have_url(re.compile("/coordination/$"))


def test_second_factor_may_be_a_passkey(site: Site, page: Page, coordinator: User) -> None:
    add_virtual_key(page)
    give_password(page, coordinator)
    page.get_by_role("link", name="Ajouter une clé").click()
    page.get_by_role("button", name="Ajouter cette clé").click()
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    assert Authenticator.objects.filter(user=coordinator, type="webauthn").count() == 1

    page.context.clear_cookies()
    give_password(page, coordinator)
    expect(page.get_by_role("heading", name="Double authentification")).to_be_visible()
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page).to_have_url(re.compile("/coordination/$"))


def test_passkey_refused_by_the_device_is_said(site: Site, page: Page, ready_volunteer: Volunteer) -> None:
    page.add_init_script(
        "if (navigator.credentials) navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError'))"
    )
    page.goto("/compte/login/")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page.get_by_text("La clé n’a pas été lue.")).to_be_visible()


ENTRANCE = [
    "login/",
    "login/code/",
    "password/reset/",
    "password/reset/done/",
    "inactive/",
]
OWN = [
    "email/",
    "password/change/",
    "2fa/",
    "2fa/totp/activate/",
    "2fa/webauthn/",
    "2fa/webauthn/add/",
    "2fa/recovery-codes/generate/",
    "sessions/",
    "logout/",
]


# Each scheme once, each screen once.
@pytest.mark.parametrize(("device", "scheme"), [("phone", "light"), ("desktop", "dark")], indirect=["device"])
def test_account_pages_are_accessible(site: Site, page: Page, sign_in: SignIn, ready_volunteer: Volunteer, axe: Axe, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    found = {}
    for path in ENTRANCE:
        page.goto(f"/compte/{path}")
        found[path] = axe(page)
    page.goto("/compte/login/code/")
    page.get_by_label("Adresse e-mail").fill(ready_volunteer.user.email)
    with page.expect_navigation():
        page.get_by_role("button", name="Recevoir un code").click()
    found["code"] = axe(page)
    page.goto("/demo/courriels/")
    found["mails"] = axe(page)
    page.context.clear_cookies()
    give_password(page, ready_volunteer.user)
    for path in OWN:
        page.goto(f"/compte/{path}")
        found[path] = axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert {path: lines for path, lines in found.items() if lines} == {}
    assert OutgoingMail.objects.exists()


def test_editor_of_the_admin_works_under_its_policy(
    site: Site, page: Page, device: str, sign_in: SignIn, communication_officer: User
) -> None:
    """Blocks, choosers, date pickers and previews are what a plain `script-src 'self'` breaks. `page` fails on any violation."""
    if device == "phone":
        pytest.skip("The content admin is worked with at a desk.")
    sign_in(page, communication_officer)
    first = site.root_page.get_children().first()
    page.goto(f"/admin/pages/{first.pk}/edit/")
    page.get_by_title("Insérer un bloc").first.click()
    page.get_by_role("option", name="Image", exact=True).click()
    page.get_by_role("button", name="Choisir une image").first.click()
    expect(page.get_by_role("dialog").get_by_role("tab").first).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Fermer").click()

    page.get_by_role("button", name="Afficher/masquer la prévisualisation").click()
    expect(page.frame_locator("iframe").first.get_by_role("heading", level=1)).to_have_text(first.title)
    page.get_by_role("button", name="Afficher/masquer le statut").click()
    page.get_by_role("button", name="Programmer").click()
    page.locator("#id_go_live_at").click()
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_have_count(1)
