"""With the keyboard alone: a bénévole takes a seat and gives it back; a coordinator publishes an outing, gives a seat and gives it back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from events.models import Activity
from tests.events.factories import ActivityFactory, SeatFactory, SeatWaitFactory
from volunteers.models import Volunteer

SignIn = Callable[[Page, User], None]
Axe = Callable[[Page], list[str]]

# More stops than any of these pages has.
MOST_STOPS = 60
HAS_FOCUS = "element => element === document.activeElement"
# Beside the ring, nothing covers the middle of what has the focus.
IS_SEEN = """element => {
  const box = element.getBoundingClientRect(), ring = getComputedStyle(element), around = getComputedStyle(element, '::after');
  const seen = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return (ring.outlineStyle !== 'none' || around.outlineStyle !== 'none') && (element === seen || element.contains(seen));
}"""


@pytest.fixture
def outing(live_server: object, ready_volunteer: Volunteer) -> Activity:
    activity: Activity = ActivityFactory(
        title="Visite du canal", starts_at=timezone.now() + timedelta(days=10), mission=ready_volunteer.missions.get()
    )
    return activity


def reach(page: Page, wanted: Locator) -> None:
    """By Tab, from where the focus is."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if wanted.evaluate(HAS_FOCUS):
            assert wanted.evaluate(IS_SEEN)
            return
    raise AssertionError(f"Tab never reaches {wanted}")


def press(page: Page, wanted: Locator, key: str = "Enter") -> None:
    """What leads to another page, or sends a form."""
    reach(page, wanted)
    with page.expect_navigation():
        page.keyboard.press(key)


def test_a_bénévole_takes_a_seat_and_gives_it_back(page: Page, sign_in: SignIn, outing: Activity, ready_volunteer: Volunteer) -> None:
    sign_in(page, ready_volunteer.user)
    page.goto("/espace/activites/")
    press(page, page.get_by_role("link", name="Visite du canal"))
    press(page, page.get_by_role("button", name="Prendre une place"), "Space")
    expect(page.get_by_role("status")).to_contain_text("Votre place est prise.")
    reach(page, page.get_by_text("Je ne peux plus venir"))
    page.keyboard.press("Enter")
    press(page, page.get_by_role("button", name="Rendre ma place"), "Space")
    expect(page.get_by_role("status")).to_contain_text("Votre place est rendue.")


def test_the_answer_to_a_seat_held_is_reached_in_the_list(
    page: Page, sign_in: SignIn, axe: Axe, outing: Activity, ready_volunteer: Volunteer
) -> None:
    SeatFactory(activity=outing)
    SeatWaitFactory(activity=outing, volunteer=ready_volunteer, offered=True)
    sign_in(page, ready_volunteer.user)
    page.goto("/espace/activites/")
    assert axe(page) == []
    press(page, page.get_by_role("link", name="Répondre"))
    expect(page.get_by_role("button", name="Prendre la place")).to_be_visible()


def test_a_coordinator_publishes_gives_a_seat_and_gives_it_back(
    page: Page, sign_in: SignIn, axe: Axe, coordinator: User, outing: Activity, ready_volunteer: Volunteer
) -> None:
    Activity.objects.update(status=Activity.Status.ACCEPTED, published_at=None)
    name = ready_volunteer.user.get_full_name()
    sign_in(page, coordinator)
    page.goto(f"/coordination/activites/{outing.pk}/")
    press(page, page.get_by_role("button", name="Publier l’activité"), "Space")
    expect(page.get_by_role("status")).to_contain_text("L’activité est publiée.")

    press(page, page.get_by_role("link", name="Donner une place à quelqu’un"))
    assert axe(page) == []
    reach(page, page.get_by_label("Bénévole"))
    page.keyboard.type(name)
    press(page, page.get_by_role("button", name="Donner la place"))
    expect(page.get_by_role("status")).to_contain_text("La place est donnée.")
    assert axe(page) == []

    press(page, page.get_by_role("link", name="Rendre sa place"))
    expect(page.get_by_text(name)).to_be_visible()
    assert axe(page) == []
    reach(page, page.get_by_label("Raison"))
    page.keyboard.type("Grippe")
    press(page, page.get_by_role("button", name="Rendre cette place"))
    expect(page.get_by_role("status")).to_contain_text("La place est rendue.")
    expect(page.get_by_role("region", name="Qui anime")).to_contain_text("Grippe")
