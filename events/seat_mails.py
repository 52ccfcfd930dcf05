"""What is written when a seat is given back: to those who stay, and to the coordinators."""

from django.conf import settings
from django.urls import reverse

from accounts.models import users_with_role
from accounts.outbox import write_mail
from accounts.roles import Role
from events.models import Seat, SeatWait
from home.dates import clock, full_day


def tell_of_leaving(seat: Seat, *, is_late: bool) -> None:
    """Once for a seat and a person. The reason stays out of mails: coordinators read it on the page of the outing."""
    tell_who_stays(seat)
    activity, who = seat.activity, seat.volunteer.user
    held = SeatWait.objects.offered().filter(activity=activity).order_by("offered_until").values_list("offered_until", flat=True)
    held_until = [f"{full_day(until)}, {clock(until)}" for until in held if until]
    for user in users_with_role([Role.COORDINATOR]):
        write_mail(
            "events/seat_left",
            to=user.email,
            subject="Une place d’animation vient de se libérer",
            context={
                "first_name": user.first_name,
                "name": who.get_full_name(),
                "activity": activity,
                "is_late": is_late,
                "held_until": held_until,
                "activity_url": settings.SITE_URL + reverse("coordination_activity", args=[activity.pk]),
                "find_url": settings.SITE_URL + reverse("coordination_activity_find", args=[activity.pk]),
            },
            key=f"seat-left-{seat.pk}-{user.pk}",
        )


def tell_who_stays(seat: Seat) -> None:
    """Those who lead the outing still read that a seat beside theirs is free; once for a seat and a person."""
    activity, who = seat.activity, seat.volunteer.user
    for other in activity.seats.active().exclude(pk=seat.pk).select_related("volunteer__user"):
        write_mail(
            "events/partner_left",
            to=other.volunteer.user.email,
            subject="L’autre place de votre sortie est libre",
            context={"first_name": other.volunteer.user.first_name, "partner": who.first_name, "activity": activity},
            key=f"partner-left-{seat.pk}-{other.volunteer_id}",
        )
