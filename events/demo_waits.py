"""The demo's outing that is full: one seat taken, one held for the standing bénévole, and people who wait."""

from datetime import datetime, timedelta

from django.utils import timezone

from events.demo import STANDING_VOLUNTEER, build_venues, make_id, plan, seat
from events.demo_activities import Planned
from events.models import Activity, SeatWait
from events.proposals import OUTINGS_MISSION
from volunteers.holds import hold_until
from volunteers.models import Mission, Volunteer

WAITED_FOR = Planned(
    22, 14, 30, 3, "Répétition ouverte à la Maison de la musique", "musique", "CL", 1, "Écouter, puis nommer ce que l’on entend."
)


def build(now: datetime) -> None:
    """After the other activities. Adds what is missing and changes nothing that is there."""
    mission = Mission.objects.get(slug=OUTINGS_MISSION)
    people = Volunteer.objects.ready_for(mission, timezone.localdate(now)).filter(kind=Volunteer.Kind.VOLUNTEER)
    others = list(people.exclude(user__email=STANDING_VOLUNTEER).order_by("-signed_up_at", "pk")[:3])
    activity, is_new = plan(WAITED_FOR, "waited-for", mission, build_venues(), Activity.Status.PUBLISHED, now=now)
    if not is_new:
        return
    seat(activity, others[:1], taken_at=now - timedelta(days=5))
    for number, volunteer in enumerate([*people.filter(user__email=STANDING_VOLUNTEER), *others[1:]]):
        SeatWait.objects.create(
            pk=make_id("seat-wait", str(number)),
            activity=activity,
            volunteer=volunteer,
            since=now - timedelta(days=4 - number),
            offered_until=hold_until(activity.starts_at, now=now) if number == 0 else None,
        )
