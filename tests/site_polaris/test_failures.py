"""A page that fails: 500 for a fault of ours, 503 when the database is away. In French, without the database."""

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path


def fail_by_fault(request: HttpRequest) -> HttpResponse:
    raise LookupError("a detail nobody should read")


def fail_by_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("a detail nobody should read")


urlpatterns = [path("faute/", fail_by_fault), path("base/", fail_by_database)]
handler500 = "site_polaris.failures.answer_failure"


@pytest.mark.parametrize(("address", "status", "sentence"), [("/faute/", 500, "Erreur 500"), ("/base/", 503, "Erreur 503")])
@override_settings(ROOT_URLCONF="tests.site_polaris.test_failures")
def test_failing_page_is_answered_in_french_without_detail(address: str, status: int, sentence: str) -> None:
    response = Client(raise_request_exception=False).get(address)
    html = response.content.decode()
    assert response.status_code == status
    assert sentence in html
    assert "detail" not in html
    assert response.headers.get("Retry-After") == ("30" if status == 503 else None)
