"""PostgreSQL and Redis with the files of deploy/."""

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
        with (self.data / "postgresql.conf").open("a") as settings:
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
        """A database with the site's tables; the first takes half a minute, those after it are its copies."""
        with psycopg.connect(self.url(), autocommit=True) as server:
            known = server.execute("SELECT 1 FROM pg_database WHERE datname = 'migrated'").fetchone()
        if known is None:
            migrated = self.create("migrated")
            for command in ("migrate", "createcachetable"):
                subprocess.run(
                    [sys.executable, "-W", "ignore", "manage.py", command, "--verbosity=0"],
                    cwd=ROOT,
                    env={**os.environ, "POLARIS_MODE": "test", "POLARIS_VAR_DIR": str(self.folder / "var"), "DATABASE_URL": migrated},
                    check=True,
                )
        return self.create(name, template="migrated")

    def stop(self, number: int = signal.SIGINT) -> None:
        """The fast shutdown of `systemctl restart postgresql`: whoever is connected is cut off."""
        super().stop(number)


class Redis(Instance):
    """Redis with deploy/redis/polaris.conf."""

    password: Final = "replace-this-word"
    missing: Final = "" if REDIS else "Redis is missing (on Debian: apt install redis-server)"

    def command(self) -> list[str]:
        assert REDIS is not None
        return [REDIS, str(DEPLOY / "redis" / "polaris.conf"), "--port", str(self.port), "--dir", str(self.folder)]

    @property
    def url(self) -> str:
        """For REDIS_URL."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def answers(self) -> bool:
        return accepts(self.port)
