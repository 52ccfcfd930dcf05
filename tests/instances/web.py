"""nginx and gunicorn with the files of deploy/."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from typing import Final, NamedTuple

from tests.instances.base import DEPLOY, PATIENCE_SECONDS, ROOT, Instance, accepts, free_port
from tests.instances.certificates import write_certificate

NGINX: Final = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
NGINX_PACKAGES: Final = "nginx libnginx-mod-http-cache-purge"
PURGE_MODULE: Final = Path("/usr/lib/nginx/modules/ngx_http_cache_purge_module.so")
# systemd gives a service its sockets as descriptors from 3 on, and says so in the environment.
AS_SYSTEMD: Final = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid())); "
    "os.execv(sys.argv[2], sys.argv[2:])"
)


class Answer(NamedTuple):
    status: int
    headers: Message
    body: bytes


class Nginx(Instance):
    """deploy/nginx, before a site on 127.0.0.1 (`upstream` is its port). `port` speaks HTTPS, `http_port` HTTP, `purge_port` takes PURGE.

    The site's name is www.example.org. For measuring, `limits=False` lifts the limits and `tls=False` speaks plain HTTP on `port`.
    """

    host: Final = "www.example.org"
    missing: Final = "" if NGINX and PURGE_MODULE.exists() else f"nginx is missing (on Debian: apt install {NGINX_PACKAGES})"

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
        for name in ("polaris-proxy.conf", "polaris-tls.conf"):
            shutil.copy(DEPLOY / "nginx" / name, self.folder / "snippets")
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

    def ask(
        self, path: str, method: str = "GET", *, host: str = host, body: bytes | None = None, source: str = "127.0.0.1", **headers: str
    ) -> Answer:
        """What it answers over HTTPS to the loopback address `source`; a header is given as `X_Forwarded_For="…"`."""
        raw = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS, source_address=(source, 0))
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
        return {**self._environment, "NOTIFY_SOCKET": str(self.folder / "notify")}

    def descriptors(self) -> tuple[int, ...]:
        return (self._socket.fileno(),)

    def start(self) -> None:
        (self.folder / "notify").unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as self._heard:
            self._heard.bind(str(self.folder / "notify"))
            self._heard.setblocking(False)
            super().start()

    def command(self) -> list[str]:
        served = [sys.executable, "-m", "gunicorn", "--config", str(DEPLOY / "gunicorn.conf.py")]
        given = [self._application] if self._application else []
        return [sys.executable, "-S", "-E", "-c", AS_SYSTEMD, str(self._socket.fileno()), *served, *given]

    def answers(self) -> bool:
        """Once it has told systemd that it is ready (Type=notify). Its socket took connections all the time."""
        try:
            if not self._heard.recv(1000).startswith(b"READY=1"):
                return False
        except BlockingIOError:
            return False
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS) as connection:
                connection.sendall(f"GET {self._health} HTTP/1.0\r\nHost: localhost\r\nX-Forwarded-Proto: https\r\n\r\n".encode())
                return connection.recv(5) == b"HTTP/"
        except OSError:
            return False


class Worker(Instance):
    """A worker of the site (`manage.py run_worker`)."""

    def __init__(self, environment: Mapping[str, str], *, interval: float = 0.2, lease: float = 10.0) -> None:
        super().__init__()
        self._environment = {**os.environ, **environment}
        self._options = [f"--interval={interval}", f"--lease={lease}"]

    def environment(self) -> Mapping[str, str]:
        return self._environment

    def command(self) -> list[str]:
        return [sys.executable, "manage.py", "run_worker", *self._options]

    def answers(self) -> bool:
        """There is nothing to ask it: tasks that are done show that it works."""
        return True
