"""Servers of our own on free ports of the loopback, with the very files of deploy/: what a test may break, stop and kill.

Each is a context manager with a temporary folder; leaving it ends the processes that it started, by their ids, and no others.
"""

import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from typing import Final, NamedTuple, Self

import psycopg

from tests.certificates import write_certificate

ROOT: Final = Path(__file__).resolve().parent.parent
DEPLOY: Final = ROOT / "deploy"
PATIENCE_SECONDS: Final = 60.0
NGINX: Final = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
PURGE_MODULE: Final = Path("/usr/lib/nginx/modules/ngx_http_cache_purge_module.so")
POSTGRES_BIN: Final = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), default=None)
REDIS: Final = shutil.which("redis-server")
# systemd gives a service its sockets as descriptors from 3 on, and says so in the environment.
AS_SYSTEMD: Final = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid())); "
    "os.execv(sys.argv[2], sys.argv[2:])"
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def accepts(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Answer(NamedTuple):
    status: int
    headers: Message
    body: bytes


class Instance(ABC):
    """A server in a folder of its own, on a port of 127.0.0.1. `start`, `stop`, `kill` and `restart` may be called in between."""

    user: str | None = None

    def __init__(self) -> None:
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix=f"polaris-{type(self).__name__.lower()}-"))
        try:
            self.prepare()
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def log(self) -> Path:
        """What it wrote on its standard output and error, through all its starts."""
        return self.folder / "output.log"

    def tail(self) -> str:
        return self.log.read_text(errors="replace")[-4000:]

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def prepare(self) -> None:  # noqa: B027 some need nothing
        """Writes what the first start needs."""

    @abstractmethod
    def command(self) -> list[str]: ...

    @abstractmethod
    def answers(self) -> bool: ...

    def environment(self) -> Mapping[str, str]:
        return os.environ

    def descriptors(self) -> tuple[int, ...]:
        return ()

    def start(self) -> None:
        """Returns once it answers; raises TimeoutError or ChildProcessError, with what it said."""
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                self.command(),
                cwd=ROOT if self.user is None else self.folder,
                env=dict(self.environment()),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=self.descriptors(),
                start_new_session=True,
                user=self.user,
                group=self.user,
                extra_groups=None if self.user is None else [],
            )
        self.wait_until(self.answers)

    def wait_until(self, condition: Callable[[], bool]) -> None:
        limit = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            if self._process is not None and self._process.poll() is not None:
                raise ChildProcessError(self.tail())
            if time.monotonic() > limit:
                raise TimeoutError(self.tail())
            time.sleep(0.02)

    def send(self, number: int) -> None:
        """To the process that was started, not to its children."""
        os.kill(self.pid, number)

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Asks it to end, and waits for it."""
        if self._process is not None:
            self.send(number)
            self._process.wait(PATIENCE_SECONDS)
            self.kill()

    def kill(self) -> None:
        """`kill -9` of it and of its children, as when the machine loses its power."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def restart(self) -> None:
        self.stop()
        self.start()


class Nginx(Instance):
    """deploy/nginx, before a site on 127.0.0.1 (`upstream` is its port). `port` speaks HTTPS, `http_port` HTTP, `purge_port` takes PURGE.

    The site's name is www.example.org. For measuring, `limits=False` lifts the limits and `tls=False` speaks plain HTTP on `port`.
    """

    host: Final = "www.example.org"
