"""`make bench`: every measure, on SQLite and on PostgreSQL, in one table; its rows are kept for a later comparison.

    python -m tests.bench [--only people gifts] [--json FILE]

Needs DATABASE_URL of a PostgreSQL server (POSTGRES_URL of the Makefile). Ends with 1 when a promise is broken.
"""

import json
import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tests.bench.rows import Row, as_json, print_table, say

# What serves and what is measured of it says itself on which database.
MODULES: Final = ("people", "activities", "gifts", "receipts", "pairings", "matching", "exports")
ON_SERVERS: Final = ("serving",)


def run(module: str, *, postgres: str = "") -> list[Row]:
    """The rows of one module, in a process of its own; one that fails says so, and leaves the others to go on."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if postgres:
        environment["DATABASE_URL"] = postgres
    engine = "postgresql" if postgres else "sqlite"
    say(f"… {module}, {engine}")
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        command = [sys.executable, "-W", "ignore", "-m", f"tests.bench.{module}", "--json", file.name]
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        rows = [Row(**json.loads(line)) for line in Path(file.name).read_text(encoding="utf-8").splitlines()]
    if not rows:
        say(ended.stderr)
        return [Row(f"{module}: not measured", engine, promise="it ends", is_kept=False)]
    return rows


def main() -> int:
    options = ArgumentParser(prog="make bench")
    options.add_argument("--only", nargs="+", choices=[*MODULES, *ON_SERVERS], default=[*MODULES, *ON_SERVERS])
    options.add_argument("--json", type=Path, help="where the rows are kept; by default bench/ of POLARIS_VAR_DIR")
    chosen = options.parse_args()
    postgres = os.environ.get("DATABASE_URL", "")
    rows: list[Row] = []
    for module in chosen.only:
        rows += run(module)
        if postgres and module in MODULES:
            rows += run(module, postgres=postgres)
    print_table(rows)
    kept = chosen.json or Path(os.environ["POLARIS_VAR_DIR"]) / "bench" / f"{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.json"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(as_json(rows), encoding="utf-8")
    say(f"\n{len(rows)} rows, kept in {kept}")
    return 0 if all(row.is_kept for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
