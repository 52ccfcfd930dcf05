"""The engines that the environment names: database, cache, media, mail. Each function reads its variables and returns Django's setting."""

from pathlib import Path
from typing import Any, Final

import dj_database_url

from site_polaris.env import Env

SQLITE: Final = "django.db.backends.sqlite3"
# What each mail provider of anymail calls the two words that open it: MAIL_PROVIDER_KEY and, where there is a second, MAIL_PROVIDER_SECRET.
PROVIDERS: Final = {
    "brevo": ("BREVO_API_KEY", ""),
    "mailgun": ("MAILGUN_API_KEY", ""),
    "mailjet": ("MAILJET_API_KEY", "MAILJET_SECRET_KEY"),
    "postmark": ("POSTMARK_SERVER_TOKEN", ""),
    "scaleway": ("SCALEWAY_PROJECT_ID", "SCALEWAY_SECRET_KEY"),
}
# Of the others each follows who opens what, or not, as its account says.
CAN_BE_TOLD_NOT_TO_TRACK: Final = ("mailgun", "mailjet", "postmark")


def databases(env: Env, var_dir: Path) -> dict[str, Any]:
    """SQLite in the folder, unless DATABASE_URL names another."""
    url = env.address("DATABASE_URL", ("sqlite", "postgres", "postgresql"), default=f"sqlite:///{var_dir / 'polaris.sqlite3'}")
    default: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)}
    if default["ENGINE"] == SQLITE:
        # Measured: of 800 concurrent writes, WAL with IMMEDIATE loses none; FULL survives kill -9. Gifts are in there.
        # Without secure_delete, words that were erased stay readable in the file; with it, writes are no slower.
        default["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000; PRAGMA secure_delete=ON;",
        }
        default["TEST"] = {"NAME": str(var_dir / "test.sqlite3")}
    else:
        # Compiling a query takes PostgreSQL longer than running any of ours: measured on the list of five thousand bénévoles.
        # A server that is not there is known in seconds: a page says so, rather than its reader waiting for minutes.
        default["OPTIONS"] = {"options": "-c jit=off", "connect_timeout": 5, **default.get("OPTIONS", {})}
    return {"default": default}


def redis_url(env: Env) -> str:
    """Empty where the database serves as cache."""
    return env.address("REDIS_URL", ("redis", "rediss"), default="")


def caches(redis: str) -> dict[str, Any]:
    """Limits and locks must hold across workers: Redis or the database is what they share."""
    if redis:
        return {"default": {"BACKEND": "accounts.shared_cache.SharedCache", "LOCATION": redis}}
    # The default of 300 rows would drop counts at random.
    options = {"MAX_ENTRIES": 100_000}
    return {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "polaris_cache", "OPTIONS": options}}


def media(env: Env, mode: str) -> dict[str, Any]:
    """The disk, unless S3_BUCKET names a bucket. boto3 is imported with the storage, so only where there is one."""
    bucket = env.text("S3_BUCKET", default="")
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    return {
        "BACKEND": "site_polaris.bucket.BucketStorage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env.address("S3_ENDPOINT_URL", secure_schemes(mode), default="") or None,
            "region_name": env.text("S3_REGION"),
            "access_key": env.text("S3_ACCESS_KEY_ID"),
            "secret_key": env.text("S3_SECRET_ACCESS_KEY"),
            "location": env.text("S3_PREFIX", default=""),
            "addressing_style": env.choice("S3_ADDRESSING_STYLE", ("auto", "path", "virtual"), default="auto"),
        },
    }


def static_files(mode: str) -> dict[str, Any]:
    """Compression takes 30 s: worth it once per release, not in the demo's path."""
    return {
        "BACKEND": {
            "demo": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage",
            "test": "django.contrib.staticfiles.storage.StaticFilesStorage",
            "production": "whitenoise.storage.CompressedManifestStaticFilesStorage",
        }[mode]
    }


def mail(env: Env, mode: str) -> tuple[str, dict[str, Any]]:
    """What the outbox hands its mails to, and anymail's own setting where that is a provider."""
    if mode == "test":
        return "django.core.mail.backends.locmem.EmailBackend", {}
    if mode == "demo":
        # The demo sends nothing out: its mails are read at /demo/courriels/.
        return "django.core.mail.backends.dummy.EmailBackend", {}
    provider = env.choice("MAIL_PROVIDER", ("smtp", *PROVIDERS), default="smtp")
    if provider == "smtp":
        return "django.core.mail.backends.smtp.EmailBackend", {}
    key, secret = PROVIDERS[provider]
    anymail: dict[str, Any] = {key: env.text("MAIL_PROVIDER_KEY"), "REQUESTS_TIMEOUT": 20}
    if secret:
        anymail[secret] = env.text("MAIL_PROVIDER_SECRET")
    if url := env.address("MAIL_PROVIDER_URL", secure_schemes(mode), default=""):
        anymail[f"{provider.upper()}_API_URL"] = url
    if provider in CAN_BE_TOLD_NOT_TO_TRACK:
        # Links would lead through the provider, those that are a secret of one person included.
        anymail["SEND_DEFAULTS"] = {"track_opens": False, "track_clicks": False}
    return f"anymail.backends.{provider}.EmailBackend", anymail


def secure_schemes(mode: str) -> tuple[str, ...]:
    return ("https",) if mode == "production" else ("https", "http")
