"""How near two areas are, and where a venue lies."""

import pytest

from volunteers.areas_near import Nearness, area_code, nearness
from volunteers.profiles import AREAS

CODES = [code for code, _ in AREAS]


def touching(code: str) -> set[str]:
    return {other for other in CODES if nearness(code, other) == Nearness.ADJACENT}


@pytest.mark.parametrize(
    ("code", "around"),
    [
        ("75001", {"75002", "75003", "75004", "75005", "75006", "75007", "75008", "75009"}),
        ("75002", {"75001", "75003", "75009", "75010"}),
        ("75003", {"75001", "75002", "75004", "75010", "75011"}),
        ("75005", {"75001", "75004", "75006", "75012", "75013", "75014"}),
        ("75006", {"75001", "75004", "75005", "75007", "75014", "75015"}),
        ("75007", {"75001", "75006", "75008", "75015", "75016"}),
        ("75008", {"75001", "75007", "75009", "75016", "75017", "75018"}),
        ("75009", {"75001", "75002", "75008", "75010", "75017", "75018"}),
        ("75011", {"75003", "75004", "75010", "75012", "75019", "75020"}),
        ("75012", {"75004", "75005", "75011", "75013", "75020", "94"}),
        ("75014", {"75005", "75006", "75013", "75015", "92", "94"}),
        ("75015", {"75006", "75007", "75014", "75016", "92"}),
        ("75016", {"75007", "75008", "75015", "75017", "92"}),
        ("75017", {"75008", "75009", "75016", "75018", "92", "93"}),
        ("75019", {"75010", "75011", "75018", "75020", "93"}),
        ("91", {"77", "78", "92", "94"}),
        ("95", {"77", "78", "92", "93"}),
        ("75004", {"75001", "75003", "75005", "75006", "75011", "75012"}),
        ("75010", {"75002", "75003", "75009", "75011", "75018", "75019", "75020"}),
        ("75013", {"75005", "75012", "75014", "94"}),
        ("75018", {"75008", "75009", "75010", "75017", "75019", "93"}),
        ("75020", {"75010", "75011", "75012", "75019", "93", "94"}),
        ("92", {"75014", "75015", "75016", "75017", "78", "91", "93", "94", "95"}),
        ("93", {"75017", "75018", "75019", "75020", "77", "92", "94", "95"}),
        ("94", {"75012", "75013", "75014", "75020", "77", "91", "92", "93"}),
        ("77", {"91", "93", "94", "95"}),
        ("78", {"91", "92", "95"}),
    ],
)
def test_areas_that_touch(code: str, around: set[str]) -> None:
    assert touching(code) == around


def test_nearness_is_the_same_both_ways_and_greatest_at_home() -> None:
    assert [(one, other) for one in CODES for other in CODES if nearness(one, other) != nearness(other, one)] == []
    assert [code for code in CODES if nearness(code, code) != Nearness.SAME] == ["far"]


def test_every_area_but_the_farthest_touches_another() -> None:
    assert [code for code in CODES if not touching(code)] == ["far"]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("75001", "75020", Nearness.RING),
        ("77", "78", Nearness.RING),
        ("75001", "93", Nearness.FAR),
        ("92", "77", Nearness.FAR),
        ("far", "75018", Nearness.FAR),
        ("far", "far", Nearness.FAR),
        ("", "75018", Nearness.FAR),
        ("", "", Nearness.FAR),
    ],
)
def test_areas_that_do_not_touch(one: str, other: str, expected: Nearness) -> None:
    assert nearness(one, other) == expected


@pytest.mark.parametrize(
    ("area", "address", "code"),
    [
        ("Paris 1er", "", "75001"),
        ("Paris 18e", "", "75018"),
        ("paris, 5ème", "", "75005"),
        ("Paris 21e", "", ""),
        ("Paris 0e", "", ""),
        ("Cergy (95000)", "", "95"),
        ("Pantin (93500)", "2, rue de l’Essai, 75018 Paris", "93"),
        ("Seine-Saint-Denis", "", "93"),
        ("Saint-Denis", "2, rue de l’Essai, 93200 Saint-Denis", "93"),
        ("Pantin (93500)", "", "93"),
        ("", "12, rue de l’Essai, 75116 Paris", "75016"),
        ("", "12, rue de l’Essai, 75000 Paris", ""),
        ("Lyon 3e", "", ""),
        ("Plus loin", "", ""),
        ("", "", ""),
    ],
)
def test_area_of_a_venue_is_read_from_its_words_or_its_postcode(area: str, address: str, code: str) -> None:
    assert area_code(area, address) == code
