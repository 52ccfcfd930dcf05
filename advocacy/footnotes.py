"""The numbered notes of a publication: one numbering for the page and its PDF, in the order of reading."""

import re
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

# What the editor stores where a note is cited: `<footnote id="uuid">[short id]</footnote>`.
CITED_IN_TEXT: Final = re.compile(r'<footnote id="([^"]*)">.*?</footnote>', re.DOTALL)


@dataclass(frozen=True)
class Citation:
    """One place where a note is cited: the note's number, and which of its citations this is, from 1 on."""

    number: int
    occurrence: int

    @property
    def anchor(self) -> str:
        """Where the note's way back leads."""
        return f"appel-{self.number}-{self.occurrence}"

    @property
    def note_anchor(self) -> str:
        return f"note-{self.number}"


@dataclass
class CitedNote:
    """A note that the text cites: its rich text as stored, and the places that cite it."""

    number: int
    text: str
    citations: list[Citation] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return f"note-{self.number}"


class Notes:
    """Numbers the notes of `page` as its text is read: ask in the order of reading, once for each citation."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self._cited: dict[str, CitedNote] = {}

    @cached_property
    def texts(self) -> dict[str, str]:
        """What each note of the page says, by uuid: stored rich text, cited or not."""
        return {str(note.uuid): note.text for note in self._page.footnotes.all()}

    def cite(self, uuid: str) -> Citation | None:
        """The number of the note and the rank of this citation of it; None for a note that the page does not have."""
        if uuid not in self.texts:
            return None
        note = self._cited.setdefault(uuid, CitedNote(len(self._cited) + 1, self.texts[uuid]))
        citation = Citation(note.number, len(note.citations) + 1)
        note.citations.append(citation)
        return citation

    @property
    def cited(self) -> list[CitedNote]:
        """The notes that were cited so far, by number."""
        return list(self._cited.values())


def replace_citations(html: str, replacement: Callable[[str], str]) -> str:
    """The same text with what `replacement` gives for the uuid of each note cited in it."""
    return CITED_IN_TEXT.sub(lambda found: replacement(found[1]), html)


def drop_citations(html: str) -> str:
    """The text without its citations of notes, for what has no notes: search, excerpts, previews of a block alone."""
    return replace_citations(html, lambda uuid: "")


def cites_one_of(html: str, uuids: Container[str]) -> bool:
    """Whether the stored text cites one of these notes."""
    return any(found[1] in uuids for found in CITED_IN_TEXT.finditer(html))
