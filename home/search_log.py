"""Searches that found nothing: what readers look for and the site does not say. Words and counts, nothing of who asked."""

import logging
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import OperationalError, connection, models
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_tasks import task

from accounts.limits import allow
from home.search_text import fold

logger = logging.getLogger(__name__)

KEPT: Final = timedelta(days=92)
BRIEF_MILLISECONDS: Final = 200
DAY_SECONDS: Final = 24 * 3600
# One person fills no list: a word counts once a day for an address, and so many words in all for those that share a crowd.
WORDS_A_DAY_PER_CROWD: Final = 20
CROWDS: Final = 256
ROWS_A_DAY: Final = 300
# Asked once, it may be anybody's name.
SHOWN_FROM: Final = 2

WORD: Final = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*|\d+")
MOST_CHARACTERS: Final = 80
MOST_WORDS: Final = 5
MOST_DIGITS: Final = 4
ADDRESS: Final = re.compile(r"@|://|\bwww\.")
STREET: Final = re.compile(
    r"\b\d+\s*(?:bis|ter)?\s*,?\s*(?:rue|avenue|av|boulevard|bd|place|allee|impasse|quai|passage|chemin|square|cours)\b"
)


class EmptySearch(models.Model):
    """Words that were looked for on one day, and found nowhere."""

    words = models.CharField("mots", max_length=MOST_CHARACTERS)
    searched_on = models.DateField("jour")
    count = models.PositiveIntegerField("fois", default=1)

    class Meta:
        verbose_name = "recherche sans résultat"
        verbose_name_plural = "recherches sans résultat"
        constraints = [models.UniqueConstraint(fields=["words", "searched_on"], name="home_empty_search_once_a_day")]

    def __str__(self) -> str:
        return f"{self.searched_on:%Y-%m-%d}: {self.count}"


@dataclass(frozen=True)
class Missed:
    """Words that several searches looked for in vain."""

    words: str
    count: int
    last_on: date


def words_to_keep(query: str) -> str:
    """The words of a query in small letters; empty when they may say who somebody is: an e-mail, a number, a street, a sentence."""
    if ADDRESS.search(query) or STREET.search(fold(query)) or sum(character.isdigit() for character in query) > MOST_DIGITS:
        return ""
    words = WORD.findall(query.lower().replace("'", "’"))
    kept = " ".join(words)
    return kept if len(words) <= MOST_WORDS and len(kept) <= MOST_CHARACTERS else ""


def note_empty_search(query: str, *, address: str, now: datetime) -> None:
    """Has the worker count a search that found nothing: the reader does not wait for it.

    Nothing of the address is kept: it gives one of 256 crowds, and a mark for these words alone, both others the next day.
    """
    words = words_to_keep(query)
    if not words:
        return
    day = timezone.localdate(now).isoformat()
    crowd = int(_digest(day, address), 16) % CROWDS
    try:
        with brief_patience():
            count_empty_search.enqueue(words, day, crowd, _digest(day, address, fold(words)))
    except OperationalError as error:
        # The database is busy, or its disk full: the page is read all the same, and this search is not counted.
        logger.warning("An empty search is not counted: %s", type(error).__name__)


@contextmanager
def brief_patience() -> Iterator[None]:
    """On SQLite, waits for other writers a fifth of a second rather than twenty: for what readers must not wait for."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    # Of the connection, not of the database: SQLite looks at no file for it.
    own: sqlite3.Connection = connection.connection
    own.execute(f"PRAGMA busy_timeout = {BRIEF_MILLISECONDS}")
    try:
        yield
    finally:
        own.execute(f"PRAGMA busy_timeout = {1000 * connection.settings_dict['OPTIONS'].get('timeout', 5):.0f}")


def _digest(*parts: str) -> str:
    return salted_hmac("home.search_log", "\n".join(parts), algorithm="sha256").hexdigest()


@task
def count_empty_search(words: str, day: str, crowd: int, mark: str) -> None:
    """Counts `words`, once for each mark."""
    if not allow(f"empty-search:{mark}", limit=1, seconds=DAY_SECONDS):
        return
    if not allow(f"empty-search:{day}:{crowd}", limit=WORDS_A_DAY_PER_CROWD, seconds=DAY_SECONDS):
        return
    if EmptySearch.objects.filter(words=words, searched_on=day).update(count=F("count") + 1):
        return
    if EmptySearch.objects.filter(searched_on=day).count() < ROWS_A_DAY:
        EmptySearch.objects.get_or_create(words=words, searched_on=day)


def most_missed(now: datetime, *, limit: int) -> list[Missed]:
    """What was most looked for in vain in the last three months, under its most usual spelling."""
    spellings: dict[str, Counter[str]] = {}
    last_on: dict[str, date] = {}
    for row in EmptySearch.objects.filter(searched_on__gt=timezone.localdate(now - KEPT)):
        key = fold(row.words)
        spellings.setdefault(key, Counter())[row.words] += row.count
        last_on[key] = max(last_on.get(key, row.searched_on), row.searched_on)
    missed = [Missed(found.most_common(1)[0][0], found.total(), last_on[key]) for key, found in spellings.items()]
    asked_again = [one for one in missed if one.count >= SHOWN_FROM]
    return sorted(asked_again, key=lambda one: (-one.count, one.words))[:limit]


def purge_empty_searches(now: datetime) -> None:
    """Deletes what is older than three months."""
    EmptySearch.objects.filter(searched_on__lte=timezone.localdate(now - KEPT)).delete()
