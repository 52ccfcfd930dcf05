"""What is written to those who wait for a seat, or for whom seats are held: each thing once."""

from collections.abc import Sequence
from uuid import uuid4

from django.conf import settings
from django.urls import reverse

from accounts.outbox import write_mail
from events.models import Activity, DuoRequest, SeatWait
from home.dates import clock, full_day
from volunteers.models import Volunteer


def tell_of_offer(wait: SeatWait, activity: Activity) -> None:
    """The link leads to a page with one button to take the seat, and one to leave it. `wait` carries the hour of its offer."""
    until = wait.offered_until
    _write(
        "events/seat_offered",
        wait.volunteer,
        activity,
        subject="Une place d’animation se libère pour vous",
        key=f"seat-offered/{wait.volunteer_id}/{wait.pk}",
        until=f"{full_day(until)}, {clock(until)}" if until else "",
        answer_url=settings.SITE_URL + reverse("space_seat_wait", args=[wait.pk]),
    )


def tell_offer_run_out(wait: SeatWait, activity: Activity) -> None:
    _write(
        "events/seat_offer_run_out",
        wait.volunteer,
        activity,
        subject="La place qui vous était gardée ne l’est plus",
        key=f"seat-offer-run-out/{wait.volunteer_id}/{wait.pk}",
    )


def tell_of_release(wait: SeatWait, activity: Activity) -> None:
    """Whoever held on to it did nothing wrong: the words of the coordinator stay on the page of the outing."""
    _write(
        "events/seat_offer_released",
        wait.volunteer,
        activity,
        subject="La place qui vous était gardée ne l’est plus",
        key=f"seat-offer-released/{wait.volunteer_id}/{wait.pk}",
    )


def tell_duo_run_out(duo: DuoRequest, activity: Activity) -> None:
    _write(
        "events/duo_run_out",
        duo.asker,
        activity,
        subject="Les deux places qui vous étaient gardées ne le sont plus",
        key=f"duo-run-out/{duo.asker_id}/{duo.pk}",
    )


def tell_of_duo_release(duo: DuoRequest, activity: Activity) -> None:
    """To who asked, who alone is known; the friend reads it at the address that they were handed."""
    _write(
        "events/duo_released",
        duo.asker,
        activity,
        subject="Les deux places qui vous étaient gardées ne le sont plus",
        key=f"duo-released/{duo.asker_id}/{duo.pk}",
    )


def tell_of_calling_off(activity: Activity, person: Volunteer, *, was_duo: bool) -> None:
    _write(
        "events/wait_called_off",
        person,
        activity,
        subject="Une sortie que vous attendiez est annulée",
        key=f"wait-called-off/{person.pk}/{activity.pk}",
        was_duo=was_duo,
    )


def tell_of_change(activity: Activity, person: Volunteer, differences: Sequence[object]) -> None:
    _write(
        "events/wait_changed",
        person,
        activity,
        subject="Une sortie que vous attendez a changé",
        was_duo=DuoRequest.objects.running().filter(activity=activity, asker=person).exists(),
        key=f"wait-changed/{person.pk}/{uuid4()}",
        differences=differences,
    )


def _write(template: str, person: Volunteer, activity: Activity, *, subject: str, key: str, **context: object) -> None:
    write_mail(
        template,
        to=person.user.email,
        subject=subject,
        context={"activity": activity, "first_name": person.user.first_name, **context},
        key=f"events/{key}",
    )
