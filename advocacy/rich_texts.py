"""The formatted texts of a publication, made into HTML all at once: links to pages cost the same for one and for thirty."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.contrib.typed_table_block.blocks import TypedTable
from wagtail.rich_text import RichText, expand_db_html

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


def expand_all(sources: Iterable[str]) -> dict[str, str]:
    """HTML for each stored text. The pages and documents that they link to are looked up once for all."""
    wanted = list(dict.fromkeys(filter(None, sources)))
    expanded = expand_db_html(BETWEEN.join(wanted)).split(BETWEEN)
    return dict(zip(wanted, expanded, strict=True)) if wanted else {}
