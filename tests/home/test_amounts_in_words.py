"""Amounts in words: the numbers where French is easily written wrong, and what holds of any."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from home.amounts_in_words import LARGEST_CENTS, euros_in_words

AMOUNTS = st.integers(1, LARGEST_CENTS)


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (1, "un centime"),
        (2, "deux centimes"),
        (80, "quatre-vingts centimes"),
        (99, "quatre-vingt-dix-neuf centimes"),
        (1_00, "un euro"),
        (1_01, "un euro et un centime"),
        (2_00, "deux euros"),
        (16_00, "seize euros"),
        (17_00, "dix-sept euros"),
        (20_00, "vingt euros"),
        (21_00, "vingt et un euros"),
        (22_00, "vingt-deux euros"),
        (61_00, "soixante et un euros"),
        (70_00, "soixante-dix euros"),
        (71_00, "soixante et onze euros"),
        (72_00, "soixante-douze euros"),
        (79_00, "soixante-dix-neuf euros"),
        (80_00, "quatre-vingts euros"),
        (81_05, "quatre-vingt-un euros et cinq centimes"),
        (90_00, "quatre-vingt-dix euros"),
        (91_00, "quatre-vingt-onze euros"),
        (99_00, "quatre-vingt-dix-neuf euros"),
        (100_00, "cent euros"),
        (101_00, "cent un euros"),
        (180_00, "cent quatre-vingts euros"),
        (200_00, "deux cents euros"),
        (201_00, "deux cent un euros"),
        (271_71, "deux cent soixante et onze euros et soixante et onze centimes"),
        (280_00, "deux cent quatre-vingts euros"),
        (300_00, "trois cents euros"),
        (1_000_00, "mille euros"),
        (1_001_00, "mille un euros"),
        (1_100_00, "mille cent euros"),
        (1_200_00, "mille deux cents euros"),
        (2_000_00, "deux mille euros"),
        (21_000_00, "vingt et un mille euros"),
        (71_080_00, "soixante et onze mille quatre-vingts euros"),
        (80_000_00, "quatre-vingt mille euros"),
        (81_000_00, "quatre-vingt-un mille euros"),
        (100_000_00, "cent mille euros"),
        (200_000_00, "deux cent mille euros"),
        (200_200_00, "deux cent mille deux cents euros"),
        (280_000_00, "deux cent quatre-vingt mille euros"),
        (300_000_00, "trois cent mille euros"),
        (
            999_999_99,
            "neuf cent quatre-vingt-dix-neuf mille neuf cent quatre-vingt-dix-neuf euros et quatre-vingt-dix-neuf centimes",
        ),
    ],
)
def test_amount_is_written_as_french_writes_it(cents: int, words: str) -> None:
    assert euros_in_words(cents) == words


@pytest.mark.parametrize("cents", [-1, 0, LARGEST_CENTS + 1])
def test_amount_out_of_range_is_refused(cents: int) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        euros_in_words(cents)


@given(st.sets(AMOUNTS, min_size=50, max_size=200))
@settings(max_examples=50, deadline=None)
def test_no_two_amounts_have_the_same_words(amounts: set[int]) -> None:
    assert len({euros_in_words(cents) for cents in amounts}) == len(amounts)


@given(AMOUNTS)
def test_words_are_words_apart_by_one_sign(cents: int) -> None:
    words = euros_in_words(cents)
    assert re.fullmatch(r"[a-zé]+(?:[ -][a-zé]+)*", words)
    # Only what is multiplied and ends its number takes an s.
    assert re.search(r"(?<!quatre-)\bvingts|\bvingts(?! euros| centimes)|\bcents(?! euros)|\bmilles", words) is None


def test_every_number_of_euros_below_a_thousand_is_its_own() -> None:
    assert len({euros_in_words(euros * 100) for euros in range(1, 1000)}) == 999
