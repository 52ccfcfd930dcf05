"""What a gift costs after tax, and the rates that the treasurer adds."""

from datetime import date

import pytest
from django.apps import apps
from django.utils import timezone

from accounts.models import User
from donations.first_rates import FIRST_RATES, write_first_rates
from donations.models import Donor, ReceiptEligibility, TaxRate
from donations.tax_rates import BEGUN, RateWords, cost_after_tax, rate_on, rates_on, record_rate, withdraw_rate
from volunteers.exceptions import Refused

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 30)
GENERAL, AID, UTILITY = ReceiptEligibility.Ground.GENERAL, ReceiptEligibility.Ground.AID, ReceiptEligibility.Ground.PUBLIC_UTILITY
LIMIT = "dans la limite de 20\u202f% du revenu imposable"


@pytest.mark.parametrize(
    ("kind", "given", "cost"),
    [
        (Donor.Kind.PERSON, 10_000, 3_400),
        (Donor.Kind.COMPANY, 10_000, 4_000),
        (Donor.Kind.PERSON, 501, 170),
        (Donor.Kind.PERSON, 1_250, 425),
        (Donor.Kind.PERSON, 3_333, 1_133),
    ],
)
@pytest.mark.parametrize("ground", [GENERAL, UTILITY])
@pytest.mark.parametrize("is_monthly", [False, True])
def test_the_cost_after_tax_is_to_the_nearest_cent(ground: str, kind: str, given: int, cost: int, *, is_monthly: bool) -> None:
    assert cost_after_tax(given, kind, on=DAY, ground=ground, is_monthly=is_monthly) == cost


@pytest.mark.parametrize(
    ("kind", "given", "is_monthly", "cost"),
    [
        (Donor.Kind.PERSON, 10_000, False, 2_500),
        (Donor.Kind.PERSON, 3_333, False, 833),
        (Donor.Kind.PERSON, 200_000, False, 50_000),
        (Donor.Kind.PERSON, 200_001, False, 50_000),
        (Donor.Kind.PERSON, 300_000, False, 84_000),
        # 2 400 € a year: 2 000 € at 75 %, 400 € at 66 %, that is 636 €.
        (Donor.Kind.PERSON, 20_000, True, 5_300),
        (Donor.Kind.PERSON, 2_000, True, 500),
        (Donor.Kind.COMPANY, 10_000, False, 4_000),
    ],
)
def test_aid_to_people_in_difficulty_raises_the_rate_of_persons_up_to_a_limit_a_year(
    kind: str, given: int, cost: int, *, is_monthly: bool
) -> None:
    assert cost_after_tax(given, kind, on=DAY, ground=AID, is_monthly=is_monthly) == cost


def test_a_rate_holds_from_its_day_on() -> None:
    assert rate_on(date(2005, 1, 1), Donor.Kind.PERSON, AID).raised_percent == 0
    assert rate_on(date(2025, 10, 13), Donor.Kind.PERSON, AID).raised_up_to_cents == 100_000
    assert rate_on(date(2025, 10, 14), Donor.Kind.PERSON, AID).raised_up_to_cents == 200_000
    with pytest.raises(ValueError, match="no rate"):
        rate_on(date(2004, 12, 31), Donor.Kind.PERSON, AID)


def test_the_rates_of_a_day_are_one_query(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert {kind: rate.percent for kind, rate in rates_on(DAY, GENERAL).items()} == {"person": 66, "company": 60}


def test_the_rates_of_the_site_are_written_once() -> None:
    TaxRate.objects.filter(donor_kind=Donor.Kind.COMPANY).update(percent=59)
    write_first_rates(apps)
    assert TaxRate.objects.count() == len(FIRST_RATES)
    assert TaxRate.objects.get(donor_kind=Donor.Kind.COMPANY).percent == 59


def test_a_rate_added_by_the_treasurer_holds_from_its_day_and_says_whose_it_is(treasurer: User) -> None:
    now = timezone.now()
    rate = record_rate(RateWords("person", date(2026, 1, 1), 60, LIMIT, 70, 50_000), by=treasurer, now=now)
    assert (rate.recorded_by, rate.recorded_at) == (treasurer, now)
    assert cost_after_tax(10_000, "person", on=date(2025, 12, 31), ground=GENERAL) == 3_400
    assert cost_after_tax(10_000, "person", on=date(2026, 1, 1), ground=GENERAL) == 4_000
    assert cost_after_tax(10_000, "person", on=date(2026, 1, 1), ground=AID) == 3_000


def test_a_rate_of_the_same_day_is_replaced(treasurer: User) -> None:
    for percent in (61, 62):
        record_rate(RateWords("person", date(2026, 1, 1), percent, LIMIT), by=treasurer, now=timezone.now())
    assert list(TaxRate.objects.filter(since=date(2026, 1, 1)).values_list("percent", flat=True)) == [62]


def test_a_rate_is_withdrawn_until_it_begins(treasurer: User) -> None:
    rate = record_rate(RateWords("person", date(2027, 1, 1), 60, LIMIT), by=treasurer, now=timezone.now())
    with pytest.raises(Refused) as refused:
        withdraw_rate(rate, today=date(2027, 1, 1))
    assert refused.value.reasons == [BEGUN]
    withdraw_rate(rate, today=date(2026, 12, 31))
    assert TaxRate.objects.count() == len(FIRST_RATES)
