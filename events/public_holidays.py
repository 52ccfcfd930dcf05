"""The eleven public holidays of mainland France (Code du travail, L. 3133-1), and the working days around them.

No library: those that know these days know two hundred countries too, in nine megabytes and three hundred modules to load.
"""

from datetime import date, timedelta
from functools import cache
from typing import Final

FIXED: Final = {
    (1, 1): "le jour de l’An",
    (5, 1): "la fête du Travail",
    (5, 8): "la fête de la Victoire",
    (7, 14): "la fête nationale",
    (8, 15): "l’Assomption",
    (11, 1): "la Toussaint",
    (11, 11): "l’Armistice",
    (12, 25): "Noël",
}
# Days after Easter Sunday.
MOVING: Final = {1: "le lundi de Pâques", 39: "l’Ascension", 50: "le lundi de Pentecôte"}
SATURDAY: Final = 5


def holiday_name(day: date) -> str:
    """« l’Ascension », or nothing on any other day."""
    return FIXED.get((day.month, day.day)) or MOVING.get((day - easter(day.year)).days, "")


def is_working_day(day: date) -> bool:
    """Monday to Friday, public holidays left out."""
    return day.weekday() < SATURDAY and not holiday_name(day)


def next_working_day(day: date) -> date:
    """The day itself when it is one."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


@cache
def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (Meeus, Jones and Butcher; J. Meeus, Astronomical Algorithms, chapter 8)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    quarter, rest = divmod(century, 4)
    shift = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - quarter - shift + 15) % 30
    leap, over = divmod(of_century, 4)
    weekday = (32 + 2 * rest + 2 * leap - moon - over) % 7
    correction = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)
