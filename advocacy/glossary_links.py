"""The words of the glossary in a text: which occur, and where in a page's HTML the first of each stands.

Works on the HTML as it was rendered: what is stored, quoted and numbered knows nothing of it.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from advocacy.spellings import AFTER, BEFORE, is_exact, write_pattern

ATTRIBUTES: Final = r"""(?:[^<>"']|"[^"]*"|'[^']*')*"""
# A comment, an end or a beginning: this one names its element.
TAG: Final = re.compile(rf"<!--.*?-->|</[a-zA-Z][^>]*>|<([a-zA-Z][a-zA-Z0-9-]*)({ATTRIBUTES})>", re.DOTALL)
VOID: Final = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
# Titles, links, controls, legends, somebody else's words: not running text, or no place for a control.
UNTOUCHED_TAGS: Final = frozenset(
    (
        *(
            "a",
            "abbr",
            "audio",
            "blockquote",
            "button",
            "caption",
            "code",
            "details",
            "dfn",
            "dialog",
            "dt",
            "fieldset",
            "figcaption",
            "form",
        ),
        *("h1", "h2", "h3", "h4", "h5", "h6", "iframe", "kbd", "label", "legend", "math", "nav", "noscript", "object", "optgroup"),
        *("option", "pre", "samp", "script", "select", "style", "summary", "svg", "template", "textarea", "th", "time", "title", "video"),
    )
)
# Read or seen elsewhere than in the flow of the text, or by nobody; another language; what stands for a title without being
# one; cards, which are links as a whole.
UNTOUCHED_ATTRIBUTES: Final = re.compile(
    r"""\s(?:(?:hidden|inert|popover)(?=[\s=]|$)|aria-hidden=["']?true|role=["']?(?:img|presentation|status)\b|lang=["']?(?!fr\b)\w"""
    r"""|class=["']?(?:[^"']*[\s_-])?(?:card|events|eyebrow|names?|number|parts|rank|tag|title)(?=["'\s]|$))"""
)
WORD: Final = re.compile(r"\w+")
NEXT_OF_NAME: Final = re.compile(r"[ \u00a0][A-ZÀ-Ý][a-zà-ÿ]")
# What a group of an expression begins with.
ACRONYM: Final = "a"
COMMON: Final = "c"
# No line ends between a word and the signs that touch it.
TOUCHING_BEFORE: Final = re.compile(r"(?:[^\s<&;]|&\#x27;|[\u00a0\u202f]){0,12}$")
TOUCHING_AFTER: Final = re.compile(r"(?:[\u00a0\u202f]?[^\s\w<&]){0,3}")
LONGEST_TOUCHING: Final = 12
BEGINNING: Final = 3

Draw = Callable[[Any, str, str, str], str]
"""Gives the HTML for a term, the HTML of the word found, and of the signs that touch it before and after."""


@dataclass(frozen=True)
class Found:
    """A word of the glossary in a text, from `start` to `end`; `place` is the rank of its term."""

    place: int
    start: int
    end: int


@dataclass(frozen=True)
class FirstWord:
    """A term's first word in a page, from `start` to `end`; with the signs that touch it, from `opening` to `closing`."""

    term: Any
    opening: int
    start: int
    end: int
    closing: int


@lru_cache(maxsize=4)
def compile_spellings(spellings: tuple[tuple[int, str, bool], ...]) -> dict[str, re.Pattern[str]]:
    """An expression for each beginning of a word, of all the (place of the term, spelling, is_acronym) that begin so.

    Few words of a text begin like one of the glossary: looking at beginnings is ten times faster than one expression for all.
    """
    by_beginning: dict[str, list[str]] = {}
    for rank, (place, text, is_acronym) in enumerate(sorted(spellings, key=lambda row: -len(row[1]))):
        kind = ACRONYM if is_exact(text, is_acronym=is_acronym) else COMMON
        group = f"(?P<{kind}{place}_{rank}>{write_pattern(text, is_acronym=is_acronym)})"
        by_beginning.setdefault(beginning_of(text), []).append(group)
    return {beginning: re.compile(f"{BEFORE}(?:{'|'.join(groups)}){AFTER}") for beginning, groups in by_beginning.items()}


def beginning_of(text: str) -> str:
    first = WORD.search(text)
    return first[0][:BEGINNING].lower() if first else ""


def group_of(match: re.Match[str]) -> str:
    return match.lastgroup or ""


def begins_name(match: re.Match[str], text: str) -> bool:
    """« Réfugiés Bienvenue » is an association, not refugees."""
    return group_of(match).startswith(COMMON) and match[0][0].isupper() and NEXT_OF_NAME.match(text, match.end()) is not None


class Glossary:
    """Terms ready to be found. Compiled anew when their spellings change, in every process: they are its key."""

    def __init__(self, terms: Iterable[Any]) -> None:
        self.terms = list(terms)
        rows = enumerate(self.terms)
        spellings = [(place, form, bool(term.expansion) and form == term.term) for place, term in rows for form in term.spellings()]
        self._patterns = compile_spellings(tuple(spellings))

    def find(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[Found]:
        """Every word of the glossary, in the order of the text; of two that overlap, the first, then the longest."""
        done = start
        for word in WORD.finditer(text, start, end):
            pattern = self._patterns.get(word[0][:BEGINNING].lower())
            if pattern is None or word.start() < done:
                continue
            match = pattern.match(text, word.start(), end)
            if match is None or begins_name(match, text):
                continue
            done = match.end()
            yield Found(int(group_of(match)[1:].split("_")[0]), match.start(), done)

    def terms_in(self, text: str) -> list[Any]:
        """The terms that a text uses, in the order of the glossary."""
        places = {found.place for found in self.find(text)}
        return [term for place, term in enumerate(self.terms) if place in places]

    def first_words(self, html: str) -> list[FirstWord]:
        """The first occurrence of each term in running text, in the order of the text."""
        words: list[FirstWord] = []
        seen: set[int] = set()
        done = 0
        for start, end in running_text(html):
            for found in self.find(html, start, end):
                if found.place in seen:
                    continue
                seen.add(found.place)
                opening, closing = touching(html, found, max(done, start), end)
                words.append(FirstWord(self.terms[found.place], opening, found.start, found.end, closing))
                done = closing
        return words


def draw_words(html: str, words: Iterable[FirstWord], draw: Draw) -> str:
    """The same HTML, where `draw` writes these words."""
    pieces: list[str] = []
    done = 0
    for word in words:
        signs = html[word.opening : word.start], html[word.end : word.closing]
        pieces += [html[done : word.opening], draw(word.term, html[word.start : word.end], *signs)]
        done = word.closing
    return "".join([*pieces, html[done:]])


def touching(html: str, found: Found, start: int, end: int) -> tuple[int, int]:
    """The word with the signs that touch it: « l’ » before, a comma after. Within `start` and `end`."""
    before = TOUCHING_BEFORE.search(html, max(start, found.start - LONGEST_TOUCHING), found.start)
    after = TOUCHING_AFTER.match(html, found.end, end)
    return before.start() if before else found.start, after.end() if after else found.end


def running_text(html: str) -> Iterator[tuple[int, int]]:
    """Where the stretches of HTML between two tags stand that a word may be linked in."""
    done = 0
    while tag := TAG.search(html, done):
        if html[done : tag.start()].strip():
            yield done, tag.start()
        name = (tag[1] or "").lower()
        done = end_of_element(html, name, tag.end()) if name and is_untouched(name, tag[2]) else tag.end()
    if html[done:].strip():
        yield done, len(html)


def end_of_element(html: str, name: str, start: int) -> int:
    """Where the element ends whose first tag ends at `start`; the end of the text where it is never closed."""
    depth = 1
    for tag in same_tags(name).finditer(html, start):
        if not tag[0].endswith("/>"):
            depth += -1 if tag[1] else 1
        if not depth:
            return tag.end()
    return len(html)


@cache
def same_tags(name: str) -> re.Pattern[str]:
    return re.compile(rf"<(/?){re.escape(name)}(?![\w-]){ATTRIBUTES}>", re.IGNORECASE)


def is_untouched(name: str, attributes: str) -> bool:
    """Whether nothing is linked inside an element that begins so."""
    if name in VOID or attributes.endswith("/"):
        return False
    return name in UNTOUCHED_TAGS or UNTOUCHED_ATTRIBUTES.search(attributes) is not None
