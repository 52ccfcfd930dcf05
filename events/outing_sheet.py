"""The sheet of an outing, for those who lead it: one page, as a tagged PDF. It names no participant."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final

from events.differences import say_cost, say_participants
from events.models import Activity
from home.dates import day_and_times, local_date, short_day
from home.typesetting import typeset_whatever
from volunteers import hours_statement

TEMPLATE: Final = Path(__file__).parent / "paper" / "outing.typ"
LETTER: Final = hours_statement.TEMPLATE.with_name("letter.typ")
# Signs from which, and lines of one fact above which, a page is full of space rather than words: it must stay one page.
LONG: Final = 1000
MOST_LINES: Final = 8
CANCELLED: Final = "Cette sortie est annulée. Motif\u00a0: {reason}"
NOTE: Final = "Cette feuille est à jour le {day}. N’y écrivez le nom d’aucune personne accompagnée."


def print_sheet(activity: Activity, *, association: str, today: date) -> bytes:
    """The PDF/UA-1, the same bytes for the same outing on the same day; once it is over, as on its last day."""
    on = min(today, local_date(activity.ends_at))
    facts = [[term, lines if len(lines) <= MOST_LINES else [" ".join(lines)]] for term, lines in list_facts(activity) if lines]
    data: dict[str, Any] = {
        "date": [on.year, on.month, on.day],
        "association": association,
        "title": activity.title,
        "day": day_and_times(activity.starts_at, activity.ends_at).capitalize(),
        "facts": facts,
        "is_long": sum(len(line) for _, lines in facts for line in lines) > LONG,
        "cancelled": CANCELLED.format(reason=activity.cancellation_reason) if activity.is_cancelled else "",
        "note": NOTE.format(day=short_day(on)),
    }
    files = {"letter.typ": LETTER.read_bytes()}
    at = datetime.combine(on, time(12), tzinfo=UTC)
    return typeset_whatever(TEMPLATE, data, files, at=at)


def list_facts(activity: Activity) -> list[tuple[str, list[str]]]:
    """Heading and lines, in the order in which they are needed; no lines where there is nothing to say."""
    venue = activity.venue
    place = [venue.name, venue.address] if venue else []
    seats = activity.seats.active().select_related("volunteer__user")
    people = [seat.volunteer.user.first_name or "une personne sans prénom connu" for seat in seats]
    return [
        ("Où", _filled(*place, activity.meeting_point) or ["Le lieu n’est pas encore fixé\u00a0: la coordination vous le dira."]),
        ("Accessibilité", _filled(activity.access_in_full)),
        ("Avec le partenaire", _filled(activity.partner.name if activity.partner else "")),
        ("Qui anime", [" et ".join(people)] if people else ["Personne n’a encore pris de place."]),
        ("Téléphone du jour", _filled(activity.day_phone)),
        ("Participant·es", [say_participants(activity)]),
        ("À apporter", _filled(activity.to_bring)),
        ("Organisation pratique", _filled(activity.arrangements)),
        ("Coût", [f"{say_cost(activity).capitalize()}\u00a0; toujours gratuit pour les participant·es"]),
    ]


def _filled(*texts: str) -> list[str]:
    return [line.strip() for text in texts for line in text.splitlines() if line.strip()]
