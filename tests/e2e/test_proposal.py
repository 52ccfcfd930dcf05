"""A bénévole proposes an outing on a telephone; the coordinator accepts and publishes it; whoever proposed takes a seat."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from events.models import Activity, Proposal
from tests.conftest import RunTasks
from volunteers.models import Volunteer

SignIn = Callable[[Page, User], None]
Axe = Callable[[Page], list[str]]


# An idea comes on the way home.
@pytest.mark.parametrize("device", ["phone"], indirect=True)
def test_proposed_accepted_published_and_led(
    page: Page, sign_in: SignIn, axe: Axe, ready_volunteer: Volunteer, coordinator: User, run_tasks: RunTasks, live_server: object
) -> None:
    sign_in(page, ready_volunteer.user)
    page.goto("/espace/activites/")
    assert axe(page) == []
    page.get_by_role("link", name="Proposer une activité").click()
    assert axe(page) == []

    page.get_by_role("button", name="Envoyer ma proposition").click()
    expect(page.get_by_role("link", name="Donnez un titre à l’activité.")).to_be_visible()
    assert axe(page) == []

    page.get_by_label("Titre").fill("Promenade au canal")
    page.get_by_label("Ce que l’on y fait").fill("Les ponts, les écluses, et qui y travaille.")
    page.get_by_role("checkbox", name="Culturelle").check()
    page.get_by_label("Jour").fill((timezone.localdate() + timedelta(days=40)).isoformat())
    page.get_by_label("Début").fill("14:00")
    page.get_by_label("Fin").fill("16:30")
    page.get_by_label("Autre lieu").fill("Bassin de la Villette")
    page.get_by_label("Je l’animerais").check()
    page.get_by_label("Mon prénom peut être cité").check()
    page.get_by_role("button", name="Vérifier sans envoyer").click()
    expect(page.get_by_text("L’accessibilité du lieu reste à vérifier")).to_be_visible()
    assert Proposal.objects.count() == 0
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    page.get_by_role("button", name="Envoyer ma proposition").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Promenade au canal")
    expect(page.get_by_text("Réponse avant le").first).to_be_visible()
    assert axe(page) == []
    run_tasks()
    assert sorted(str(message.subject) for message in mail.outbox) == ["Une activité est proposée", "Votre proposition est arrivée"]

    sign_in(page, coordinator)
    page.goto("/coordination/")
    page.get_by_role("region", name="Propositions à répondre").get_by_role("link", name="Promenade au canal").click()
    expect(page.get_by_text("À regarder avant de répondre")).to_be_visible()
    assert axe(page) == []
    page.get_by_text("Dire non").first.click()
    page.get_by_text("Demander un changement").click()
    assert axe(page) == []
    page.get_by_role("button", name="Accepter la proposition").click()
    expect(page.get_by_role("status")).to_contain_text("La proposition est acceptée")
    assert axe(page) == []
    page.get_by_role("button", name="Publier l’activité").click()
    expect(page.get_by_role("status")).to_contain_text("L’activité est publiée.")
    page.goto("/coordination/propositions/")
    expect(page.get_by_role("row").filter(has_text="Promenade au canal")).to_contain_text("Acceptée")
    assert axe(page) == []
    run_tasks()
    activity = Activity.objects.get()
    [told] = [message for message in mail.outbox if message.subject == "L’activité que vous avez proposée est publiée"]
    assert f"/espace/activites/{activity.pk}/" in str(told.body)

    sign_in(page, ready_volunteer.user)
    page.goto("/espace/activites/")
    page.get_by_role("region", name="Mes propositions").get_by_role("link", name="Promenade au canal").click()
    page.get_by_role("link", name="Prendre une place").click()
    expect(page.get_by_text(ready_volunteer.user.first_name, exact=True)).to_be_visible()
    page.get_by_role("button", name="Prendre une place").click()
    expect(page.get_by_text("Vous animez cette sortie")).to_be_visible()
    assert activity.seats.active().get().volunteer == ready_volunteer
