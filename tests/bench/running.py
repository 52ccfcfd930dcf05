"""Runs one measure on a database of its own, made and dropped: the same for every module of this folder."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

import django

from tests.bench.rows import Row, as_json, print_table


def measured(measure: Callable[[], list[Row]]) -> list[Row]:
    """The rows of a measure. The database is made before and dropped after."""
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases, teardown_test_environment

    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        return measure()
    finally:
        teardown_databases(made, verbosity=0)
        teardown_test_environment()


def main(measure: Callable[[], list[Row]]) -> int:
    """Prints the table; 1 when a promise is broken. `--json FILE` adds the rows to a file, one a line."""
    options = ArgumentParser()
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    django.setup()
    rows = measured(measure)
    print_table(rows)
    if chosen.json:
        with chosen.json.open("a", encoding="utf-8") as file:
            file.write(as_json(rows))
    return 0 if all(row.is_kept for row in rows) else 1


def leave(measure: Callable[[], list[Row]]) -> None:
    sys.exit(main(measure))
