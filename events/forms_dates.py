"""Dates of activities as coordinators type them."""

from typing import Any, Final

from django import forms

PAST: Final = "Cette date est passée\u00a0: choisissez une date à venir."


class MinuteInput(forms.DateTimeInput):
    """The browser's own date and time field, to the minute."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")
