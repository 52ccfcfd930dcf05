"""What makes a page what it is: fields that may wait in a draft, and that readers cannot do without."""

from collections.abc import Iterator
from typing import Any, Final

from wagtail.blocks import StreamValue

from advocacy.checks.drafts import Draft
from advocacy.checks.findings import Finding
from advocacy.checks.french import plain_text

CODE: Final = "asked"


def check_asked(draft: Draft) -> Iterator[Finding]:
    """One finding for each field that the page's type asks for (`asked_to_publish`) and that is empty."""
    for name, sentence in getattr(draft.page, "asked_to_publish", {}).items():
        if is_empty(draft.values.get(name)):
            yield Finding(name, sentence, blocks=True, code=CODE)


def check_introduction(draft: Draft) -> Iterator[Finding]:
    """An item that goes to lists, the feed and the subscribers with nothing but its title."""
    if hasattr(draft.page, "announce") and is_empty(draft.values.get("introduction")):
        sentence = "Écrivez un chapeau\u00a0: sans lui, la liste et le courriel aux abonné·es n’ont guère que le titre."
        yield Finding("introduction", sentence, blocks=False, code=CODE)


def is_empty(value: Any) -> bool:
    """Whether nothing would be read of it: a rich text keeps its tags when its words are gone."""
    if isinstance(value, str):
        return not plain_text(value)
    return len(value) == 0 if isinstance(value, StreamValue) else value is None
