"""The calendar that a program of the bénévole's choice reads at its secret address: what their start page shows, without a session."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from home.start_pages import appointments_of
from volunteers import calendar_feed as feed


@require_safe
@never_cache
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """404 for a secret that is unknown or over, and for an account that is closed."""
    volunteer = feed.find_reader(secret)
    if volunteer is None:
        raise Http404
    now = timezone.now()
    entries = [
        feed.Entry(
            key=appointment.key,
            starts_at=appointment.starts_at,
            ends_at=appointment.ends_at,
            title=f"{appointment.kind}\u00a0: {appointment.title}",
            place=appointment.place,
            url=settings.SITE_URL + appointment.url,
        )
        for appointment in appointments_of(volunteer, now=now)
    ]
    return HttpResponse(feed.write(entries, now=now), content_type="text/calendar; charset=utf-8", headers={"X-Robots-Tag": "noindex"})
