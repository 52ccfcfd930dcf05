"""How the demo's texts become the blocks of a page: a few marks for text, and stable ids, so that anchors never move."""

import json
import re
import uuid
from collections.abc import Iterable
from html import escape
from typing import Any, Final

from home.typography import set_spaces

NAMESPACE: Final = uuid.UUID("14141414-0000-5000-8000-000000000014")

Block = tuple[str, Any]

BOLD: Final = re.compile(r"\*\*(.+?)\*\*")
LIST_AFTER_TEXT: Final = re.compile(r"^(?!\s*- )(.*\S.*)\n(?=\s*- )", re.MULTILINE)
LINK: Final = re.compile(r"\[(.+?)\]\((\S+?)\)")


def make_id(*key: object) -> str:
    """The same id for the same key, in every demo."""
    return str(uuid.uuid5(NAMESPACE, "/".join(str(part) for part in key)))


def set_all_spaces(value: Any) -> Any:
    """Every text inside a block's value, with its French spaces."""
    if isinstance(value, str):
        return set_spaces(value)
    if isinstance(value, dict):
        return {key: set_all_spaces(item) for key, item in value.items()}
    if isinstance(value, list):
        return [set_all_spaces(item) for item in value]
    return value


def inline(text: str) -> str:
    """`**bold**` and `[words](/address/)` as rich text, everything else escaped."""
    marked = BOLD.sub(r"<b>\1</b>", escape(" ".join(text.split()), quote=False))
    return LINK.sub(r'<a href="\2">\1</a>', marked)


def rich(text: str) -> str:
    """Paragraphs parted by empty lines; lines that begin with a dash make a list."""
    parts = []
    for paragraph in re.split(r"\n\s*\n", LIST_AFTER_TEXT.sub(r"\1\n\n", text.strip())):
        if paragraph.lstrip().startswith("- "):
            items = re.split(r"\n\s*- ", "\n" + paragraph.strip())[1:]
            parts.append("<ul>" + "".join(f"<li>{inline(item)}</li>" for item in items) + "</ul>")
        else:
            parts.append(f"<p>{inline(paragraph)}</p>")
    return "".join(parts).replace("</ul><ul>", "")


def write(text: str) -> list[Block]:
    """`## Heading` and `### Subheading` on their own lines, text between them."""
    blocks: list[Block] = []
    for piece in re.split(r"^\s*(#{2,3} .+)$", text, flags=re.MULTILINE):
        stripped = piece.strip()
        if stripped.startswith("### "):
            blocks.append(("subheading", stripped[4:]))
        elif stripped.startswith("## "):
            blocks.append(("heading", stripped[3:]))
        elif stripped:
            blocks.append(("paragraph", rich(stripped)))
    return blocks


def raw_stream(key: str, parts: Iterable[str | Block]) -> list[dict[str, Any]]:
    """Blocks as stored: texts are written out, each block gets the id that its place under `key` gives it."""
    blocks = [block for part in parts for block in (write(part) if isinstance(part, str) else [part])]
    return [{"type": kind, "value": set_all_spaces(value), "id": make_id(key, place, kind)} for place, (kind, value) in enumerate(blocks)]


def stream(key: str, *parts: str | Block) -> str:
    """What a StreamField takes."""
    return json.dumps(raw_stream(key, parts))


def items(key: str, values: Iterable[Any]) -> list[dict[str, Any]]:
    """The items of a list block, each with its id."""
    return [{"type": "item", "value": value, "id": make_id(key, place)} for place, value in enumerate(values)]


def link(label: str, address: str) -> dict[str, Any]:
    return {"label": label, "page": None, "address": address}


def callout(title: str, text: str) -> Block:
    return ("callout", {"title": title, "text": rich(text)})


def quote(text: str, author: str) -> Block:
    return ("quote", {"text": " ".join(text.split()), "author": author, "source": ""})


def stages(key: str, *steps: tuple[str, str]) -> Block:
    return ("steps", {"steps": items(key, [{"title": title, "text": " ".join(text.split())} for title, text in steps])})


def figures(key: str, source: str, *rows: tuple[str, str, str]) -> Block:
    """Rows of value, label, detail."""
    values = [{"value": value, "label": label, "detail": detail} for value, label, detail in rows]
    return ("key_figures", {"figures": items(key, values), "source": source})


def card(title: str, text: str, label: str, address: str) -> dict[str, Any]:
    return {"title": title, "text": " ".join(text.split()), "link": link(label, address)}


def cards(key: str, *rows: dict[str, Any]) -> Block:
    return ("cards", {"cards": items(key, rows)})


def call(title: str, text: str, label: str, address: str) -> Block:
    return ("call_to_action", {"title": title, "text": " ".join(text.split()), "link": link(label, address)})
