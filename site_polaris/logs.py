"""Log lines that name nobody."""

import logging
import re
import traceback
from types import TracebackType
from typing import Final

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

# Addresses that open something to whoever has them: a calendar (volunteers/calendar_feed.py), two seats (events/duos.py), a donor's pages
# (donations/donor_links.py).
SECRET_ADDRESS: Final = re.compile(r"(?<=/agenda/)[^/\s]+(?=\.ics)|(?<=/a-deux/)[^/\s]+|(?<=/mes-dons/)[^/\s]+")


class DiscreetFormatter(logging.Formatter):
    """Writes of an exception its class and where it happened, never its message: that may hold personal data."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRET_ADDRESS.sub("…", super().format(record))

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 logging's own name
        kind, _, frames = ei
        return f"{''.join(traceback.format_tb(frames))}{kind.__name__ if kind else ''}"
