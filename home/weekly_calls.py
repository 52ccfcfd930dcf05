"""What the association proposes, in one mail a week, to those who chose so: the outings that lack somebody to lead them."""

from collections import defaultdict
from datetime import datetime
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.outbox import write_mail
from events.models import Activity
from home.dates import day_and_times
from volunteers.models import Mission, Volunteer
from volunteers.pauses import available
from volunteers.profiles import MailChoice

MONDAY: Final = 0


def write_weekly_calls(now: datetime) -> None:
    """On Mondays, once for each bénévole who may lead such an outing, does not yet, and is not in a pause."""
    today = timezone.localdate(now)
    if today.weekday() != MONDAY:
        return
    for volunteer, outings in _calls(now).items():
        write_mail(
            "home/weekly_calls",
            to=volunteer.user.email,
            subject="Cette semaine, des sorties cherchent quelqu’un",
            context={
                "first_name": volunteer.user.first_name,
                "calls": [(outing.title, day_and_times(outing.starts_at, outing.ends_at), outing.place_area) for outing in outings],
                "activities_url": settings.SITE_URL + reverse("space_activities"),
                "mails_url": settings.SITE_URL + reverse("space_mails"),
            },
            key=f"home/weekly-calls/{volunteer.pk}/{today}",
        )


def _calls(now: datetime) -> dict[Volunteer, list[Activity]]:
    """The outings to come with a free seat that each reader may lead."""
    lacking = Activity.objects.upcoming(now).filter(starts_at__gt=now).outings().with_free_seat_for([], now)
    outings = list(lacking.select_related("venue", "mission").prefetch_related("seats"))
    calls: dict[Volunteer, list[Activity]] = defaultdict(list)
    for mission in {outing.mission for outing in outings}:
        for volunteer in _readers(mission, now=now):
            calls[volunteer] += [outing for outing in outings if outing.mission == mission and not _leads(outing, volunteer)]
    return {volunteer: sorted(mine, key=lambda outing: outing.starts_at) for volunteer, mine in calls.items() if mine}


def _readers(mission: Mission, *, now: datetime) -> list[Volunteer]:
    today = timezone.localdate(now)
    ready = Volunteer.objects.ready_for(mission, today).filter(mail_choice=MailChoice.WEEKLY)
    return list(available(ready, today).select_related("user"))


def _leads(outing: Activity, volunteer: Volunteer) -> bool:
    return any(seat.volunteer_id == volunteer.pk and seat.left_at is None for seat in outing.seats.all())
