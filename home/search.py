"""Search over what anybody may read: live public pages, and the terms of the glossary."""

from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page as Results
from django.core.paginator import Paginator
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from advocacy.models import GlossaryPage, GlossaryTerm
from home.search_text import stem_text

MAX_QUERY: Final = 200
RESULTS_A_PAGE: Final = 10
TERMS_SHOWN: Final = 3
TERMS_RANKED: Final = 30


@dataclass(frozen=True)
class Found:
    """What a query gave: one page of pages, and the first terms of the glossary."""

    pages: Results[Any]
    terms: list[GlossaryTerm]
    glossary: Page | None

    @property
    def count(self) -> int:
        return self.pages.paginator.count

    @property
    def is_empty(self) -> bool:
        return not self.count and not self.terms


def public_pages() -> Any:
    """Pages that anybody may open: published, and in no private branch."""
    return Page.objects.live().public().filter(depth__gte=2)


def find(query: str, number: str | None = None) -> Found | None:
    """What the site holds on `query`, whatever its accents, capitals and plurals; None when it has no word to look for.

    `number` is the wanted page of results; one that does not exist gives the nearest.
    """
    words = stem_text(query[:MAX_QUERY])
    if not words:
        return None
    hits = Paginator(public_pages().search(words), RESULTS_A_PAGE).get_page(number)
    hits.object_list = _specific(hits.object_list)
    glossary = GlossaryPage.objects.live().public().first()
    return Found(hits, _terms(words) if glossary else [], glossary)


def _terms(words: str) -> list[GlossaryTerm]:
    """The best terms: those that are named so before those whose definition says so."""
    hits = list(get_search_backend().search(words, GlossaryTerm)[:TERMS_RANKED])
    return sorted(hits, key=lambda term: words not in term.stemmed_title())[:TERMS_SHOWN]


def _specific(pages: Any) -> list[Page]:
    """The pages as their own types, in the same order: one query for each type present."""
    ids = [page.pk for page in pages]
    by_id = {page.pk: page for page in Page.objects.filter(pk__in=ids).specific()}
    return [by_id[pk] for pk in ids]


def main_pages() -> Any:
    """Where to go instead when nothing was found: the pages of the main menu."""
    return public_pages().filter(depth=3).in_menu()
