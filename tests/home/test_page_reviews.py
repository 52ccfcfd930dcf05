"""Pages that nobody looked at for a year come back on the officer's start page."""

from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from home.models import HomePage, PageReview, StandardPage
from home.page_reviews import mark_reviewed, pages_to_review
from home.permissions import grant_to_communication
from tests.conftest import SignIn

NOW = datetime.fromisoformat("2026-03-02T10:00:00+01:00")


@pytest.fixture
def officer(home_page: HomePage, communication_officer: User, signed_in: SignIn) -> Client:
    grant_to_communication(apps)
    return signed_in(communication_officer)


def add(parent: HomePage, slug: str, *, days: int, now: datetime = NOW) -> StandardPage:
    """A page last published so many days ago."""
    page = StandardPage(title=slug.capitalize(), slug=slug)
    parent.add_child(instance=page)
    Page.objects.filter(pk=page.pk).update(last_published_at=now - timedelta(days=days))
    return page


def slugs(now: datetime = NOW) -> list[str]:
    return [page.slug for page in pages_to_review(now)]


def test_page_comes_back_a_year_after_it_was_published(home_page: HomePage) -> None:
    add(home_page, "recente", days=364)
    add(home_page, "ancienne", days=366)
    add(home_page, "tres-ancienne", days=800)
    assert slugs() == ["tres-ancienne", "ancienne"]


def test_page_found_still_true_comes_back_a_year_later(home_page: HomePage) -> None:
    page = add(home_page, "ancienne", days=800)
    mark_reviewed(page, now=NOW)
    assert slugs() == []
    assert slugs(NOW + timedelta(days=366)) == ["ancienne"]
    mark_reviewed(page, now=NOW + timedelta(days=366))
    assert PageReview.objects.count() == 1


def test_page_that_is_not_online_is_not_reviewed(home_page: HomePage) -> None:
    page = add(home_page, "ancienne", days=800)
    Page.objects.filter(pk=page.pk).update(live=False)
    assert slugs() == []


def test_officer_says_on_the_start_page_that_a_page_is_still_true(officer: Client, home_page: HomePage) -> None:
    page = add(home_page, "ancienne", days=800, now=timezone.now())
    assert "Ancienne" in officer.get(reverse("wagtailadmin_home")).content.decode()
    response = officer.post(reverse("mark_page_reviewed", args=[page.pk]), follow=True)
    shown = response.content.decode()
    assert "est à jour" in shown
    assert "Toutes les pages ont été publiées ou revues" in shown


def test_reading_the_address_marks_nothing(officer: Client, home_page: HomePage) -> None:
    page = add(home_page, "ancienne", days=800)
    assert officer.get(reverse("mark_page_reviewed", args=[page.pk])).status_code == 405
    assert not PageReview.objects.exists()


@pytest.mark.parametrize("person", ["coordinator", "treasurer"])
def test_others_mark_nothing(request: pytest.FixtureRequest, home_page: HomePage, signed_in: SignIn, person: str) -> None:
    page = add(home_page, "ancienne", days=800)
    client = signed_in(request.getfixturevalue(person))
    assert client.post(reverse("mark_page_reviewed", args=[page.pk])).status_code == 403
    assert Client().post(reverse("mark_page_reviewed", args=[page.pk])).status_code == 302
    assert not PageReview.objects.exists()


def test_start_page_asks_no_more_for_thirty_pages(officer: Client, home_page: HomePage, django_assert_max_num_queries: object) -> None:
    for number in range(30):
        add(home_page, f"page-{number}", days=800, now=timezone.now())
    officer.get(reverse("wagtailadmin_home"))
    with django_assert_max_num_queries(60):  # type: ignore[operator]
        shown = officer.get(reverse("wagtailadmin_home")).content.decode()
    assert shown.count("Toujours à jour") == 8
    assert "Et 22 autres." in shown
