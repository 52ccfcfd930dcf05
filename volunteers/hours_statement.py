"""The statement of a year's hours of bénévolat, as a tagged PDF: the same hours give the same bytes on the same day."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final

from home.dates import duration, short_day
from home.settings import AssociationSettings
from home.typesetting import typeset_whatever
from volunteers.hours import Year
from volunteers.skills import Skill

TEMPLATE: Final = Path(__file__).parent / "paper" / "statement.typ"
# Code du travail, articles L5151-9 (whose hours count) and D5151-14 (how many, in all and in one association).
CEC_HOURS: Final = 200
CEC_HOURS_IN_ONE: Final = 100


def state_hours(year: Year, *, skills: Sequence[Skill] = (), name: str, association: AssociationSettings, today: date) -> bytes:
    """The PDF/UA-1 of the year, closed on its last day, or today while it runs. `name` is who gave the hours, with which `skills`."""
    closed_on = min(today, date(year.year, 12, 31))
    at = datetime.combine(closed_on, time(12), tzinfo=UTC)
    data = {
        "date": [closed_on.year, closed_on.month, closed_on.day],
        "title": f"Attestation d’heures de bénévolat, {year.year}",
        "association": association.name,
        "identity": [text for text in map(_fact(association), ("address", "rna", "siren")) if text],
        "name": name,
        "year": str(year.year),
        "lines": [[mission, duration(minutes)] for mission, minutes in year.by_mission],
        "total": duration(year.minutes),
        "skills": skills,
        "closed_on": short_day(closed_on),
        "cec": _citizen_account(year),
    }
    return typeset_whatever(TEMPLATE, data, {}, at=at)


def _fact(association: AssociationSettings) -> Any:
    words = {"address": "{}", "rna": "RNA\u00a0: {}", "siren": "Siren\u00a0: {}"}

    def say(name: str) -> str:
        text = association.fact(name).text
        return words[name].format(text) if text else ""

    return say


def _citizen_account(year: Year) -> str:
    reached = "atteint" if year.minutes >= CEC_HOURS_IN_ONE * 60 else "n’atteint pas"
    return (
        f"Ce total {reached} les {CEC_HOURS_IN_ONE} heures à faire dans une même association. Il en faut {CEC_HOURS} dans l’année, "
        "toutes associations comprises, et seules comptent celles des membres des instances dirigeantes "
        "et des personnes qui encadrent d’autres bénévoles."
    )
