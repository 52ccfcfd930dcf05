"""French numbers in templates (home/numbers.py)."""

from decimal import Decimal

from django import template

from home import numbers
from home.numbers import format_euros, format_number, format_size

register = template.Library()


@register.filter
def number(value: Decimal | int) -> str:
    return format_number(value)


@register.filter
def euros(amount: Decimal | int) -> str:
    return format_euros(amount)


@register.filter
def cents(amount_cents: int) -> str:
    """An amount kept in whole cents, in euros."""
    return format_euros(Decimal(amount_cents) / 100)


@register.filter
def file_size(size_bytes: int | None) -> str:
    """The size of a file; nothing for one that is not there."""
    return "" if size_bytes is None else format_size(size_bytes)


@register.filter
def in_days(count: int) -> str:
    return numbers.in_days(count)
