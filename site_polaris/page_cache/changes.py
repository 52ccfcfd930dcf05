"""Sees every change of what public pages show, and puts the pages that show it in doubt until they are asked again."""

import logging
import secrets
import time
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from wagtail.contrib.frontend_cache.tasks import purge_urls_from_cache_task
from wagtail.models import Page

from site_polaris.page_cache.chosen_store import store
from site_polaris.page_cache.questions import Execute, are_answered_the_same
from site_polaris.page_cache.statements import is_reading, tables_named
from site_polaris.page_cache.stores import StoreError

logger = logging.getLogger(__name__)

# What public pages show beside other pages. A page that reads any other table is not kept (middleware.py).
SHOWN: Final = (
    "wagtailcore.Site",
    "wagtailcore.Locale",
    "wagtailcore.PageViewRestriction",
    "wagtaildocs.Document",
    "wagtail_footnotes.Footnote",
    "home.AssociationSettings",
    "home.Consent",
    "home.Partner",
    "home.Picture",
    "home.PictureRendition",
    "home.Venue",
    "advocacy.GlossaryTerm",
    "advocacy.Recommendation",
    "advocacy.RecommendationChange",
    "advocacy.Series",
    "advocacy.Subject",
    "advocacy.Testimony",
    "advocacy.TheoryElement",
    "advocacy.TheoryOfChange",
    "advocacy.Version",
    "events.Activity",
    "events.HistoricalActivity",
    "volunteers.Mission",
    "volunteers.Training",
    "volunteers.WelcomeSettings",
)


@cache
def watched_tables() -> frozenset[str]:
    """Those of every type of page and of what pages show, with what links them to others."""
    models = [model for model in apps.get_models() if issubclass(model, Page)] + [apps.get_model(label) for label in SHOWN]
    links = [field.remote_field.through for model in models for field in model._meta.local_many_to_many]
    return frozenset(model._meta.db_table for model in [*models, *links])


@dataclass(frozen=True)
class Change:
    """Watched tables that one transaction changes. The store learns it before the change is made, and again once it is there.

    Before: should this process die in between, the pages are in doubt already.
    """

    token: str
    tables: frozenset[str]

    def begin(self) -> None:
        store().hold(self.token, self.tables, time.time())

    def end(self) -> None:
        try:
            store().release(self.token, self.tables)
            purge_fronts(self.tables)
        except (StoreError, DatabaseError) as error:
            # The pages stay in doubt, and are asked again when they are read.
            logger.warning("Pages in doubt could not be looked at: %s", type(error).__name__)


def watch(execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """An execute wrapper of every connection. Raises StoreError, and changes nothing, when the store cannot be told."""
    tables = frozenset() if is_reading(sql) or not settings.PAGE_CACHE else tables_named(sql) & watched_tables()
    connection: BaseDatabaseWrapper = context["connection"]
    if not tables or is_known(tables, connection):
        return execute(sql, params, many, context)
    change = Change(secrets.token_hex(8), tables)
    change.begin()
    if connection.in_atomic_block:
        transaction.on_commit(change.end, using=connection.alias)
        return execute(sql, params, many, context)
    try:
        return execute(sql, params, many, context)
    finally:
        change.end()


def is_known(tables: frozenset[str], connection: BaseDatabaseWrapper) -> bool:
    """Whether this transaction has begun a change of them already. Those of a savepoint rolled back are gone from its list."""
    ends = [getattr(waiting[1], "__self__", None) for waiting in connection.run_on_commit]
    return any(isinstance(change, Change) and tables <= change.tables for change in ends)


def purge_fronts(tables: Collection[str]) -> None:
    """Has the caches in front of the site forget the pages that are not what they were (settings.WAGTAILFRONTENDCACHE)."""
    if not settings.WAGTAILFRONTENDCACHE:
        return
    now = time.time()
    for key in store().doubtful(tables):
        is_still_true(key, now)


def is_still_true(key: str, now: float) -> bool:
    """Asks a page's questions again where their tables have changed; one that is answered otherwise is gone, here and in front.

    Raises StoreError, and DatabaseError when the database does not answer.
    """
    last_change = store().last_change()
    found = store().find(key, now)
    if found is None:
        return False
    if not found.changed and not found.held:
        return True
    if not are_answered_the_same(store().questions(key), found.changed | found.held):
        store().drop(key)
        if settings.WAGTAILFRONTENDCACHE:
            purge_urls_from_cache_task.call([found.kept.address])
            # Once more by the worker: an answer that was on its way meanwhile may have been kept in front after the first.
            purge_urls_from_cache_task.enqueue([found.kept.address])
        return False
    if not found.held:
        store().confirm(key, last_change)
    return True
