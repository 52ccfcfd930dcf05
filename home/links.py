"""The links of a page, as they are stored: links in texts, chosen pages and documents, addresses typed by hand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

OUTSIDE: Final = re.compile(r"https?://(?P<host>[^/?#]*)", re.IGNORECASE)


class Kind(Enum):
    PAGE = auto()
    DOCUMENT = auto()
    ADDRESS = auto()
    OUTSIDE = auto()


@dataclass(frozen=True)
class Link:
    """A link to something of this site, or outside. `contentpath` is its place in the editor's form; `target` an id, or an address."""

    kind: Kind
    target: str
    contentpath: str


class _Anchors(HTMLParser):
    """Collects the attributes of every `<a>`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.append({name: value or "" for name, value in attrs})


def published_links() -> Iterator[tuple[int, Link]]:
    """Every link of every page that is live, with the page's number."""
    for page in Page.objects.live().filter(depth__gt=1).order_by("pk").specific().iterator(chunk_size=100):
        for link in links_of(page):
            yield page.pk, link


def links_of(page: Page) -> Iterator[Link]:
    """Every link of a page (of its own type): of its fields, and of the texts under it, such as notes."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            stream = field.value_from_object(page)
            yield from _in_block(stream.stream_block, list(stream.get_prep_value()), field.name)
        elif isinstance(field, RichTextField):
            yield from links_in_html(field.value_from_object(page), field.name)
    for relation in get_all_child_relations(type(page)):
        name = relation.get_accessor_name()
        texts = [field for field in relation.related_model._meta.get_fields() if isinstance(field, RichTextField)]
        for child in getattr(page, name).all() if texts else []:
            for field in texts:
                yield from links_in_html(field.value_from_object(child), name)


def links_in_html(html: str, contentpath: str) -> Iterator[Link]:
    """The links of a rich text, as the database holds it."""
    anchors = _Anchors()
    anchors.feed(html)
    for attributes in anchors.found:
        kind = {"page": Kind.PAGE, "document": Kind.DOCUMENT}.get(attributes.get("linktype", ""))
        if kind is not None:
            yield Link(kind, attributes.get("id", ""), contentpath)
        else:
            yield from _address(attributes.get("href", ""), contentpath)


def _address(href: str, contentpath: str) -> Iterator[Link]:
    path = href.removeprefix(settings.SITE_URL)
    if path.startswith("/") and not path.startswith("//"):
        yield Link(Kind.ADDRESS, path.partition("#")[0], contentpath)
    elif (outside := OUTSIDE.match(href)) and outside["host"].lower() != urlsplit(settings.SITE_URL).netloc:
        yield Link(Kind.OUTSIDE, href.partition("#")[0], contentpath)


def _in_block(block: blocks.Block, raw: Any, path: str) -> Iterator[Link]:
    """Walks what the database holds of a block: a page that is gone still has its number there."""
    if raw is None or raw == "":
        return
    if isinstance(block, blocks.RichTextBlock):
        yield from links_in_html(raw, path)
    elif isinstance(block, blocks.PageChooserBlock):
        yield Link(Kind.PAGE, str(raw), path)
    elif isinstance(block, DocumentChooserBlock):
        yield Link(Kind.DOCUMENT, str(raw), path)
    elif isinstance(block, blocks.RegexBlock | blocks.URLBlock):
        yield from _address(raw, path)
    else:
        for child_block, child_raw, child_path in children_of(block, raw, path):
            yield from _in_block(child_block, child_raw, child_path)


def children_of(block: blocks.Block, raw: Any, path: str) -> list[tuple[blocks.Block, Any, str]]:
    """The blocks right under a block, with what the database holds of each and its place."""
    if isinstance(block, blocks.BaseStreamBlock):
        known = [child for child in raw if child["type"] in block.child_blocks]
        return [(block.child_blocks[child["type"]], child["value"], f"{path}.{child['id']}") for child in known]
    if isinstance(block, blocks.ListBlock):
        return [(block.child_block, child["value"], f"{path}.{child['id']}") for child in raw]
    if isinstance(block, blocks.BaseStructBlock):
        return [(child, raw.get(name), f"{path}.{name}") for name, child in block.child_blocks.items()]
    if isinstance(block, BaseTypedTableBlock):
        kinds = [block.child_blocks[column["type"]] for column in raw["columns"]]
        return [(kind, value, path) for row in raw["rows"] for kind, value in zip(kinds, row["values"], strict=False)]
    return []
