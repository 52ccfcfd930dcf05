"""What a gift costs once tax is taken off, from dated rates. An accountant confirms them before receipts are switched on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from donations.models import Donor


@dataclass(frozen=True)
class TaxRate:
    """The share of a gift, in hundredths, that is taken off tax from a day on, and within what limit."""

    since: date
    percent: int
    limit: str


RATES: Final[Mapping[str, tuple[TaxRate, ...]]] = MappingProxyType(
    {
        # CGI, article 200.
        Donor.Kind.PERSON: (TaxRate(date(2005, 1, 1), 66, "dans la limite de 20\u202f% du revenu imposable"),),
        # CGI, article 238 bis; 40 % for what a company gives above 2 M€ a year, far beyond what is given online.
        Donor.Kind.COMPANY: (TaxRate(date(2003, 1, 1), 60, "dans la limite de 20\u202f000\u202f€ ou de 5\u202f‰ du chiffre d’affaires"),),
    }
)


def rate_on(day: date, kind: str) -> TaxRate:
    """The rate for gifts of that day. Raises ValueError before the first that is known."""
    return max((rate for rate in RATES[kind] if rate.since <= day), key=lambda rate: rate.since)


def cost_after_tax(amount_cents: int, kind: str, *, on: date) -> int:
    """What stays to be paid, to the nearest cent."""
    return (amount_cents * (100 - rate_on(on, kind).percent) + 50) // 100
