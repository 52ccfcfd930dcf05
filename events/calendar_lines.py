"""What calendar programs read of activities: public events for anybody, and a bénévole’s own seats under a title that says nothing."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import DateTimeField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from events.models import Activity, Seat
from events.models.agenda import event_path
from volunteers.calendars import Entry, uid_of
from volunteers.models import Volunteer

# Others may see one's calendar, and the firm that keeps it: neither what the outing is nor where exactly.
NEUTRAL_TITLE: Final = "Sortie Polaris 14"
# How long what is called off stays, as such: programs that read seldom learn it too.
PUBLIC_KEPT_DAYS: Final = 60
OWN_KEPT_DAYS: Final = 30
MOST_LINES: Final = 200


def public_entries(agenda_path: str, *, now: datetime) -> list[Entry]:
    """The public events, those of the last sixty days included; one called off stays as such for sixty days. Never an outing."""
    since = now - timedelta(days=PUBLIC_KEPT_DAYS)
    cancelled = Activity.Status.CANCELLED
    shown = (~Q(status=cancelled) & Q(ends_at__gt=since)) | Q(status=cancelled, changed_at__gt=since)
    events = Activity.objects.public().select_related("venue").annotate(changed_at=_last_change(OuterRef("pk"), F("published_at")))
    return [entry_of_event(event, agenda_path) for event in events.filter(shown).order_by("starts_at", "pk")[:MOST_LINES]]


def public_entry(event: Activity, agenda_path: str) -> Entry:
    """The same line as in the feed, for one event."""
    events = Activity.objects.select_related("venue").annotate(changed_at=_last_change(OuterRef("pk"), F("published_at")))
    return entry_of_event(events.get(pk=event.pk), agenda_path)


def entry_of_event(event: Activity, agenda_path: str) -> Entry:
    """No more than the agenda tells, the exact place included. The event carries `changed_at`."""
    return Entry(
        uid=uid_of(event.pk),
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        title=event.title,
        place=event.public_place,
        url=f"{settings.SITE_URL}{event_path(agenda_path, event)}",
        sequence=_sequence(event, is_cancelled=event.is_cancelled),
        is_cancelled=event.is_cancelled,
        is_public=True,
        modified_at=event.changed_at,  # type: ignore[attr-defined]
    )


def own_entries(volunteer: Volunteer, *, now: datetime) -> list[Entry]:
    """The bénévole's outings to come; for thirty days, as called off, the seats they gave back and the outings that were cancelled."""
    since = now - timedelta(days=OWN_KEPT_DAYS)
    to_come = Q(left_at=None, activity__status=Activity.Status.PUBLISHED, activity__ends_at__gt=now)
    cancelled = Q(left_at=None, activity__status=Activity.Status.CANCELLED, changed_at__gt=since)
    seats = _seats_of(volunteer).filter(to_come | cancelled | Q(left_at__gt=since))
    return [entry_of_seat(seat) for seat in seats.order_by("activity__starts_at", "pk")]


def own_entry(volunteer: Volunteer, activity: Activity) -> Entry | None:
    """The line of the seat that the bénévole holds in the outing, or held last; None without one."""
    seat = _seats_of(volunteer).filter(activity=activity).order_by("-taken_at").first()
    return entry_of_seat(seat) if seat else None


def entry_of_seat(seat: Seat) -> Entry:
    """When, and which part of town: the page that it links to says the rest to those who sign in. The seat carries `changed_at`."""
    is_cancelled = seat.left_at is not None or seat.activity.is_cancelled
    return Entry(
        uid=uid_of(seat.pk),
        starts_at=seat.activity.starts_at,
        ends_at=seat.activity.ends_at,
        title=NEUTRAL_TITLE,
        place=seat.activity.place_area,
        url=settings.SITE_URL + reverse("space_activity", args=[seat.activity_id]),
        sequence=_sequence(seat.activity, is_cancelled=is_cancelled),
        is_cancelled=is_cancelled,
        modified_at=max(filter(None, [seat.changed_at, seat.taken_at, seat.left_at])),  # type: ignore[attr-defined]
    )


def _sequence(activity: Activity, *, is_cancelled: bool) -> int:
    # A program keeps the line with the greater number: calling off always comes after what had been said.
    return activity.sequence + is_cancelled


def _seats_of(volunteer: Volunteer) -> QuerySet[Seat]:
    seats = Seat.objects.filter(volunteer=volunteer).select_related("activity__venue")
    return seats.annotate(changed_at=_last_change(OuterRef("activity_id"), F("taken_at")))


def _last_change(key: OuterRef, otherwise: F) -> Coalesce:
    """When the activity last changed, as its history says."""
    lines = Activity.history.model.objects.filter(id=key).order_by("-history_date")
    return Coalesce(Subquery(lines.values("history_date")[:1]), otherwise, output_field=DateTimeField())
