"""What nginx writes down of those who come: nothing that opens something, nothing that names somebody."""

import re
from collections.abc import Iterator
from typing import Final

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.deploy.conftest import Front

pytestmark = pytest.mark.servers
CANARY: Final = "qanary-7f3"
# By the name of the part, which says what it is.
SECRET_PART: Final = re.compile(r"<(?:\w+:)?(?:secret|token|code)>|\(\?P<(?:secret|token|code)>[^)]*\)")
OTHER_PART: Final = re.compile(r"<[^>]+>|\(\?P<\w+>[^)]*\)")


def routes(patterns: list[URLPattern | URLResolver], above: str = "/") -> Iterator[str]:
    """Every address of the site, as its pattern."""
    for pattern in patterns:
        here = above + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, here)
        else:
            yield here


def secret_addresses() -> list[str]:
    """Those in which a part is a secret, with the canary in its place."""
    found = [SECRET_PART.sub(CANARY, route) for route in routes(get_resolver().url_patterns)]
    return [OTHER_PART.sub("1", address).rstrip("$") for address in found if CANARY in address]


def test_secret_addresses_are_those_that_are_known() -> None:
    """One more is to be hidden in deploy/nginx/polaris.conf, then named here."""
    named = {route.split(CANARY)[0] for route in secret_addresses()}
    assert named == {
        "/abonnement/arreter/",
        "/abonnement/confirmer/",
        "/admin/password_reset/confirm/1/",
        "/agenda/",
        "/benevoles/inscription/",
        "/don/mes-dons/",
        "/espace/activites/a-deux/",
        "/verifier/",
    }


def test_secrets_and_questions_are_not_in_the_log(front: Front) -> None:
    addresses = secret_addresses()
    # Written in another way they open too.
    addresses += [address.replace("s", "%73") for address in addresses] + [address.replace("/", "//", 1) for address in addresses]
    addresses += [f"/recherche/?q={CANARY}", f"/kept/?{CANARY}", f"/static/{CANARY.upper()}?{CANARY}"]
    for address in addresses:
        front.ask(address, source="127.77.88.99", Referer=f"https://www.example.org/{CANARY}", User_Agent=CANARY, Cookie=CANARY)
    lines = front.lines(len(addresses))
    assert len(addresses) > 30
    assert CANARY not in front.log()
    assert "127.77.88.99" not in front.log()
    assert {line["from"] for line in lines} == {"127.77.0.0"}
    paths = {line["path"] for line in lines}
    assert {"/don/mes-dons/…", "/agenda/….ics", "/recherche/", "/kept/", "/verifier/…"} <= paths


def test_what_names_nobody_is_in_the_log(front: Front) -> None:
    """The control: the log is not empty of everything."""
    for address in ("/agenda/flux.ics", "/don/mes-dons/", "/kept/page/", "/benevoles/inscription/"):
        front.ask(address)
    assert [line["path"] for line in front.lines(4)] == [
        "/agenda/flux.ics",
        "/don/mes-dons/",
        "/kept/page/",
        "/benevoles/inscription/",
    ]


def test_refusals_and_failures_write_no_secret_either(front: Front) -> None:
    """nginx's own log of errors would quote the whole request and the whole address."""
    while front.ask(f"/don/mes-dons/{CANARY}/?{CANARY}", "POST", source="127.77.88.98").status != 429:
        pass
    assert front.ask(f"/contact/?{CANARY}", "POST", body=bytes(13 * 1024 * 1024), source="127.77.88.98").status == 413
    assert CANARY not in front.log()
    assert "127.77.88.98" not in front.log()
