"""Each answer bears an id: our own proxy's, or a new one; a page that fails says it to whoever reads it."""

import errno
import re
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from accounts.shared_cache import CacheAwayError
from site_polaris.log_facts import HEADER, current_request, reference

FAULTS = {
    "fault": LookupError(),
    "base": OperationalError(),
    "redis": CacheAwayError(),
    "room": OSError(errno.ENOSPC, "No space left on device"),
}
GIVEN = "4f1c2ad90b7e4c35a1e2d3c4b5a69788"


def say_reference(request: HttpRequest) -> HttpResponse:
    return HttpResponse(reference())


def fail(request: HttpRequest, what: str) -> HttpResponse:
    raise FAULTS[what]


urlpatterns = [path("reference/", say_reference), path("<slug:what>/", fail)]
handler500 = "site_polaris.failures.answer_failure"


@pytest.fixture(autouse=True)
def own_addresses() -> Any:
    with override_settings(ROOT_URLCONF=__name__):
        yield


def test_answer_bears_the_id_that_its_lines_have() -> None:
    first, second = (Client().get("/reference/") for _ in range(2))
    assert first.headers[HEADER] == first.content.decode()
    assert re.fullmatch(r"[0-9a-f]{16}", first.headers[HEADER])
    assert first.headers[HEADER] != second.headers[HEADER]
    assert current_request() is None


@pytest.mark.parametrize(
    ("proxies", "given", "is_taken"),
    [
        (1, GIVEN, True),
        (1, "a0a7c1de-52f2-4f4e-8f0b-6f2ad2a0c9bb", True),
        (0, GIVEN, False),
        (1, "zoe@demo.test-0000", False),
        (1, "", False),
    ],
)
def test_id_is_taken_from_our_own_proxy_alone(settings: Any, proxies: int, given: str, *, is_taken: bool) -> None:
    settings.TRUSTED_PROXY_COUNT = proxies
    assert (Client().get("/reference/", headers={HEADER: given}).headers[HEADER] == given) is is_taken


@pytest.mark.parametrize(("what", "status"), [("fault", 500), ("base", 503), ("redis", 503), ("room", 503)])
def test_failing_page_says_its_reference(what: str, status: int) -> None:
    answer = Client(raise_request_exception=False).get(f"/{what}/")
    assert answer.status_code == status
    assert f"Référence à nous donner\u00a0: <code>{answer.headers[HEADER]}</code>" in answer.content.decode()
