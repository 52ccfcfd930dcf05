"""Redis as cache of several machines: limits hold across processes; when it is gone, what must be counted waits and pages are read."""

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.cache import cache, caches
from django.test import Client

from accounts.limits import allow
from accounts.models import User
from accounts.shared_cache import CacheAwayError, SharedCache
from home.models import HomePage
from site_polaris import engines
from tests.accounts.factories import PASSWORD, UserFactory
from tests.accounts.test_sign_in_limits import LOCKED, guess
from tests.conftest import SignIn
from tests.home.conftest import home_page as home_page
from tests.servers.ports import free_port
from tests.servers.redis_server import RedisServer, running_redis

pytestmark = pytest.mark.servers

SHORT = {"socket_timeout": 0.2, "socket_connect_timeout": 0.2}


@pytest.fixture
def redis(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RedisServer]:
    """The site's cache in a Redis of its own."""
    monkeypatch.setattr(SharedCache, "away_until", 0.0)
    with running_redis(tmp_path) as server:
        use(settings, server.url)
        yield server
        hang_up()


def use(settings: Any, url: str) -> None:
    chosen = engines.caches(url)
    settings.CACHES = {"default": {**chosen["default"], "OPTIONS": SHORT}}


def hang_up() -> None:
    """Sockets left open are warnings, and warnings are errors."""
    caches["default"]._cache._get_connection_pool(True).disconnect()  # type: ignore[attr-defined]


def test_limit_holds_across_threads_that_begin_together(redis: RedisServer) -> None:
    answers: list[bool] = []
    together = Barrier(20)

    def try_once() -> None:
        together.wait()
        answers.append(allow("don:192.0.2.1", limit=5, seconds=60))
        hang_up()

    threads = [Thread(target=try_once) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False] * 15 + [True] * 5


def test_limit_counted_by_reading_then_writing_would_let_all_through(redis: RedisServer) -> None:
    """The control of the test above: a count that is read, then written, lets in whoever read in between."""
    answers: list[bool] = []
    together = Barrier(20)

    def try_once() -> None:
        count = cache.get("count", 0)
        together.wait()
        cache.set("count", count + 1)
        answers.append(count < 5)
        hang_up()

    threads = [Thread(target=try_once) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * 20


def test_limit_is_one_for_all_processes(redis: RedisServer) -> None:
    program = (
        "import sys; from django.conf import settings; from site_polaris import engines\n"
        "settings.configure(CACHES=engines.caches(sys.argv[1]))\n"
        "from accounts.limits import allow; print([allow('a', limit=3, seconds=60) for _ in range(2)])"
    )
    assert allow("a", limit=3, seconds=60)
    assert allow("a", limit=3, seconds=60)
    command = [sys.executable, "-c", program, redis.url]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "[True, False]\n"


def test_slot_comes_free_by_the_clock_of_redis(redis: RedisServer) -> None:
    assert allow("a", limit=1, seconds=1)
    assert not allow("a", limit=1, seconds=1)
    time.sleep(1.1)
    assert allow("a", limit=1, seconds=1)


def test_guesses_are_counted_in_redis(redis: RedisServer) -> None:
    user = UserFactory()
    for n in range(1, 6):
        assert guess(user.email, address=f"192.0.2.{n}") != [LOCKED]
    assert guess(user.email, PASSWORD, address="192.0.2.99") == [LOCKED]


def test_without_redis_pages_are_read_and_what_is_counted_waits(redis: RedisServer, home_page: HomePage) -> None:
    user = UserFactory()
    client = Client(raise_request_exception=False)
    redis.stop()
    for path in ("/", "/recherche/?q=asile", "/recherche/?q=introuvable", "/compte/login/", "/sitemap.xml"):
        assert client.get(path).status_code == 200, path
    for path, typed in (
        ("/compte/login/", {"login": user.email, "password": PASSWORD}),
        ("/compte/login/code/", {"email": user.email}),
        ("/compte/password/reset/", {"email": user.email}),
    ):
        response = client.post(path, typed)
        assert response.status_code == 503, path
        assert response["Retry-After"] == "30"
        html = response.content.decode()
        assert "Le site revient dans un instant" in html
        assert "Traceback" not in html
    with pytest.raises(CacheAwayError):
        allow("a", limit=1, seconds=60)
    assert client.get("/sante/").json()["cache"] is False


def test_signed_in_people_go_on_without_redis(redis: RedisServer, coordinator: User, signed_in: SignIn) -> None:
    client = signed_in(coordinator)
    redis.stop()
    assert client.get("/coordination/").status_code == 200
    assert client.get("/coordination/benevoles/").status_code == 200


def test_redis_that_comes_back_counts_again(redis: RedisServer) -> None:
    redis.stop()
    with pytest.raises(CacheAwayError):
        allow("a", limit=1, seconds=60)
    redis.start()
    assert allow("a", limit=1, seconds=60)
    assert not allow("a", limit=1, seconds=60)


def test_redis_that_hangs_is_waited_for_once_and_not_by_each_page(redis: RedisServer, home_page: HomePage) -> None:
    client = Client()
    assert client.get("/").status_code == 200
    redis.hang()
    assert client.get("/").status_code == 200
    SharedCache.away_until = 0.0
    started = time.monotonic()
    assert cache.get("wagtail_root_paths") is None
    waited = time.monotonic() - started
    assert waited >= 0.2
    for _ in range(5):
        assert cache.get("wagtail_root_paths") is None
    assert time.monotonic() - started < waited + 0.2


def test_what_wagtail_remembers_is_not_deleted_in_silence(redis: RedisServer) -> None:
    """Redis would come back with the old value, and be believed."""
    cache.set("wagtail_root_paths", "old")
    redis.stop()
    cache.set("wagtail_root_paths", "new")
    with pytest.raises(CacheAwayError):
        cache.delete("wagtail_root_paths")


def test_password_opens_redis_and_a_wrong_one_does_not(db: None, settings: Any, tmp_path: Path) -> None:
    with running_redis(tmp_path, "--requirepass", "s3cr:t/") as server:
        use(settings, f"redis://:s3cr%3At%2F@127.0.0.1:{server.port}/1")
        assert allow("a", limit=1, seconds=60)
        hang_up()
        use(settings, f"redis://:faux@127.0.0.1:{server.port}/1")
        with pytest.raises(CacheAwayError):
            allow("b", limit=1, seconds=60)
        hang_up()


def test_redis_is_spoken_to_under_tls_and_its_certificate_is_checked(db: None, settings: Any, tmp_path: Path) -> None:
    certificate, key = write_certificate(tmp_path)
    port = free_port()
    given = ["--tls-port", str(port), "--tls-cert-file", str(certificate), "--tls-key-file", str(key), "--tls-auth-clients", "no"]
    with running_redis(tmp_path, *given):
        use(settings, f"rediss://127.0.0.1:{port}?ssl_ca_certs={certificate}")
        assert allow("a", limit=1, seconds=60)
        hang_up()
        use(settings, f"rediss://127.0.0.1:{port}")
        with pytest.raises(CacheAwayError):
            allow("b", limit=1, seconds=60)
        hang_up()


def write_certificate(folder: Path) -> tuple[Path, Path]:
    """Of 127.0.0.1, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "redis.crt", folder / "redis.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return certificate, secret
