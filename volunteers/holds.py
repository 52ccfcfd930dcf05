"""For how long a place that comes free is held for one person: a time that shrinks as the date nears."""

from datetime import datetime, timedelta
from typing import Final

LONGEST_HOLD: Final = timedelta(hours=48)
# Of the time that is left before the deadline.
SHARE_HELD: Final = 4
# A shorter one would run out unread: a place that comes free so late is anybody's.
SHORTEST_HOLD: Final = timedelta(minutes=30)


def hold_until(deadline: datetime, *, now: datetime) -> datetime | None:
    """Until when a place that comes free now is held; None when the deadline is too near for that, or over."""
    hold = min(LONGEST_HOLD, (deadline - now) / SHARE_HELD)
    return now + hold if hold >= SHORTEST_HOLD else None
