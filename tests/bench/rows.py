"""What a measure is, and the table of many: each module of this folder gives a list of rows, `make bench` prints them."""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Final

HEADER: Final = (
    "what",
    "engine",
    "a second",
    "p50 ms",
    "p95 ms",
    "cpu ms",
    "queries",
    "bytes",
    "memory",
    "seconds",
    "reference",
    "ratio",
    "",
)
WORDS: Final = (0, 1, 10, 12)


@dataclass(frozen=True)
class Row:
    """One measure of one thing; what was not measured is None.

    `per_second`, `p50_ms` and `p95_ms` are what clients saw of a server. `cpu_ms` is the processor time of the process that was measured.
    `memory_mb` is how much its peak grew. `reference` says what `ratio` compares with: the same page with little data, for example.
    `is_kept` is False when a promise is broken, and `promise` says which it is.
    """

    what: str
    engine: str
    per_second: float | None = None
    p50_ms: float | None = None
    p95_ms: float | None = None
    cpu_ms: float | None = None
    queries: int | None = None
    bytes: int | None = None
    memory_mb: float | None = None
    seconds: float | None = None
    reference: str = ""
    ratio: float | None = None
    promise: str = ""
    is_kept: bool = True


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def print_table(rows: Iterable[Row]) -> None:
    """One line a row, under the names of the columns; a broken promise is marked at the end of its line."""
    lines = [HEADER, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADER))]
    for line in lines:
        cells = [
            cell.ljust(width) if column in WORDS else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        say("  ".join(cells).rstrip())


def as_json(rows: Iterable[Row]) -> str:
    """One object a line, to be kept and compared with later ones."""
    return "".join(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows)


def _cells(row: Row) -> Sequence[str]:
    return (
        row.what,
        row.engine,
        _number(row.per_second, 0),
        _number(row.p50_ms, 1),
        _number(row.p95_ms, 1),
        _number(row.cpu_ms, 1),
        _number(row.queries, 0),
        _number(row.bytes, 0),
        _number(row.memory_mb, 0, " MB"),
        _number(row.seconds, 1),
        row.reference,
        _number(row.ratio, 2, "", "× "),
        "" if row.is_kept else f"over: {row.promise}",
    )


def _number(value: float | None, digits: int, after: str = "", before: str = "") -> str:
    return "" if value is None else f"{before}{value:,.{digits}f}{after}".replace(",", "\u00a0")
