"""What the doctor says of a bucket, a mail provider, Redis, several machines and a cache of pages, well and not."""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.core.files.storage import default_storage

from site_polaris import engine_checks, engines
from site_polaris.doctor import CANNOT_SEE, examine
from site_polaris.models import Worker
from tests.accounts.test_mail_providers import use as use_provider
from tests.instances import Redis
from tests.instances.bucket import KEYS, Bucket, running_bucket
from tests.instances.mail_provider import Provider, running_provider
from tests.site_polaris.test_doctor import notes, wrongs
from tests.site_polaris.test_doctor import now as now
from tests.site_polaris.test_doctor import well as well


def said(now: datetime) -> str:
    return " ".join(finding.sentence for finding in examine(now))


# Files --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server() -> Iterator[Bucket]:
    with running_bucket() as bucket:
        yield bucket


@pytest.fixture
def bucket(server: Bucket, settings: Any) -> Iterator[Bucket]:
    settings.STORAGES = server.storages(settings)
    yield server
    hang_up()


def hang_up() -> None:
    """Sockets left open are warnings, and warnings are errors."""
    default_storage.connection.meta.client.close()  # type: ignore[attr-defined]
    default_storage.unsigned_connection.meta.client.close()  # type: ignore[attr-defined]


@pytest.mark.servers
def test_bucket_is_written_read_emptied_and_kept_private(well: None, now: datetime, bucket: Bucket) -> None:
    assert wrongs(now) == []
    assert "s’écrivent, se relisent et s’effacent dans le compartiment S3 «\u00a0polaris-essai\u00a0»." in said(now)
    assert notes(now)[0].startswith("Les sauvegardes ne contiennent pas les fichiers du compartiment")
    assert bucket.names() == []
    assert KEYS["S3_SECRET_ACCESS_KEY"] not in said(now)


@pytest.mark.servers
def test_bucket_that_gives_to_strangers_is_told(well: None, now: datetime, bucket: Bucket, settings: Any) -> None:
    storages = bucket.storages(settings)
    storages["default"]["OPTIONS"]["object_parameters"] = {"ACL": "public-read"}
    settings.STORAGES = storages
    [sentence] = wrongs(now)
    assert sentence.startswith("Le compartiment donne ses fichiers à n’importe qui")
    hang_up()


@pytest.mark.servers
def test_bucket_that_does_not_answer_is_told(well: None, now: datetime, bucket: Bucket, settings: Any) -> None:
    settings.STORAGES = bucket.storages(settings, S3_ENDPOINT_URL="http://127.0.0.1:1")
    assert wrongs(now) == [f"{CANNOT_SEE['see_media']} (MediaAwayError)."]


# Mail ---------------------------------------------------------------------------------------------


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    with running_provider() as running:
        use_provider(settings, running, "brevo")
        yield running


def test_provider_is_asked_without_a_mail(well: None, now: datetime, provider: Provider) -> None:
    provider.says(400, {"code": "missing_parameter"})
    assert "Les courriels partent par Brevo, qui répond et accepte la clé." in said(now)
    assert wrongs(now) == []
    assert {body for _, _, body in provider.requests} == {b"{}"}
    assert provider.requests[0][1]["api-key"] == "cle-d-essai"


@pytest.mark.parametrize("name", engines.PROVIDERS)
def test_every_provider_can_be_asked(well: None, now: datetime, settings: Any, provider: Provider, name: str) -> None:
    use_provider(settings, provider, name)
    provider.says(401, {"message": "cle-d-essai"})
    [sentence] = wrongs(now)
    assert sentence.endswith("refuse la clé, et les courriels attendent\u00a0: vérifiez MAIL_PROVIDER_KEY et MAIL_PROVIDER_SECRET.")
    assert "cle-d-essai" not in said(now)


@pytest.mark.parametrize("status", [404, 500])
def test_provider_in_trouble_is_told(well: None, now: datetime, provider: Provider, status: int) -> None:
    provider.says(status, b"")
    assert wrongs(now) == [f"Brevo répond par une erreur ({status}), et les courriels attendent\u00a0: vérifiez MAIL_PROVIDER_URL."]


