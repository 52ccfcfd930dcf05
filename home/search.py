"""Search over what anybody may read: pages, terms of the glossary, public dates, documents and partners, best first."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.core.paginator import Page as Results
from django.core.paginator import Paginator
from django.http import HttpRequest

from home.search_kinds import KINDS, PAGES, Ground, Kind, read_pages_with_any_word
from home.search_matching import Entry, Match, Question, match, read_question
from home.search_suggestions import Suggestions, suggest

MAX_QUERY: Final = 200
RESULTS_A_PAGE: Final = 10


@dataclass(frozen=True)
class Filter:
    """A kind of results, how many there are of it, and whether they alone are shown."""

    slug: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Found:
    """What a query gave: one page of results and how many of each kind; when there is none, what comes near and ways on."""

    results: Results[Match]
    filters: list[Filter]
    total: int
    near: Sequence[Match] = ()
    suggestions: Suggestions | None = None

    @property
    def count(self) -> int:
        return self.results.paginator.count

    @property
    def chosen(self) -> Filter | None:
        return next((kind for kind in self.filters if kind.is_chosen), None)


def find(query: str, *, request: HttpRequest, now: datetime, nature: str = "", number: str | None = None) -> Found | None:
    """What the site holds on `query`, whatever its accents, capitals and endings; None when it has no word to look for.

    `nature` is the slug of the only kind wanted; an unknown one wants all. `number` is the wanted page of results; one
    that does not exist gives the nearest.
    """
    question = read_question(query[:MAX_QUERY])
    if question is None:
        return None
    ground = Ground(request, now)
    entries = {kind: list(kind.read(ground, question)) for kind in KINDS}
    matches = rank(entries, question)
    counts = Counter(found.kind for found in matches)
    filters = [Filter(kind.slug, kind.label, counts[kind.slug], kind.slug == nature) for kind in KINDS]
    shown = [kind for kind in filters if kind.count or kind.is_chosen]
    wanted = matches
    if any(kind.is_chosen for kind in filters):
        of_kind = [found for found in matches if found.kind == nature]
        wanted = sorted(of_kind, key=lambda found: found.entry.comes_after)
    results = Paginator(wanted, RESULTS_A_PAGE).get_page(number)
    if matches:
        return Found(results, shown, len(matches))
    if len(question.words) > 1:
        entries[PAGES] = list(read_pages_with_any_word(ground, question))
    near = rank(entries, question, every_word=False)[:RESULTS_A_PAGE]
    return Found(results, shown, 0, near, suggest(ground, question, entries))


def rank(entries: Mapping[Kind, Sequence[Entry]], question: Question, *, every_word: bool = True) -> list[Match]:
    """Those that answer, the best first, all kinds together."""
    found = (match(entry, question, kind.slug, every_word=every_word) for kind, read in entries.items() for entry in read)
    return sorted(filter(None, found), key=lambda answer: (-answer.answered, -answer.score))
