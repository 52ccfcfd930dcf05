"""The donor's pages of a monthly gift: each change by one button, at once, and never by opening a page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutgoingMail
from donations.donor_links import token_of
from donations.models import MonthlyPlan, Payment
from donations.stand_in.store import Fault, Store
from tests.donations.checkouts import pass_time, plan_faults
from tests.donations.factories import DonorFactory, MonthlyPlanFactory

pytestmark = pytest.mark.django_db


def page_of(plan: MonthlyPlan, name: str = "my_monthly_gift") -> str:
    return reverse(name, args=[token_of(plan.gift.donor), plan.gift_id])


def last_mail() -> str:
    return OutgoingMail.objects.latest("created_at").text


def test_stopping_takes_one_button_and_opening_the_page_of_the_mail_stops_nothing(client: Client, plan: MonthlyPlan) -> None:
    assert f"/don/mes-dons/{token_of(plan.gift.donor)[:32]}" in mail.outbox[-1].body
    stop = page_of(plan, "stop_monthly_gift")
    text = client.get(stop).content.decode()
    assert "n’aura pas lieu" in text
    plan.refresh_from_db()
    assert plan.state == MonthlyPlan.State.ACTIVE
    answer = client.post(stop)
    plan.refresh_from_db()
    assert (plan.state, plan.end_reason) == (MonthlyPlan.State.ENDED, MonthlyPlan.EndReason.DONOR)
    assert "Votre don mensuel est arrêté" in client.get(answer["Location"]).content.decode()
    assert "Plus rien ne sera prélevé" in last_mail()
    # Again, from an old tab or another mail.
    assert "déjà arrêté" in client.post(stop).content.decode()
    with Store.open() as store:
        assert store.get("subscription", plan.subscription_id)["status"] == "canceled"


def test_the_gift_is_lowered_and_never_raised(client: Client, plan: MonthlyPlan) -> None:
    page = page_of(plan)
    sentences = {"": "Écrivez le nouveau montant.", "dix": "Écrivez un montant", "60": "Choisissez moins de 50", "4": "minimum"}
    for written, sentence in sentences.items():
        text = client.post(page, {"lower": "", "baisser-amount": written}).content.decode()
        assert sentence in text
        assert f'value="{written}"' in text or not written
    answer = client.post(page, {"lower": "", "baisser-amount": "7,50"})
    plan.refresh_from_db()
    assert plan.amount_cents == 750
    text = client.get(answer["Location"]).content.decode()
    assert "7,50\u202f€ par mois" in text
    assert "Prochain prélèvement" in text
    assert "7,50\u202f€" in last_mail()


def test_a_pause_and_its_end(client: Client, plan: MonthlyPlan) -> None:
    page = page_of(plan)
    assert "Choisissez une durée" in client.post(page, {"pause": "", "pause-months": ""}).content.decode()
    answer = client.post(page, {"pause": "", "pause-months": "2"})
    plan.refresh_from_db()
    assert plan.state == MonthlyPlan.State.PAUSED
    text = client.get(answer["Location"]).content.decode()
    assert "En pause jusqu’au" in text
    assert "Reprendre mon don" in text
    client.post(page, {"resume": ""})
    plan.refresh_from_db()
    assert plan.state == MonthlyPlan.State.ACTIVE


def test_a_pause_of_a_month_leaves_out_the_next_debit(client: Client, plan: MonthlyPlan, tell: Callable[[], None]) -> None:
    client.post(page_of(plan), {"pause": "", "pause-months": "1"})
    pass_time(days=40)
    tell()
    assert Payment.objects.received().count() == 1
    pass_time(days=30)
    tell()
    assert Payment.objects.received().count() == 2


def test_the_card_is_changed_at_stripe(client: Client, plan: MonthlyPlan) -> None:
    assert client.post(page_of(plan), {"portal": ""})["Location"].startswith("http://testserver/demo/stripe/portail/")


@pytest.mark.parametrize("name", ["my_monthly_gift", "stop_monthly_gift"])
def test_stripe_in_trouble_changes_nothing_and_says_so(client: Client, plan: MonthlyPlan, name: str) -> None:
    plan_faults(*[Fault.UNREACHABLE] * 2)
    answer = client.post(page_of(plan, name), {"pause": "", "pause-months": "1"})
    assert answer.status_code == 503
    assert "rien n’a changé" in answer.content.decode()
    plan.refresh_from_db()
    assert plan.state == MonthlyPlan.State.ACTIVE


def test_a_monthly_gift_is_its_donors_alone(client: Client) -> None:
    plan = MonthlyPlanFactory(next_debit_at=timezone.now() + timedelta(days=3))
    stranger = token_of(DonorFactory())
    for name in ("my_monthly_gift", "stop_monthly_gift"):
        assert client.get(reverse(name, args=[stranger, plan.gift_id])).status_code == 404
        assert client.post(reverse(name, args=[stranger, plan.gift_id])).status_code == 404


def test_no_button_is_no_change(client: Client, plan: MonthlyPlan) -> None:
    assert client.post(page_of(plan)).status_code == 200
    plan.refresh_from_db()
    assert plan.state == MonthlyPlan.State.ACTIVE
