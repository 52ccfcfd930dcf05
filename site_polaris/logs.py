"""Log lines that name nobody."""

import logging
import traceback
from types import TracebackType

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class DiscreetFormatter(logging.Formatter):
    """Writes of an exception its class and where it happened, never its message: that may hold personal data."""

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 logging's own name
        kind, _, frames = ei
        return f"{''.join(traceback.format_tb(frames))}{kind.__name__ if kind else ''}"
