"""A life of a pairing: offered, accepted on a phone, agreed, signed by three, begun; the bénévole must stop, and somebody takes over."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect
from wagtail.models import Site

from accounts.models import User
from tests.e2e.browser import enter
from tests.volunteers.factories import PairingCharterFactory, ParticipantFactory, ProgrammeFactory, VolunteerFactory, ready_pairing
from volunteers.matching_words import profile_name
from volunteers.models import Pairing

Axe = Callable[[Page], list[str]]
SignIn = Callable[[Page, User], None]
# When the person said that they want somebody.
SINCE = date(2026, 6, 1)


@pytest.fixture
def pairing(site: Site) -> Pairing:
    PairingCharterFactory()
    programme = ProgrammeFactory()
    person = ParticipantFactory(alias="Étoile", project="Boulangerie", area="75014", wishes=[(programme, SINCE)])
    return ready_pairing(programme=programme, suggested=True, participants=[person])


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("device", ["phone"], indirect=True)
def test_from_the_offer_to_who_takes_over(page: Page, sign_in: SignIn, axe: Axe, coordinator: User, pairing: Pairing) -> None:
    office, own = f"/coordination/binomes/{pairing.pk}/", f"/espace/binomes/{pairing.pk}/"

    sign_in(page, coordinator)
    page.goto(office)
    assert axe(page) == []
    page.get_by_role("link", name="Proposer au ou à la bénévole").click()
    assert axe(page) == []
    press(page, "Envoyer la proposition")
    expect(page.get_by_role("main")).to_contain_text("La proposition est partie.")

    sign_in(page, pairing.volunteer.user)
    page.goto("/espace/binomes/")
    assert axe(page) == []
    page.get_by_role("link", name="Étoile").click()
    expect(page.get_by_role("main")).to_contain_text("Boulangerie")
    assert axe(page) == []
    press(page, "Accepter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vous avez accepté ce binôme")

    sign_in(page, coordinator)
    page.goto(office)
    page.get_by_role("link", name="Noter la réponse de la personne").click()
    assert axe(page) == []
    page.get_by_role("radio", name="La personne accepte", exact=True).check()
    press(page, "Noter la réponse")
    expect(page.get_by_role("main")).to_contain_text("Il manque une signature de la charte")
    assert axe(page) == []
    for who in ("Étoile", "L’association"):
        page.get_by_role("link", name="Noter une signature").click()
        page.get_by_label("Signature", exact=True).select_option(label=who)
        press(page, "Noter cette signature")
        expect(page.get_by_role("main")).to_contain_text("La signature est notée.")

    sign_in(page, pairing.volunteer.user)
    page.goto(own)
    page.get_by_role("link", name="Lire et signer la charte").click()
    assert axe(page) == []
    page.get_by_label("Votre prénom et votre nom").fill(pairing.volunteer.user.get_full_name())
    press(page, "Signer la charte")
    expect(page.get_by_role("main")).to_contain_text("Vous avez signé")

    sign_in(page, coordinator)
    page.goto(office)
    page.get_by_role("link", name="Commencer le binôme").click()
    press(page, "Commencer")
    expect(page.get_by_role("main")).to_contain_text("Le binôme commence.")

    sign_in(page, pairing.volunteer.user)
    page.goto(own)
    page.get_by_role("link", name="La première rencontre").click()
    expect(page.get_by_role("main")).to_contain_text("le parc Montsouris")
    assert axe(page) == []
    page.get_by_role("link", name="Mon binôme").click()
    page.get_by_role("link", name="Je dois m’arrêter").click()
    assert axe(page) == []
    press(page, "Prévenir l’équipe")
    expect(page.get_by_role("main")).to_contain_text("Vous avez dit que vous devez vous arrêter")

    sign_in(page, coordinator)
    page.goto("/coordination/")
    expect(page.get_by_role("region", name="Alertes des binômes")).to_contain_text("Doit s’arrêter")
    assert axe(page) == []
    page.goto(office)
    hand_over_by_keyboard(page, axe, pairing, office)


def hand_over_by_keyboard(page: Page, axe: Axe, pairing: Pairing, office: str) -> None:
    """Who could take over is ranked before anything ends; one button ends it and forms the next, at the same place in line."""
    successor = VolunteerFactory(trained=True, missions=[pairing.programme.mission], user__first_name="Inès", user__last_name="Fictif")
    person = pairing.participants.get()
    enter(page, page.get_by_role("link", name="Chercher une suite"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Chercher une suite")
    assert axe(page) == []
    # Nobody is brought near again whoever stops.
    expect(page.get_by_role("radio")).to_have_count(2)
    page.get_by_role("radio", name=profile_name(successor.pk)).press("Space")
    assert Pairing.objects.active().get() == pairing
    enter(page, page.get_by_role("button", name="Terminer et passer le relais"))
    expect(page.get_by_role("main")).to_contain_text("La suite est trouvée")
    pairing.refresh_from_db()
    assert (pairing.status, pairing.end_reason) == ("ended", "volunteer")
    assert [wish.since for wish in person.wishes.all()] == [SINCE]
    after = Pairing.objects.get(status=Pairing.Status.SUGGESTED)
    assert (after.volunteer, after.follows) == (successor, pairing)
    enter(page, page.get_by_role("link", name="d’un binôme terminé"))
    page.wait_for_url(f"**{office}")
    expect(page.get_by_role("link", name="un autre binôme a pris la suite")).to_be_visible()
    expect(page.get_by_role("link", name="Qui pour la suite")).to_have_count(0)
    assert axe(page) == []
