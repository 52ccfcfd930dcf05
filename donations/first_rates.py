"""The rates that come with the site, until the treasurer adds others. An accountant confirms them before receipts are switched on."""

from datetime import date
from typing import Any, Final

PERSON_LIMIT: Final = "dans la limite de 20\u202f% du revenu imposable"
COMPANY_LIMIT: Final = "dans la limite de 20\u202f000\u202f€ ou de 5\u202f‰ du chiffre d’affaires"
# Kind, first day, percent, limit, and for bodies that aid people in difficulty the raised percent and up to how many cents.
FIRST_RATES: Final = (
    # CGI, article 200; its paragraph 1 ter for the raised rate.
    ("person", date(2005, 1, 1), 66, PERSON_LIMIT, None, None),
    ("person", date(2020, 1, 1), 66, PERSON_LIMIT, 75, 100_000),
    ("person", date(2025, 10, 14), 66, PERSON_LIMIT, 75, 200_000),
    # CGI, article 238 bis; 40 % for what a company gives above 2 M€ a year, far beyond what is given online.
    ("company", date(2003, 1, 1), 60, COMPANY_LIMIT, None, None),
)


def write_first_rates(apps: Any) -> None:
    """Takes an app registry, a migration's or the real one, and may be called again: it adds what is missing."""
    rates = apps.get_model("donations", "TaxRate").objects
    for kind, since, percent, limit, raised_percent, raised_up_to_cents in FIRST_RATES:
        said = {"percent": percent, "limit": limit, "raised_percent": raised_percent, "raised_up_to_cents": raised_up_to_cents}
        rates.get_or_create(donor_kind=kind, since=since, defaults=said)
