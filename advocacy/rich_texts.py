"""The formatted texts of a publication, made into HTML all at once: links to pages cost the same for one and for thirty."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.http import HttpRequest
from django.utils.html import format_html
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.contrib.typed_table_block.blocks import TypedTable
from wagtail.models import Page
from wagtail.rich_text import RichText, expand_db_html
from wagtail.rich_text.rewriters import LinkRewriter

# Stands in no text: the editor stores none, and HTML allows none.
BETWEEN: Final = "\x1e"


def find_sources(value: Any) -> Iterator[str]:
    """The stored form of every formatted text in a block's value, however deep."""
    if isinstance(value, RichText):
        yield value.source
    for inner in values_in(value):
        yield from find_sources(inner)


def values_in(value: Any) -> Iterator[Any]:
    """What a block made of others holds, in order; nothing for one that stands alone."""
    if isinstance(value, StreamValue):
        return (child.value for child in value)
    if isinstance(value, StructValue):
        return iter(value.values())
    if isinstance(value, TypedTable):
        return (cell for row in value.row_data for cell in row["values"])
    return iter(value) if isinstance(value, ListValue) else iter(())


class PageLinkRewriter(LinkRewriter):
    """Gives links to pages their address, and leaves the others to Wagtail. What is not published is no link."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__()
        self.request = request

    def get_tag_replacements(self, tag_type: str | None, attrs_list: list[dict[str, str]]) -> list[str]:
        if tag_type != "page":
            return []
        pages = Page.objects.live().in_bulk({int(link["id"]) for link in attrs_list})
        found = [pages.get(int(link["id"])) for link in attrs_list]
        return [format_html('<a href="{}">', page.get_url(self.request)) if page else "<a>" for page in found]


def expand_all(sources: Iterable[str], request: HttpRequest) -> dict[str, str]:
    """HTML for each stored text. The pages that they link to are looked up once for all."""
    wanted = list(dict.fromkeys(filter(None, sources)))
    if not wanted:
        return {}
    text = PageLinkRewriter(request)(BETWEEN.join(wanted))
    return dict(zip(wanted, expand_db_html(text).split(BETWEEN), strict=True))
