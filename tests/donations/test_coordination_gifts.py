from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from donations.models import Gift, StripeEvent
from tests.donations.factories import GiftFactory

GIFTS = "/coordination/dons/"
SignIn = Callable[[User], Client]


@pytest.fixture
def treasury(treasurer: User, signed_in: SignIn) -> Client:
    return signed_in(treasurer)


def test_the_treasurer_sees_gifts_and_the_totals_of_the_month(treasury: Client) -> None:
    now = timezone.now()
    GiftFactory(paid=True, amount_cents=1250, created_at=now)
    GiftFactory(paid=True, amount_cents=5000, created_at=now)
    GiftFactory(amount_cents=700)
    GiftFactory(paid=True, amount_cents=9900, created_at=now - timedelta(days=70))
    text = treasury.get(GIFTS).content.decode()
    assert "62,50\u202f€" in text
    assert "31,25\u202f€" in text
    assert "7,00\u202f€" in text
    assert "4 dons" in text


@pytest.mark.parametrize("status", Gift.Status.values)
def test_gifts_are_filtered_by_state(treasury: Client, status: str) -> None:
    for value in Gift.Status.values:
        GiftFactory(status=value, paid_at=timezone.now() if value == Gift.Status.PAID else None)
    page = treasury.get(GIFTS, {"etat": status}).context["page"]
    assert [gift.status for gift in page] == [status]


def test_a_state_that_is_none_shows_all(treasury: Client) -> None:
    GiftFactory.create_batch(2)
    assert len(treasury.get(GIFTS, {"etat": "volé", "page": "zz"}).context["page"]) == 2


def test_pages_hold_fifty_gifts_and_keep_the_filter(treasury: Client) -> None:
    GiftFactory.create_batch(51)
    answer = treasury.get(GIFTS, {"etat": "pending", "page": "2"})
    assert len(answer.context["page"]) == 1
    assert "?etat=pending&amp;page=1" in answer.content.decode()


def test_no_gift_is_said_so(treasury: Client) -> None:
    assert "Aucun don" in treasury.get(GIFTS).content.decode()


def test_events_that_fail_are_said(treasury: Client) -> None:
    now = timezone.now()
    StripeEvent.objects.create(id="evt_1", type="x", created_at=now, received_at=now, next_attempt_at=now, livemode=False, state="failed")
    assert "Des nouvelles de Stripe attendent" in treasury.get(GIFTS).content.decode()


def test_thirty_gifts_cost_as_many_queries_as_one(treasury: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            treasury.get(GIFTS)
        return len(queries)

    GiftFactory(paid=True)
    treasury.get(GIFTS)
    one = count()
    GiftFactory.create_batch(29, paid=True)
    assert count() == one


def test_only_treasurer_and_superuser_enter(
    client: Client, signed_in: SignIn, superuser: User, coordinator: User, communication_officer: User
) -> None:
    assert signed_in(superuser).get(GIFTS).status_code == 200
    assert signed_in(coordinator).get(GIFTS).status_code == 403
    assert signed_in(communication_officer).get(GIFTS).status_code == 403
    assert client.get(GIFTS).status_code == 302


def test_the_list_is_read_only(treasury: Client) -> None:
    assert treasury.post(GIFTS).status_code == 405
