"""The pages that say what went wrong, in French, each with a way on."""

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

PLAIN = ["400.html", "403_csrf.html", "500.html", "503.html"]
FRAMED = ["403.html", "404.html", "429.html"]


@pytest.mark.parametrize("name", PLAIN)
def test_plain_error_pages_ask_nothing_of_the_request_or_the_database(name: str) -> None:
    html = render_to_string(name)
    assert '<html lang="fr">' in html
    assert 'href="/"' in html
    assert html.count("<h1>") == 1


@pytest.mark.parametrize("name", FRAMED)
@pytest.mark.django_db
def test_framed_error_pages_hold_the_menu(name: str) -> None:
    html = render_to_string(name, request=RequestFactory().get("/"))
    assert "Aller au contenu" in html
    assert html.count("<h1>") == 1


@pytest.mark.parametrize("name", FRAMED)
def test_framed_error_pages_stand_without_a_site(name: str) -> None:
    assert "Polaris 14" in render_to_string(name)


@pytest.mark.django_db
def test_wrong_address_is_answered_with_a_search_and_the_main_pages(client: Client) -> None:
    response = client.get("/nulle-part/")
    html = response.content.decode()
    assert response.status_code == 404
    assert "Cette page n’existe pas" in html
    assert '<form class="form form--inline search-form" action="/recherche/" method="get" role="search">' in html
    for address in ("/association/", "/plaidoyer/", "/benevoles/", "/don/"):
        assert f'<a href="{address}">' in html
    assert response.cookies == {}


@pytest.mark.django_db
def test_expired_form_says_what_to_do() -> None:
    response = Client(enforce_csrf_checks=True).post("/compte/login/", {"login": "a@demo.test"})
    assert response.status_code == 403
    assert "Ce formulaire a expiré" in response.content.decode()


def test_error_pages_use_the_one_style_sheet() -> None:
    for name in PLAIN:
        assert f'href="{settings.STATIC_URL}css/site.css"' in render_to_string(name)