def test_provider_that_does_not_answer_is_told(well: None, now: datetime, settings: Any, provider: Provider) -> None:
    settings.ANYMAIL = {**settings.ANYMAIL, "BREVO_API_URL": "http://127.0.0.1:1/"}
    assert wrongs(now) == [f"{CANNOT_SEE['see_mail_server']} (ConnectionError)."]


# Redis --------------------------------------------------------------------------------------------


@pytest.fixture
def redis(well: None, settings: Any) -> Iterator[Redis]:
    with Redis("--maxmemory", "3mb", "--maxmemory-policy", "allkeys-lru") as running:
        settings.REDIS_URL = running.url
        settings.CACHES = engines.caches(running.url)
        yield running
        caches["default"]._cache._get_connection_pool(True).disconnect()  # type: ignore[attr-defined]


@pytest.mark.servers
@pytest.mark.skipif(bool(Redis.missing), reason=str(Redis.missing))
def test_redis_says_its_version_and_that_it_forgot(now: datetime, redis: Redis) -> None:
    assert wrongs(now) == []
    assert "Le cache et les limites, dans Redis\u00a0" in said(now)
    assert len(notes(now)) == 1
    for number in range(60):
        cache.set(f"page-{number}", secrets.token_bytes(50_000))
    assert notes(now)[-1].startswith("Redis a manqué de place et oublié ")
    redis.kill()
    assert wrongs(now) == ["Redis ne répond pas\u00a0: vérifiez REDIS_URL, et que le serveur tourne."]


# Several machines ---------------------------------------------------------------------------------


def test_several_machines_are_told_what_they_must_share(well: None, now: datetime, settings: Any) -> None:
    for name in ("paris-1-aaaa", "paris-2-bbbb", "essai-deux-3-cccc"):
        Worker.objects.create(id=name, started_at=now, alive_until=now + timedelta(minutes=1))
    Worker.objects.filter(id="vivant").delete()
    assert "Des ouvriers sont au travail sur 2\u00a0machines." in said(now)
    assert [sentence.partition("\u00a0:")[0] for sentence in notes(now)[1:]] == [
        "Plusieurs machines comptent leurs limites dans la base",
        f"Plusieurs machines ont un dossier {settings.MEDIA_ROOT}",
    ]
    Worker.objects.filter(id="essai-deux-3-cccc").update(alive_until=now - timedelta(seconds=1))
    assert len(notes(now)) == 1


# A cache of pages before the site -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (404, ""),
        (200, ""),
        (405, "Le cache de pages {where} refuse d’oublier une page (405)\u00a0: les pages y resteraient anciennes."),
        (403, "Le cache de pages {where} refuse d’oublier une page (403)\u00a0: les pages y resteraient anciennes."),
    ],
)
def test_cache_of_pages_is_asked_to_forget_what_no_page_has(well: None, now: datetime, settings: Any, status: int, sentence: str) -> None:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_PURGE(self) -> None:
            asked.append(f"{self.headers['Host']} {self.path}")
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Each request would be a line."""

    with HTTPServer(("127.0.0.1", 0), Handler) as running:
        where = f"http://127.0.0.1:{running.server_address[1]}"
        settings.WAGTAILFRONTENDCACHE = {"nginx": {"BACKEND": engine_checks.HTTP_BACKEND, "LOCATION": where}}
        thread = Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            assert wrongs(now) == [sentence.format(where=where)] * bool(sentence)
        finally:
            running.shutdown()
            thread.join()
    [line] = asked
    assert line.startswith("www.example.org /doctor-")


def test_cache_of_pages_that_is_not_there_or_not_ours_is_told(well: None, now: datetime, settings: Any) -> None:
    settings.WAGTAILFRONTENDCACHE = {"nginx": {"BACKEND": engine_checks.HTTP_BACKEND, "LOCATION": "http://127.0.0.1:1"}}
    assert wrongs(now) == [f"{CANNOT_SEE['see_frontend_caches']} (ConnectionRefusedError)."]
    settings.WAGTAILFRONTENDCACHE = {"loin": {"BACKEND": "wagtail.contrib.frontend_cache.backends.CloudfrontBackend"}}
    assert wrongs(now) == []
    assert "Un cache de pages est devant le site" in said(now)
