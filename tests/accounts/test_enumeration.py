"""Nobody learns whether an e-mail address has an account: same status, same body, about the same time."""

import re
import time

import pytest
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import hashers
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from tests.accounts.factories import UserFactory

KNOWN = "connue@demo.test"
UNKNOWN = "inconnu@demo.test"

DOORS = {
    "password": ("/compte/login/", lambda email: {"login": email, "password": "un-mot-de-passe-faux"}),
    "code": ("/compte/login/code/", lambda email: {"email": email}),
    "reset": ("/compte/password/reset/", lambda email: {"email": email}),
}
door = pytest.mark.parametrize("door", list(DOORS))


@pytest.fixture
def known(db: None, settings: Settings) -> None:
    # The hasher that real sites use: what it costs is what the time would betray.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    UserFactory(email=KNOWN)


def knock(door: str, email: str) -> tuple[int, str, str, str]:
    """Status, redirect, body of the answer and of the page that follows, without what is random or was typed."""
    path, data = DOORS[door]
    client = Client()
    response = client.post(path, data(email))
    following = client.get(response["Location"]).content.decode() if response.status_code == 302 else ""
    return response.status_code, response.get("Location", ""), strip(response.content.decode(), email), strip(following, email)


def strip(page: str, email: str) -> str:
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
    return page.replace(email, "EMAIL")


def ratio_of_times(door: str, times: int = 10) -> float:
    """How much longer a known address takes than an unknown one: the shortest of several times, taken in turns."""
    path, data = DOORS[door]
    shortest = {KNOWN: float("inf"), UNKNOWN: float("inf")}
    for _ in range(times):
        for email in shortest:
            # Limits would answer for the door.
            cache.clear()
            start = time.perf_counter()
            Client().post(path, data(email))
            shortest[email] = min(shortest[email], time.perf_counter() - start)
    return shortest[KNOWN] / shortest[UNKNOWN]


@door
def test_answer_is_the_same(known: None, door: str) -> None:
    assert knock(door, KNOWN) == knock(door, UNKNOWN)


@door
def test_answer_is_the_same_again_and_again(known: None, door: str) -> None:
    """Seven times: past the limit of each account, which holds for addresses that have none too."""
    for_known = [knock(door, KNOWN) for _ in range(7)]
    # The limit of the client's address is another matter.
    cache.clear()
    assert for_known == [knock(door, UNKNOWN) for _ in range(7)]


@door
def test_time_is_about_the_same(known: None, door: str) -> None:
    assert 0.5 < ratio_of_times(door) < 2


def test_time_would_betray_a_known_address_without_the_dummy_hash(known: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the comparison above sees what it should see."""
    monkeypatch.setattr(AuthenticationBackend, "_mitigate_timing_attack", lambda self, password: None)
    assert ratio_of_times("password") > 2


def test_person_without_password_costs_a_hash_too(known: None, monkeypatch: pytest.MonkeyPatch) -> None:
    user = UserFactory(email="code@demo.test")
    user.set_unusable_password()
    user.save()
    hashed: list[str] = []
    encode = hashers.PBKDF2PasswordHasher.encode

    def count(self: hashers.PBKDF2PasswordHasher, password: str, salt: str, iterations: int | None = None) -> str:
        hashed.append(salt)
        return encode(self, password, salt, iterations)

    monkeypatch.setattr(hashers.PBKDF2PasswordHasher, "encode", count)
    Client().post("/compte/login/", {"login": "code@demo.test", "password": "un-mot-de-passe-faux"})
    assert len(hashed) == 1


def test_new_address_of_an_account_does_not_say_that_it_is_taken(known: None, client: Client) -> None:
    client.force_login(UserFactory())
    answers = []
    for email in (KNOWN, UNKNOWN):
        response = client.post("/compte/email/", {"email": email, "action_add": ""})
        answers.append((response.status_code, response.get("Location")))
    assert answers[0] == answers[1]
