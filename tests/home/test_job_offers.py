"""Offers to join the team: they close by themselves, on Paris clocks, and ask nothing of the officer."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from home.dates import full_day
from home.job_offers import end_of_day
from home.models import HomePage, JobPage, JobsPage, StandardPage
from tests.conftest import SignIn
from tests.home.test_pages import MOST_QUERIES, count_queries

ADDRESS = "/association/nous-rejoindre/"
AddOffer = Callable[..., JobPage]


@pytest.fixture
def jobs_page(home_page: HomePage) -> JobsPage:
    parent = home_page.add_child(instance=StandardPage(title="L’association", slug="association"))
    return parent.add_child(instance=JobsPage(title="Nous rejoindre", slug="nous-rejoindre"))


@pytest.fixture
def add_offer(jobs_page: JobsPage) -> AddOffer:
    def add(title: str = "Une offre", closes_on: date | None = None, **values: Any) -> JobPage:
        page = JobPage(
            title=title, closes_on=closes_on, time_asked="35 heures", starts="Janvier", apply_email="recrutement@demo.test", **values
        )
        jobs_page.add_child(instance=page)
        page.save_revision().publish()
        page.refresh_from_db()
        return page

    return add


def shown(client: Client) -> list[str]:
    return re.findall(r'card__title"><a href="[^"]+">(.*?)</a>', client.get(ADDRESS).content.decode())


def test_offer_says_what_it_is_and_how_to_answer(add_offer: AddOffer, client: Client) -> None:
    with time_machine.travel(datetime(2026, 5, 2, tzinfo=UTC), tick=False):
        offer = add_offer(
            closes_on=date(2026, 6, 12), kind=JobPage.Kind.CIVIC_SERVICE, how_to_apply="Quelques lignes.", introduction="Sortir."
        )
        text = client.get(offer.url).content.decode()
    for said in ("Service civique", "35 heures", "Janvier", full_day(date(2026, 6, 12)), "Quelques lignes."):
        assert said in text
    assert re.search(r'href="mailto:recrutement@demo\.test\?subject=R%C3%A9ponse[^" ]*Une%20offre"', text)
    described = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)[-1])
    assert (described["@type"], described["validThrough"], described["employmentType"]) == (
        "JobPosting",
        "2026-06-13T00:00:00+02:00",
        "VOLUNTEER",
    )


@pytest.mark.parametrize(
    ("now", "is_shown"),
    [
        # The 31st of March 2026 in Paris ends at 22:00 UTC.
        (datetime(2026, 3, 31, 21, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 31, 22, 0, tzinfo=UTC), False),
    ],
)
def test_offer_disappears_the_minute_its_last_day_ends_in_paris(
    add_offer: AddOffer, client: Client, now: datetime, *, is_shown: bool
) -> None:
    with time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC), tick=False):
        offer = add_offer(closes_on=date(2026, 3, 31))
    with time_machine.travel(now, tick=False):
        assert shown(client) == (["Une offre"] if is_shown else [])
        assert client.get(offer.url).status_code == (200 if is_shown else 404)
        assert (offer.url in client.get(reverse("sitemap")).content.decode()) is is_shown


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2026, 3, 29), datetime(2026, 3, 29, 22, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 23, tzinfo=UTC)),
    ],
)
def test_last_day_ends_at_midnight_on_days_when_clocks_change(day: date, end: datetime) -> None:
    assert end_of_day(day) == end


def test_closed_offer_is_unpublished_by_the_clock(add_offer: AddOffer, client: Client) -> None:
    with time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC), tick=False):
        offer, lasting = add_offer(closes_on=date(2026, 3, 31)), add_offer("Sans fin")
    with time_machine.travel(datetime(2026, 4, 1, tzinfo=UTC), tick=False):
        call_command("publish_scheduled")
        offer.refresh_from_db()
        lasting.refresh_from_db()
        assert (offer.live, lasting.live) == (False, True)


def test_moving_the_last_day_moves_the_clock(add_offer: AddOffer) -> None:
    last_day = timezone_today() + timedelta(days=5)
    offer = add_offer(closes_on=last_day)
    assert offer.expire_at == end_of_day(last_day)
    offer.closes_on = None
    offer.save_revision().publish()
    offer.refresh_from_db()
    assert offer.expire_at is None


def timezone_today() -> date:
    return datetime.now(tz=UTC).date()


def test_offers_that_close_first_come_first(add_offer: AddOffer, client: Client) -> None:
    today = timezone_today()
    add_offer("Sans date")
    add_offer("Plus tard", today + timedelta(days=20))
    add_offer("Bientôt", today + timedelta(days=3))
    assert shown(client) == ["Bientôt", "Plus tard", "Sans date"]


def test_page_without_offer_says_so(jobs_page: JobsPage, client: Client) -> None:
    assert "Aucune offre en ce moment" in client.get(ADDRESS).content.decode()


def test_thirty_offers_cost_no_more_queries_than_one(add_offer: AddOffer, client: Client) -> None:
    add_offer()
    one = count_queries(client, ADDRESS)
    for number in range(30):
        add_offer(f"Offre {number}")
    assert count_queries(client, ADDRESS) == one <= MOST_QUERIES


def test_officer_is_told_that_a_last_day_is_past(jobs_page: JobsPage, signed_in: SignIn, communication_officer: User) -> None:
    client = signed_in(communication_officer)
    data = {
        "title": "Une offre",
        "slug": "une-offre",
        "introduction": "Un chapeau.",
        "kind": "stage",
        "place": "Paris",
        "time_asked": "35 heures",
        "starts": "Janvier",
        "closes_on": "01/01/2020",
        "apply_email": "recrutement@demo.test",
        "how_to_apply": "",
        "body-count": "0",
    }
    address = reverse("wagtailadmin_pages:add", args=["home", "jobpage", jobs_page.pk])
    response = client.post(address, {**data, "action-publish": "Publier"})
    assert response.context["form"].errors == {"closes_on": ["Ce jour est passé\u00a0: l’offre ne paraîtrait pas."]}
    assert client.post(address, data).status_code == 302
    assert not JobPage.objects.get().live
