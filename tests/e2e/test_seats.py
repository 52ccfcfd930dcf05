"""A bénévole finds an outing and takes one of its two seats; one who is not ready learns why not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from events.models import Activity
from tests.events.factories import ActivityFactory, SeatFactory, VenueFactory
from volunteers.models import Volunteer

SignIn = Callable[[Page, User], None]
Axe = Callable[[Page], list[str]]


@pytest.fixture
def outing(live_server: object) -> Activity:
    """In ten days, led by one person so far."""
    venue = VenueFactory(name="Musée des Beaux-Arts", area="Paris 1er")
    activity = ActivityFactory(
        title="Visite du musée", starts_at=timezone.now() + timedelta(days=10), venue=venue, meeting_point="Sous l’horloge"
    )
    SeatFactory(activity=activity)
    return activity


def test_ready_volunteer_takes_one_of_two_seats_and_gives_it_back(
    page: Page, sign_in: SignIn, axe: Axe, outing: Activity, ready_volunteer: Volunteer
) -> None:
    partner = outing.seats.get().volunteer.user
    sign_in(page, ready_volunteer.user)

    page.goto("/espace/")
    page.get_by_role("navigation", name="Espace bénévole").get_by_role("link", name="Activités").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Activités à animer")
    expect(page.get_by_role("article").filter(has_text="Visite du musée")).to_contain_text("1 place libre sur 2")
    assert axe(page) == []

    page.get_by_role("link", name="Visite du musée").click()
    expect(page.get_by_text(partner.first_name)).to_have_count(0)
    assert axe(page) == []
    page.get_by_role("button", name="Prendre une place").click()

    expect(page.get_by_role("status")).to_contain_text("Votre place est prise.")
    expect(page.get_by_text(f"Vous animez avec {partner.first_name}.")).to_be_visible()
    expect(page.get_by_text("Le lieu précis s’affichera ici")).to_be_visible()
    expect(page.get_by_text("Sous l’horloge")).to_have_count(0)
    assert axe(page) == []

    page.goto("/espace/")
    expect(page.get_by_role("region", name="Votre prochain rendez-vous")).to_contain_text("Visite du musée")

    page.get_by_role("link", name="Visite du musée").click()
    page.get_by_text("Je ne peux plus venir").click()
    page.get_by_role("button", name="Rendre ma place").click()
    expect(page.get_by_role("status")).to_contain_text("Votre place est rendue.")
    expect(page.get_by_role("button", name="Prendre une place")).to_be_enabled()


def test_volunteer_who_is_not_ready_reads_why_and_is_refused_by_the_same_rule(
    page: Page, sign_in: SignIn, axe: Axe, outing: Activity, new_volunteer: Volunteer
) -> None:
    missing = "La formation «\u00a0Connaissance du public\u00a0» reste à suivre."
    sign_in(page, new_volunteer.user)

    page.goto(f"/espace/activites/{outing.pk}/")
    button = page.get_by_role("button", name="Prendre une place")
    expect(button).to_be_disabled()
    expect(page.get_by_role("listitem").filter(has_text=missing)).to_be_visible()
    assert axe(page) == []

    # Somebody who gets round the greyed button meets the rule itself.
    button.evaluate("button => { button.disabled = false }")
    button.click()
    expect(page.get_by_role("status")).to_contain_text(missing)
    assert outing.seats.count() == 1

    page.get_by_role("link", name="Réserver une formation").click()
    expect(page).to_have_url("/espace/formation/")
