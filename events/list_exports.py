"""The lists behind the numbers as files, and the trace that somebody took one."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from accounts.models import User
from events.figures import facilitators_of
from events.models import Activity
from events.models.activity import ActivityQuerySet
from home.dates import local_date, time_span
from volunteers.exports import AT_ONCE, ExportedFile, take_out
from volunteers.sheets import Cell, Format

ACTIVITIES: Final = "Activités"
FACILITATORS: Final = "Qui a animé"


def _spent_cents(activity: Activity) -> int | None:
    report = getattr(activity, "report", None)
    return report.expense_cents if report else None


def _euros(cents: int | None) -> str:
    return "" if cents is None else f"{cents // 100},{cents % 100:02}"


# Nobody is named, and no place is more precise than its district.
COLUMNS: Final[Mapping[str, Callable[[Activity], Cell]]] = MappingProxyType(
    {
        "Activité": lambda activity: activity.title,
        "Date": lambda activity: activity.starts_at,
        "Horaires": lambda activity: time_span(activity.starts_at, activity.ends_at),
        "Nature": lambda activity: activity.get_kind_display(),
        "État": lambda activity: activity.get_status_display(),
        "Secteur": lambda activity: activity.place_area,
        "Visées": lambda activity: ", ".join(activity.aims),
        "Places d’animation": lambda activity: activity.facilitator_seats,
        "Places prises": lambda activity: activity.taken_count,
        "Participant·es attendu·es": lambda activity: activity.participants_expected,
        "Participant·es venu·es": lambda activity: activity.participants_count,
        "Coût (euros)": lambda activity: _euros(activity.cost_cents),
        "Payé par": lambda activity: activity.get_payer_display(),
        "Dépense avancée (euros)": lambda activity: _euros(_spent_cents(activity)),
        "Motif d’annulation": lambda activity: activity.cancellation_reason,
    }
)


def export_activities(activities: ActivityQuerySet, *, by: User, now: datetime) -> ExportedFile:
    """Those activities, with their seat counts, in their order."""
    found = activities.select_related("venue", "report").iterator(chunk_size=AT_ONCE)
    rows = ([read(activity) for read in COLUMNS.values()] for activity in found)
    return take_out(ACTIVITIES, f"activites-{local_date(now)}", Format.CSV, list(COLUMNS), rows, by=by, now=now)


def export_facilitators(year: int, *, by: User, now: datetime) -> ExportedFile:
    """The bénévoles who led an outing held that year, by name."""
    people = facilitators_of(year).select_related("user").iterator(chunk_size=AT_ONCE)
    rows = ([person.user.get_full_name(), person.led_count] for person in people)  # type: ignore[attr-defined]
    header = ["Bénévole", f"Sorties animées en {year}"]
    return take_out(FACILITATORS, f"animation-{year}-{local_date(now)}", Format.CSV, header, rows, by=by, now=now)
