"""`make demo`: one command that prepares the demo, serves it on this machine alone, and ends with all its processes."""

import http.client
import os
import socket
from typing import Any, Final

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application
from django.db import connections
from gunicorn.app.base import BaseApplication

from site_polaris.demo_start import prepare
from site_polaris.gunicorn_logs import DiscreetLogger
from site_polaris.processes import ProcessGroup

HOST: Final = "127.0.0.1"
FIRST_PAGE_SECONDS: Final = 60.0
ACCOUNTS: Final = (
    ("benevole@demo.test", "a bénévole who is ready"),
    ("nouvelle@demo.test", "a bénévole who has just signed up"),
    ("coordination@demo.test", "the coordinator"),
    ("tresorerie@demo.test", "the treasurer"),
    ("communication@demo.test", "the communication officer"),
    ("admin@demo.test", "the one who runs the installation"),
)
READY: Final = """
Polaris 14 is ready: http://localhost:{port}/

Sign in at http://localhost:{port}/compte/login/ with the password polaris-demo:
{accounts}
Sent mails, codes included: http://localhost:{port}/demo/courriels/
Ctrl-C ends everything; the data stays in {folder} (make demo-reset starts afresh).
"""


class Command(BaseCommand):
    help = "Prepare and serve the demo on http://localhost:PORT/, with its worker, until Ctrl-C."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This command serves the demo only: POLARIS_MODE=demo.")
        port = read_port(os.environ.get("PORT", "8000"))
        refuse_taken_port(port)
        try:
            prepare(port, say=self.say)
        except KeyboardInterrupt:
            raise CommandError("Stopped. The next start takes up where this one left.", returncode=130) from None
        self.serve(port)

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()

    def serve(self, port: int) -> None:
        connections.close_all()
        with ProcessGroup() as group:
            group.start(lambda: WebServer(port).run())
            group.start(lambda: call_command("run_worker"))
            if group.wait_until(lambda: answers(port), seconds=FIRST_PAGE_SECONDS):
                accounts = "".join(f"  {email:<26}{who}\n" for email, who in ACCOUNTS)
                self.say(READY.format(port=port, accounts=accounts, folder=settings.VAR_DIR))
                group.wait()
            is_wanted = group.stopping
        if not is_wanted:
            raise CommandError("One of the demo's processes ended: the others were ended too. What it said is above.")


class WebServer(BaseApplication):
    """gunicorn, on this machine's own address only."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__()

    def load_config(self) -> None:
        options = {
            "bind": f"{HOST}:{self.port}",
            "worker_class": "gthread",
            "threads": 8,
            "loglevel": "warning",
            "graceful_timeout": 3,
            "control_socket_disable": True,
            "logger_class": DiscreetLogger,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIHandler:
        return get_wsgi_application()


def read_port(value: str) -> int:
    if value.isdecimal() and 1 <= int(value) <= 65_535:
        return int(value)
    raise CommandError(f"PORT is “{value}”; it must be a number from 1 to 65535, such as PORT=8080.")


def refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise CommandError(f"Port {port} is reserved to the administrator. Choose another: make demo PORT=8080") from None
        except OSError:
            raise CommandError(f"Port {port} is already in use. Choose another: make demo PORT={port % 65_000 + 80}") from None


def answers(port: int) -> bool:
    """True when the home page comes back, whatever it says: an error page is an answer too."""
    connection = http.client.HTTPConnection(HOST, port, timeout=FIRST_PAGE_SECONDS)
    try:
        connection.request("GET", "/", headers={"Host": f"localhost:{port}"})
        connection.getresponse().read()
    except OSError:
        return False
    finally:
        connection.close()
    return True
