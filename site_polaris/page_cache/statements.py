"""What an SQL statement of Django's touches: it quotes every name of a table."""

import re
from functools import cache, lru_cache
from typing import Final

from django.apps import apps

QUOTED: Final = re.compile(r'"(\w+)"')
WRITES: Final = re.compile(r"\b(?:INSERT|UPDATE|DELETE)\b", re.IGNORECASE)


@lru_cache(maxsize=2_000)
def tables_named(sql: str) -> frozenset[str]:
    """The tables of our models that a statement names; of other tables, nothing is known."""
    return frozenset(QUOTED.findall(sql)) & known_tables()


@lru_cache(maxsize=2_000)
def is_reading(sql: str) -> bool:
    begins = sql.lstrip(" (")[:6].upper()
    return begins == "SELECT" or (begins.startswith("WITH") and not WRITES.search(QUOTED.sub("", sql)))


@cache
def known_tables() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in apps.get_models(include_auto_created=True))
