"""Beside those who lead an outing or wait for a seat: who was asked by mail to lead it, and who proposed it. Each is told once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from accounts.outbox import write_mail
from events.models import Activity, Proposal
from volunteers.models import Volunteer


@dataclass(frozen=True)
class Concerned:
    """Somebody who counts on the activity without a seat, the page that they know of it, and whether they were asked to lead it."""

    person: Volunteer
    page: str
    was_asked: bool


def find_concerned(activity: Activity, *, told: Collection[UUID] = ()) -> list[Concerned]:
    """Those whom a mail asks to come and who have not answered, then who proposed it; without those `told` otherwise, each once.

    Whoever is only credited with the idea of a copy proposed nothing for that day.
    """
    calls = activity.seat_calls.silent().filter(volunteer__left_on=None).exclude(volunteer__in=told).select_related("volunteer__user")
    found = [Concerned(call.volunteer, reverse("space_seat_call", args=[call.pk]), was_asked=True) for call in calls]
    known = {*told, *(one.person.pk for one in found)}
    proposal = Proposal.objects.filter(activity=activity, outcome=Proposal.Outcome.ACCEPTED).select_related("activity__proposed_by__user")
    for accepted in proposal:
        proposer = accepted.activity.proposed_by
        if proposer is not None and proposer.left_on is None and proposer.pk not in known:
            found.append(Concerned(proposer, reverse("space_proposal", args=[accepted.pk]), was_asked=False))
    return found


def tell_concerned_of_change(activity: Activity, differences: Sequence[object], *, told: Collection[UUID], change_id: int) -> None:
    """`change_id` is that of the line in the activity's history. Within the caller's transaction, under the activity's lock."""
    for one in find_concerned(activity, told=told):
        _write(
            "events/concerned_changed",
            one,
            activity,
            subject="Une activité qui vous concerne a changé",
            key=f"concerned-changed/{one.person.pk}/{change_id}",
            differences=differences,
        )


def tell_concerned_of_cancellation(activity: Activity, *, told: Collection[UUID]) -> int:
    """Returns how many were told. Within the caller's transaction, under the activity's lock."""
    concerned = find_concerned(activity, told=told)
    for one in concerned:
        _write(
            "events/concerned_cancelled",
            one,
            activity,
            subject="Une activité qui vous concerne est annulée",
            key=f"concerned-cancelled/{one.person.pk}/{activity.pk}",
        )
    return len(concerned)


def _write(template: str, one: Concerned, activity: Activity, *, subject: str, key: str, **context: object) -> None:
    write_mail(
        template,
        to=one.person.user.email,
        subject=subject,
        context={
            "activity": activity,
            "first_name": one.person.user.first_name,
            "was_asked": one.was_asked,
            "page_url": settings.SITE_URL + one.page,
            **context,
        },
        key=f"events/{key}",
    )
