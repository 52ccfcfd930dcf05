"""Text made comparable for search: words of any script without accents or capitals, and French ones without their endings.

Both databases search it the same way. PostgreSQL's own `french` misses “refugie” for « Réfugiés », and SQLite's
full-text search knows no French; so the same words are folded here, in what is indexed and in what is asked.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
PLURALS: Final = (("eaux", "eau"), ("aux", "al"))
INFINITIVES: Final = re.compile(r"(?<=.{4})er$|(?<=.{3}[^aeiouy])ir$")
DOUBLED: Final = re.compile(r"(?<=..)([ln])\1$")
# What a feminine or an infinitive hid: « française » as « français », « refuser » as « refus ».
HIDDEN: Final = re.compile(r"(?<=.{4})[sx]$")


class _WordCharacters(dict[int, int]):
    """For `str.translate`: keeps letters, numbers and the marks on them, in any script; the rest parts words.

    `\\w` would part the words of Bengali or Tamil at their vowels, which are marks.
    """

    def __missing__(self, code: int) -> int:
        self[code] = code if unicodedata.category(chr(code))[0] in "LNM" else 32
        return self[code]


WORD_CHARACTERS: Final = _WordCharacters()


def fold(text: str) -> str:
    """Lower case, without accents or ligatures: « Œuvre » and « oeuvre » are one."""
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(LIGATURES))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@lru_cache(maxsize=50_000)
def fold_word(word: str) -> str:
    return fold(word)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word folded, without its endings of number, gender and infinitive: « réfugiées » and `refugie`, « refuser » and « refusés »."""
    word = fold_word(word)
    if len(word) <= 3 or word.isdigit() or not word.isascii():
        return word
    for ending, singular in PLURALS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + singular
    word = word.rstrip("sx").rstrip("e") or word
    return HIDDEN.sub("", DOUBLED.sub(r"\1", INFINITIVES.sub("", word)))


def words_of(text: str) -> list[str]:
    """The words of the text, as they are written."""
    return text.translate(WORD_CHARACTERS).split()


def word_spans(text: str) -> list[tuple[int, int]]:
    """Where each word of the text begins and ends."""
    return [found.span() for found in re.finditer(r"[^ ]+", text.translate(WORD_CHARACTERS))]


def stem_text(text: str) -> str:
    """Every word of the text, folded and stemmed, with single spaces between."""
    return " ".join(stem(word) for word in words_of(text))
