"""HEAD: the headers of a page, and no body, which the server would drop and complain of."""

from django.http import HttpResponse
from django.test import Client, RequestFactory

from home.models import HomePage
from site_polaris.middleware import HeadMiddleware
from tests.home.conftest import home_page as home_page


def answer(method: str) -> HttpResponse:
    return HeadMiddleware(lambda request: HttpResponse(b"Bonjour", headers={"Content-Length": "7"}))(RequestFactory().generic(method, "/"))


def test_head_has_no_body_and_keeps_the_length() -> None:
    # Asked of the middleware: Django's test client drops the body by itself.
    assert (answer("HEAD").content, answer("HEAD")["Content-Length"]) == (b"", "7")
    assert answer("GET").content == b"Bonjour"


def test_head_of_a_page_says_its_length(home_page: HomePage, client: Client) -> None:
    assert client.head("/recherche/")["Content-Length"] == str(len(client.get("/recherche/").content))
