"""How numbers and amounts are written in French: the only place that knows it, for pages, mails and exports."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

NARROW_SPACE: Final = "\u202f"
MINUS: Final = "\u2212"
# A French text writes these in letters.
SPELLED: Final = tuple(
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()  # noqa: SIM905 easier to read
)


def format_number(value: Decimal | int, places: int | None = None) -> str:
    """`1234.5` as `1 234,5`: decimal comma, thousands apart by a narrow no-break space from four digits on.

    `places` fixes the decimals, rounding half up; without it the value keeps its own, less its final zeros.
    """
    number = Decimal(value)
    if places is not None:
        number = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    sign = MINUS if number < 0 else ""
    whole, _, decimals = f"{abs(number):,f}".partition(".")
    if places is None:
        decimals = decimals.rstrip("0")
    return sign + whole.replace(",", NARROW_SPACE) + (f",{decimals}" if decimals else "")


def format_euros(amount: Decimal | int) -> str:
    """`149171.57` as `149 171,57 €`, always to the cent."""
    return f"{format_number(amount, 2)}{NARROW_SPACE}€"


def format_percent(value: Decimal | int) -> str:
    """`66` as `66 %`."""
    return f"{format_number(value)}{NARROW_SPACE}%"


def format_size(size_bytes: int) -> str:
    """`132900` as `133 ko`, `2480000` as `2,5 Mo`: decimal units, as French systems count."""
    if round(size_bytes / 1000) < 1000:
        return f"{format_number(max(round(size_bytes / 1000), 1))}{NARROW_SPACE}ko"
    return f"{format_number(Decimal(size_bytes) / 1_000_000, 1)}{NARROW_SPACE}Mo"


def in_days(count: int) -> str:
    """« un jour », « neuf jours », « 24 jours »."""
    number = SPELLED[count] if count < len(SPELLED) else format_number(count)
    return f"{number}\u00a0jour{'s' if count > 1 else ''}"
