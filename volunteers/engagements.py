"""The time that bénévoles promise: written by trainings, seats and meetings, read by every check of overlap.

Locks are taken in one order everywhere, so that no two writers wait for each other: the thing first (session, activity,
participants by id), then the person.
"""

from collections.abc import Iterable
from datetime import datetime

from home.dates import day_and_times
from volunteers.exceptions import Reason
from volunteers.models import Engagement, Volunteer


def lock_person(volunteer: Volunteer) -> Volunteer:
    """Reads the bénévole again under lock, until the end of the transaction: their time changes in one place at once."""
    return Volunteer.objects.select_related("user").select_for_update(of=("self",)).get(pk=volunteer.pk)


def promised_time(volunteer: Volunteer, *, after: datetime) -> list[Engagement]:
    """What the bénévole has promised that is not over at that instant."""
    return list(volunteer.engagements.filter(ends_at__gt=after))


def overlap_reasons(promised: Iterable[Engagement], starts_at: datetime, ends_at: datetime) -> list[Reason]:
    """One reason for each promise that shares more than an instant with the span."""
    return [
        Reason(
            "overlap",
            f"Vous avez déjà un engagement à ce moment : {engagement.get_kind_display().lower()}, "
            f"{day_and_times(engagement.starts_at, engagement.ends_at)}.",
        )
        for engagement in promised
        if engagement.starts_at < ends_at and engagement.ends_at > starts_at
    ]


def promise(volunteer: Volunteer, *, kind: Engagement.Kind, starts_at: datetime, ends_at: datetime) -> Engagement:
    """Writes the time down. The caller holds the person's lock and has asked `overlap_reasons`."""
    return Engagement.objects.create(volunteer=volunteer, kind=kind, starts_at=starts_at, ends_at=ends_at)


def release(engagement: Engagement | None) -> None:
    """Gives the time back; nothing happens when it was never promised."""
    if engagement is not None:
        engagement.delete()


def move(engagement: Engagement, starts_at: datetime, ends_at: datetime) -> None:
    """Gives a promise another time. The caller holds the person's lock."""
    engagement.starts_at, engagement.ends_at = starts_at, ends_at
    engagement.save(update_fields=["starts_at", "ends_at"])
