"""A thousand gifts of all kinds on a bad day: `make payments-drill`, or with DATABASE_URL on PostgreSQL.

Stripe's messages are lost, late, doubled and shuffled, its answers fail, and every few seconds the site's web process or a worker is
killed (`kill -9`). In the end the stand-in's balance, gifts, payments, mails and tax receipts must agree to the cent, each exactly once.
With `--without lock` (on PostgreSQL), `--without ledger` or `--without withdraw` a defence is taken away, and they must not: the drill is
then worth something.
"""

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg

LIMITS: Final = ("GIFT_LIMIT_PER_ADDRESS", "GIFT_LIMIT_OVERALL")


@contextmanager
def own_database(url: str) -> Iterator[str]:
    """A database beside that of the address, made for the drill and dropped after it. None is needed for the embedded one."""
    if not url:
        yield ""
        return
    parts = urlsplit(url)
    name = f"{parts.path.lstrip('/')}_drill_{os.getpid()}"
    server = urlunsplit(parts._replace(path="/postgres"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(parts._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def main() -> int:
    parser = argparse.ArgumentParser(prog="make payments-drill", description=__doc__)
    parser.add_argument("--gifts", type=int, default=1000)
    parser.add_argument("--without", choices=["lock", "ledger", "withdraw"], default="")
    options = parser.parse_args()
    # Ended from outside, it ends its own processes.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory() as scratch, own_database(os.environ.get("DATABASE_URL", "")) as url:
        os.environ |= {"POLARIS_MODE": "demo", "POLARIS_VAR_DIR": scratch, **dict.fromkeys(LIMITS, "1000000")}
        if url:
            os.environ["DATABASE_URL"] = url
        django.setup()
        from django.db import connections

        from tests.drill.day import Day

        try:
            agrees = Day(Path(scratch), options.gifts, without=options.without).pass_by()
        finally:
            connections.close_all()
    # Without its defence, the site must fail.
    return 0 if agrees is not bool(options.without) else 1


if __name__ == "__main__":
    sys.exit(main())
