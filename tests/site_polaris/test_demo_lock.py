"""The demo serves its own machine, holds invented people, pays with the stand-in, and its addresses exist nowhere else."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from site_polaris.demo_lock import REFUSAL, LoopbackOnlyMiddleware, is_loopback, refuse_real_people
from tests.accounts.factories import UserFactory

PRODUCTION: Final = {
    "POLARIS_MODE": "production",
    "SECRET_KEY": "une-longue-suite-de-signes-que-personne-ne-devinera-jamais-0123456789",
    "ALLOWED_HOSTS": "polaris.example",
    "SITE_URL": "https://polaris.example",
    "DEFAULT_FROM_EMAIL": "Polaris 14 <bonjour@polaris.example>",
    "STRIPE_SECRET_KEY": "sk_live_x",
    "STRIPE_WEBHOOK_SECRET": "whsec_x",
}


def run_python(code: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs some Python in the project with these variables only."""
    environment = {
        "PATH": os.environ["PATH"],
        "POLARIS_VAR_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "site_polaris.settings",
        **variables,
    }
    return subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)


READ_SETTINGS: Final = "from django.conf import settings; settings.DEBUG"


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"ALLOWED_HOSTS": "localhost,polaris.example"}, "ALLOWED_HOSTS may not name another host"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS may not name another host"),
        ({"STRIPE_SECRET_KEY": "sk_live_abc"}, "STRIPE_SECRET_KEY may not be set"),
        ({"STRIPE_SECRET_KEY": "sk_test_abc"}, "STRIPE_SECRET_KEY may not be set"),
    ],
)
def test_demo_does_not_start_with_settings_of_a_real_site(tmp_path: Path, variables: dict[str, str], sentence: str) -> None:
    outcome = run_python(READ_SETTINGS, tmp_path, POLARIS_MODE="demo", **variables)
    assert outcome.returncode == 1
    assert sentence in outcome.stderr


def test_demo_starts_without_them(tmp_path: Path) -> None:
    """The negative control: it is those settings that are refused."""
    assert run_python(READ_SETTINGS, tmp_path, POLARIS_MODE="demo").returncode == 0


def test_demo_never_shows_its_insides(tmp_path: Path) -> None:
    code = "from django.conf import settings; print(settings.DEBUG, settings.MFA_WAIVED, settings.MIDDLEWARE[0])"
    outcome = run_python(code, tmp_path, POLARIS_MODE="demo")
    assert outcome.stdout.split() == ["False", "True", "site_polaris.demo_lock.LoopbackOnlyMiddleware"]


LIST_DEMO_ADDRESSES: Final = """
import django; django.setup()
from django.urls import get_resolver
from django.conf import settings
patterns = [str(entry.pattern) for entry in get_resolver().url_patterns]
print([pattern for pattern in patterns if pattern.startswith("demo")], settings.MFA_WAIVED, settings.STRIPE_STAND_IN)
"""


def keys_file(folder: Path) -> str:
    path = folder / "keys"
    path.write_text("k1 QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=\n")
    return str(path)


def test_real_site_has_no_demo_address_and_no_waiver(tmp_path: Path) -> None:
    outcome = run_python(LIST_DEMO_ADDRESSES, tmp_path, POLARIS_KEYS_FILE=keys_file(tmp_path), **PRODUCTION)
    assert outcome.stdout.strip() == "[] False False", outcome.stderr
    outcome = run_python(LIST_DEMO_ADDRESSES, tmp_path, POLARIS_MODE="demo")
    assert outcome.stdout.strip() == "['demo/'] True True", outcome.stderr


def test_real_site_does_not_start_without_its_keys(tmp_path: Path) -> None:
    outcome = run_python(LIST_DEMO_ADDRESSES, tmp_path, **PRODUCTION)
    assert "The environment variable POLARIS_KEYS_FILE is not set" in outcome.stderr
    outcome = run_python(LIST_DEMO_ADDRESSES, tmp_path, POLARIS_KEYS_FILE=str(tmp_path / "absent"), **PRODUCTION)
    assert "The keys of POLARIS_KEYS_FILE cannot be read at" in outcome.stderr


CHECK: Final = """
import django; django.setup()
from django.core.management import call_command
call_command("check", deploy=True, fail_level="WARNING")
"""


def test_real_site_passes_the_deployment_checks(tmp_path: Path) -> None:
    outcome = run_python(CHECK, tmp_path, POLARIS_KEYS_FILE=keys_file(tmp_path), **PRODUCTION)
    assert outcome.returncode == 0, outcome.stderr


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("entrez")


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.53", "::1"])
def test_this_machine_is_answered(address: str) -> None:
    assert LoopbackOnlyMiddleware(answer)(RequestFactory().get("/", REMOTE_ADDR=address)).content == b"entrez"


@pytest.mark.parametrize("address", ["192.168.1.20", "10.0.0.1", "203.0.113.7", "2001:db8::7", "", "n'importe quoi"])
def test_any_other_machine_is_refused(address: str) -> None:
    response = LoopbackOnlyMiddleware(answer)(RequestFactory().get("/", REMOTE_ADDR=address))
    assert (response.status_code, response.content.decode()) == (403, REFUSAL)
    assert not is_loopback(address)


def test_proxy_on_this_machine_is_refused() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.7")
    assert LoopbackOnlyMiddleware(answer)(request).status_code == 403


def test_database_of_real_people_is_refused(db: None) -> None:
    UserFactory(email="personne@demo.test")
    refuse_real_people()
    UserFactory(email="quelquun@example.org")
    with pytest.raises(ImproperlyConfigured, match=r"its database holds 1 account\(s\) outside @demo.test"):
        refuse_real_people()
    with pytest.raises(ImproperlyConfigured):
        call_command("load_demo")


def test_domain_that_only_ends_alike_is_refused(db: None) -> None:
    UserFactory(email="quelquun@autre-demo.test")
    with pytest.raises(ImproperlyConfigured):
        refuse_real_people()


def test_demo_content_is_for_the_demo(db: None, settings: Settings) -> None:
    settings.LOCAL = False
    with pytest.raises(CommandError, match="POLARIS_MODE=demo"):
        call_command("load_demo")
