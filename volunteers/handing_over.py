"""Somebody else takes over a pairing: who could, ranked before it ends, then its end and what follows it in one go."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from volunteers import offers, pairing_ends
from volunteers.exceptions import Reason
from volunteers.models import Pairing, Participant, Volunteer
from volunteers.pairing_states import lock_all, state_reasons
from volunteers.suggesting import suggest


def followers(pairing: Pairing) -> list[Pairing]:
    """The pairings that took over, but those that came to nothing."""
    found = Pairing.objects.filter(follows=pairing).exclude(status=Pairing.Status.DECLINED)
    return list(found.select_related("programme").prefetch_related("participants").order_by("suggested_at", "pk"))


def left_alone(pairing: Pairing) -> list[Participant]:
    """Those of its people for whom nobody has taken over."""
    taken = {person.pk for after in followers(pairing) for person in after.participants.all()}
    return [person for person in pairing.participants.all() if person.pk not in taken]


def handing_over_reasons(pairing: Pairing) -> list[Reason]:
    """Why nobody is to take over: it is not under way, or did not end for that."""
    if pairing.status == Pairing.Status.ENDED and pairing.end_reason in pairing_ends.TO_GO_ON:
        return [] if left_alone(pairing) else [Reason("followed", "Quelqu’un a déjà pris la suite de ce binôme.")]
    return state_reasons(pairing, Pairing.Status.ENDED)


def hand_over(
    pairing: Pairing, successors: Mapping[UUID, Volunteer], *, on: date, is_offered: bool, by: User, now: datetime
) -> list[Pairing]:
    """Ends the pairing of a bénévole who must stop, unless it has ended, and brings each person near who takes over: all of it or nothing.

    `successors` are bénévoles by participant; two people who have the same are one pairing again. Who has none keeps their place in line.
    With `is_offered` each successor is asked at once, and the contact stays. Raises Refused with the first reasons met.
    """
    with transaction.atomic():
        lock_all(pairing, [volunteer.pk for volunteer in successors.values()])
        if pairing.is_active:
            pairing_ends.end(pairing, reason=Pairing.EndReason.VOLUNTEER, on=on, waits=True, by=by, now=now)
        people: dict[Volunteer, list[Participant]] = defaultdict(list)
        for person in pairing.participants.filter(pk__in=successors):
            people[successors[person.pk]].append(person)
        made = [suggest(pairing.programme, volunteer, persons, by=by, now=now) for volunteer, persons in people.items()]
        return [offers.offer(after, contact=pairing.contact or by, by=by, now=now) for after in made] if is_offered else made
