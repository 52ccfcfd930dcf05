"""A text kept as a model for another year: its structure and its ids stay, its values go, its words are marked to be read again.

Works on stored content (`StreamValue.raw_data`), block by block, so that whatever a palette holds is treated.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from advocacy.blocks.charts import ChartBlock, TableTextBlock
from advocacy.blocks.figures import FigureValueBlock
from advocacy.blocks.quantities import FrenchDecimalBlock
from advocacy.charts.tables import without_values

# Refused when the page is published (advocacy/checks/placeholders.py): each text is read again before it is signed again.
MARK: Final = "[à compléter]"
MARKED_PARAGRAPH: Final = f"<p>{MARK}</p>"
DIGIT: Final = re.compile(r"\d")
LETTER: Final = re.compile(r"[^\W\d_]")


def mark(text: str, longest: int | None = None) -> str:
    """The text after the mark; the mark alone for a bare number, or where both would be too long."""
    marked = f"{MARK} {text}"
    return marked if LETTER.search(text) and (longest is None or len(marked) <= longest) else MARK


def mark_dated(text: str, longest: int | None = None) -> str:
    """Marks a text that holds a number: a year or a value. Others stay."""
    return mark(text, longest) if DIGIT.search(text) else text


def empty_struct(block: blocks.StructBlock, value: dict[str, Any]) -> dict[str, Any]:
    emptied = {name: empty_value(child, value[name]) for name, child in block.child_blocks.items() if name in value}
    if isinstance(block, ChartBlock):
        # They say what the values of that year showed.
        emptied |= {name: mark(value[name]) for name in ("title", "description", "note") if value.get(name)}
    if isinstance(block, FigureValueBlock) and value.get("definition"):
        # What is counted is the same from year to year.
        emptied["definition"] = mark_dated(value["definition"])
    return emptied


def empty_table(value: dict[str, Any]) -> dict[str, Any]:
    """The first column names the rows and stays; the cells beside it are emptied."""
    rows = [{**row, "values": [*row["values"][:1], *("" for _ in row["values"][1:])]} for row in value.get("rows") or []]
    return {**value, "rows": rows, "caption": mark(value.get("caption") or "")}


def empty_value(block: blocks.Block, value: Any) -> Any:
    """The stored value of `block`, emptied. What chooses (a kind, a page, a picture, a key) stays."""
    if value is None or value == "":
        return value
    for kinds, empty in EMPTIERS:
        if isinstance(block, kinds):
            return empty(block, value)
    return value


def empty_stream(block: Any, children: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The stored blocks of a stream, emptied, with their ids."""
    known = block.child_blocks
    return [{**child, "value": empty_value(known[child["type"]], child["value"])} for child in children if child["type"] in known]


def empty_list(block: Any, items: list[Any]) -> list[Any]:
    """The items of a list, with their ids; the oldest content has bare values."""
    return [
        {**item, "value": empty_value(block.child_block, item["value"])}
        if isinstance(item, dict) and item.get("type") == "item"
        else empty_value(block.child_block, item)
        for item in items
    ]


# The first kind that a block is of decides.
EMPTIERS: Final[tuple[tuple[Any, Callable[[Any, Any], Any]], ...]] = (
    (TypedTableBlock, lambda block, value: empty_table(value)),
    (blocks.StructBlock, empty_struct),
    (blocks.StreamBlock, empty_stream),
    (blocks.ListBlock, empty_list),
    ((FrenchDecimalBlock, blocks.IntegerBlock), lambda block, value: None),
    (TableTextBlock, lambda block, value: without_values(value)),
    (blocks.RichTextBlock, lambda block, value: f"{MARKED_PARAGRAPH}{value}"),
    (blocks.TextBlock, lambda block, value: mark(value, block.field.max_length)),
    (blocks.CharBlock, lambda block, value: mark_dated(value, block.field.max_length)),
)
