"""Two difficult meetings logged on a phone with the keyboard; the coordinator takes the alert, renews at the review, then ends."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail.models import Site

from accounts.models import User
from tests.conftest import RunTasks
from tests.e2e.browser import reach
from tests.volunteers.factories import PairingFactory, ParticipantFactory, VolunteerFactory
from volunteers.models import Pairing

Axe = Callable[[Page], list[str]]
SignIn = Callable[[Page, User], None]


@pytest.fixture
def pairing(site: Site) -> Pairing:
    volunteer = VolunteerFactory(trained=True, user__first_name="Élodie", user__last_name="Fictif")
    starts_on = timezone.localdate() - timedelta(days=20)
    return PairingFactory(volunteer=volunteer, starts_on=starts_on, participants=[ParticipantFactory(alias="Étoile")])


def choose(page: Page, question: str, answer: str) -> None:
    page.get_by_role("group", name=question).get_by_role("radio", name=answer, exact=True).check()


def log_by_keyboard(page: Page, axe: Axe) -> None:
    page.get_by_role("link", name="Noter une rencontre").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Noter une rencontre")
    assert axe(page) == []
    # The first time nothing is chosen there; then the last place is.
    place = page.get_by_role("radio", name="Un café")
    if not place.is_checked():
        reach(page, place)
        page.keyboard.press("Space")
    reach(page, page.get_by_role("group", name="Comment c’était, pour vous").get_by_role("radio", checked=True))
    # From « Sans réponse », the last, one up.
    for _ in range(2):
        page.keyboard.press("ArrowUp")
    button = page.get_by_role("button", name="Noter la rencontre")
    reach(page, button)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Rencontre notée.")).to_be_visible()


@pytest.mark.parametrize("device", ["phone"], indirect=True)
def test_pairing_is_followed_until_its_end(
    page: Page, sign_in: SignIn, axe: Axe, coordinator: User, pairing: Pairing, run_tasks: RunTasks
) -> None:
    sign_in(page, pairing.volunteer.user)
    page.goto(f"/espace/binomes/{pairing.pk}/")
    assert axe(page) == []
    for _ in range(2):
        log_by_keyboard(page, axe)
    assert [meeting.own_mood for meeting in pairing.meetings.all()] == [2, 2]
    page.get_by_role("link", name="Je ne me sens pas à l’aise").click()
    assert axe(page) == []

    sign_in(page, coordinator)
    page.goto("/coordination/")
    assert axe(page) == []
    page.get_by_role("link", name="Deux rencontres difficiles de suite").click()
    assert axe(page) == []
    page.get_by_role("button", name="Je m’en occupe").click()
    expect(page.get_by_role("button", name="Fermer l’alerte")).to_be_visible()
    assert axe(page) == []

    page.get_by_role("link", name="Faire le bilan").click()
    expect(page.get_by_label("Temps passé ensemble")).to_be_visible()
    decide(page, "Renouveler jusqu’à une autre date")
    until = pairing.ends_on + timedelta(days=30)
    page.get_by_label("Renouvelé jusqu’au").fill(until.isoformat())
    page.get_by_label("Prochain bilan").fill(until.isoformat())
    assert axe(page) == []
    page.get_by_role("button", name="Décider").click()
    expect(page.get_by_text("C’est décidé")).to_be_visible()
    assert axe(page) == []
    pairing.refresh_from_db()
    assert (pairing.status, pairing.ends_on) == ("active", until)

    page.get_by_role("link", name="Faire le bilan").click()
    decide(page, "Terminer le binôme")
    page.get_by_label("Raison de la fin").select_option(label="But atteint avant le terme")
    page.get_by_role("button", name="Décider").click()
    expect(page.get_by_text("Terminé", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Faire le bilan")).to_have_count(0)
    page.goto("/coordination/binomes/alertes/")
    expect(page.get_by_text("0 alerte ouverte")).to_be_visible()
    assert axe(page) == []

    run_tasks()
    assert [message.subject for message in mail.outbox if message.to == [pairing.volunteer.user.email]] == [
        "Le bilan de votre binôme",
        "Merci pour ce binôme",
    ]
    sign_in(page, pairing.volunteer.user)
    page.goto("/espace/binomes/")
    expect(page.get_by_role("heading", name="Terminés")).to_be_visible()
    page.get_by_role("link", name="Étoile").click()
    assert axe(page) == []


def decide(page: Page, conclusion: str) -> None:
    choose(page, "Cela convient au ou à la bénévole", "Plutôt oui")
    choose(page, "Cela convient à la personne accompagnée", "Oui")
    choose(page, "Le projet avance", "Un peu")
    choose(page, "La suite", conclusion)
