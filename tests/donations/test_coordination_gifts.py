"""`/coordination/dons/`: found again, narrowed, and what asks for attention."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from donations.models import Dispute, Gift, MoneyAlert, MonthlyPlan, Payment, StripeEvent
from tests.donations.factories import CampaignFactory, DonorFactory, GiftFactory, MonthlyPlanFactory, PaymentFactory
from tests.volunteers.counting import count_queries

GIFTS = "/coordination/dons/"
SignIn = Callable[[User], Client]


@pytest.fixture
def treasury(treasurer: User, signed_in: SignIn) -> Client:
    return signed_in(treasurer)


def found(client: Client, **filters: str) -> list[Gift]:
    return list(client.get(GIFTS, filters).context["gifts"])


def searched(client: Client, words: str) -> list[Gift]:
    answer = client.post(GIFTS, {"q": words}, follow=True)
    assert answer.redirect_chain == [(f"{GIFTS}?recherche=oui", 302)]
    return list(answer.context["gifts"])


def test_the_treasurer_sees_gifts_and_the_totals_of_the_month(treasury: Client) -> None:
    now = timezone.now()
    GiftFactory(paid=True, amount_cents=1250, created_at=now)
    GiftFactory(paid=True, amount_cents=5000, created_at=now)
    GiftFactory(amount_cents=700)
    GiftFactory(paid=True, amount_cents=9900, created_at=now - timedelta(days=70))
    text = treasury.get(GIFTS).content.decode()
    assert [word in text for word in ("62,50\u202f€", "31,25\u202f€", "7,00\u202f€", "4 dons")] == [True] * 4


@pytest.mark.parametrize(
    "words",
    [
        "elodie exemple",
        "Éxemple",
        "ELODIE@demo",
        "37,40",
        "37.4",
        "1A2B3C4D",
        "1a2b3c4d-0000-4000-8000-000000000001",
        "pi_demo_7",
        "chq 12",
    ],
)
def test_a_gift_is_found_by_whom_it_is_from_what_it_is_worth_and_its_references(treasury: Client, words: str) -> None:
    donor = DonorFactory(first_name="Élodie", last_name="Exemple", email="elodie@demo.test")
    gift = GiftFactory(id="1a2b3c4d-0000-4000-8000-000000000001", donor=donor, amount_cents=3740)
    PaymentFactory(gift=gift, intent_id="pi_demo_7", bank_reference="CHQ 12")
    PaymentFactory(gift=GiftFactory(donor=DonorFactory(located=True, email="autre@demo.test", last_name="Ailleurs")))
    assert [str(one.pk) for one in searched(treasury, words)] == [str(gift.pk)]


def test_words_that_were_looked_for_stand_in_no_address(treasury: Client) -> None:
    """A name would stay in the history of the browser and in the logs of the server."""
    GiftFactory.create_batch(51, donor=DonorFactory(last_name="Exemple"))
    page = treasury.post(GIFTS, {"q": "exemple", "status": "pending"}, follow=True)
    addresses = [part.split('"')[0] for part in page.content.decode().split('href="')[1:]]
    assert [address for address in addresses if "exemple" in address.lower()] == []
    following = treasury.get(f"{GIFTS}?status=pending&recherche=oui&page=2")
    assert len(following.context["gifts"]) == 1
    assert len(found(treasury, status="paid")) == 0


def test_each_filter_narrows_the_list(treasury: Client) -> None:
    now, campaign = timezone.now(), CampaignFactory(slug="rentree")
    plan = MonthlyPlanFactory(state=MonthlyPlan.State.PAUSED)
    cheque = GiftFactory(source=Gift.Source.CHEQUE, status=Gift.Status.PAID, campaign=campaign)
    PaymentFactory(gift=cheque, method=Payment.Method.CHEQUE)
    old = GiftFactory(created_at=now - timedelta(days=400), status=Gift.Status.FAILED)
    day = timezone.localdate(now - timedelta(days=300)).isoformat()
    asked = {
        "status": ("failed", [old]),
        "source": ("cheque", [cheque]),
        "method": ("cheque", [cheque]),
        "campaign": ("rentree", [cheque]),
        "rhythm": ("monthly", [plan.gift]),
        "plan": ("paused", [plan.gift]),
        "last_day": (day, [old]),
        "given_back": ("on", []),
        "page": ("zz", [cheque, plan.gift, old]),
    }
    assert {name: {gift.pk for gift in found(treasury, **{name: value})} for name, (value, _gifts) in asked.items()} == {
        name: {gift.pk for gift in gifts} for name, (_value, gifts) in asked.items()
    }


def test_a_monthly_gift_is_in_each_month_that_brought_money(treasury: Client) -> None:
    now = timezone.now()
    gift = GiftFactory(monthly=True, paid=True, created_at=now - timedelta(days=90))
    PaymentFactory(gift=gift, created_at=now - timedelta(days=30))
    assert len(found(treasury, first_day=timezone.localdate(now - timedelta(days=31)).isoformat())) == 1
    assert len(found(treasury, first_day=timezone.localdate(now - timedelta(days=20)).isoformat())) == 0


def test_a_filter_that_makes_no_sense_is_left_aside(treasury: Client) -> None:
    GiftFactory.create_batch(2)
    assert len(found(treasury, status="volé", first_day="hier", campaign="aucune")) == 2


def test_no_gift_is_said_so(treasury: Client) -> None:
    assert "Aucun don" in treasury.get(GIFTS).content.decode()


def test_what_asks_for_attention_is_said_with_what_to_do(treasury: Client) -> None:
    now = timezone.now()
    event = {"type": "x", "created_at": now, "next_attempt_at": now, "livemode": False}
    StripeEvent.objects.create(id="evt_1", received_at=now - timedelta(hours=3), state="failed", **event)
    StripeEvent.objects.create(id="evt_2", received_at=now, caught_up=True, **event)
    MoneyAlert.objects.create(kind=MoneyAlert.Kind.DECLINES, opened_at=now)
    MoneyAlert.objects.create(kind=MoneyAlert.Kind.SILENCE, opened_at=now, closed_at=now)
    text = treasury.get(GIFTS).content.decode()
    said = (
        "Des nouvelles de Stripe attendent",
        "Beaucoup de cartes refusées",
        "fermez les dons en ligne",
        "Dernière nouvelle de Stripe\xa0: il y a 3\xa0heures, le",
        "n’arrivent plus",
    )
    assert [words in text for words in said] == [True, True, True, True, False]


def test_thirty_gifts_cost_as_many_queries_as_one(treasury: Client) -> None:
    MonthlyPlanFactory()
    treasury.get(GIFTS)
    one = count_queries(treasury, GIFTS)
    MonthlyPlanFactory.create_batch(29)
    assert count_queries(treasury, GIFTS) == one


@pytest.mark.parametrize(
    ("state", "said"), [(Dispute.State.OPENED, ">Contesté<"), (Dispute.State.WON, ">Payé<"), (Dispute.State.LOST, ">Rendu ou repris<")]
)
def test_money_that_a_bank_contests_is_not_plainly_paid(treasury: Client, state: str, said: str) -> None:
    gift = GiftFactory(paid=True)
    now = timezone.now()
    Dispute.objects.create(payment=gift.payments.get(), stripe_id="du_1", amount_cents=gift.amount_cents, state=state, created_at=now)
    rows = treasury.get(GIFTS).content.decode().partition("<tbody>")[2]
    assert [word for word in (">Contesté<", ">Payé<", ">Rendu ou repris<") if word in rows] == [said]
