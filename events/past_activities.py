"""What took place before the site knew of it: written as held, with who led it. Nobody gets a mail."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from accounts.models import User
from events.models import Activity, Seat
from volunteers.exceptions import AlreadyDone, Reason, Refused, once
from volunteers.import_lines import plain_word
from volunteers.models import Engagement, Volunteer
from volunteers.waiting_imports import BATCH

FEWEST_SEATS: Final = 2


def recording_reasons(fields: Mapping[str, Any], *, now: datetime) -> list[Reason]:
    """Why the activity cannot be written as held; none when it can."""
    reasons = []
    if fields["ends_at"] > now:
        reasons.append(Reason("not_over", "L’activité n’est pas encore finie."))
    same_start = Activity.objects.filter(starts_at=fields["starts_at"]).values_list("title", flat=True)
    if plain_word(fields["title"]) in map(plain_word, same_start):
        reasons.append(Reason("known", "Une activité de ce titre commence déjà à cette heure-là."))
    return reasons


@once
def record(
    fields: Mapping[str, Any], leaders: Sequence[Volunteer], *, participants: int, by: User, now: datetime, key: UUID | None = None
) -> Activity:
    """Writes the activity as held, with how many came and the seats of who led it. Raises Refused.

    The page with which `key` was made, sent again, writes nothing more. Nobody knows any more when a past activity was published,
    or how long its seats were free: as late as can be, and nothing.
    """
    with transaction.atomic():
        # Whoever erases their account meanwhile is gone before their seats are written, or goes with them.
        people = list(Volunteer.objects.select_for_update().filter(pk__in=[person.pk for person in leaders]).order_by("pk"))
        if key and (written := Activity.objects.filter(pk=key).first()):
            raise AlreadyDone(written)
        if reasons := recording_reasons(fields, now=now):
            raise Refused(reasons)
        activity = Activity(
            pk=key or uuid4(),
            **fields,
            facilitator_seats=seats_for(fields["kind"], people),
            participants_expected=participants,
            participants_count=participants,
            status=Activity.Status.HELD,
            published_at=fields["starts_at"],
        )
        activity._history_user = by  # type: ignore[attr-defined]
        activity.save(force_insert=True)
        write_seats([(activity, people)], by=by)
        return activity


def seats_for(kind: str, leaders: Sequence[Volunteer]) -> int:
    """How many seats it had, as far as is known."""
    return max(FEWEST_SEATS, len(leaders)) if kind == Activity.Kind.OUTING else len(leaders)


def write_seats(led: Iterable[tuple[Activity, Sequence[Volunteer]]], *, by: User) -> None:
    """That they had these seats is history: what the rules would refuse today is written as it was."""
    seats = [
        Seat(
            activity=activity,
            volunteer=volunteer,
            engagement=Engagement(volunteer=volunteer, kind=Engagement.Kind.SEAT, starts_at=activity.starts_at, ends_at=activity.ends_at),
            taken_at=activity.starts_at,
        )
        for activity, leaders in led
        for volunteer in leaders
    ]
    Engagement.objects.bulk_create([seat.engagement for seat in seats if seat.engagement], batch_size=BATCH)
    for seat in seats:
        # The engagement has its id by now.
        seat.engagement = seat.engagement
    bulk_create_with_history(seats, Seat, batch_size=BATCH, default_user=by)
