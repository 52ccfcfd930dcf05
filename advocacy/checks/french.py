"""Reading French prose: plain text, sentences, numbers in figures or in words, and what they count."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from html import unescape
from typing import Final

from advocacy.footnotes import drop_citations
from home.search_text import fold, stem

NO_BREAK: Final = str.maketrans({"\u00a0": " ", "\u202f": " "})
END_OF_LINE: Final = re.compile(r"</(?:p|li|h\d|blockquote)>|<br\s*/?>")
TAG: Final = re.compile(r"<[^>]+>")
SENTENCE_END: Final = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-Ý\u00ab\d])")

SMALL: Final = ("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize", "quatorze", "quinze")
ROUND: Final = {"seize": 16, "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "cent": 100}
WORDS: Final[dict[str, int]] = {word: number for number, word in enumerate(SMALL, start=2)} | ROUND
MONTHS: Final = ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre")
MONTH: Final = r"(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)"
# To be used inside an expression that ignores case.
NUMBER: Final = rf"(?<![\w,.])(?:\d{{1,3}}(?: \d{{3}})+(?:,\d+)?|\d+(?:,\d+)?|{'|'.join(WORDS)})(?![\w])"
WORD: Final = r"[a-zà-ÿœ·’'-]+"

COUNT: Final = re.compile(rf"({NUMBER})\s+(?:autres\s+|nouvelles\s+|nouveaux\s+)?({WORD})", re.IGNORECASE)
YEARS: Final = range(1900, 2101)


@dataclass(frozen=True)
class Count:
    """« 38 activités »: how many, of what (its stem), and where it ends in the text."""

    number: Decimal
    noun: str
    start: int
    end: int


def plain_text(html: str) -> str:
    """The words of a rich text, a line for each paragraph, without its citations of notes."""
    return simple_spaces(unescape(TAG.sub("", END_OF_LINE.sub("\n", drop_citations(html)))))


def simple_spaces(text: str) -> str:
    """The text with plain spaces, so that « 2 082 » is read whatever its space."""
    return re.sub(r"[ \t]+", " ", text.translate(NO_BREAK)).strip()


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def sentences(text: str) -> list[str]:
    return [sentence for line in lines(text) for sentence in SENTENCE_END.split(line)]


def read_number(text: str) -> Decimal:
    """`2 082`, `3,5` or `onze`, found by NUMBER."""
    word = WORDS.get(fold(text))
    return Decimal(word) if word is not None else Decimal(text.replace(" ", "").replace(",", "."))


def stem_of(word: str) -> str:
    """A noun without number or gender: « activités » and « activité » are one."""
    return stem(fold(word).split("·")[0])


def counts(text: str) -> Iterator[Count]:
    """What the text counts. Years and percentages are no counts."""
    for found in COUNT.finditer(text):
        number = read_number(found[1])
        if number not in YEARS or " " in found[1]:
            yield Count(number, stem_of(found[2]), found.start(), found.end())


def first_number(text: str) -> Decimal | None:
    found = re.search(NUMBER, text, re.IGNORECASE)
    return read_number(found[0]) if found else None
