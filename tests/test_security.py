"""What browsers are told by every page, and what the site refuses before looking at it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from django.conf import settings
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from wagtail.models import Page, Site

from accounts.models import User
from home.models import HomePage
from tests.conftest import SignIn
from tests.site_polaris.test_demo_lock import PRODUCTION, keys_file
from volunteers.models import Volunteer

STRICT: Final = {
    "default-src 'self'",
    "base-uri 'self'",
    "frame-ancestors 'self'",
    "object-src 'none'",
    "form-action 'self'",
    "img-src 'self' data:",
}


def policy(response: HttpResponseBase) -> set[str]:
    return {directive.strip() for directive in response.headers["Content-Security-Policy"].split(";")}


@pytest.fixture
def home(db: None) -> HomePage:
    page = Page.get_first_root_node().add_child(instance=HomePage(title="Polaris 14", slug="accueil"))
    Site.objects.filter(is_default_site=True).update(root_page=page)
    return page


@pytest.mark.parametrize(
    "path", ["/", "/recherche/", "/compte/login/", "/benevoles/inscription/", "/don/", "/nulle-part/", "/sante/", "/demo/courriels/"]
)
def test_strict_policy_on_public_and_error_pages(client: Client, home: HomePage, path: str) -> None:
    assert policy(client.get(path)) == STRICT


@pytest.mark.parametrize("path", ["/espace/", "/espace/profil/", "/coordination/", "/compte/email/"])
def test_strict_policy_on_the_portal(home: HomePage, ready_volunteer: Volunteer, signed_in: SignIn, path: str) -> None:
    assert policy(signed_in(ready_volunteer.user).get(path)) == STRICT


def test_strict_policy_on_the_page_of_a_crash(home: HomePage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("home.views.find", lambda *args: 1 / 0)
    client = Client(raise_request_exception=False)
    response = client.get("/recherche/?q=x")
    assert response.status_code == 500
    assert policy(response) == STRICT
    assert "ZeroDivisionError" not in response.content.decode()


def test_admin_runs_its_own_scripts_by_their_nonce(home: HomePage, superuser: User, signed_in: SignIn) -> None:
    client = signed_in(superuser)
    path = reverse("wagtailadmin_pages:edit", args=[home.pk])
    responses = [client.get(path) for _ in range(2)]
    nonces = []
    for response in responses:
        [scripts] = [directive for directive in policy(response) if directive.startswith("script-src")]
        nonce = scripts.partition("'nonce-")[2].partition("'")[0]
        assert scripts == f"script-src 'self' 'nonce-{nonce}'"
        page = response.content.decode()
        assert page.count("<script") == page.count(f'<script nonce="{nonce}"') > 3
        # What the nonces add is counted: a browser stops reading where it is told to.
        assert int(response["Content-Length"]) == len(response.content)
        nonces.append(nonce)
    # A nonce that serves twice is none.
    assert nonces[0] != nonces[1]


def test_preview_in_the_admin_keeps_the_public_policy(home: HomePage, superuser: User, signed_in: SignIn) -> None:
    home.save_revision()
    response = signed_in(superuser).get(reverse("wagtailadmin_pages:view_draft", args=[home.pk]))
    assert response.status_code == 200
    assert policy(response) == STRICT


@pytest.mark.parametrize("path", ["/", "/compte/login/", "/nulle-part/", "/admin/"])
def test_headers_of_every_page(client: Client, home: HomePage, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "camera=()" in headers["Permissions-Policy"]


def test_another_host_is_refused(client: Client, home: HomePage) -> None:
    assert client.get("/", HTTP_HOST="localhost").status_code == 200
    for host in ("example.org", "localhost.example.org", "localhost@example.org", ""):
        assert client.get("/", HTTP_HOST=host or " ").status_code == 400


def test_forwarded_host_is_not_looked_at(client: Client, home: HomePage) -> None:
    response = client.get("/compte/login/", HTTP_X_FORWARDED_HOST="example.org")
    assert "example.org" not in response.content.decode()


def test_form_without_its_token_gets_a_french_page(home: HomePage, ready_volunteer: Volunteer) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/compte/login/", {"login": ready_volunteer.user.email, "password": "x"})
    assert response.status_code == 403
    assert '<html lang="fr"' in response.content.decode()
    assert policy(response) == STRICT


def test_session_cookie_is_out_of_reach_of_scripts_and_of_other_sites(client: Client, ready_volunteer: Volunteer) -> None:
    client.force_login(ready_volunteer.user)
    client.get("/compte/email/")
    client.post("/compte/login/code/", {"email": ready_volunteer.user.email})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == settings.CSRF_COOKIE_SAMESITE == "Lax"
    assert cookie.key == "polaris_session"


READ_PRODUCTION: Final = """
import django; django.setup()
from django.test import Client
from django.conf import settings as s
print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.DEBUG, s.MFA_WAIVED, s.KEEP_SENT_MAILS)
plain = Client().get("/compte/login/", HTTP_HOST="polaris.example")
print(plain.status_code, plain["Location"])
safe = Client().get("/robots.txt", HTTP_HOST="polaris.example", secure=True)
print(safe["Strict-Transport-Security"])
print(safe["Content-Security-Policy"].count("https://checkout.stripe.com"))
"""


def test_real_site_speaks_https_only(tmp_path: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "POLARIS_VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "site_polaris.settings",
        "POLARIS_KEYS_FILE": keys_file(tmp_path),
        **PRODUCTION,
    }
    outcome = subprocess.run(
        [sys.executable, "-c", READ_PRODUCTION], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    assert outcome.stdout.splitlines() == [
        "True True True False False False",
        "301 https://polaris.example/compte/login/",
        "max-age=31536000; includeSubDomains; preload",
        "1",
    ], outcome.stderr


def test_pages_of_a_session_are_kept_by_no_cache(home: HomePage, client: Client, ready_volunteer: Volunteer, settings: Settings) -> None:
    assert "no-store" not in client.get("/").headers.get("Cache-Control", "")
    client.force_login(ready_volunteer.user)
    assert "no-store" in client.get("/")["Cache-Control"]
