"""A page set to appear or to leave at an hour does so when the worker's clock has passed it, by `run_periodic`."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from advocacy.models import AdvocacyDocumentPage, AdvocacyIndexPage, Version
from home.models import HomePage, StandardPage
from home.permissions import grant_to_communication
from site_polaris.periodic import run_due_jobs
from tests.conftest import SignIn
from tests.home.test_editor import form_of

JOB = [("site_polaris.upkeep.publish_scheduled", 60)]
# The clocks go forward on 29 March 2026: 8 o'clock in Paris is 6 o'clock UTC, no longer 7.
MORNING = datetime.fromisoformat("2026-03-29T08:00:00+02:00")


def run_at(moment: datetime) -> None:
    with time_machine.travel(moment, tick=False):
        run_due_jobs(moment, JOB)


@pytest.fixture
def page(home_page: HomePage) -> StandardPage:
    page = StandardPage(title="L’association", slug="association", introduction="Avant.")
    home_page.add_child(instance=page)
    page.save_revision().publish()
    return page


def introduction_of(page: Page) -> str:
    return StandardPage.objects.get(pk=page.pk).introduction


def test_officer_sets_the_hour_in_the_form(
    page: StandardPage, communication_officer: User, signed_in: SignIn, run_tasks: Callable[[], int]
) -> None:
    grant_to_communication(apps)
    with time_machine.travel(MORNING - timedelta(days=1), tick=False):
        officer = signed_in(communication_officer)
        fields = form_of(page, introduction="À l’heure dite.", go_live_at="2026-03-29 08:00", **{"action-publish": "action-publish"})
        assert officer.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), fields).status_code == 302
    run_at(MORNING - timedelta(minutes=1))
    assert introduction_of(page) == "Avant."
    run_at(MORNING + timedelta(minutes=1))
    assert introduction_of(page) == "À l’heure dite."


def test_page_leaves_at_its_hour(page: StandardPage) -> None:
    with time_machine.travel(MORNING - timedelta(days=1), tick=False):
        page.expire_at = MORNING
        page.save_revision().publish()
    run_at(MORNING - timedelta(minutes=1))
    assert Client().get("/association/").status_code == 200
    run_at(MORNING + timedelta(minutes=1))
    assert Client().get("/association/").status_code == 404


def test_publication_makes_its_version_when_its_hour_has_come(home_page: HomePage) -> None:
    index = AdvocacyIndexPage(title="Plaidoyer", slug="plaidoyer")
    home_page.add_child(instance=index)
    document = AdvocacyDocumentPage(title="Plaidoyer 2026", slug="2026", edition_on=date(2026, 3, 1), authors="Polaris 14", live=False)
    index.add_child(instance=document)
    with time_machine.travel(MORNING - timedelta(days=1), tick=False):
        document.go_live_at = MORNING
        document.save_revision().publish()
    assert not Version.objects.exists()
    run_at(MORNING + timedelta(minutes=1))
    assert Page.objects.get(pk=document.pk).live
    assert Version.objects.get().number == 1


def test_command_publishes_what_is_due(page: StandardPage) -> None:
    page.introduction = "À l’heure dite."
    page.go_live_at = timezone.now() - timedelta(minutes=1)
    page.save_revision(approved_go_live_at=page.go_live_at)
    call_command("run_periodic", stdout=StringIO())
    assert introduction_of(page) == "À l’heure dite."
