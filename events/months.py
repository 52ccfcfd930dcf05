"""The activities of one month: those that a bénévole may lead, and all of them with how far they are staffed."""

from datetime import datetime

from django.db import models
from django.db.models import Prefetch, Q

from events.models import Activity, Proposal, Seat, Staffing
from events.models.activity import ActivityQuerySet
from home.months import Month
from volunteers.models import Volunteer


class Shown(models.TextChoices):
    """What a bénévole's month or list shows."""

    ALL = "", "Tout"
    MINE = "miennes", "Mes sorties"
    OPEN = "libres", "Places libres"
    WAITING = "attente", "En attente"

    @classmethod
    def read(cls, value: str | None) -> "Shown":
        """What an address asks for; a wrong value shows all."""
        return next((choice for choice in cls if choice == value), cls.ALL)


def in_month(activities: ActivityQuerySet, month: Month) -> ActivityQuerySet:
    """Those that begin in the month, in Paris, by date."""
    return activities.filter(starts_at__gte=month.starts_at, starts_at__lt=month.ends_at).order_by("starts_at", "pk")


def to_lead(volunteer: Volunteer, month: Month, shown: Shown, *, now: datetime) -> list[Activity]:
    """Outings that the bénévole may open, their own and those they wait for marked, with the seats that are free for them."""
    return list(narrow(in_month(Activity.objects.shown_to(volunteer), month), volunteer, shown, now=now))


def narrow(outings: ActivityQuerySet, volunteer: Volunteer, shown: Shown, *, now: datetime) -> ActivityQuerySet:
    """Of these outings, what the bénévole asks to see; marked and counted for them. A place is free until the outing begins."""
    marked = outings.counting_free_for([volunteer], now).marking_those_of(volunteer, now).select_related("venue")
    if shown == Shown.MINE:
        return marked.filter(Q(is_mine=True))
    if shown == Shown.WAITING:
        return marked.filter(Q(is_waited=True))
    if shown == Shown.OPEN:
        return marked.filter(Q(is_mine=False, free_count__gt=0, starts_at__gt=now)).exclude(status=Activity.Status.CANCELLED)
    return marked


def to_coordinate(month: Month) -> list[Activity]:
    """Whatever begins in the month, proposed and cancelled included, with the seats taken and left; not what was never accepted.

    `seats_held` are the seats taken, with whose they are.
    """
    held = Prefetch("seats", Seat.objects.active().select_related("volunteer__user"), to_attr="seats_held")
    activities = Activity.objects.with_seat_counts().exclude(proposal__in=Proposal.objects.never_accepted())
    return list(in_month(activities, month).prefetch_related(held))


def staffing_of(activity: Activity) -> Staffing | None:
    """How far the seats of an outing are taken; None where nobody is wanted: cancelled, or no outing. Needs the seat counts."""
    if not activity.is_outing or activity.is_cancelled:
        return None
    if activity.seats_left <= 0:
        return Staffing.COMPLETE
    return Staffing.PARTIAL if activity.taken_count else Staffing.NONE


def is_short(activity: Activity, *, now: datetime) -> bool:
    """Whether somebody can still be found to lead it: a published outing to come, with a free seat. Needs the seat counts."""
    is_to_come = activity.status == Activity.Status.PUBLISHED and activity.starts_at > now
    return is_to_come and staffing_of(activity) in {Staffing.NONE, Staffing.PARTIAL}


def months_around(month: Month) -> list[tuple[str, Month]]:
    """The month before (« prev ») and the month after (« next »), where a calendar has them."""
    around = [("prev", month.plus(-1)), ("next", month.plus(1))]
    return [(rel, other) for rel, other in around if Month.read(other.key)]
