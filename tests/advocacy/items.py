"""Awareness items made for the tests."""

from datetime import date, timedelta
from typing import Any, Final

from advocacy.models import (
    AwarenessIndexPage,
    AwarenessPage,
    DecodingPage,
    FalseIdeaPage,
    NewsPage,
    ResourcePage,
    StudyPage,
    TalkPage,
    TestimonyPage,
)
from home.models import HomePage
from tests.advocacy.consents import agree

Kind = AwarenessPage.Kind
TYPES: Final[dict[str, type[Any]]] = {
    page_type.own_kind: page_type for page_type in (DecodingPage, FalseIdeaPage, NewsPage, ResourcePage, StudyPage, TalkPage, TestimonyPage)
}
FIRST_DAY: Final = date(2026, 1, 1)


def add_index(home_page: HomePage) -> AwarenessIndexPage:
    return home_page.add_child(instance=AwarenessIndexPage(title="Comprendre", slug="sensibilisation"))


def add_item(index_page: AwarenessIndexPage, number: int, kind: str = Kind.DECODING, *, subjects: Any = (), **fields: Any) -> Any:
    """« Contenu 3 » at `c-3`, dated so many days after 1 January 2026; online unless `live=False`. A testimony has its consent."""
    if kind == Kind.TESTIMONY and "consent" not in fields:
        fields["consent"] = agree()
    page = TYPES[kind](
        **{"title": f"Contenu {number}", "slug": f"c-{number}", "published_on": FIRST_DAY + timedelta(days=number), **fields}
    )
    page.subjects = subjects
    index_page.add_child(instance=page)
    return page
