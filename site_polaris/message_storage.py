"""What a page says once something is done, kept in the session until the next page."""

from typing import Any

from django.contrib.messages.storage.session import SessionStorage


class SaidOnceStorage(SessionStorage):
    """The same form sent twice before its answer is read (a double click) does one thing, and says it once.

    The second answer may be the beginning of the first, which alone knew how many people were told.
    """

    def add(self, level: int, message: Any, extra_tags: str | None = "") -> None:
        # Those of earlier requests, not yet read, and of this one.
        waiting = [*self._loaded_messages, *self._queued_messages]  # type: ignore[attr-defined]
        if not any(one.level == level and str(one.message).startswith(str(message)) for one in waiting):
            super().add(level, message, extra_tags)
