"""How a word of the glossary is found in a text: its forms, its plurals, and the French that surrounds it."""

import re
from typing import Final

SEPARATOR: Final = re.compile(r"[,;\n]")
# Also as templates write them: text is searched in HTML as it stands.
SPACE: Final = r"(?:[ \t\r\n\u00a0\u202f]|&nbsp;)+"
APOSTROPHE: Final = r"(?:['\u2019]|&\#x27;|&\#39;)"
HYPHEN: Final = r"[-\u2010\u2011]"
# A part of a word, of an address or of an entity is not the word.
BEFORE: Final = r"(?<![\w·@/.&#-])"
AFTER: Final = r"(?![\w·@]|[-/.]\w)"
PIECE: Final = re.compile(r"\w+(?:·\w+)*|\W")
TWO_CAPITALS: Final = re.compile(r"[A-ZÀ-Ý].*[A-ZÀ-Ý]")
# Shorter words (« de », « la ») take no plural, and these endings have it already.
SHORTEST_NOUN: Final = 4
PLURALS: Final = ("s", "x", "z")


def read_spellings(text: str) -> list[str]:
    """The forms typed in one field, one a line or between commas; each once, in order."""
    return list(dict.fromkeys(" ".join(form.split()) for form in SEPARATOR.split(text) if form.strip()))


def spelling_key(spelling: str) -> str:
    """What two terms may not share: the form without capitals, signs and kinds of spaces."""
    return " ".join(re.findall(r"\w+", spelling.lower()))


def is_exact(spelling: str, *, is_acronym: bool) -> bool:
    """Whether capitals tell the word: of an acronym, and of any form that has two in one word."""
    return is_acronym or any(TWO_CAPITALS.search(word) for word in spelling.split())


def write_pattern(spelling: str, *, is_acronym: bool) -> str:
    """A regular expression, without groups that capture, of the form in running text.

    An acronym is found as it is typed, or all in capitals. Another word is found with or without its first capital, in the
    plural too; « réfugié·e » stands for réfugié, réfugiée and réfugié·e.
    """
    if is_exact(spelling, is_acronym=is_acronym):
        forms = dict.fromkeys((spelling, spelling.upper()))
        return "|".join("".join(_write_exact(piece) for piece in PIECE.findall(form)) for form in forms)
    return "".join(_write_word(piece) for piece in PIECE.findall(spelling))


def _write_sign(sign: str) -> str:
    if sign.isspace():
        return SPACE
    if sign in "'’":
        return APOSTROPHE
    return HYPHEN if sign in "-\u2010\u2011" else re.escape(sign)


def _write_exact(piece: str) -> str:
    return re.escape(piece) if piece[0].isalnum() else _write_sign(piece)


def _write_word(piece: str) -> str:
    if not piece[0].isalpha():
        return _write_exact(piece)
    stem, *endings = piece.split("·")
    first = f"[{stem[0].lower()}{stem[0].upper()}]" if stem[0].lower() != stem[0].upper() else re.escape(stem[0])
    written = first + re.escape(stem[1:])
    for ending in endings:
        written += f"(?:·?{re.escape(ending)})?" if ending in {"e", "s"} else f"(?:·{re.escape(ending)})?"
    takes_plural = len(stem) >= SHORTEST_NOUN and not piece.endswith(PLURALS)
    return f"{written}(?:·?s)?" if takes_plural else written
