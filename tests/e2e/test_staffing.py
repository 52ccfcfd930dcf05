"""The whole life of an outing: proposed, published, led by two, one of whom leaves late; somebody is asked, found, and it is held."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from events.models import Activity, OutingSettings, SeatCall
from tests.conftest import RunTasks
from tests.e2e.conftest import DEVICES
from tests.events.factories import ActivityFactory, SeatCallFactory, SeatFactory
from tests.volunteers.factories import VolunteerFactory
from volunteers.models import Volunteer

SignIn = Callable[[Page, User], None]
Axe = Callable[[Page], list[str]]

PHONE, DESKTOP = DEVICES["phone"]["viewport"], DEVICES["desktop"]["viewport"]


def bring_near(activity: Activity, *, hours: int) -> None:
    """As if the days had passed: the outing starts in so many hours, and those who lead it have that time promised."""
    starts_at = timezone.now() + timedelta(hours=hours)
    span = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)}
    Activity.objects.filter(pk=activity.pk).update(**span)
    for seat in activity.seats.active().select_related("engagement"):
        assert seat.engagement is not None
        type(seat.engagement).objects.filter(pk=seat.engagement.pk).update(**span)


@pytest.mark.parametrize("device", ["phone"], indirect=True)
def test_proposed_published_left_late_and_led_by_somebody_asked(
    page: Page, sign_in: SignIn, axe: Axe, coordinator: User, run_tasks: RunTasks, live_server: object
) -> None:
    proposer, second = VolunteerFactory.create_batch(2, trained=True)
    SeatFactory(activity=ActivityFactory(held=True), volunteer=proposer)

    # Proposed on a telephone.
    sign_in(page, proposer.user)
    page.goto("/espace/activites/proposer/")
    page.get_by_label("Titre").fill("Promenade au canal")
    page.get_by_label("Ce que l’on y fait").fill("Les ponts, les écluses, et qui y travaille.")
    page.get_by_role("checkbox", name="Culturelle").check()
    page.get_by_label("Jour").fill((timezone.localdate() + timedelta(days=40)).isoformat())
    page.get_by_label("Début").fill("14:00")
    page.get_by_label("Fin").fill("16:00")
    page.get_by_label("Autre lieu").fill("Bassin de la Villette")
    page.get_by_role("button", name="Envoyer ma proposition").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Promenade au canal")
    activity = Activity.objects.get(title="Promenade au canal")

    # Accepted and published at a desk.
    page.set_viewport_size(DESKTOP)
    sign_in(page, coordinator)
    page.goto(f"/coordination/propositions/{activity.proposal.pk}/")
    page.get_by_role("button", name="Accepter la proposition").click()
    page.get_by_role("button", name="Publier l’activité").click()
    expect(page.get_by_role("status")).to_contain_text("L’activité est publiée.")

    # Two join.
    page.set_viewport_size(PHONE)
    for volunteer in (proposer, second):
        sign_in(page, volunteer.user)
        page.goto(f"/espace/activites/{activity.pk}/")
        page.get_by_role("button", name="Prendre une place").click()
        expect(page.get_by_role("status")).to_contain_text("Votre place est prise.")

    # One leaves late, with a reason.
    bring_near(activity, hours=30)
    page.goto(f"/espace/activites/{activity.pk}/")
    page.get_by_text("Je ne peux plus venir").click()
    page.get_by_label("Pourquoi ne pouvez-vous plus venir").fill("Mon train est supprimé.")
    page.get_by_role("button", name="Rendre ma place").click()
    expect(page.get_by_role("status")).to_contain_text("Votre place est rendue.")

    # The coordinator finds the way in the mail, and asks the first three.
    run_tasks()
    [told] = [message for message in mail.outbox if message.subject == "Une place d’animation vient de se libérer"]
    find = f"/coordination/activites/{activity.pk}/trouver/"
    assert find in str(told.body)
    asked = VolunteerFactory.create_batch(3, trained=True)
    quiet = VolunteerFactory(trained=True, mail_choice="mine")
    VolunteerFactory(user__first_name="Ondine")
    page.set_viewport_size(DESKTOP)
    sign_in(page, coordinator)
    page.goto(f"/coordination/activites/{activity.pk}/")
    page.get_by_role("link", name="Trouver quelqu’un").click()
    expect(page).to_have_url(find)
    expect(page.get_by_role("listitem").filter(has_text=quiet.user.get_full_name())).to_contain_text("ne pas recevoir d’appels")
    assert axe(page) == []
    page.get_by_label("Chercher quelqu’un").fill("ondine")
    page.get_by_role("button", name="Afficher").click()
    expect(page.get_by_role("region", name="« ondine »")).to_contain_text("reste à suivre")
    assert axe(page) == []
    page.goto(find)
    page.get_by_role("checkbox", name=second.user.get_full_name()).uncheck()
    page.get_by_role("button", name="Demander aux personnes cochées").click()
    expect(page.get_by_role("status")).to_contain_text("3 personnes sont demandées")
    expect(page.get_by_role("region", name="Déjà demandé").get_by_role("row")).to_have_count(4)
    assert axe(page) == []
    run_tasks()
    calls = {call.volunteer_id: call for call in SeatCall.objects.all()}
    assert set(calls) == {person.pk for person in asked}

    # One says no, one says yes, from their telephones.
    page.set_viewport_size(PHONE)
    no, yes, silent = asked
    sign_in(page, no.user)
    page.goto(f"/espace/activites/demandes/{calls[no.pk].pk}/")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="Non, pas cette fois").click()
    expect(page.get_by_role("status")).to_contain_text("C’est noté")
    assert axe(page) == []
    sign_in(page, yes.user)
    page.goto(f"/espace/activites/demandes/{calls[yes.pk].pk}/")
    page.get_by_role("button", name="Oui, je prends la place").click()
    expect(page.get_by_role("status")).to_contain_text("Votre place est prise.")
    expect(page.get_by_text(f"Vous animez avec {proposer.user.first_name}.")).to_be_visible()

    # Whoever had not answered is thanked, and reads it on their page too.
    run_tasks()
    [thanks] = [message for message in mail.outbox if message.subject == "Merci\u00a0: la sortie a trouvé quelqu’un"]
    assert thanks.to == [silent.user.email]
    sign_in(page, silent.user)
    page.goto(f"/espace/activites/demandes/{calls[silent.pk].pk}/")
    expect(page.get_by_text("La sortie a trouvé quelqu’un")).to_be_visible()
    assert axe(page) == []
    page.set_viewport_size(DESKTOP)
    sign_in(page, coordinator)
    page.goto(find)
    expect(page.get_by_role("row").filter(has_text=yes.user.get_full_name())).to_contain_text("Oui")
    expect(page.get_by_text("On ne peut demander à personne")).to_be_visible()
    assert axe(page) == []

    # It is held, and reported.
    page.set_viewport_size(PHONE)
    bring_near(activity, hours=-20)
    sign_in(page, yes.user)
    page.goto(f"/espace/activites/{activity.pk}/")
    page.get_by_role("link", name="Faire le bilan").click()
    page.get_by_label("Combien de participant·es").fill("7")
    page.get_by_label("Très bien").check()
    page.get_by_role("button", name="Enregistrer le bilan").click()
    expect(page.get_by_role("status")).to_contain_text("Le bilan est enregistré.")
    activity.refresh_from_db()
    assert (activity.status, activity.participants_count) == (Activity.Status.HELD, 7)


@pytest.mark.parametrize("device", ["phone"], indirect=True)
def test_asked_person_accepts_with_the_keyboard_alone(
    page: Page, sign_in: SignIn, axe: Axe, ready_volunteer: Volunteer, live_server: object
) -> None:
    OutingSettings.objects.create(pk=1)
    Volunteer.objects.filter(pk=ready_volunteer.pk).update(phone="01 99 00 14 14")
    call = SeatCallFactory(volunteer=ready_volunteer)
    sign_in(page, ready_volunteer.user)
    page.goto(f"/espace/activites/demandes/{call.pk}/")
    assert axe(page) == []

    # From the top of the page, as somebody without a mouse comes to it.
    box, button = page.get_by_role("checkbox"), page.get_by_role("button", name="Oui, je prends la place")
    for _ in range(40):
        page.keyboard.press("Tab")
        if box.evaluate("box => box === document.activeElement"):
            break
    expect(box).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Votre place est prise.")
    assert call.activity.seats.active().get().shares_phone
