import pytest

from home.amounts import read_euros, show_euros


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("12,50", 1250),
        ("12.5", 1250),
        ("12,05", 1205),
        ("5", 500),
        ("0,01", 1),
        (" 50 € ", 5000),
        ("50€", 5000),
        ("20 euros", 2000),
        ("1 200", 120000),
        ("1\u202f200,5\u00a0€", 120050),
    ],
)
def test_read_euros_takes_what_people_write(text: str, cents: int) -> None:
    assert read_euros(text) == cents


@pytest.mark.parametrize("text", ["", "cinquante", "-5", "12,505", "1.200,00", "1e3", "NaN", "12,", ",50", "€", "٣٤", "99999999"])
def test_read_euros_never_guesses(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        read_euros(text)


@pytest.mark.parametrize(
    ("cents", "text"), [(5000, "50\u202f€"), (1250, "12,50\u202f€"), (1205, "12,05\u202f€"), (120000, "1\u202f200\u202f€")]
)
def test_show_euros_writes_cents_only_where_there_are_some(cents: int, text: str) -> None:
    assert show_euros(cents) == text
