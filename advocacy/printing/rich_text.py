"""Rich text as the nodes that the typst template sets. The list of tags is closed: another one is an error, never lost text."""

import re
from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from typing import Any, Final

from django.conf import settings
from wagtail.documents import get_document_model
from wagtail.models import Page

from advocacy.footnotes import Citation

Node = dict[str, Any]

BLOCKS: Final = {"p": "paragraph", "ul": "list", "ol": "enumeration"}
STYLES: Final = {"b": "strong", "strong": "strong", "i": "emphasis", "em": "emphasis"}
SPACES: Final = re.compile(r"[ \t\r\n]+")


class UnknownContentError(Exception):
    """Stored content that the template cannot set. Its sentence names it, for whoever looks at the failed task."""


Cite = Callable[[str], Citation | None]
"""Takes the uuid of a note; None when the publication has no such note."""


def read_rich_text(source: str, cite: Cite) -> list[Node]:
    """The paragraphs and lists of stored rich text. Raises UnknownContentError."""
    reader = _Reader(cite)
    reader.feed(source)
    reader.close()
    return reader.finish()


def read_plain_text(text: str) -> list[Node]:
    """Plain text as its paragraphs: an empty line ends one, a line break stays."""
    paragraphs = [paragraph.strip() for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n"))]
    return [{"type": "paragraph", "content": break_lines(paragraph)} for paragraph in paragraphs if paragraph]


def break_lines(text: str) -> list[Node]:
    nodes: list[Node] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        nodes += [{"type": "break"}, {"type": "text", "text": line}] if nodes else [{"type": "text", "text": line}]
    return nodes


class _Reader(HTMLParser):
    def __init__(self, cite: Cite) -> None:
        super().__init__(convert_charrefs=True)
        self.cite = cite
        self.root: Node = {"type": "root", "content": []}
        self.open: list[tuple[str, Node]] = [("", self.root)]
        self.in_note = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "br":
            self._add({"type": "break"})
        elif tag == "footnote":
            self._call_note(attributes.get("id", ""))
        elif tag == "a":
            self._open_node(tag, {"type": "link", "href": href_of(attributes), "content": []})
        elif tag == "li":
            if self.open[-1][0] not in {"ul", "ol"}:
                raise UnknownContentError("A list item stands outside any list.")
            self._open_node(tag, {"type": "item", "content": []})
        elif tag in BLOCKS:
            self._open_node(tag, {"type": BLOCKS[tag], "content": []})
        elif tag in STYLES:
            self._open_node(tag, {"type": STYLES[tag], "content": []})
        else:
            raise UnknownContentError(f"The PDF knows no tag “{tag}”.")

    def handle_endtag(self, tag: str) -> None:
        if tag == "footnote":
            self.in_note = False
        elif tag != "br":
            if self.open[-1][0] != tag:
                raise UnknownContentError(f"The tag “{tag}” is closed where it was not opened.")
            self.open.pop()

    def handle_data(self, data: str) -> None:
        text = SPACES.sub(" ", data)
        # What stands between the tags of a note is its mark in the editor; white space between blocks is nothing.
        if self.in_note or (not text.strip() and self.open[-1][0] in {"", "ul", "ol"}):
            return
        self._add({"type": "text", "text": text})

    def finish(self) -> list[Node]:
        if len(self.open) > 1:
            raise UnknownContentError(f"The tag “{self.open[-1][0]}” is not closed.")
        return list(gather_paragraphs(self.root["content"]))

    def _open_node(self, tag: str, node: Node) -> None:
        self._add(node)
        self.open.append((tag, node))

    def _call_note(self, uuid: str) -> None:
        self.in_note = True
        citation = self.cite(uuid)
        if citation is not None:
            self._add({"type": "note", "number": citation.number, "first": citation.occurrence == 1})

    def _add(self, node: Node) -> None:
        self.open[-1][1]["content"].append(node)


def gather_paragraphs(nodes: Iterable[Node]) -> Iterable[Node]:
    """Text outside any paragraph makes one: what one line of rich text is stored as."""
    loose: list[Node] = []
    for node in nodes:
        if node["type"] not in BLOCKS.values():
            loose.append(node)
            continue
        if loose:
            yield {"type": "paragraph", "content": loose}
            loose = []
        if node["content"]:
            yield node
    if loose:
        yield {"type": "paragraph", "content": loose}


def href_of(attributes: dict[str, str]) -> str:
    """The whole address of a link, `#anchor` for one in the publication itself; empty when it leads nowhere any more."""
    kind, key = attributes.get("linktype"), attributes.get("id", "")
    if kind == "page":
        page = Page.objects.live().public().filter(pk=key).first() if key.isdigit() else None
        return whole_address(page.get_url() or "") if page else ""
    if kind == "document":
        document = get_document_model().objects.filter(pk=key).first() if key.isdigit() else None
        return whole_address(document.url) if document else ""
    if kind:
        raise UnknownContentError(f"The PDF knows no link of type “{kind}”.")
    return whole_address(attributes.get("href", ""))


def whole_address(address: str) -> str:
    """On paper and in a file, an address says its site; `#anchor` stays as it is. Only addresses that a reader can follow."""
    if address.startswith("/"):
        return f"{settings.SITE_URL}{address}"
    return address if address.startswith(("#", "https://", "http://", "mailto:", "tel:")) else ""
