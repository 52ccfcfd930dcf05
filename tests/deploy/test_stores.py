"""PostgreSQL and Redis with the files of deploy/: the files are taken, and do what they say."""

import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from django.core.cache.backends.redis import RedisCache

from tests.deploy.conftest import need
from tests.instances import Postgres, Redis
from tests.instances.base import DEPLOY

pytestmark = pytest.mark.servers
CANARY = "zoe@demo.test"


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    need(Postgres.missing)
    with Postgres(durable=False) as server:
        yield server


def test_postgresql_takes_every_line_of_its_file(postgres: Postgres) -> None:
    wanted = [line.partition(" ")[0] for line in (DEPLOY / "postgresql" / "polaris.conf").read_text().splitlines() if "=" in line]
    wanted = [name for name in wanted if not name.startswith("#")]
    with psycopg.connect(postgres.url()) as server:
        rows = server.execute("SELECT name, applied, error FROM pg_file_settings WHERE name = ANY(%s)", [wanted]).fetchall()
        assert len(wanted) > 15
        assert {name for name, _applied, _error in rows} == set(wanted)
        assert [row for row in rows if row[2] is not None] == []
        assert server.execute("SHOW shared_buffers").fetchone() == ("512MB",)


def fail_with_the_canary(postgres: Postgres, *before: str) -> str:
    """What the log holds of an address that is there already, and of one that is no number."""
    start = postgres.log.stat().st_size
    with psycopg.connect(postgres.url(), autocommit=True) as server:
        for statement in ("CREATE TABLE IF NOT EXISTS people (email text PRIMARY KEY)", "DELETE FROM people", *before):
            server.execute(statement)
        server.execute("INSERT INTO people VALUES (%s)", [CANARY])
        for statement in ("INSERT INTO people VALUES (%s)", "SELECT %s::integer"):
            with pytest.raises(psycopg.DatabaseError):
                server.execute(statement, [CANARY])
    return postgres.log.read_text()[start:]


def test_postgresql_writes_no_value_to_its_log(postgres: Postgres) -> None:
    assert CANARY not in fail_with_the_canary(postgres)
    # The control: as it is by default.
    assert CANARY in fail_with_the_canary(postgres, "SET log_min_messages = warning", "SET log_error_verbosity = default")


def test_role_owns_its_database_and_no_other_enters_it(postgres: Postgres) -> None:
    subprocess.run(
        ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", DEPLOY / "postgresql" / "roles.sql", postgres.url()], check=True, timeout=30
    )
    own = postgres.url("polaris").replace("postgres@", "polaris@")
    with psycopg.connect(own) as site:
        site.execute("CREATE TABLE a (b text)")
        site.execute("CREATE EXTENSION unaccent")
    with psycopg.connect(postgres.url(), autocommit=True) as server:
        server.execute("CREATE ROLE other LOGIN")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(own.replace("polaris@", "other@"))


def test_rules_of_who_may_connect_are_well_formed(postgres: Postgres) -> None:
    ours = (DEPLOY / "postgresql" / "pg_hba.conf").read_text()
    file = postgres.data / "pg_hba.conf"
    file.write_text(ours + file.read_text())
    with psycopg.connect(postgres.url(), sslmode="require") as server:
        rows = server.execute("SELECT type, auth_method, error FROM pg_hba_file_rules ORDER BY line_number LIMIT 3").fetchall()
        assert server.execute("SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()").fetchone() == ("TLSv1.3",)
    assert rows == [("local", "peer", None), ("hostssl", "scram-sha-256", None), ("host", "reject", None)]


@pytest.fixture(scope="module")
def store() -> Iterator[Redis]:
    need(Redis.missing)
    with Redis() as server:
        yield server


def test_redis_takes_its_file_and_keeps_nothing_on_the_disk(store: Redis) -> None:
    with redis.Redis.from_url(store.url) as client:
        assert client.config_get("maxmemory*")["maxmemory-policy"] == "volatile-lru"
        assert client.config_get("maxmemory") == {"maxmemory": str(128 * 1024 * 1024)}
        assert client.config_get("save") == {"save": ""}
    assert sorted(Path(store.folder).iterdir()) == [store.log]


def test_redis_asks_for_its_password(store: Redis) -> None:
    with socket.create_connection(("127.0.0.1", store.port), timeout=10) as stranger:
        stranger.sendall(b"GET a\r\n")
        assert stranger.recv(100).startswith(b"-NOAUTH")


def test_site_keeps_its_cache_there(store: Redis) -> None:
    cache = RedisCache(store.url, {})
    cache.set("a", 1, timeout=60)
    assert cache.incr("a") == 2
    cache.clear()
    assert cache.get("a") is None
    cache._cache.get_client().connection_pool.disconnect()
