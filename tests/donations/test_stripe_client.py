"""The way to the real Stripe, as far as it can be seen without calling it."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import stripe
from django.conf import settings as django_settings
from pytest_django import Settings

from donations.stand_in.http_client import StandInClient
from donations.stripe_client import ANSWER_SECONDS, CONNECT_SECONDS, make_client

PRINT_WHAT_IS_LOADED = """
import sys, django
django.setup()
import donations.urls
print(donations.urls.demo, [name for name in sys.modules if "stand_in" in name])
"""


def test_the_demo_and_the_tests_speak_to_the_stand_in() -> None:
    assert isinstance(make_client()._requestor._client, StandInClient)


def test_a_real_site_calls_stripe_with_little_patience_and_tells_nothing_more(settings: Settings) -> None:
    settings.STRIPE_STAND_IN = False
    requestor = make_client()._requestor
    assert isinstance(requestor._client, stripe.RequestsClient)
    assert requestor._client._timeout == (CONNECT_SECONDS, ANSWER_SECONDS)
    assert requestor._options.stripe_version == settings.STRIPE_API_VERSION
    assert requestor._options.max_network_retries == 1
    assert stripe.enable_telemetry is False
    assert make_client()._requestor._client is requestor._client


def test_a_real_site_never_loads_the_stand_in_nor_its_page(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.write_text(f"first {base64.b64encode(bytes(32)).decode()}\n")
    keys.chmod(0o600)
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "site_polaris.settings",
        "POLARIS_MODE": "production",
        "POLARIS_VAR_DIR": str(django_settings.VAR_DIR),
        "SECRET_KEY": "only-for-this-test",
        "ALLOWED_HOSTS": "polaris.example",
        "SITE_URL": "https://polaris.example",
        "DEFAULT_FROM_EMAIL": "bonjour@polaris.example",
        "STRIPE_SECRET_KEY": "sk_live_not_a_key",
        "STRIPE_WEBHOOK_SECRET": "whsec_not_a_secret",
        "POLARIS_KEYS_FILE": str(keys),
    }
    result = subprocess.run(
        [sys.executable, "-c", PRINT_WHAT_IS_LOADED],
        env=environment,
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.stdout, result.stderr) == ("[] []\n", "")
