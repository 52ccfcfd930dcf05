"""What a code printed on paper stands for, whichever app printed it (`CODES_KNOWN_BY`)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.utils.module_loading import import_string

# What a hand or an eye takes for another sign: the right column alone is drawn.
READ_AS: Final = str.maketrans("BSZGOQ0IL1", "8526DDD777")


@dataclass(frozen=True)
class Known:
    """A paper of ours: the partial template that says what it is, and what this is given, as `found`. Neither names anybody."""

    template: str
    found: Any


def read_code(typed: str) -> str:
    """The code that somebody typed: whatever the case, the spaces, the dashes and the signs that look alike."""
    return "".join(sign for sign in typed.upper() if sign.isalnum()).translate(READ_AS)


def find_known(typed: str, *, today: date) -> Known | None:
    """The paper with that code, of whatever kind."""
    code = read_code(typed)
    for path in settings.CODES_KNOWN_BY:
        find: Callable[..., Known | None] = import_string(path)
        known = find(code, today=today)
        if known is not None:
            return known
    return None
