"""Numbers with their unit, typed and shown in French."""

from decimal import Decimal
from typing import Any, Final

from django import forms
from wagtail import blocks

from home.numbers import format_euros, format_number, format_percent

MISSING: Final = "non communiqué"

COUNT, PERCENT, EUROS, MONTHS = "count", "percent", "euros", "months"
UNITS: Final = [(COUNT, "nombre"), (PERCENT, "pourcentage"), (EUROS, "euros"), (MONTHS, "mois")]


def format_quantity(value: Decimal | None, unit: str) -> str:
    """The value with its unit, in French; a gap says so."""
    if value is None:
        return MISSING
    if unit == PERCENT:
        return format_percent(value)
    if unit == EUROS:
        return format_euros(value)
    return f"{format_number(value)}\u00a0mois" if unit == MONTHS else format_number(value)


class FrenchDecimalBlock(blocks.DecimalBlock):
    """Takes « 3,5 » as well as “3.5”. A true 0 stays 0; nothing typed is a gap (None)."""

    def __init__(self, required: bool = True, help_text: str = "", min_value: int | None = None, **kwargs: Any) -> None:
        super().__init__(required=required, help_text=help_text, min_value=min_value, **kwargs)
        self.field = forms.DecimalField(
            required=required,
            help_text=help_text,
            min_value=min_value,
            max_digits=14,
            decimal_places=2,
            localize=True,
            error_messages={"invalid": "Écrivez un nombre, par exemple 1250 ou 3,5."},
        )

    class Meta:
        icon = "decimal"
