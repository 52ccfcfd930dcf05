"""French spaces: what keeps a sign with the word it belongs to, so that no line begins with « ? »."""

import re
from typing import Final

NARROW: Final = "\u202f"
FULL: Final = "\u00a0"

RULES: Final = (
    (re.compile(r" ([;!?%€])"), rf"{NARROW}\1"),
    (re.compile(r" ([:»])"), rf"{FULL}\1"),
    (re.compile(r"« "), f"«{FULL}"),
    # Thousands: « 2 082 », « 149 171,57 ».
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), NARROW),
)


def set_spaces(text: str) -> str:
    """The same text with its no-break spaces. Applied twice, it changes nothing more; markup is left as it is."""
    for pattern, replacement in RULES:
        text = pattern.sub(replacement, text)
    return text
