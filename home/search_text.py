"""Text made comparable for search: French without accents, capitals or endings of number and gender.

Both databases search it the same way. PostgreSQL's own `french` misses “refugie” for « Réfugiés », and SQLite's
full-text search knows no French; so the same words are folded here, in what is indexed and in what is asked.
"""

import re
import unicodedata
from typing import Final

LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
WORD: Final = re.compile(r"[a-z0-9]+")
ENDINGS: Final = (("eaux", "eau"), ("aux", "al"))


def fold(text: str) -> str:
    """Lower case, without accents or ligatures: « Œuvre » and « oeuvre » are one."""
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(LIGATURES))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def stem(word: str) -> str:
    """A folded word without its plural and feminine endings: `refugiees`, `refugie` and `refugies` are one."""
    if len(word) <= 3 or word.isdigit():
        return word
    for ending, singular in ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + singular
    return word.rstrip("sx").rstrip("e") or word


def stem_text(text: str) -> str:
    """Every word of the text, folded and stemmed, with single spaces between."""
    return " ".join(stem(word) for word in WORD.findall(fold(text)))
