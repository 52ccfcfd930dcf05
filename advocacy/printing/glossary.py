"""The appendix of a PDF: the words of the glossary that its text uses."""

from collections.abc import Iterator
from typing import Any, Final

from django.conf import settings

from advocacy.glossary_links import Glossary
from advocacy.models import GlossaryTerm, PublicationPage
from advocacy.printing.rich_text import Node

# Stands in no text: no word of the glossary goes across it.
BETWEEN: Final = "\x1e"
INLINE: Final = frozenset({"text", "strong", "emphasis", "link"})
# What a node says to the template alone.
UNREAD: Final = frozenset({"type", "rank", "anchors", "file", "href"})


def append_glossary(page: PublicationPage, nodes: list[Any]) -> Node:
    """The terms that the nodes of a text use, with their short definition; none where the page links none of its words.

    As the glossary is when the file is made: an earlier file keeps what it said.
    """
    if not page.links_glossary:
        return {"terms": [], "address": ""}
    terms = list(GlossaryTerm.objects.linkable())
    used = sorted(Glossary(terms).terms_in("".join(words_of(nodes))), key=lambda term: term.sort_key)
    slug = used[0].page_slug if used else None
    return {
        "terms": [{"term": term.term, "expansion": term.expansion, "definition": term.definition} for term in used],
        "address": f"{settings.SITE_URL}/{slug}/" if slug else "",
    }


def words_of(node: Any) -> Iterator[str]:
    """What readers read of a node, however deep; what stands in two places is kept apart."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for inner in node:
            yield from words_of(inner)
            if isinstance(inner, str):
                yield BETWEEN
    elif isinstance(node, dict):
        is_inline = node.get("type") in INLINE
        for name, value in node.items():
            if name not in UNREAD:
                yield from words_of(value)
                if not is_inline:
                    yield BETWEEN
