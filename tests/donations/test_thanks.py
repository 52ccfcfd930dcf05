import pytest
from django.test import Client

from donations.giving import sign_gift
from donations.models import Gift
from donations.stand_in.store import Json
from tests.donations.checkouts import pay
from tests.donations.factories import GiftFactory

pytestmark = pytest.mark.django_db

THANKS = "/don/merci/"
Checkout = tuple[Gift, Json]


def test_a_paid_gift_is_thanked_without_naming_anybody(client: Client) -> None:
    gift = GiftFactory(paid=True, checkout_session_id="cs_test_1")
    answer = client.get(THANKS, {"session": "cs_test_1"})
    text = answer.content.decode()
    assert "Merci" in text
    assert "50\u202f€" in text
    assert gift.donor.email not in text
    assert "no-store" in answer["Cache-Control"]
    assert answer.cookies == {}


@pytest.mark.parametrize("status", [Gift.Status.PENDING, Gift.Status.FAILED])
def test_the_way_back_marks_nothing_and_never_asks_to_pay_again(client: Client, checkout_open: Checkout, status: Gift.Status) -> None:
    gift, session = checkout_open
    Gift.objects.update(status=status)
    pay(session)
    text = client.get(THANKS, {"session": session["id"]}).content.decode()
    assert "En cours de confirmation" in text
    assert "Actualiser" in text
    assert "surtout pas à recommencer" in text
    assert 'action="/don/"' not in text
    assert gift.donor.email not in text
    gift.refresh_from_db()
    assert gift.status == status


def test_an_abandoned_gift_is_said_so(client: Client) -> None:
    gift = GiftFactory(status=Gift.Status.EXPIRED)
    text = client.get(THANKS, {"don": sign_gift(gift)}).content.decode()
    assert "n’a pas abouti" in text
    assert "Rien n’a été débité" in text


@pytest.mark.parametrize("query", [{}, {"session": "cs_test_none"}, {"don": "forged"}, {"session": ""}])
def test_an_unknown_gift_is_404_in_plain_words(client: Client, query: dict[str, str]) -> None:
    GiftFactory()
    answer = client.get(THANKS, query)
    assert answer.status_code == 404
    assert "Nous ne retrouvons pas ce don" in answer.content.decode()


def test_the_thanks_are_read_only(client: Client) -> None:
    assert client.post(THANKS).status_code == 405
