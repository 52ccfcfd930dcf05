"""How many kept pages a second are answered, by gunicorn alone and behind our nginx, beside the same bytes from memory in the same run."""

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.bench.rows import Row
from tests.bench.running import leave
from tests.instances import Gunicorn, Nginx

H2LOAD: Final = shutil.which("h2load")
CLIENTS: Final = 16
SECONDS: Final = 3
ROUNDS: Final = 3
WORKERS: Final = 2
PAGES: Final = {"home": "/", "plaidoyer": "/plaidoyer/2024/", "report": "/rapports-activite/2024/", "agenda": "/agenda/"}
GUNICORN: Final = (0.6, "a view behind the same middleware that answers the same bytes from memory")
NGINX: Final = (0.9, "a fixed answer kept by the same nginx")


@dataclass(frozen=True)
class Load:
    """What clients saw: answers a second, and the median and the 95th percentile of their times, in ms."""

    per_second: float
    p50_ms: float
    p95_ms: float


def measure() -> list[Row]:
    """Needs h2load (on Debian: nghttp2-client) and nginx with its purge module; says what is missing where they are not."""
    if H2LOAD is None:
        return [Row("kept pages", "-", promise="h2load is not installed (on Debian: apt install nghttp2-client)", is_kept=False)]
    rows: list[Row] = []
    with demo_site() as environment:
        began = time.monotonic()
        with Gunicorn(environment, workers=WORKERS) as gunicorn:
            rows.append(Row("web starts, two processes", "sqlite", seconds=time.monotonic() - began, memory_mb=memory_of(gunicorn.pid)))
            at = f"127.0.0.1:{gunicorn.port}"
            rows += [compare(f"kept {name}, gunicorn alone", "http://localhost", at, page, GUNICORN) for name, page in PAGES.items()]
            if Nginx.missing:
                return [*rows, Row("kept pages, nginx", "-", promise=Nginx.missing, is_kept=False)]
            with Nginx(gunicorn.port, limits=False) as nginx:
                at = f"127.0.0.1:{nginx.port}"
                rows += [compare(f"kept {name}, nginx", f"https://{nginx.host}", at, page, NGINX) for name, page in PAGES.items()]
    return rows


@contextmanager
def demo_site() -> Iterator[dict[str, str]]:
    """The environment of a site that holds the demo's content, in a folder that goes away."""
    with tempfile.TemporaryDirectory(prefix="polaris-serving-") as folder:
        shared = {**os.environ, "POLARIS_VAR_DIR": folder, "PYTHONWARNINGS": "ignore"}
        shared.pop("DATABASE_URL", None)
        (Path(folder) / "static").mkdir()
        for command in (["migrate", "--verbosity=0"], ["createcachetable"], ["load_demo"]):
            made = {**shared, "POLARIS_MODE": "demo", "DJANGO_SETTINGS_MODULE": "site_polaris.settings"}
            subprocess.run([sys.executable, "manage.py", *command], env=made, check=True, capture_output=True)
        yield {
            **shared,
            "POLARIS_MODE": "test",
            "PAGE_CACHE": "true",
            "DJANGO_SETTINGS_MODULE": "tests.bench.served",
            "ALLOWED_HOSTS": f"localhost,127.0.0.1,{Nginx.host}",
            "TRUSTED_PROXY_COUNT": "1",
            # What nginx takes as a permission to keep a page; nothing is changed here, so nothing is ever purged.
            "FRONTEND_CACHE_URL": "http://127.0.0.1:9",
        }


def compare(what: str, base: str, at: str, page: str, promise: tuple[float, str]) -> Row:
    """The page and its reference in turn, several times: the machine may have become busier in between."""
    pages, references = [], []
    for _ in range(ROUNDS):
        references.append(load(f"{base}/reference{page}", at))
        pages.append(load(f"{base}{page}", at))
    ratio = statistics.median(one.per_second / other.per_second for one, other in zip(pages, references, strict=True))
    seen = sorted(pages, key=lambda one: one.per_second)[ROUNDS // 2]
    reference = statistics.median(one.per_second for one in references)
    least, words = promise
    return Row(
        what,
        "sqlite",
        per_second=seen.per_second,
        p50_ms=seen.p50_ms,
        p95_ms=seen.p95_ms,
        reference=f"{reference:,.0f} a second from memory",
        ratio=ratio,
        promise=f"at least {least} of {words}",
        is_kept=ratio >= least,
    )


def load(url: str, at: str) -> Load:
    """Sixteen clients, each over one connection, for some seconds. Raises AssertionError for an answer that is no 200."""
    assert H2LOAD is not None
    with tempfile.NamedTemporaryFile() as log:
        asked = [f"--clients={CLIENTS}", f"--duration={SECONDS}", "--warm-up-time=1", f"--log-file={log.name}", f"--connect-to={at}"]
        command = [H2LOAD, "--h1", "--threads=1", "--header=accept-encoding: gzip", *asked, url]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        lines = [line.split("\t") for line in Path(log.name).read_text().splitlines()]
    # Those that were under way at the end have no status.
    assert {status for _, status, _ in lines} - {"0", "-1"} == {"200"}, told
    answers = [int(spent) / 1000 for _, status, spent in lines if status == "200"]
    times = statistics.quantiles(answers, n=20)
    return Load(len(answers) / SECONDS, times[9], times[18])


def memory_of(pid: int) -> float:
    """MB of a process and its children, what they share counted once (Linux)."""
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()
    rollups = [Path(f"/proc/{one}/smaps_rollup").read_text() for one in [str(pid), *children]]
    return sum(int(found) for rollup in rollups for found in re.findall(r"^Pss: +(\d+) kB", rollup, re.MULTILINE)) / 1024


if __name__ == "__main__":
    leave(measure)
