"""What each mode asks of the environment, read as the site reads it at its start."""

import runpy
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from tests.plugin import READ_BY_SETTINGS

Settings = dict[str, Any]
Start = Callable[..., Settings]

PRODUCTION = {
    "POLARIS_MODE": "production",
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": "www.example.org,example.org",
    "SITE_URL": "https://www.example.org",
    "POLARIS_KEYS_FILE": "/etc/polaris/keys",
    "DEFAULT_FROM_EMAIL": "bonjour@example.org",
    "STRIPE_SECRET_KEY": "sk_live_x",
    "STRIPE_WEBHOOK_SECRET": "whsec_x",
}


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Start:
    """Reads the settings under the variables given and no others."""

    def read(**variables: str) -> Settings:
        for name in READ_BY_SETTINGS:
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(settings.BASE_DIR / "site_polaris" / "settings.py"))

    return read


def test_production_is_the_default_mode(start: Start) -> None:
    variables = {name: value for name, value in PRODUCTION.items() if name != "POLARIS_MODE"}
    assert start(**variables)["MODE"] == "production"


@pytest.mark.parametrize("name", [name for name in PRODUCTION if name != "POLARIS_MODE"])
def test_production_lacks_nothing_or_does_not_start(start: Start, name: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=name):
        start(**(PRODUCTION | {name: ""}))


def test_production_is_closed(start: Start) -> None:
    values = start(**PRODUCTION)
    assert values["DEBUG"] is False
    assert values["MFA_WAIVED"] is False
    assert values["STRIPE_STAND_IN"] is False
    assert values["SESSION_COOKIE_SECURE"] is True
    assert values["CSRF_COOKIE_SECURE"] is True
    assert values["SECURE_SSL_REDIRECT"] is True
    assert values["SECURE_HSTS_SECONDS"] == 31_536_000
    assert "site_polaris.demo_lock.LoopbackOnlyMiddleware" not in values["MIDDLEWARE"]


def test_production_speaks_https(start: Start) -> None:
    with pytest.raises(ImproperlyConfigured, match="SITE_URL"):
        start(**(PRODUCTION | {"SITE_URL": "http://www.example.org"}))


def test_forwarded_scheme_is_believed_behind_a_proxy_alone(start: Start) -> None:
    assert "SECURE_PROXY_SSL_HEADER" not in start(**PRODUCTION)
    assert start(**PRODUCTION, TRUSTED_PROXY_COUNT="1")["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


def test_several_machines_share_a_database_and_a_cache(start: Start) -> None:
    values = start(**PRODUCTION, DATABASE_URL="postgres://u:p@db/polaris", REDIS_URL="redis://cache")
    assert values["DATABASES"]["default"]["ENGINE"] == "django.db.backends.postgresql"
    assert values["CACHES"]["default"]["LOCATION"] == "redis://cache"
    assert values["DATABASES"]["default"]["CONN_HEALTH_CHECKS"] is True
    assert values["DATABASES"]["default"]["OPTIONS"] == {"options": "-c jit=off", "connect_timeout": 5}


def test_address_of_the_database_has_the_last_word(start: Start) -> None:
    url = "postgres://u:p@db/polaris?sslmode=verify-full&connect_timeout=2&options=-c%20lock_timeout%3D5s"
    options = start(**PRODUCTION, DATABASE_URL=url)["DATABASES"]["default"]["OPTIONS"]
    assert {name: str(value) for name, value in options.items()} == {
        "sslmode": "verify-full",
        "connect_timeout": "2",
        "options": "-c lock_timeout=5s",
    }


def test_redis_is_named_by_its_own_schemes(start: Start) -> None:
    assert start(**PRODUCTION, REDIS_URL="rediss://:s%2F@cache:6380/1")["REDIS_URL"] == "rediss://:s%2F@cache:6380/1"
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL must be an address") as refused:
        start(**PRODUCTION, REDIS_URL="http://:secret@cache")
    assert "secret" not in str(refused.value)


BUCKET = {"S3_BUCKET": "polaris", "S3_REGION": "fr-par", "S3_ACCESS_KEY_ID": "k", "S3_SECRET_ACCESS_KEY": "s"}


def test_files_are_on_the_disk_unless_a_bucket_is_named(start: Start) -> None:
    assert start(**PRODUCTION)["STORAGES"]["default"] == {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    named = start(**PRODUCTION, **BUCKET, S3_ENDPOINT_URL="https://s3.fr-par.scw.cloud")["STORAGES"]["default"]
    assert named["BACKEND"] == "site_polaris.bucket.BucketStorage"
    assert named["OPTIONS"] == {
        "bucket_name": "polaris",
        "endpoint_url": "https://s3.fr-par.scw.cloud",
        "region_name": "fr-par",
        "access_key": "k",
        "secret_key": "s",
        "location": "",
        "addressing_style": "auto",
    }


@pytest.mark.parametrize("name", [name for name in BUCKET if name != "S3_BUCKET"])
def test_bucket_lacks_nothing_or_the_site_does_not_start(start: Start, name: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=name):
        start(**PRODUCTION, **(BUCKET | {name: ""}))


def test_bucket_is_spoken_to_under_tls(start: Start) -> None:
    with pytest.raises(ImproperlyConfigured, match="S3_ENDPOINT_URL"):
        start(**PRODUCTION, **BUCKET, S3_ENDPOINT_URL="http://minio:9000")


def test_one_machine_loses_no_write(start: Start) -> None:
    options = start(**PRODUCTION)["DATABASES"]["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]
    assert "synchronous=FULL" in options["init_command"]


def test_demo_starts_without_a_word_and_waives_the_second_factor_for_itself(start: Start) -> None:
    values = start(POLARIS_MODE="demo", PORT="8123")
    assert values["MFA_WAIVED"] is True
    assert values["DEBUG"] is False
    assert values["SITE_URL"] == "http://localhost:8123"
    assert values["MIDDLEWARE"][0] == "site_polaris.demo_lock.LoopbackOnlyMiddleware"


def test_demo_answers_to_this_machine_alone(start: Start) -> None:
    with pytest.raises(ImproperlyConfigured, match="ALLOWED_HOSTS"):
        start(POLARIS_MODE="demo", ALLOWED_HOSTS="localhost,www.example.org")


@pytest.mark.parametrize("mode", ["demo", "test"])
def test_real_stripe_key_is_refused_outside_production(start: Start, mode: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="STRIPE_SECRET_KEY"):
        start(POLARIS_MODE=mode, STRIPE_SECRET_KEY="sk_live_x")


def test_unknown_mode_is_refused(start: Start) -> None:
    with pytest.raises(ImproperlyConfigured, match="POLARIS_MODE"):
        start(POLARIS_MODE="staging")


def test_missing_setting_is_answered_with_its_sentence_alone() -> None:
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "check"]
    finished = subprocess.run(command, env={"POLARIS_MODE": "production"}, capture_output=True, text=True, check=False)
    assert finished.returncode == 1
    assert finished.stderr == "The environment variable SECRET_KEY is not set, and the site cannot start without it.\n"
