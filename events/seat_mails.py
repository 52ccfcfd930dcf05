"""What is written when a seat is taken, given or given back: to whom it concerns, once."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from accounts.models import User, users_with_role
from accounts.outbox import write_mail
from accounts.roles import Role
from events.models import Seat, SeatWait
from home.dates import clock, full_day


def tell_of_seat(seat: Seat, *, is_given: bool, now: datetime) -> None:
    """To whom it belongs; given by a coordinator, to those who already lead the outing as well."""
    activity, who = seat.activity, seat.volunteer.user
    write_mail(
        "events/seat_taken",
        to=who.email,
        subject="La coordination vous a donné une place d’animation" if is_given else "Votre place d’animation est confirmée",
        context={
            "activity": activity,
            "first_name": who.first_name,
            "is_given": is_given,
            "shows_meeting_point": activity.shows_meeting_point(now),
        },
        key=f"events/seat-taken/{seat.volunteer_id}/{seat.pk}",
    )
    for other in activity.seats.active().exclude(pk=seat.pk).select_related("volunteer__user") if is_given else []:
        write_mail(
            "events/partner_came",
            to=other.volunteer.user.email,
            subject="Quelqu’un anime votre sortie avec vous",
            context={"first_name": other.volunteer.user.first_name, "partner": who.first_name, "activity": activity},
            key=f"events/partner-came/{other.volunteer_id}/{seat.pk}",
        )


def tell_of_leaving(seat: Seat, *, is_late: bool, by: User | None = None) -> None:
    """Once for a seat and a person. The reason stays out of mails: coordinators read it on the page of the outing.

    Given back by a coordinator, it is told to who had it and to the other coordinators.
    """
    tell_who_stays(seat)
    activity, who = seat.activity, seat.volunteer.user
    if by:
        write_mail(
            "events/seat_given_back",
            to=who.email,
            subject="La coordination a rendu votre place d’animation",
            context={"first_name": who.first_name, "activity": activity},
            key=f"events/seat-given-back/{seat.volunteer_id}/{seat.pk}",
        )
    held = SeatWait.objects.offered().filter(activity=activity).order_by("offered_until").values_list("offered_until", flat=True)
    held_until = [f"{full_day(until)}, {clock(until)}" for until in held if until]
    for user in users_with_role([Role.COORDINATOR]):
        if user == by:
            continue
        write_mail(
            "events/seat_left",
            to=user.email,
            subject="Une place d’animation vient de se libérer",
            context={
                "first_name": user.first_name,
                "name": who.get_full_name(),
                "activity": activity,
                "is_late": is_late,
                "by": by.get_full_name() if by else "",
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
