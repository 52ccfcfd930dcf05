"""Activities as calendars: the public feed and its files, and a month as bénévoles and coordinators see it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import role_required
from accounts.roles import Role
from events import calendar_lines
from events.models import Activity, Staffing
from events.models.agenda import find_event
from events.months import Shown, is_short, months_around, staffing_of, to_coordinate, to_lead
from home.dates import month as name_month
from home.months import Month, lay_out
from home.signposts import AGENDA, path_to
from volunteers import calendars
from volunteers.access import volunteer_required
from volunteers.models import Volunteer

FEED_SECONDS = 15 * 60


@require_safe
def public_feed(request: HttpRequest) -> HttpResponse:
    """`/agenda/flux.ics`; not found while anybody may not open the agenda."""
    now = timezone.now()
    response = _answer(calendar_lines.public_entries(_agenda_path(request), now=now), method=calendars.PUBLISHED)
    response["Cache-Control"] = f"public, max-age={FEED_SECONDS}"
    return response


@require_safe
def public_event(request: HttpRequest, step: str) -> HttpResponse:
    """One public event, for one's own calendar. An outing is not found, whoever asks."""
    agenda_path = _agenda_path(request)
    event = find_event(step)
    if event is None:
        raise Http404
    return _hand_over(calendar_lines.public_entry(event, agenda_path))


@volunteer_required
@require_safe
def own_seat(request: HttpRequest, volunteer: Volunteer, activity_id: UUID) -> HttpResponse:
    """The bénévole's seat, for their calendar: to be added, or taken out once it is given back or the outing cancelled."""
    entry = calendar_lines.own_entry(volunteer, get_object_or_404(Activity, pk=activity_id))
    if entry is None:
        raise Http404
    return _hand_over(entry)


@volunteer_required
@require_safe
def space_month(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """`?mois=2026-12`, `&montrer=` one of Shown; a wrong value shows this month, and all."""
    now = timezone.now()
    month = Month.read(request.GET.get("mois", "")) or Month.of(now)
    shown = Shown.read(request.GET.get("montrer"))
    found = to_lead(volunteer, month, shown, now=now)
    context = {
        "month": month,
        "name": name_month(month.first),
        "around": months_around(month),
        "count": len(found),
        "weeks": lay_out(month, ((outing.starts_at, outing) for outing in found), today=timezone.localdate(now)),
        "shown": shown,
        "choices": list(Shown),
    }
    return render(request, "events/space_month.html", context)


@role_required(Role.COORDINATOR)
@require_safe
def coordination_month(request: HttpRequest) -> HttpResponse:
    """`?mois=2026-12`, `&animation=` one of Staffing; a wrong value shows this month, and all."""
    now = timezone.now()
    month = Month.read(request.GET.get("mois", "")) or Month.of(now)
    wanted = next((choice for choice in Staffing if choice == request.GET.get("animation")), None)
    found = [(activity, staffing_of(activity), is_short(activity, now=now)) for activity in to_coordinate(month)]
    counts = [(choice, sum(row[1] == choice for row in found)) for choice in Staffing]
    shown = [row for row in found if wanted is None or row[1] == wanted]
    context = {
        "month": month,
        "name": name_month(month.first),
        "around": months_around(month),
        "count": len(shown),
        "weeks": lay_out(month, ((row[0].starts_at, row) for row in shown), today=timezone.localdate(now)),
        "counts": counts,
        "wanted": wanted,
    }
    return render(request, "events/coordination_month.html", context)


def _agenda_path(request: HttpRequest) -> str:
    path = path_to(AGENDA, request)
    if not path:
        raise Http404
    return path


def _hand_over(entry: calendars.Entry) -> HttpResponse:
    response = _answer([entry], method=calendars.CANCELLED if entry.is_cancelled else calendars.PUBLISHED)
    response["Content-Disposition"] = 'attachment; filename="polaris14.ics"'
    return response


def _answer(entries: list[calendars.Entry], *, method: str) -> HttpResponse:
    content = calendars.calendar_of(entries, method=method, now=timezone.now())
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")
