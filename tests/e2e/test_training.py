"""The coordinator plans a session, sees who booked, marks who came; the bénévole is ready at once."""

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
from tests.volunteers.factories import BookingFactory, TrainingSessionFactory, VolunteerFactory
from tests.volunteers.words import plain
from volunteers.models import Volunteer

Axe = Callable[[Page], list[str]]
SignIn = Callable[[Page, User], None]


@pytest.fixture
def volunteer(site: Site) -> Volunteer:
    """Waits for their mark in a session that has just begun."""
    volunteer = VolunteerFactory(user__first_name="Élodie", user__last_name="Fictif")
    session = TrainingSessionFactory(starts_at=timezone.now() - timedelta(minutes=30))
    BookingFactory(session=session, volunteer=volunteer)
    BookingFactory(session=session, volunteer=VolunteerFactory(user__first_name="Bruno", user__last_name="Exemple"))
    return volunteer


# People do this with their telephone.
@pytest.mark.parametrize("device", ["phone"], indirect=True)
def test_marks_make_the_volunteer_ready(
    page: Page, sign_in: SignIn, axe: Axe, coordinator: User, volunteer: Volunteer, run_tasks: RunTasks
) -> None:
    sign_in(page, coordinator)
    page.goto("/coordination/benevoles/")
    expect(page.get_by_role("row").filter(has_text="Élodie Fictif")).to_contain_text("Formation réservée")
    assert axe(page) == []

    page.get_by_role("link", name="Formations").click()
    expect(page.get_by_text("2 à noter")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="Connaissance du public").click()
    sheet = page.get_by_role("group", name="Élodie Fictif")
    sheet.get_by_role("radio", name="Présent·e").check()
    page.get_by_role("group", name="Bruno Exemple").get_by_role("radio", name="Absent·e").check()
    assert axe(page) == []
    page.get_by_role("button", name="Enregistrer les présences").click()
    expect(page.get_by_text("Les présences sont enregistrées.")).to_be_visible()
    expect(sheet.get_by_role("radio", name="Présent·e")).to_be_checked()

    page.get_by_role("link", name="Élodie Fictif").click()
    expect(page.get_by_text("Prêt·e").first).to_be_visible()
    assert axe(page) == []
    run_tasks()
    assert [plain(str(message.subject)) for message in mail.outbox if message.to == [volunteer.user.email]] == [
        "Vous êtes prêt·e, et votre attestation vous attend"
    ]

    sign_in(page, volunteer.user)
    page.goto("/espace/formation/")
    expect(page.get_by_text("Vous avez suivi cette formation")).to_be_visible()
    assert axe(page) == []


def test_planned_session_is_offered_to_volunteers(
    page: Page, sign_in: SignIn, axe: Axe, coordinator: User, new_volunteer: Volunteer, site: Site
) -> None:
    sign_in(page, coordinator)
    page.goto("/coordination/formations/")
    page.get_by_role("link", name="Nouvelle session").click()
    assert axe(page) == []
    page.get_by_role("button", name="Ouvrir la session").click()
    expect(page.get_by_role("alert")).to_contain_text("Indiquez la date.")
    on = timezone.localdate() + timedelta(days=30)
    page.get_by_label("Date").fill(on.isoformat())
    page.get_by_label("Heure de début").fill("18:30")
    page.get_by_role("button", name="Ouvrir la session").click()
    expect(page.get_by_text("La session est ouverte aux réservations.")).to_be_visible()
    expect(page.get_by_text("De 18 h 30 à 20 h 30")).to_be_visible()

    sign_in(page, new_volunteer.user)
    page.goto("/espace/formation/")
    expect(page.get_by_text(re.compile("de 18.h.30 à 20.h.30"))).to_be_visible()
    expect(page.get_by_role("button", name="Réserver")).to_be_enabled()
