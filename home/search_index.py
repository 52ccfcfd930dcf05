"""Wagtail's search index, kept as clean as what it points to. What search shows never comes from it (home/search_kinds.py)."""

import io
from datetime import datetime

from django.core.management import call_command
from django.db import connection, models


def forget_in_search_index(*instances: models.Model) -> None:
    """Removes at once all that the index holds of these, whose words must be nowhere; part of the transaction in hand.

    A row that is saved afterwards is indexed again, with what it says by then: empty or delete it in the same transaction.
    """
    for instance in instances:
        instance.index_entries.all().delete()  # type: ignore[attr-defined]
    if connection.vendor == "sqlite":
        # FTS5 keeps the words of deleted rows in its segments until they are merged (sqlite.org/fts5.html, “optimize”).
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO wagtailsearch_indexentry_fts(wagtailsearch_indexentry_fts) VALUES ('optimize')")


def rebuild_search_index(now: datetime) -> None:
    """Indexes everything again: what changed without a task, and all of it after a change of how words are cut."""
    call_command("update_index", stdout=io.StringIO())
