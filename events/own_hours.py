"""What outings know of one bénévole: the places they hold or held, and the hours they led."""

from typing import Any

from events.models import Activity, Seat
from volunteers.hours import Entry
from volunteers.models import Volunteer
from volunteers.own_data import said


def describe_seats(volunteer: Volunteer) -> dict[str, Any]:
    """For the download of their data (`PERSONAL_DATA`)."""
    return {
        "places d’animation": [
            {
                "activité": seat.activity.title,
                "début": said(seat.activity.starts_at),
                "fin": said(seat.activity.ends_at),
                "prise le": said(seat.taken_at),
                "rendue le": said(seat.left_at),
            }
            for seat in Seat.objects.filter(volunteer=volunteer).select_related("activity")
        ]
    }


def hours_led(volunteer: Volunteer) -> list[Entry]:
    """The outings that they led and that took place, for their hours (`HOURS_READ_FROM`)."""
    seats = Seat.objects.active().filter(volunteer=volunteer, activity__status=Activity.Status.HELD)
    return [
        Entry.of_span(seat.activity.starts_at, seat.activity.ends_at, mission=seat.activity.mission.title, what=seat.activity.title)
        for seat in seats.select_related("activity__mission")
    ]
