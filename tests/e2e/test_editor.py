"""The communication officer corrects a page in the content admin: edits, previews, publishes; the public sees it at once."""

import re
from collections.abc import Callable

import pytest
from django.apps import apps
from playwright.sync_api import Page, expect
from wagtail.models import Site

from accounts.models import User
from home.models import StandardPage
from home.permissions import grant_to_communication

SignIn = Callable[[Page, User], None]


@pytest.mark.parametrize("device", ["desktop"], indirect=True)
def test_officer_edits_previews_and_publishes(page: Page, site: Site, sign_in: SignIn, communication_officer: User, device: str) -> None:
    grant_to_communication(apps)
    target = StandardPage.objects.get(slug="professionnels")
    sign_in(page, communication_officer)

    page.goto("/admin/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Le site de Polaris 14")
    expect(page.get_by_role("link", name="Utilisateurs")).to_have_count(0)

    page.goto(f"/admin/pages/{target.pk}/edit/")
    introduction = page.get_by_label(re.compile("^Chapeau"))
    introduction.fill("Une page corrigée par la personne chargée de la communication.")
    lines = page.locator("[data-contentpath='body'] input[type=text]")
    lines.first.fill("À qui s’adresse le programme")
    before = lines.count()

    # A new heading, chosen in the palette, which speaks French.
    page.get_by_role("button", name=re.compile("Insérer un bloc|Ajouter un bloc")).first.click()
    page.get_by_role("option", name="Intertitre").click()
    expect(lines).to_have_count(before + 1)
    lines.first.fill("Un intertitre tout neuf")

    if device == "desktop":
        page.get_by_role("button", name="Afficher/masquer la prévisualisation").click()
        preview = page.frame_locator("iframe[title]").first
        # Wagtail draws the whole page anew and has axe look at it: a busy machine takes its time.
        expect(preview.get_by_role("heading", name="Un intertitre tout neuf")).to_be_visible(timeout=20_000)

    page.get_by_role("button", name=re.compile("Plus d’actions|Plus d'actions")).last.click()
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_role("status")).to_contain_text("Professionnels de l’accueil")

    page.context.clear_cookies()
    page.goto("/professionnels/")
    expect(page.get_by_role("heading", name="Un intertitre tout neuf")).to_be_visible()
    expect(page.get_by_role("heading", name="À qui s’adresse le programme")).to_be_visible()
    expect(page.get_by_text("Une page corrigée par la personne")).to_be_visible()
