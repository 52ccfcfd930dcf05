from decimal import Decimal

import pytest

from home.numbers import format_euros, format_number, format_percent, format_size
from home.templatetags.numbers import cents, file_size


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (242, None, "242"),
        (2082, None, "2\u202f082"),
        (Decimal("3.50"), None, "3,5"),
        (Decimal("0"), None, "0"),
        (Decimal("100"), None, "100"),
        (-1234567, None, "\u22121\u202f234\u202f567"),
        (Decimal("0.005"), 2, "0,01"),
        (7, 1, "7,0"),
    ],
)
def test_format_number_writes_french(value: Decimal | int, places: int | None, text: str) -> None:
    assert format_number(value, places) == text


def test_format_euros_keeps_the_cents() -> None:
    assert format_euros(Decimal("149171.57")) == "149\u202f171,57\u202f€"
    assert format_euros(50) == "50,00\u202f€"
    assert format_euros(Decimal("-7.5")) == "\u22127,50\u202f€"


def test_format_percent_keeps_the_sign_with_its_number() -> None:
    assert format_percent(66) == "66\u202f%"


def test_cents_are_shown_in_euros() -> None:
    assert cents(5000) == "50,00\u202f€"


@pytest.mark.parametrize(
    ("size_bytes", "text"),
    [(0, "1\u202fko"), (132_900, "133\u202fko"), (999_400, "999\u202fko"), (999_600, "1,0\u202fMo"), (2_480_000, "2,5\u202fMo")],
)
def test_format_size_counts_as_french_systems_do(size_bytes: int, text: str) -> None:
    assert format_size(size_bytes) == text


def test_the_size_of_a_lost_file_is_nothing() -> None:
    assert file_size(None) == ""
    assert file_size(2082) == "2\u202fko"
