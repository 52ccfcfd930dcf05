"""What search finds: one entry in KINDS for each kind of result.

A kind is a name and a function that yields what anybody may read now. It reads live rows, whose texts decide alone
whether they answer (home/search_matching.py): neither a late search index nor a draft shows through.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any, Final

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast, Length, Substr
from django.http import HttpRequest
from wagtail.documents import get_document_model
from wagtail.models import CollectionViewRestriction, Page, ReferenceIndex, Site
from wagtail.search.query import And, Or, PlainText, SearchQuery

from advocacy.models import AwarenessPage, GlossaryPage, GlossaryTerm
from events.models import Activity, AgendaPage
from events.models.agenda import event_path
from home.block_texts import Passage
from home.dates import day_and_times
from home.joining import TranslationPage
from home.live_texts import LiveTexts, with_live_texts
from home.models import PartnersPage
from home.numbers import format_size
from home.partner_pages import sheet_path
from home.places import Partner
from home.private_branches import is_private
from home.routing import remember_root
from home.search_matching import Entry, Question

# Read of each kind at most, so that a search costs the same on a site ten times as large.
MOST_PAGES: Final = 100
MOST_ROWS: Final = 1000
LISTS: Final = (GlossaryPage, AgendaPage, PartnersPage)


class Ground:
    """What one search looks at: the pages that anybody may open, at this instant."""

    def __init__(self, request: HttpRequest, now: datetime) -> None:
        self.request, self.now = request, now
        site = Site.find_for_request(request)
        if site is not None:
            remember_root(request, site)
        # Published, in no private branch, with the consent of whom they quote. As lists of ids: the index takes no other condition.
        private = Page.objects.filter(is_private()).values("pk")
        without_consent = AwarenessPage.objects.without_consent().values("pk")
        self.pages: Any = Page.objects.live().filter(depth__gte=2).exclude(pk__in=private).exclude(pk__in=without_consent)

    def address_of(self, model: type[Page]) -> str | None:
        """Where the first page of a type is, which shows a list; None while it is not published."""
        return self._lists.get(ContentType.objects.get_for_model(model).pk)

    @cached_property
    def _lists(self) -> dict[int, str]:
        """The pages that show what is searched row by row: the address of each, by its type."""
        types = [ContentType.objects.get_for_model(model).pk for model in LISTS]
        # The first of the tree counts. An address needs no more of a page than its path.
        rows = self.pages.filter(content_type__in=types).order_by("-path").values_list("content_type_id", "url_path")
        return {kind: self.url(Page(url_path=path)) for kind, path in rows}

    def url(self, page: Page) -> str:
        return page.get_url(self.request) or ""


@dataclass(frozen=True)
class Kind:
    """`slug` is its name in addresses; `read` yields at least its entries that answer the question."""

    slug: str
    label: str
    read: Callable[[Ground, Question], Iterable[Entry]]


def read_pages(ground: Ground, question: Question) -> Iterator[Entry]:
    """The pages that the index finds with every word."""
    return page_entries(ground, _indexed(ground, question, every_word=True))


def read_pages_with_any_word(ground: Ground, question: Question) -> Iterator[Entry]:
    return page_entries(ground, _indexed(ground, question, every_word=False))


def _indexed(ground: Ground, question: Question, *, every_word: bool) -> list[Page]:
    if question.only_small_words:
        # PostgreSQL's French keeps no such word in its index: « qui sommes-nous » is looked for in the pages themselves.
        return list(ground.pages.order_by("depth", "path")[:MOST_PAGES])
    return list(ground.pages.search(index_query(question, every_word=every_word))[:MOST_PAGES])


def index_query(question: Question, *, every_word: bool) -> SearchQuery:
    """The question, for the index of the database in use.

    Both hold stems as we make them. PostgreSQL's also holds its own, of the original text: each word may be found by either.
    SQLite has no other stems, and ranks wrongly a question that is made of several.
    """
    if connection.vendor != "postgresql":
        return PlainText(" ".join(question.stems), operator="and" if every_word else "or")
    words = [Or([PlainText(word.typed), PlainText(word.stem)]) for word in question.words]
    return And(words) if every_word else Or(words)


def page_entries(ground: Ground, pages: list[Page]) -> Iterator[Entry]:
    for page, written in with_live_texts(pages):
        yield entry_of(page.title, ground.url(page), written)


@lru_cache(maxsize=500)
def entry_of(title: str, url: str, written: LiveTexts) -> Entry:
    """The entry of a page of these very words, whose stems a process counts once."""
    page = written.as_page(title)
    # « Cada » is a word of Spanish too: a translation comes after what is written in French.
    is_translation = isinstance(page, TranslationPage)
    has_french = connection.vendor == "postgresql"
    return Entry(title, url, page.kind_word(), tuple(page.passages()), comes_after=is_translation, allows_kin=has_french)


def read_terms(ground: Ground, question: Question) -> Iterator[Entry]:
    """The terms of the glossary, while it is published."""
    glossary = ground.address_of(GlossaryPage)
    if glossary is None:
        return
    for term in GlossaryTerm.objects.all()[:MOST_ROWS]:
        title = f"{term.term} – {term.expansion}" if term.expansion else term.term
        yield Entry(title, f"{glossary}#{term.slug}", "Glossaire", term.passages(), names=(term.term, term.expansion))


def read_dates(ground: Ground, question: Question) -> Iterator[Entry]:
    """The dates of the public agenda, but those that are called off."""
    agenda = ground.address_of(AgendaPage)
    if agenda is None:
        return
    for event in AgendaPage.shown_events(ground.now).exclude(status=Activity.Status.CANCELLED)[:MOST_ROWS]:
        is_past = event.ends_at <= ground.now
        note = f"{day_and_times(event.starts_at, event.ends_at)} · {event.place_area}"
        word = f"{event.get_kind_display()}, passé" if is_past else event.get_kind_display()
        passages = (Passage(event.get_kind_display(), is_heading=True), Passage(event.description))
        yield Entry(event.title, event_path(agenda, event), word, passages, note=note, comes_after=is_past)


def read_documents(ground: Ground, question: Question) -> Iterator[Entry]:
    """The files that anybody may open and that a page which anybody may open offers.

    A file of a draft has a public address too, if its collection is open: to find it here would tell what is not published yet.
    """
    for document in offered_documents(ground.pages).order_by("-created_at")[:MOST_ROWS]:
        size = format_size(document.file_size) if document.file_size else ""
        yield Entry(document.title, document.url, "Document", note=", ".join(filter(None, [document.file_extension.upper(), size])))


def offered_documents(pages: Any) -> QuerySet[Any]:
    """The documents of no private collection to which one of the pages refers."""
    model, types = get_document_model(), ContentType.objects.get_for_model
    keys = pages.order_by().annotate(key=Cast("pk", CharField())).values("key")
    offered = ReferenceIndex.objects.filter(base_content_type=types(Page), object_id__in=keys, to_content_type=types(model))
    above = Substr(OuterRef("collection__path"), 1, Length("collection__path"))
    restricted = CollectionViewRestriction.objects.filter(collection__path=above)
    keyed = model.objects.annotate(key=Cast("pk", CharField()))
    return keyed.filter(~Exists(restricted), key__in=offered.values("to_object_id"))


def read_partners(ground: Ground, question: Question) -> Iterator[Entry]:
    """The organisations that the page of partners shows, while it is published: at their sheet, or else in the page."""
    partners = ground.address_of(PartnersPage)
    if partners is None:
        return
    for partner in Partner.objects.shown()[:MOST_ROWS]:
        passages = tuple(Passage(text) for text in (partner.aim, partner.description, partner.results) if text)
        url = sheet_path(partners, partner) or partners
        yield Entry(partner.name, url, "Partenaire", passages, note=partner.get_theme_display())


PAGES: Final = Kind("pages", "Pages", read_pages)
TERMS: Final = Kind("glossaire", "Glossaire", read_terms)
KINDS: Final = (
    PAGES,
    TERMS,
    Kind("dates", "Dates", read_dates),
    Kind("documents", "Documents", read_documents),
    Kind("partenaires", "Partenaires", read_partners),
)
