"""Contents of a long page, made at render time from the ids of its blocks: a renamed heading keeps its anchor."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(frozen=True)
class Entry:
    """One line of the contents, with the lines under it."""

    label: str
    anchor: str
    children: list[Self] = field(default_factory=list)


def anchor_of(block_id: str) -> str:
    """The anchor of a block: short, stable, never made from its title."""
    return f"s-{str(block_id)[:8]}"


def introduction_anchor(block_id: str) -> str:
    """The anchor of the introduction of a block, whose title has anchor_of()."""
    return f"{anchor_of(block_id)}-en-bref"


def headings_of(stream: Iterable[Any]) -> list[Entry]:
    """The heading blocks of a body, in order."""
    return [Entry(str(child.value), anchor_of(child.id)) for child in stream if child.block_type == "heading"]
