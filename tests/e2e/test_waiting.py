"""A full session: an offer is accepted, another runs out; a session is moved, and its mail leads to another date."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail.models import Site

from accounts.models import User
from tests.conftest import RunTasks
from tests.volunteers.factories import TrainingSessionFactory, VolunteerFactory
from volunteers import training
from volunteers.held_places import tend_waiting_lists
from volunteers.models import Booking, TrainingSession, Waiting

Axe = Callable[[Page], list[str]]
SignIn = Callable[[Page, User], None]

pytestmark = pytest.mark.parametrize("device", ["phone"], indirect=True)


@pytest.fixture
def taken(site: Site) -> Booking:
    """The one place of a session."""
    session = TrainingSessionFactory(capacity=1, starts_at=timezone.now() + timedelta(days=20))
    return training.book(session, VolunteerFactory(), now=timezone.now())


def path_in_mail(to: User, words: str) -> str:
    """Where the last mail to somebody leads, by what its address holds."""
    text = next(str(message.body) for message in reversed(mail.outbox) if message.to == [to.email])
    found = re.search(rf"https?://[^/]+(/\S*{words}\S*)", text)
    assert found is not None, text
    return found[1]


def wait_for_a_place(page: Page, sign_in: SignIn, volunteer_user: User) -> None:
    sign_in(page, volunteer_user)
    page.goto("/espace/formation/")
    page.get_by_role("button", name="Me mettre en liste d’attente").click()
    expect(page.get_by_text("Vous êtes la prochaine personne.")).to_be_visible()


def test_offer_is_accepted(page: Page, sign_in: SignIn, axe: Axe, taken: Booking, run_tasks: RunTasks) -> None:
    user = VolunteerFactory().user
    wait_for_a_place(page, sign_in, user)
    training.give_back(taken, now=timezone.now())
    run_tasks()
    page.goto(path_in_mail(user, "attente"))
    expect(page.get_by_text("Une place est gardée pour vous")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Prendre cette place").click()
    expect(page.get_by_text("Votre place est réservée.")).to_be_visible()
    expect(page.get_by_role("link", name="Ajouter à mon agenda")).to_be_visible()
    assert axe(page) == []


def test_offer_runs_out(page: Page, sign_in: SignIn, taken: Booking, run_tasks: RunTasks) -> None:
    user = VolunteerFactory().user
    wait_for_a_place(page, sign_in, user)
    training.give_back(taken, now=timezone.now())
    run_tasks()
    address = path_in_mail(user, "attente")
    Waiting.objects.update(offered_until=timezone.now() - timedelta(minutes=1))
    tend_waiting_lists(timezone.now())
    page.goto(address)
    expect(page.get_by_text("Vous n’attendez plus cette session")).to_be_visible()
    expect(page.get_by_text("Le temps de répondre est passé")).to_be_visible()
    expect(page.get_by_role("button", name="Prendre cette place")).to_have_count(0)


def test_session_is_moved_and_another_date_taken(
    page: Page, sign_in: SignIn, axe: Axe, coordinator: User, taken: Booking, run_tasks: RunTasks
) -> None:
    other: TrainingSession = TrainingSessionFactory(starts_at=timezone.now() + timedelta(days=25))
    sign_in(page, coordinator)
    page.goto(f"/coordination/formations/{taken.session_id}/changer/")
    page.get_by_label("Date", exact=True).fill((timezone.localdate() + timedelta(days=30)).isoformat())
    page.get_by_role("button", name="Enregistrer le changement").click()
    expect(page.get_by_text("Personnes prévenues : 1.")).to_be_visible()
    assert axe(page) == []
    run_tasks()
    user = taken.volunteer.user
    sign_in(page, user)
    page.goto(path_in_mail(user, str(other.pk)))
    assert axe(page) == []
    page.get_by_role("button", name="Changer pour cette date").click()
    expect(page.get_by_text("Votre place est réservée.").first).to_be_visible()
