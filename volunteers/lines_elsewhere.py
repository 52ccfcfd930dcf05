"""What a bénévole waits for in other apps, which this one does not know (`LINES_LEFT_BY`)."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from volunteers.models import Volunteer


def leave_lines(volunteer: Volunteer, *, now: datetime) -> None:
    """Somebody goes: what was held for them is offered to the next, in the caller's transaction, before the person is locked."""
    for path in settings.LINES_LEFT_BY:
        leave_part: Callable[..., None] = import_string(path)
        leave_part(volunteer, now=now)
