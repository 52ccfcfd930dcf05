"""Guessing is slow: limits per account and per client address, shared by every process."""

from typing import Any

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings

from accounts.addresses import client_address
from accounts.models import OutgoingMail
from tests.accounts.factories import PASSWORD, UserFactory

WRONG = "faux"
LOCKED = "Trop d’essais. Demandez un nouveau code, ou attendez quelques minutes."


def guess(email: str, password: str = WRONG, address: str = "192.0.2.1", **headers: Any) -> list[str]:
    """The errors of one try from a new browser; none when it opened the door."""
    response = Client().post("/compte/login/", {"login": email, "password": password}, REMOTE_ADDR=address, **headers)
    return [] if response.status_code == 302 else response.context["form"].non_field_errors()


def test_sixth_guess_is_locked_from_whatever_address(db: None) -> None:
    user = UserFactory()
    errors = [guess(user.email, address=f"192.0.2.{n}") for n in range(1, 7)]
    assert LOCKED not in [sentence for error in errors[:5] for sentence in error]
    assert errors[5] == [LOCKED]
    # Even the right password waits, or each guess would tell.
    assert guess(user.email, PASSWORD, address="192.0.2.99") == [LOCKED]


def test_lock_of_one_account_is_not_that_of_another(db: None) -> None:
    locked, free = UserFactory(), UserFactory()
    for n in range(1, 7):
        guess(locked.email, address=f"192.0.2.{n}")
    assert guess(free.email, PASSWORD, address="192.0.2.99") == []


def test_unknown_address_is_locked_like_a_known_one(db: None) -> None:
    errors = [guess("inconnu@demo.test", address=f"192.0.2.{n}") for n in range(1, 7)]
    assert errors[5] == [LOCKED]


def test_eleventh_guess_from_one_address_is_locked_whatever_the_account(db: None) -> None:
    errors = [guess(f"personne{n}@demo.test") for n in range(11)]
    assert errors[9] != [LOCKED]
    assert errors[10] == [LOCKED]
    assert guess("autre@demo.test", address="192.0.2.2") != [LOCKED]


def test_many_requests_from_one_address_get_429_in_french(db: None) -> None:
    client = Client()
    for n in range(30):
        client.post("/compte/login/", {"login": f"personne{n}", "password": "faux"}, REMOTE_ADDR="192.0.2.1")
    response = client.post("/compte/login/", {"login": "personne", "password": "faux"}, REMOTE_ADDR="192.0.2.1")
    assert response.status_code == 429
    assert 'lang="fr"' in response.content.decode()


@pytest.mark.parametrize("path", ["/compte/login/code/", "/compte/password/reset/"])
def test_codes_are_mailed_a_few_times_only(db: None, path: str) -> None:
    user = UserFactory()
    for _ in range(8):
        Client().post(path, {"email": user.email})
    assert OutgoingMail.objects.count() == 5


def test_forged_header_does_not_make_another_address(db: None, settings: Settings) -> None:
    """With no proxy of ours, X-Forwarded-For is whatever the client wrote."""
    settings.TRUSTED_PROXY_COUNT = 0
    errors = [guess(f"personne{n}@demo.test", HTTP_X_FORWARDED_FOR=f"198.51.100.{n}") for n in range(11)]
    assert errors[10] == [LOCKED]


def test_real_address_behind_the_proxy_is_the_one_counted(db: None, settings: Settings) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    for n in range(11):
        # Ten people behind the same proxy do not lock each other out.
        assert guess(f"personne{n}@demo.test", HTTP_X_FORWARDED_FOR=f"198.51.100.{n}") != [LOCKED]
    errors = [guess(f"autre{n}@demo.test", HTTP_X_FORWARDED_FOR=f"203.0.113.{n}, 198.51.100.77") for n in range(11)]
    assert errors[10] == [LOCKED]


@pytest.mark.parametrize(
    ("proxies", "header", "expected"),
    [
        (0, None, "192.0.2.1"),
        (0, "198.51.100.7", "192.0.2.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.1, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.1, 198.51.100.7, 10.0.0.1", "198.51.100.7"),
        # The request did not come through as many proxies as were said.
        (2, "198.51.100.7", "192.0.2.1"),
        (1, None, "192.0.2.1"),
        (1, "n'importe quoi", "192.0.2.1"),
        (1, "2001:db8::7", "2001:db8::7"),
    ],
)
def test_client_address(settings: Settings, proxies: int, header: str | None, expected: str) -> None:
    settings.TRUSTED_PROXY_COUNT = proxies
    headers: dict[str, Any] = {} if header is None else {"HTTP_X_FORWARDED_FOR": header}
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", **headers)) == expected
