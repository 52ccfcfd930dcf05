"""PostgreSQL and Redis with the files of deploy/."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import psycopg

from tests.instances.base import DEPLOY, ROOT, Instance, accepts
from tests.instances.certificates import write_certificate

POSTGRES_BIN: Final = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), default=None)
REDIS: Final = shutil.which("redis-server")


class Postgres(Instance):
    """PostgreSQL with deploy/postgresql/polaris.conf. It refuses to run as root: it runs as postgres then."""

    missing: Final = "" if POSTGRES_BIN else "PostgreSQL is missing (on Debian: apt install postgresql)"

    def __init__(self, *, durable: bool = True, options: Mapping[str, str] | None = None) -> None:
        """`durable=False` waits for no disk: for what is thrown away, and where nothing is killed."""
        super().__init__()
        self.user = "postgres" if os.geteuid() == 0 else None
        self._options = {**({} if durable else {"fsync": "off", "synchronous_commit": "off"}), **(options or {})}

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def prepare(self) -> None:
        assert POSTGRES_BIN is not None
        if self.user is not None:
            shutil.chown(self.folder, self.user, self.user)
        subprocess.run(
            [POSTGRES_BIN / "initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            cwd=self.folder,
            user=self.user,
            group=self.user,
            extra_groups=None if self.user is None else [],
            capture_output=True,
            check=True,
        )
        certificate, key = self.data / "server.crt", self.data / "server.key"
        write_certificate(certificate, key, "localhost")
        if self.user is not None:
            shutil.chown(key, self.user, self.user)
            shutil.chown(certificate, self.user, self.user)
        with (self.data / "postgresql.conf").open("a") as settings:
            settings.write("ssl = on\n")
            # Copied in: the checkout may be closed to the user postgres.
            settings.write((DEPLOY / "postgresql" / "polaris.conf").read_text())

    def command(self) -> list[str]:
        assert POSTGRES_BIN is not None
        own = {"port": str(self.port), "listen_addresses": "127.0.0.1", "unix_socket_directories": str(self.folder), **self._options}
        return [
            str(POSTGRES_BIN / "postgres"),
            "-D",
            str(self.data),
            *(word for name, value in own.items() for word in ("-c", f"{name}={value}")),
        ]

    def url(self, database: str = "postgres") -> str:
        """For DATABASE_URL."""
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def create(self, name: str, *, template: str = "template0") -> str:
        """A database; returns its URL. Made from a template, it is a copy of that one, to which nobody may be connected."""
        with psycopg.connect(self.url(), autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def create_migrated(self, name: str) -> str:
        """A database with the site's tables. To migrate takes half a minute: what came of it is kept in var/test for the next time."""
        assert POSTGRES_BIN is not None
        kept = ROOT / "var" / "test" / f"migrated-{_fingerprint()}.dump"
        url = self.create(name)
        if kept.exists():
            subprocess.run([POSTGRES_BIN / "pg_restore", "--no-owner", "--dbname", url, kept], check=True)
            return url
        for command in ("migrate", "createcachetable"):
            subprocess.run(
                [sys.executable, "-W", "ignore", "manage.py", command, "--verbosity=0"],
                cwd=ROOT,
                env={**os.environ, "POLARIS_MODE": "test", "POLARIS_VAR_DIR": str(self.folder / "var"), "DATABASE_URL": url},
                check=True,
            )
        kept.parent.mkdir(parents=True, exist_ok=True)
        for stale in kept.parent.glob("migrated-*"):
            stale.unlink()
        unfinished = kept.with_suffix(".part")
        subprocess.run([POSTGRES_BIN / "pg_dump", "--format=custom", "--no-owner", "--file", unfinished, url], check=True)
        unfinished.rename(kept)
        return url

    def stop(self, number: int = signal.SIGINT) -> None:
        """The fast shutdown of `systemctl restart postgresql`: whoever is connected is cut off."""
        super().stop(number)


def _fingerprint() -> str:
    """Changes with any migration of ours and with any library."""
    digest = hashlib.sha256((ROOT / "requirements" / "run.txt").read_bytes())
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


class Redis(Instance):
    """Redis with deploy/redis/polaris.conf."""

    password: Final = "replace-this-word"
    missing: Final = "" if REDIS else "Redis is missing (on Debian: apt install redis-server)"

    def __init__(self, *options: str) -> None:
        """The options come after the file's, and win."""
        super().__init__()
        self._options = options

    def command(self) -> list[str]:
        assert REDIS is not None
        own = ["--port", str(self.port), "--dir", str(self.folder)]
        return [REDIS, str(DEPLOY / "redis" / "polaris.conf"), *own, *self._options]

    @property
    def url(self) -> str:
        """For REDIS_URL."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def answers(self) -> bool:
        return accepts(self.port)
