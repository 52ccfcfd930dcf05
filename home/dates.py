"""Dates and times as a French reader expects them, on Paris clocks: « samedi 1er mars », « 14 h 30 », « de 14 h à 16 h 30 »."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.timesince import timesince

NBSP: Final = "\u00a0"
ONE_MINUTE: Final = timedelta(minutes=1)
YEARS: Final = range(2000, 2101)


def local_date(value: date | datetime) -> date:
    """The day in Paris of an instant; a plain date is itself."""
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def day(value: date | datetime) -> str:
    """« samedi 1er mars »."""
    on = local_date(value)
    return f"{format_date(on, 'l')} {_day_of_month(on)}"


def full_day(value: date | datetime) -> str:
    """« samedi 1er mars 2025 »."""
    return f"{day(value)} {local_date(value).year}"


def short_day(value: date | datetime) -> str:
    """« 1er mars 2025 »."""
    on = local_date(value)
    return f"{_day_of_month(on)} {on.year}"


def month(value: date | datetime) -> str:
    """« Mars 2025 », as a heading."""
    on = local_date(value)
    return f"{format_date(on, 'F')} {on.year}".capitalize()


def clock(moment: datetime) -> str:
    """« 14 h » or « 14 h 05 »."""
    local = timezone.localtime(moment)
    return f"{local.hour}{NBSP}h{NBSP}{local.minute:02}" if local.minute else f"{local.hour}{NBSP}h"


def time_span(starts_at: datetime, ends_at: datetime) -> str:
    """« de 14 h à 16 h 30 »; an end on another day names it."""
    start, end = clock(starts_at), clock(ends_at)
    if local_date(starts_at) == local_date(ends_at):
        return f"de {start} à {end}"
    return f"de {start} au {day(ends_at)}, {end}"


def day_and_times(starts_at: datetime, ends_at: datetime) -> str:
    """« samedi 1er mars 2025, de 14 h à 16 h 30 »."""
    return f"{full_day(starts_at)}, {time_span(starts_at, ends_at)}"


def duration(minutes: int) -> str:
    """« 2 h », « 1 h 30 », « 45 min »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h{NBSP}{rest:02}" if rest else f"{hours}{NBSP}h"


def how_long_ago(moment: datetime, now: datetime) -> str:
    """« il y a 3 heures »; « à l’instant » within a minute."""
    return f"il y a {timesince(moment, now, depth=1)}" if now - moment >= ONE_MINUTE else "à l’instant"


def add_months(on: date, months: int) -> date:
    """The same day, so many calendar months later, or earlier; the last of the month where there is no such day."""
    years, month = divmod(on.month - 1 + months, 12)
    year, month = on.year + years, month + 1
    return date(year, month, min(on.day, monthrange(year, month)[1]))


def year_asked(words: str, *, today: date) -> int:
    """The year that an address asks for, from 2000 to 2100; that of today when it asks for none, or nonsense."""
    year = int(words) if words.isascii() and words.isdigit() and len(words) == 4 else 0
    return year if year in YEARS else today.year


def midnight(on: date) -> datetime:
    """The instant when the day begins in Paris."""
    return timezone.make_aware(datetime.combine(on, time()))


def _day_of_month(on: date) -> str:
    number = "1er" if on.day == 1 else str(on.day)
    return f"{number}{NBSP}{format_date(on, 'F')}"
