"""The time that a seat takes of a person: held, moved along, freed. The only module of events that writes Engagement."""

from collections.abc import Iterable

from events.models import Activity, Seat
from volunteers.models import Engagement, Volunteer


def lock_persons(seats: Iterable[Seat]) -> None:
    """Waits for the bénévoles of these seats, in the order of their ids, so that two such waits never cross."""
    persons = [seat.volunteer_id for seat in seats]
    list(Volunteer.objects.select_for_update().filter(pk__in=persons).order_by("pk").values_list("pk", flat=True))


def hold_time(activity: Activity, volunteer: Volunteer) -> Engagement:
    return Engagement.objects.create(
        volunteer=volunteer, kind=Engagement.Kind.SEAT, starts_at=activity.starts_at, ends_at=activity.ends_at
    )


def move_time(seat: Seat, activity: Activity) -> None:
    if seat.engagement is not None:
        seat.engagement.starts_at, seat.engagement.ends_at = activity.starts_at, activity.ends_at
        seat.engagement.save()


def free_time(seat: Seat) -> None:
    """Saves the seat without its engagement and deletes that: the person's time is theirs again."""
    engagement, seat.engagement = seat.engagement, None
    seat.save()
    if engagement is not None:
        engagement.delete()
