"""The time that bénévoles promise: written by trainings, seats and meetings, read by every check of overlap.

Locks are taken in one order everywhere, so that no two writers wait for each other: the thing first (session, activity,
participants by id), then the person.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from home.dates import day_and_times, duration
from volunteers.exceptions import Reason, Refused
from volunteers.models import Engagement, Volunteer


def lock_person(volunteer: Volunteer) -> Volunteer:
    """Reads the bénévole again under lock, until the end of the transaction: their time changes in one place at once.

    Raises Refused when their account was erased meanwhile.
    """
    found = Volunteer.objects.select_related("user").select_for_update(of=("self",)).filter(pk=volunteer.pk).first()
    if found is None:
        raise Refused([Reason("gone", "Ce compte de bénévole n’existe plus\u00a0: il vient d’être effacé.")])
    return found


def promised_time(volunteer: Volunteer, *, after: datetime) -> list[Engagement]:
    """What the bénévole has promised that is not over at that instant."""
    return list(volunteer.engagements.filter(ends_at__gt=after))


def clash_reasons(promised: Iterable[Engagement], starts_at: datetime, ends_at: datetime, *, travel: timedelta) -> list[Reason]:
    """One reason for each promise that shares more than an instant with the span, or leaves less than the travel on either side."""
    return [
        Reason("overlap", f"Vous avez déjà un engagement à ce moment\u00a0: {say(engagement)}.")
        if are_at_once(engagement, starts_at, ends_at)
        else Reason(
            "travel",
            f"Un autre de vos engagements est trop proche\u00a0: {say(engagement)}. "
            f"Il faut {duration(travel // timedelta(minutes=1))} entre les deux, le temps du trajet.",
        )
        for engagement in promised
        if are_at_once(engagement, starts_at - travel, ends_at + travel)
    ]


def are_at_once(engagement: Engagement, starts_at: datetime, ends_at: datetime) -> bool:
    """They share more than an instant."""
    return engagement.starts_at < ends_at and engagement.ends_at > starts_at


def say(engagement: Engagement) -> str:
    """« formation, mardi 2 mars 2027, de 18 h à 20 h »."""
    return f"{engagement.get_kind_display().lower()}, {day_and_times(engagement.starts_at, engagement.ends_at)}"


def promise(volunteer: Volunteer, *, kind: Engagement.Kind, starts_at: datetime, ends_at: datetime) -> Engagement:
    """Writes the time down. The caller holds the person's lock and has asked `clash_reasons`."""
    return Engagement.objects.create(volunteer=volunteer, kind=kind, starts_at=starts_at, ends_at=ends_at)


def release(engagement: Engagement | None) -> None:
    """Gives the time back; nothing happens when it was never promised."""
    if engagement is not None:
        engagement.delete()


def move(engagement: Engagement, starts_at: datetime, ends_at: datetime) -> None:
    """Gives a promise another time. The caller holds the person's lock."""
    engagement.starts_at, engagement.ends_at = starts_at, ends_at
    engagement.save(update_fields=["starts_at", "ends_at"])
