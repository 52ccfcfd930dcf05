"""Quoting a passage of a publication: which blocks are passages, and the citation that is ready to copy."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Protocol, runtime_checkable

from django.conf import settings

from advocacy.reading import version_address
from home.contents import anchor_of
from home.dates import short_day

# Titles and ways onward are no passages.
NOT_QUOTED: Final = ("heading", "subheading", "cards", "call_to_action", "download")
EXCERPT_WORDS: Final = 40


@dataclass(frozen=True)
class Passage:
    """A block or an opening of the text that can be quoted. `target` is the anchor its address ends with: `r-3` for a recommendation.

    `headings` are the titles above it, down to its own name where it has one.
    """

    anchor: str
    target: str
    headings: tuple[str, ...]
    excerpt: str


@runtime_checkable
class ToldInWords(Protocol):
    """A block that is more than its texts one after the other: it says itself what a reader sees of it."""

    def excerpt(self, value: Any) -> str: ...


def words_of(child: Any) -> str:
    """The words of a block as they are read; none when it shows nothing, as a testimony that was withdrawn."""
    if isinstance(child.block, ToldInWords):
        return child.block.excerpt(child.value)
    return " ".join(str(text) for text in child.block.get_searchable_content(child.value))


def is_passage(child: Any) -> bool:
    return child.block_type not in NOT_QUOTED and bool(words_of(child))


def shorten(words: str) -> str:
    """The first words, with their no-break spaces, which Django's Truncator would make plain."""
    kept = re.split(r"[ \t\r\n]+", words.strip())
    return " ".join(kept[:EXCERPT_WORDS]) + ("\u00a0…" if len(kept) > EXCERPT_WORDS else "")


def passages_of(page: Any) -> Iterator[Passage]:
    """Every passage of the publication: its openings, then its blocks in the order of reading."""
    for opening in page.openings():
        yield Passage(opening.anchor, opening.anchor, opening.headings, shorten(opening.text))
    for placed in page.body_blocks():
        child = placed.child
        if is_passage(child):
            anchor = anchor_of(child.id)
            asked = child.value["recommendation"] if child.block_type == "recommendation" else None
            target = asked.anchor if asked else anchor
            headings = (*placed.headings, asked.name) if asked else placed.headings
            yield Passage(anchor, target, headings, shorten(words_of(child)))


def find_passage(page: Any, anchor: str) -> Passage | None:
    """The passage at `anchor`; None when the text has none there."""
    return next((passage for passage in passages_of(page) if anchor in (passage.anchor, passage.target)), None)


def passage_address(page: Any, version: Any, passage: Passage) -> str:
    """The whole address of the passage in this very version, which stays."""
    return f"{settings.SITE_URL}{version_address(page.get_url() or '', version.number)}#{passage.target}"


def write_citation(page: Any, version: Any, passage: Passage) -> str:
    """Authors, title, place, version with its date, permanent address: one line, ready to be pasted."""
    place = f"«\u00a0{passage.headings[-1]}\u00a0», dans " if passage.headings else ""
    published_on = short_day(version.published_at)
    address = passage_address(page, version, passage)
    return f"{page.author_names()}, {place}{page.title}, version {version.number} du {published_on}, {address}"
