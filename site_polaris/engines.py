"""The engines that the environment names: database, cache, media, mail. Each function reads its variables and returns Django's setting."""

from pathlib import Path
from typing import Any, Final

import dj_database_url

from site_polaris.env import Env

SQLITE: Final = "django.db.backends.sqlite3"


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
        default.setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
    return {"default": default}


def redis_url(env: Env) -> str:
    """Empty where the database serves as cache."""
    return env.address("REDIS_URL", ("redis", "rediss"), default="")


def caches(redis: str) -> dict[str, Any]:
    """Limits and locks must hold across workers: Redis or the database is what they share."""
    if redis:
        return {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis}}
    # The default of 300 rows would drop counts at random.
    options = {"MAX_ENTRIES": 100_000}
    return {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "polaris_cache", "OPTIONS": options}}


def media() -> dict[str, Any]:
    return {"BACKEND": "django.core.files.storage.FileSystemStorage"}


def static_files(mode: str) -> dict[str, Any]:
    """Compression takes 30 s: worth it once per release, not in the demo's path."""
    return {
        "BACKEND": {
            "demo": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage",
            "test": "django.contrib.staticfiles.storage.StaticFilesStorage",
            "production": "whitenoise.storage.CompressedManifestStaticFilesStorage",
        }[mode]
    }


def mail_delivery(mode: str) -> str:
    """What the outbox hands its mails to."""
    return {
        "test": "django.core.mail.backends.locmem.EmailBackend",
        # The demo sends nothing out: its mails are read at /demo/courriels/.
        "demo": "django.core.mail.backends.dummy.EmailBackend",
        "production": "django.core.mail.backends.smtp.EmailBackend",
    }[mode]
