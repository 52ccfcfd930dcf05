"""What texts in any script need around what is written from left to right."""

import re
from typing import Final

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

TAG: Final = re.compile(r"(<[^>]*>)")
# Phone numbers and the like: `+33 1 23 45`, `01.23.45`. Their groups would be shown in reverse inside Arabic words.
GROUPED: Final = re.compile(r"(?<![\w&#])(?:\+\d+(?:[ \u00a0\u202f.-]\d+)*|\d+(?:[ \u00a0\u202f.-]\d+)+)(?!\w)")


@register.filter
def isolate_numbers(html: str) -> SafeString:
    """The same rendered HTML, each number in several groups kept in its own order."""
    pieces = TAG.split(html)
    # Every other piece is a tag.
    pieces[::2] = [GROUPED.sub(r'<bdi dir="ltr">\g<0></bdi>', words) for words in pieces[::2]]
    return mark_safe("".join(pieces))  # noqa: S308 - it was rendered already
