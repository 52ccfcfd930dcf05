"""Euros as people write and read them; everywhere else money is integer cents."""

import re
from decimal import Decimal
from typing import Final

from home.numbers import NARROW_SPACE, format_number

SPACES: Final = re.compile(r"[\s\u00a0\u202f]+")
WRITTEN: Final = re.compile(r"(\d{1,7})(?:[.,](\d{1,2}))?(?:€|euros?)?", re.IGNORECASE | re.ASCII)


def read_euros(text: str) -> int:
    """« 12,50 », « 12.5 », « 1 200 € » in cents. Raises ValueError for anything else: no rounding, no guess."""
    match = WRITTEN.fullmatch(SPACES.sub("", text))
    if match is None:
        raise ValueError("not an amount of euros")
    return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))


def show_euros(amount_cents: int) -> str:
    """« 50 € », « 12,50 € », « 1 200 € »: the cents only where there are some."""
    return f"{format_number(Decimal(amount_cents) / 100, 2 if amount_cents % 100 else 0)}{NARROW_SPACE}€"
