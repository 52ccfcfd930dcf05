"""The calendar that a program of the bénévole's choice reads at its secret address, without a session: trainings, outings, meetings."""

from datetime import datetime, timedelta

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.calendar_lines import OWN_KEPT_DAYS, own_entries
from volunteers import calendars
from volunteers.calendar_feed import find_reader
from volunteers.models import Booking, TrainingSession, Volunteer


@require_safe
@never_cache
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """404 for a secret that is unknown or over, and for an account that is closed."""
    volunteer = find_reader(secret)
    if volunteer is None:
        raise Http404
    now = timezone.now()
    every = [*_trainings_of(volunteer, now=now), *own_entries(volunteer, now=now), *calendars.entries_of_meetings(volunteer, now=now)]
    entries = sorted(every, key=lambda entry: entry.starts_at)
    content = calendars.calendar_of(entries, method=calendars.PUBLISHED, now=now)
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers={"X-Robots-Tag": "noindex"})


def _trainings_of(volunteer: Volunteer, *, now: datetime) -> list[calendars.Entry]:
    """Their sessions to come; for a while, as called off, the places given back and the sessions that were cancelled."""
    since = now - timedelta(days=OWN_KEPT_DAYS)
    to_come = Q(cancelled_at=None, session__cancelled_at=None, session__ends_at__gt=now)
    history = TrainingSession.history.model.objects.filter(id=OuterRef("session_id")).order_by().values("id")
    changes = Coalesce(Subquery(history.annotate(count=Count("history_id")).values("count")), 0, output_field=IntegerField())
    bookings = Booking.objects.filter(volunteer=volunteer).select_related("session__training", "session__venue").annotate(changes=changes)
    kept = bookings.filter(to_come | Q(cancelled_at__gt=since) | Q(cancelled_at=None, session__cancelled_at__gt=since))
    return [calendars.entry_of(booking, changes=booking.changes) for booking in kept]
