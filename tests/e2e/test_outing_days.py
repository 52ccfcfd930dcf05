"""The days around an outing: who leaves late says why, the coordinator reads it, the day after is told and counted."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.events.factories import ActivityFactory, SeatFactory
from volunteers.models import Volunteer

SignIn = Callable[[Page, User], None]
Axe = Callable[[Page], list[str]]


def test_late_leaving_is_read_and_the_day_after_is_counted(
    page: Page, sign_in: SignIn, axe: Axe, ready_volunteer: Volunteer, coordinator: User
) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    soon = SeatFactory(activity=ActivityFactory(title="Demain", starts_at=timezone.now() + timedelta(hours=30)), volunteer=ready_volunteer)
    over = SeatFactory(activity__over=True, activity__title="Hier", volunteer=ready_volunteer)
    sign_in(page, ready_volunteer.user)

    page.goto(f"/espace/activites/{soon.activity_id}/")
    page.get_by_text("Je ne peux plus venir").click()
    page.get_by_role("button", name="Rendre ma place").click()
    expect(page.get_by_text("Dites en une phrase pourquoi").first).to_be_visible()
    assert axe(page) == []
    page.get_by_label("Pourquoi ne pouvez-vous plus venir").fill("Mon train est supprimé.")
    page.get_by_role("button", name="Rendre ma place").click()
    expect(page.get_by_role("status")).to_contain_text("Votre place est rendue.")

    page.goto(f"/espace/activites/{over.activity_id}/")
    page.get_by_role("link", name="Faire le bilan").click()
    assert axe(page) == []
    page.get_by_label("Combien de participant·es").fill("7")
    page.get_by_label("Très bien").check()
    page.keyboard.press("Tab")
    page.keyboard.type("12,50")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Le bilan est enregistré.")

    page.context.clear_cookies()
    sign_in(page, coordinator)
    page.goto(f"/coordination/activites/{soon.activity_id}/")
    expect(page.get_by_text("Mon train est supprimé.")).to_be_visible()
    page.goto(f"/coordination/activites/{over.activity_id}/")
    expect(page.get_by_role("region", name="Bilan")).to_contain_text("Très bien (5 sur 5)")
    assert axe(page) == []

    page.goto(f"/coordination/activites/chiffres/?annee={timezone.localtime(over.activity.starts_at).year}")
    assert axe(page) == []
    page.get_by_role("link", name="1 sortie : Sorties tenues").click()
    expect(page.get_by_role("link", name="Hier")).to_be_visible()
    assert axe(page) == []
