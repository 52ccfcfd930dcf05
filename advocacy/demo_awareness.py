"""Builds the demo's awareness items: themes and poles, a series, documents, and pages of every kind."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model

from advocacy.demo_items import SERIES, SUBJECTS, Item, Sheet, Source
from advocacy.demo_items_explained import EXPLAINED
from advocacy.demo_items_taken_apart import TAKEN_APART
from advocacy.demo_items_told import TOLD
from advocacy.models import (
    AwarenessPage,
    DecodingPage,
    FalseIdeaPage,
    NewsPage,
    ResourcePage,
    Series,
    StudyPage,
    Subject,
    TalkPage,
    TestimonyPage,
)
from advocacy.printing.typesetting import typeset
from home.demo_writing import link, rich, set_all_spaces, stream
from home.typography import set_spaces

ITEMS: Final = (*EXPLAINED, *TAKEN_APART, *TOLD)
TYPES: Final[dict[str, type[Any]]] = {
    page_type.own_kind: page_type for page_type in (DecodingPage, FalseIdeaPage, NewsPage, ResourcePage, StudyPage, TalkPage, TestimonyPage)
}
RICH: Final = frozenset({"findings", "limits", "explanation"})


def add_subjects() -> dict[str, Subject]:
    """The themes and poles, by their addresses."""
    return {slug: Subject.objects.get_or_create(slug=slug, defaults={"name": name, "family": family})[0] for slug, name, family in SUBJECTS}


def make_item(item: Item, subjects: dict[str, Subject], *, today: date) -> AwarenessPage:
    """Its page, not saved yet."""
    series = None
    if item.series:
        series, _ = Series.objects.get_or_create(title=item.series, defaults={"introduction": set_spaces(SERIES[item.series])})
    page: AwarenessPage = TYPES[item.kind](
        title=item.title,
        slug=item.slug,
        introduction=item.introduction,
        published_on=today - timedelta(days=item.published) if isinstance(item.published, int) else item.published,
        series=series,
        body=stream(f"awareness/{item.slug}", *item.body),
        **{name: write_field(item, name, value, today=today) for name, value in item.fields.items()},
    )
    page.subjects = [subjects[slug] for slug in item.subjects]
    return page


def write_field(item: Item, name: str, value: Any, *, today: date) -> Any:
    """What the field takes: `value` as the texts write it (advocacy/demo_items.py)."""
    if name in RICH:
        return set_spaces(rich(value))
    if name == "sources":
        return stream(f"awareness/{item.slug}/sources", *[("source", describe_source(source)) for source in value])
    if name == "action":
        return stream(f"awareness/{item.slug}/action", ("link", link(*value)))
    if isinstance(value, Sheet):
        return add_document(value, at=datetime.combine(today, datetime.min.time(), tzinfo=timezone.get_current_timezone()))
    if name == "held_on" and isinstance(value, int):
        return today + timedelta(days=value)
    return set_all_spaces(value)


def describe_source(source: Source) -> dict[str, Any]:
    return {"title": source.title, "publisher": source.publisher, "year": source.year, "address": source.address}


def add_document(sheet: Sheet, *, at: datetime) -> Any:
    """The sheet as a PDF among the site's documents."""
    documents = get_document_model().objects
    existing = documents.filter(title=sheet.title).first()
    if existing is not None:
        return existing
    data = {
        "title": set_spaces(sheet.title),
        "introduction": set_spaces(sheet.introduction),
        "parts": [{"title": title, "lines": [set_spaces(line) for line in lines]} for title, lines in sheet.parts],
        "date": [at.year, at.month, at.day],
    }
    content = typeset("sheet.typ", data, {}, at=at)
    return documents.create(title=sheet.title, file=ContentFile(content, name=sheet.file_name), file_size=len(content))
