"""Campaigns: how long, how much, and who may read them."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from donations.figures import raised_cents
from donations.models import CampaignPage, Gift, Refund
from donations.page_forms import EurosField
from tests.donations.checkouts import Answers
from tests.donations.factories import GiftFactory
from tests.donations.pages import add_campaign

pytestmark = pytest.mark.django_db


def test_what_is_raised_is_what_stays_of_the_money_that_arrived() -> None:
    campaign = add_campaign()
    GiftFactory(campaign=campaign, paid=True)
    GiftFactory(campaign=campaign)
    GiftFactory(paid=True)
    refunded = GiftFactory(campaign=campaign, paid=True)
    Refund.objects.create(payment=refunded.payments.get(), amount_cents=1500, state=Refund.State.DONE, created_at=timezone.now())
    assert raised_cents(campaign) == 5000 + 3500


def test_a_campaign_ends_after_its_last_day(client: Client, answers: Answers) -> None:
    today = timezone.localdate()
    campaign = add_campaign(ends_on=today)
    assert "data-gift-form" in client.get("/don/une-salle/").content.decode()
    CampaignPage.objects.update(ends_on=today - timedelta(days=1))
    text = client.get("/don/une-salle/").content.decode()
    assert "Cette campagne est terminée" in text
    assert "data-gift-form" not in text
    client.post("/don/une-salle/", answers)
    assert not Gift.objects.exists()
    assert campaign.title not in client.get("/don/").content.decode()


def test_a_draft_is_no_campaign(client: Client) -> None:
    add_campaign(live=False)
    assert client.get("/don/une-salle/").status_code == 404


def test_a_campaign_without_end_goes_on() -> None:
    assert not add_campaign().is_over(date(2099, 1, 1))


def test_the_officer_types_euros() -> None:
    field = EurosField()
    assert field.clean("5 000") == 500_000
    assert field.prepare_value(500_000) == "5\u202f000\u202f€"
    assert field.clean(field.prepare_value(123_450)) == 123_450
