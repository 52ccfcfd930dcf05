"""What the words of a line of an imported calendar mean."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError

from events import import_lines
from events.import_lines import read_line
from events.planning import ENDS_FIRST
from home.places import Venue
from tests.volunteers.words import plain
from volunteers.shared_fields import CLOCK_CHANGE

NOW = datetime(2026, 6, 15, 10, tzinfo=UTC)
PAST = {"title": "Visite du canal", "day": "12/03/2026", "starts": "14 h 30", "ends": "17h", "came": "6"}
TO_COME = {"title": "Pique-nique", "day": "2026-07-04", "starts": "12:00", "duration": "2 h 30", "description": "Au bord de l’eau."}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("18 h 30", time(18, 30)),
        ("18h30", time(18, 30)),
        ("18:30", time(18, 30)),
        ("18:30:00", time(18, 30)),
        ("18h", time(18)),
        ("18 heures", time(18)),
        ("9", time(9)),
        ("0 H 05", time(0, 5)),
    ],
)
def test_hour_is_read_as_people_write_it(text: str, read: time) -> None:
    assert import_lines.read_clock(text) == read


@pytest.mark.parametrize("text", ["25 h", "18 h 60", "midi", "18h3", "1830", "-2", "18h30-20h"])
def test_hour_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        import_lines.read_clock(text)
    assert refused.value.messages == [import_lines.CLOCK_SENTENCE]


@pytest.mark.parametrize(("text", "minutes"), [("2 h 30", 150), ("2:30:00", 150), ("90 min", 90), ("45mn", 45), ("2", 120), ("24 h", 1440)])
def test_duration_is_read_as_people_write_it(text: str, minutes: int) -> None:
    assert import_lines.read_duration(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["0", "longtemps", "25 h", "1500 min"])
def test_duration_that_is_none_or_too_long_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        import_lines.read_duration(text)


@pytest.mark.parametrize(("text", "read"), [("12/03/2026", date(2026, 3, 12)), ("2026-03-12", date(2026, 3, 12))])
def test_day_is_french_or_iso(text: str, read: date) -> None:
    assert import_lines.read_day(text, now=NOW) == read


@pytest.mark.parametrize("text", ["", "31/02/2026", "12 mars", "01/01/1970", "01/01/2099"])
def test_day_that_is_none_or_too_far_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        import_lines.read_day(text, now=NOW)


@pytest.mark.parametrize(
    ("text", "aims"),
    [
        ("", set()),
        ("Culturelle", {"is_cultural"}),
        ("culture et sport", {"is_cultural", "is_sport"}),
        ("linguistique et socioprofessionnelle", {"is_language_and_work"}),
        ("sportive, Linguistique / culturel", {"is_cultural", "is_language_and_work", "is_sport"}),
    ],
)
def test_aims_are_one_or_several(text: str, aims: set[str]) -> None:
    assert import_lines.read_aims(text) == aims


def test_each_unknown_aim_is_named() -> None:
    with pytest.raises(ValidationError) as refused:
        import_lines.read_aims("ludique, sportive, festive")
    assert [plain(message)[:13] for message in refused.value.messages] == ["« ludique » n", "« festive » n"]


def test_past_line_is_an_outing_that_was_held() -> None:
    venue = Venue(name="Musée d’Essai")
    outing = read_line({**PAST, "venue": "MUSEE d'essai", "cost": "12,50 €"}, {"museedessai": venue}, now=NOW).outing
    assert outing is not None
    assert (outing.starts_at, outing.ends_at) == (datetime(2026, 3, 12, 13, 30, tzinfo=UTC), datetime(2026, 3, 12, 16, tzinfo=UTC))
    assert (outing.venue, outing.place_words) == (venue, "")
    assert (outing.is_held, outing.came, outing.expected, outing.cost_cents) == (True, 6, 6, 1250)


def test_line_to_come_is_an_outing_to_publish() -> None:
    outing = read_line(TO_COME, {}, now=NOW).outing
    assert outing is not None
    assert (outing.is_held, outing.came, outing.expected) == (False, None, 8)
    assert outing.ends_at - outing.starts_at == timedelta(hours=2, minutes=30)


def test_what_is_guessed_or_lacks_is_told_and_asks_for_no_answer() -> None:
    reading = read_line({**TO_COME, "venue": "Chez Zoé", "description": ""}, {}, now=NOW)
    assert reading.outing is not None
    assert (reading.outing.venue, reading.outing.place_words) == (None, "Chez Zoé")
    assert [remark.split("\u00a0")[0] for remark in reading.remarks] == ["Lieu à préciser", "Sans visée dite", "Sans description"]
    held = read_line({**PAST, "came": "", "state": "Tenue", "aims": "sport"}, {}, now=NOW)
    assert [remark.split("\u00a0")[0] for remark in held.remarks] == ["Lieu à préciser.", "Personnes venues non comptées"]


def test_every_error_is_said_at_once_beside_its_column() -> None:
    cells = {"day": "demain", "starts": "midi", "came": "six", "expected": "201", "cost": "cher", "state": "peut-être", "aims": "x"}
    reading = read_line(cells, {}, now=NOW)
    assert reading.outing is None
    assert list(reading.errors) == ["title", "day", "starts", "aims", "expected", "came", "state", "cost", "ends"]


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"came": ""}, {"state": [import_lines.WAS_IT_HELD]}),
        ({"state": "prévue"}, {"state": [import_lines.PAST_SENTENCE]}),
        ({"state": "annulée"}, {"state": [import_lines.CANCELLED_SENTENCE]}),
        ({"ends": "14 h 30"}, {"ends": [ENDS_FIRST]}),
        ({"ends": ""}, {"ends": [import_lines.NO_END]}),
        ({"day": "15/06/2026", "starts": "11 h", "ends": "13 h"}, {"day": [import_lines.UNDER_WAY]}),
        ({"day": "16/06/2026"}, {"came": [import_lines.NOT_YET]}),
        ({"day": "16/06/2026", "state": "tenue"}, {"state": [import_lines.NOT_YET]}),
    ],
)
def test_date_and_state_agree(changes: dict[str, str], errors: dict[str, list[str]]) -> None:
    assert read_line({**PAST, **changes}, {}, now=NOW).errors == errors


@pytest.mark.parametrize("day", ["29/03/2026", "26/10/2025"], ids=["skipped", "twice"])
@pytest.mark.parametrize(("column", "other"), [("starts", {"ends": "6 h"}), ("ends", {"starts": "0 h 30"})])
def test_hour_that_does_not_exist_or_exists_twice_is_an_error_beside_its_column(day: str, column: str, other: dict[str, str]) -> None:
    cells = {**PAST, "day": day, column: "2 h 30", **other}
    assert read_line(cells, {}, now=NOW).errors == {column: [CLOCK_CHANGE]}


def test_duration_is_so_much_later_whatever_the_clocks_do() -> None:
    outing = read_line({**PAST, "day": "29/03/2026", "starts": "1 h", "ends": "", "duration": "2 h"}, {}, now=NOW).outing
    assert outing is not None
    assert outing.ends_at == datetime(2026, 3, 29, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("", "outing"),
        ("Sortie", "outing"),
        ("webinaire", "webinar"),
        ("Forum", "forum"),
        ("Soirée festive", "festive_evening"),
        ("Réunion d’information", "information_meeting"),
    ],
)
def test_kind_is_read(typed: str, kind: str) -> None:
    assert import_lines.read_kind(typed) == kind


def test_kind_that_is_none_is_wrong() -> None:
    with pytest.raises(ValidationError):
        import_lines.read_kind("Banquet")
