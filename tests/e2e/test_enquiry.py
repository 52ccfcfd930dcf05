"""A company writes from a phone or a desk, a coordinator takes its enquiry and replies, and the reply leaves."""

from collections.abc import Callable
from typing import Final, Literal

import pytest
from django.core import mail
from playwright.sync_api import Page, expect
from wagtail.models import Site

from accounts.models import User
from home.enquiries.models import Enquiry
from tests.conftest import RunTasks

Axe = Callable[[Page], list[str]]
SignIn = Callable[[Page, User], None]
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")


@pytest.fixture
def clean(page: Page, axe: Axe) -> Callable[[], None]:
    """Nothing for axe to find in either scheme, nothing wider than the screen."""

    def look() -> None:
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    return look


@pytest.mark.parametrize("device", ["desktop"], indirect=True)
def test_company_asks_and_the_team_replies(
    page: Page, clean: Callable[[], None], sign_in: SignIn, coordinator: User, site: Site, run_tasks: RunTasks
) -> None:
    page.goto("/entreprises/")
    clean()
    expect(page.get_by_label("Laissez ce champ vide")).to_be_hidden()
    page.get_by_label("Mentorat").check()
    page.get_by_label("Votre entreprise").fill("Ateliers Fictifs")
    page.get_by_label("Votre nom").fill("Noé Fictif")
    page.get_by_label("Ce que vous imaginez").fill("Six collègues aimeraient accompagner une personne.")
    page.get_by_role("button", name="Envoyer ma demande").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("Écrivez votre adresse e-mail")
    expect(page.get_by_label("Votre entreprise")).to_have_value("Ateliers Fictifs")
    clean()
    page.get_by_label("Votre adresse e-mail").fill("noe@entreprise.demo.test")
    # Nobody reads the page again that fast.
    page.wait_for_timeout(4_000)
    page.get_by_role("button", name="Envoyer ma demande").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci, votre demande est arrivée")
    clean()
    run_tasks()
    assert sorted(message.to[0] for message in mail.outbox) == sorted([coordinator.email, "noe@entreprise.demo.test"])

    sign_in(page, coordinator)
    page.goto("/coordination/")
    page.get_by_role("link", name="Une demande à prendre").click()
    expect(page.get_by_role("row").filter(has_text="Ateliers Fictifs")).to_contain_text("aujourd’hui")
    clean()
    page.get_by_role("link", name="Mentorat").click()
    clean()
    page.get_by_role("button", name="Prendre cette demande").click()
    page.get_by_label("Votre réponse").fill("Avec plaisir : quand pouvons-nous nous appeler ?")
    clean()
    page.get_by_role("button", name="Envoyer la réponse").click()
    expect(page.get_by_role("main")).to_contain_text("Réponse envoyée")
    clean()
    assert Enquiry.objects.get().state == Enquiry.State.ANSWERED
    run_tasks()
    assert mail.outbox[-1].to == ["noe@entreprise.demo.test"]
    assert "quand pouvons-nous nous appeler" in mail.outbox[-1].body

    page.goto("/coordination/demandes/astreinte/")
    clean()
    page.get_by_role("group", name="Mentorat").get_by_role("checkbox").check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("main")).to_contain_text("L’astreinte est enregistrée.")


@pytest.mark.parametrize("address", ["/professionnels/", "/contact/"])
def test_other_pages_with_a_form_are_accessible(page: Page, clean: Callable[[], None], site: Site, address: str) -> None:
    page.goto(address)
    clean()
