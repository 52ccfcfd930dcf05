"""The words that readers see in a page's content, read from what is stored: no object is looked up for it."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock

from home.blocks import LinkBlock
from home.links import children_of

# A note's mark in the text is no word of it.
CITATION: Final = re.compile(r"<footnote\b.*?</footnote>", re.DOTALL)
INLINE_TAG: Final = re.compile(r"</?(?:a|b|i|em|strong|span|sup|sub|code|s)\b[^>]*>")
TAG: Final = re.compile(r"<[^>]*>")
TITLES: Final = ("heading", "subheading", "title")


@dataclass(frozen=True)
class Passage:
    """A heading, or what one block says in a row."""

    text: str
    is_heading: bool = False


def plain_text(markup: str) -> str:
    """The words of a stored rich text, on one line. What it gives is text: escape it where it is shown."""
    text = TAG.sub(" ", INLINE_TAG.sub("", CITATION.sub("", markup)))
    return " ".join(html.unescape(text).split())


def passages_of(block: blocks.Block, raw: Any) -> Iterator[Passage]:
    """The passages of a block, in the order of reading, from what the database holds of it.

    Chosen objects (a testimony, a picture) give none: their words are theirs to show, and to take back. The text of a link
    speaks of another page.
    """
    if raw is None or raw == "" or isinstance(block, LinkBlock) or not getattr(block, "search_index", True):
        return
    if _is_written(block):
        # The bars part the columns of a table that is typed as text.
        text = plain_text(raw) if isinstance(block, blocks.RichTextBlock) else " ".join(str(raw).split()).replace(" | ", "\u00a0: ")
        if text:
            yield Passage(text, is_heading=block.name in TITLES)
    elif isinstance(block, blocks.BaseStructBlock):
        yield from _of_struct(block, raw)
    else:
        if isinstance(block, BaseTypedTableBlock):
            yield Passage(" – ".join(filter(None, [raw.get("caption", ""), *(column["heading"] for column in raw["columns"])])))
        for child, child_raw, _path in children_of(block, raw, ""):
            yield from passages_of(child, child_raw)


def _is_written(block: blocks.Block) -> bool:
    return isinstance(block, blocks.CharBlock | blocks.TextBlock | blocks.RichTextBlock)


def _of_struct(block: blocks.BaseStructBlock, raw: Any) -> Iterator[Passage]:
    """Its title, then its short texts as one passage (a number and what it counts, words and their author), then the rest."""
    children = [(child, child_raw) for child, child_raw, _path in children_of(block, raw, "")]
    written = [passage for child, child_raw in children if _is_written(child) for passage in passages_of(child, child_raw)]
    yield from (passage for passage in written if passage.is_heading)
    if said := [passage.text for passage in written if not passage.is_heading]:
        yield Passage(" – ".join(said))
    for child, child_raw in children:
        if not _is_written(child):
            yield from passages_of(child, child_raw)