XX

    def __init__(self, upstream: int, *, static: Path | None = None, limits: bool = True, tls: bool = True) -> None:
        super().__init__()
        self.http_port, self.purge_port = free_port(), free_port()
        self._upstream, self._static, self._limits, self._tls = upstream, static, limits, tls

    @property
    def certificate(self) -> Path:
        return self.folder / "fullchain.pem"

    @property
    def access_log(self) -> Path:
        return self.folder / "polaris.log"

    @property
    def error_log(self) -> Path:
        return self.folder / "polaris-error.log"

    @property
    def purge_address(self) -> str:
        """For FRONTEND_CACHE_URL."""
        return f"http://127.0.0.1:{self.purge_port}"

    def prepare(self) -> None:
        write_certificate(self.certificate, self.folder / "privkey.pem", self.host, "example.org")
        (self.folder / "snippets").mkdir()
        (self.folder / "var").mkdir()
        if self._static is not None:
            (self.folder / "var" / "static").symlink_to(self._static)
        (self.folder / "snippets" / "polaris-proxy.conf").write_text((DEPLOY / "nginx" / "polaris-proxy.conf").read_text())
        (self.folder / "polaris.conf").write_text(self._moved((DEPLOY / "nginx" / "polaris.conf").read_text()))
        (self.folder / "nginx.conf").write_text(
            f"daemon off;\npid {self.folder}/nginx.pid;\nworker_processes 2;\n"
            # Started by root, its workers would be somebody else, to whom the folder is closed.
            + ("user root;\n" if os.geteuid() == 0 else "")
            + f"load_module {PURGE_MODULE};\nevents {{ worker_connections 1024; }}\nhttp {{\n"
            + f"include /etc/nginx/mime.types;\naccess_log {self.folder}/debian.log;\n"
            + "".join(f"{name}_temp_path {self.folder}/temporary;\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
            + f"include {self.folder}/polaris.conf;\n}}\n"
        )

    def _moved(self, text: str) -> str:
        """The file with the places and ports of this instance, each of which must be in it."""
        changes = {
            "unix:/run/polaris/web.sock": f"127.0.0.1:{self._upstream}",
            "/run/polaris-cache": f"{self.folder}/cache",
            "/etc/letsencrypt/live/www.example.org": str(self.folder),
            "/var/log/nginx": str(self.folder),
            "/var/lib/polaris": f"{self.folder}/var",
            "/srv/polaris/current": str(ROOT),
            "listen 127.0.0.1:8081": f"listen 127.0.0.1:{self.purge_port}",
            "listen 443 ": f"listen 127.0.0.1:{self.port} ",
            "listen 80": f"listen 127.0.0.1:{self.http_port}",
        }
        for old, new in changes.items():
            assert old in text, f"deploy/nginx/polaris.conf does not name {old} any more"
            text = text.replace(old, new)
        # Ports of another family might not exist here.
        text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.MULTILINE)
        if not self._tls:
            text = re.sub(r" ssl http2\b| *ssl_reject_handshake on;\n", "", text)
        if not self._limits:
            text = re.sub(
                r"rate=\d+r/[sm]", "rate=1000000r/s", re.sub(r"limit_conn polaris_open \d+", "limit_conn polaris_open 60000", text)
            )
        return text

    def command(self) -> list[str]:
        assert NGINX is not None
        return [NGINX, "-p", str(self.folder), "-e", str(self.folder / "start.log"), "-c", str(self.folder / "nginx.conf")]

    def check(self) -> subprocess.CompletedProcess[str]:
        """`nginx -t`."""
        return subprocess.run([*self.command(), "-t"], capture_output=True, text=True, check=False)

    def answers(self) -> bool:
        return accepts(self.port)

    def ask(self, path: str, method: str = "GET", *, host: str = host, body: bytes | None = None, **headers: str) -> Answer:
        """What it answers over HTTPS; a header is given as `X_Forwarded_For="…"`."""
        raw = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS)
        connection = HTTPConnection(host)
        connection.sock = ssl.create_default_context(cafile=self.certificate).wrap_socket(raw, server_hostname=host)
        with closing(connection):
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())

    def purge(self, path: str, *, host: str = host) -> int:
        """What the site does when a page changed; returns the status of the answer."""
        with closing(HTTPConnection("127.0.0.1", self.purge_port, timeout=PATIENCE_SECONDS)) as connection:
            connection.request("PURGE", path, headers={"Host": host})
            return connection.getresponse().status


class Gunicorn(Instance):
    """The site, or another WSGI application, under deploy/gunicorn.conf.py and a socket that outlives it, as systemd holds it.

    `beside` is another that listens on the same socket: they share what comes, as polaris-web@1 and polaris-web@2 do.
    """

    def __init__(
        self,
        environment: Mapping[str, str] | None = None,
        *,
        application: str = "",
        workers: int = 2,
        health: str = "/sante/",
        beside: "Gunicorn | None" = None,
    ) -> None:
        super().__init__()
        if beside is None:
            self._socket = socket.create_server(("127.0.0.1", self.port), backlog=2048)
        else:
            self.port, self._socket = beside.port, beside._socket.dup()
        self._environment = {**os.environ, "WEB_CONCURRENCY": str(workers), **(environment or {})}
        self._application, self._health = application, health

    def __exit__(self, *exception: object) -> None:
        super().__exit__(*exception)
        self._socket.close()

    def environment(self) -> Mapping[str, str]:
        return self._environment

    def descriptors(self) -> tuple[int, ...]:
        return (self._socket.fileno(),)

    def start(self) -> None:
        self._started_at = self.log.stat().st_size if self.log.exists() else 0
        super().start()

    def command(self) -> list[str]:
        served = [sys.executable, "-m", "gunicorn", "--config", str(DEPLOY / "gunicorn.conf.py")]
        given = [self._application] if self._application else []
        return [sys.executable, "-S", "-E", "-c", AS_SYSTEMD, str(self._socket.fileno()), *served, *given]

    def answers(self) -> bool:
        """Once it says that it listens its application is loaded; the socket takes connections before that."""
        if b"Listening at" not in self.log.read_bytes()[self._started_at :]:
            return False
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS) as connection:
                connection.sendall(f"GET {self._health} HTTP/1.0\r\nHost: localhost\r\nX-Forwarded-Proto: https\r\n\r\n".encode())
                return connection.recv(5) == b"HTTP/"
        except OSError:
            return False


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
