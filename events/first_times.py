"""Who has led an outing before, and the seat kept for them beside people who have not."""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from events.models import Activity, DuoRequest, OutingSettings, Seat, SeatWait
from volunteers.exceptions import Reason
from volunteers.models import Volunteer
from volunteers.models.volunteer import VolunteerQuerySet


def experienced() -> VolunteerQuerySet:
    """Those who held a seat in an outing that took place; employees always: receiving the public is their trade."""
    led = Seat.objects.active().filter(activity__status=Activity.Status.HELD, volunteer=OuterRef("pk"))
    return Volunteer.objects.filter(Exists(led) | Q(kind=Volunteer.Kind.EMPLOYEE))


def check_accompanied(activity: Activity, volunteer: Volunteer, now: datetime) -> Iterator[Reason]:
    yield from accompaniment_reasons(activity, [volunteer])


def accompaniment_reasons(activity: Activity, people: Collection[Volunteer]) -> Iterator[Reason]:
    """Whoever comes first sits down first, a first-timer too; the last seat is kept for somebody experienced until one has come.

    Those for whom a seat is held count as if they had taken it, so that whatever is offered can be accepted. People who would
    sit down together are judged as a whole. So that nobody waits for anybody, the first-timer who takes the first of two seats
    binds the second alone. Nothing is asked where nobody could meet it: in an association none of whose outings was ever reported.
    """
    newcomers = {volunteer.pk for volunteer in people}
    if activity.seats.active().filter(volunteer__in=newcomers).exists() or experienced().filter(pk__in=newcomers).exists():
        return
    if keeps_last_seat(activity, newcomers=newcomers, wanted=len(newcomers)):
        yield Reason(
            "first_time",
            "Ce serait votre première sortie, et personne de celles et ceux qui ont déjà une place n’a encore animé\u00a0: la dernière "
            "est gardée pour quelqu’un d’expérimenté.",
        )


def keeps_last_seat(activity: Activity, *, newcomers: Collection[UUID] = (), wanted: int = 1) -> bool:
    """Whether the seats left, as many as wanted, are kept for somebody experienced (setting): nobody there, or expected, is."""
    if not activity.is_outing or not OutingSettings.load().first_timers_accompanied:
        return False
    seated = set(activity.seats.active().values_list("volunteer", flat=True))
    expected = seated | set(_expected(activity)) - set(newcomers)
    is_last = activity.facilitator_seats - len(expected) == wanted
    return is_last and not experienced().filter(pk__in=expected).exists() and experienced().exists()


def _expected(activity: Activity) -> list[UUID]:
    """Those for whom a seat is held. The friend of who asks for two is not known yet, and may be experienced."""
    offered = SeatWait.objects.offered().filter(activity=activity).values_list("volunteer", flat=True)
    return [*offered, *DuoRequest.objects.running().filter(activity=activity).values_list("asker", flat=True)]
