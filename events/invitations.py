"""What employees send to those who may come on an outing: a ready text in plain French and in plain English."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone, translation
from django.utils.dateformat import format as format_date

from events.models import Activity
from home.dates import day_and_times


@dataclass(frozen=True)
class Invitation:
    french: str
    english: str


def write_invitation(activity: Activity, *, now: datetime) -> Invitation | None:
    """None when there is nobody to invite: an outing is announced from its publishing until it starts. The place is told the day before."""
    if not activity.is_outing or activity.status != Activity.Status.PUBLISHED or activity.starts_at <= now:
        return None
    area = activity.venue.area if activity.venue else ""
    return Invitation(
        french=_write(
            [activity.title, day_and_times(activity.starts_at, activity.ends_at).capitalize(), area],
            [
                "C’est gratuit.",
                f"À apporter\u00a0: {activity.to_bring}" if activity.to_bring else "",
                "Le lieu de rendez-vous est communiqué la veille.",
                "Pour venir, répondez à ce message.",
            ],
        ),
        english=_write(
            [activity.title, say_in_english(activity.starts_at, activity.ends_at), area],
            [
                "It is free.",
                f"What to bring \u2013 {activity.to_bring}" if activity.to_bring else "",
                "We tell you where to meet the day before.",
                "To come, answer this message.",
            ],
        ),
    )


def say_in_english(starts_at: datetime, ends_at: datetime) -> str:
    """« Saturday 16 May 2026, from 14:00 to 16:30 », as clocks in Paris show it; an end on another day names it."""
    start, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    with translation.override("en"):
        last = format_date(end, "H:i") if start.date() == end.date() else format_date(end, "H:i, l j F")
        first, hour = format_date(start, "l j F Y"), format_date(start, "H:i")
    return f"{first}, from {hour} to {last}"


def _write(*paragraphs: list[str]) -> str:
    """What is not known leaves no empty line."""
    return "\n\n".join("\n".join(line for line in lines if line) for lines in paragraphs)
