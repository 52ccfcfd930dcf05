"""The time that seats take of people, moved along or given back when their activity changes."""

from collections.abc import Iterable

from events.models import Activity, Seat
from volunteers.engagements import release
from volunteers.models import Volunteer


def lock_activity(activity: Activity) -> Activity:
    """Reads the activity again under lock, until the end of the transaction: its seats are counted in one place at once.

    Alone: PostgreSQL reads a row that waited for its lock anew, but not what was joined to it. Its place and its mission are read after.
    """
    return Activity.objects.select_for_update().get(pk=activity.pk)


def lock_persons(seats: Iterable[Seat]) -> None:
    """Waits for the bénévoles of these seats, in the order of their ids, so that two such waits never cross."""
    persons = [seat.volunteer_id for seat in seats]
    list(Volunteer.objects.select_for_update().filter(pk__in=persons).order_by("pk").values_list("pk", flat=True))


def move_time(seat: Seat, activity: Activity) -> None:
    if seat.engagement is not None:
        seat.engagement.starts_at, seat.engagement.ends_at = activity.starts_at, activity.ends_at
        seat.engagement.save()


def free_time(seat: Seat) -> None:
    """Saves the seat without its engagement, then gives that time back."""
    engagement, seat.engagement = seat.engagement, None
    seat.save()
    release(engagement)
