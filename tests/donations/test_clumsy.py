"""What clumsy and hostile people send: nothing breaks, and what is wrong is said."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from donations.donor_links import token_of
from donations.models import Gift
from tests.conftest import SignIn
from tests.donations.checkouts import Answers
from tests.donations.factories import DonorFactory, GiftFactory, MonthlyPlanFactory
from tests.volunteers.words import plain

pytestmark = pytest.mark.django_db
GIVE = "/don/"
NUL = "\x00"


@pytest.mark.parametrize(
    "written", ["4,999.999", "-12,5 €", "1e3", "０５０", "12,5,0", "5 000 000 000", "€", "50 $", "5\x0050", "½", "+50", "12.5.0 €", "٥٠"]
)
def test_an_amount_that_is_none_is_said_and_begins_nothing(client: Client, answers: Answers, written: str) -> None:
    page = plain(client.post(GIVE, {**answers, "amount": "other", "other_amount": written}).content.decode())
    assert ("error-summary" in page, Gift.objects.count()) == (True, 0)


@pytest.mark.parametrize(("written", "cents"), [("12,5 €", 1250), (" 12,50€ ", 1250), ("1\u202f200,00 euros", 120_000), ("12.5", 1250)])
def test_an_amount_is_read_as_people_write_it(client: Client, answers: Answers, written: str, cents: int) -> None:
    client.post(GIVE, {**answers, "amount": "other", "other_amount": written})
    assert Gift.objects.get().amount_cents == cents


def test_an_accent_in_an_address_is_named(client: Client, answers: Answers) -> None:
    page = plain(client.post(GIVE, {**answers, "email": "zoé@demo.test"}).content.decode())
    assert ("sans accent" in page, "zoé@demo.test" in page, Gift.objects.count()) == (True, True, 0)
    assert "sans accent" in plain(client.post("/don/mes-dons/", {"email": "zoé@demo.test"}).content.decode())


def test_an_emoji_and_words_from_right_to_left_make_a_dedication(
    client: Client, answers: Answers, treasurer: User, signed_in: SignIn
) -> None:
    words = "🎉 Pour Zoé, مع الحب"
    assert client.post(GIVE, {**answers, "dedication": words}).status_code == 302
    gift = Gift.objects.get()
    assert gift.dedication == words
    assert words in signed_in(treasurer).get(f"/coordination/dons/donateurs/{gift.donor_id}/").content.decode()


@pytest.mark.parametrize("name", ["email", "dedication", "other_amount", "form_token", "rhythm", "kind", "amount"])
def test_a_nul_breaks_nothing(client: Client, answers: Answers, name: str) -> None:
    """PostgreSQL knows no such letter."""
    assert client.post(GIVE, {**answers, name: f"a{NUL}b"}).status_code in (200, 302)


@pytest.mark.parametrize("query", [{"session": f"cs{NUL}"}, {"don": NUL}, {"don": "a" * 5000}, {"session": "b" * 5000}])
def test_an_address_that_nobody_made_is_answered(client: Client, query: dict[str, str]) -> None:
    assert client.get("/don/merci/", query).status_code == 404
    assert client.get(GIVE, query).status_code == 200


@pytest.mark.parametrize("token", ["a", "a.b.c", "%00", "é", "a" * 3000, "0" * 32])
def test_a_forged_link_opens_nothing(client: Client, token: str) -> None:
    for path in ("", "adresse/", "courriels/", "donnees/", "donnees.json", f"{uuid.uuid4()}/", f"{uuid.uuid4()}/arreter/"):
        assert client.get(f"/don/mes-dons/{token}/{path}").status_code == 404
        if path != "donnees.json":
            assert client.post(f"/don/mes-dons/{token}/{path}").status_code == 404


def test_a_link_of_ones_own_opens_no_gift_of_another(client: Client) -> None:
    donor, plan = DonorFactory(), MonthlyPlanFactory()
    once = GiftFactory(donor=donor, paid=True)
    for name in ("my_monthly_gift", "stop_monthly_gift"):
        for gift in (plan.gift, once):
            address = reverse(name, args=[token_of(donor), gift.pk])
            assert [client.get(address).status_code, client.post(address, {"portal": ""}).status_code] == [404, 404]
    plan.refresh_from_db()
    assert plan.state == "active"


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "campaign=%00",
        "first_day=0000-00-00",
        "first_day=9999-12-31&last_day=9999-12-31",
        "first_day=0001-01-01",
        "status=%00",
        "page=-1",
        "page=a",
    ],
)
def test_filters_that_make_no_sense_are_left_aside(treasurer: User, signed_in: SignIn, query: str) -> None:
    client = signed_in(treasurer)
    assert client.get(f"/coordination/dons/?{query}").status_code == 200
    assert client.get(f"/coordination/dons/exporter/?{query}").status_code == 200


@pytest.mark.parametrize("words", [NUL, "%", "_", "'", "💶", "9" * 300, "ffffffff", "1" * 40])
def test_words_that_are_looked_for_may_be_anything(treasurer: User, signed_in: SignIn, words: str) -> None:
    assert signed_in(treasurer).post("/coordination/dons/", {"q": words}, follow=True).status_code == 200
