"""The version of an activity's line in calendar programs: they take a change in when its number has grown (RFC 5545, SEQUENCE)."""

from typing import Final

from events.models import Activity

SHOWN: Final = ("title", "starts_at", "ends_at", "venue_id", "meeting_point", "is_cancelled")


def count_version(before: Activity, after: Activity) -> None:
    """One more when its title, time or place is no longer what it was, or when it is cancelled. Saves nothing."""
    if any(getattr(before, name) != getattr(after, name) for name in SHOWN):
        after.sequence = before.sequence + 1
