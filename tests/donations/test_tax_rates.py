from datetime import date

import pytest

from donations.models import Donor
from donations.tax_rates import cost_after_tax, rate_on

DAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("kind", "given", "cost"),
    [
        (Donor.Kind.PERSON, 10_000, 3_400),
        (Donor.Kind.COMPANY, 10_000, 4_000),
        (Donor.Kind.PERSON, 501, 170),
        (Donor.Kind.PERSON, 1_250, 425),
    ],
)
def test_the_cost_after_tax_is_to_the_nearest_cent(kind: str, given: int, cost: int) -> None:
    assert cost_after_tax(given, kind, on=DAY) == cost


def test_a_rate_holds_from_its_day_on() -> None:
    assert rate_on(date(2005, 1, 1), Donor.Kind.PERSON).percent == 66
    with pytest.raises(ValueError, match="empty"):
        rate_on(date(2004, 12, 31), Donor.Kind.PERSON)
