"""The states of a pairing, which follows which, and the one place that writes them.

Locks are those of `engagements.py`: the participants by id, then the bénévole, then the pairing itself.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from accounts.models import User
from volunteers.engagements import lock_person
from volunteers.exceptions import AlreadyDone, Reason, Refused
from volunteers.models import Pairing, Participant, Volunteer

Status = Pairing.Status

TRANSITIONS: Final[Mapping[str, Collection[str]]] = {
    Status.SUGGESTED: (Status.OFFERED, Status.DECLINED),
    Status.OFFERED: (Status.ACCEPTED, Status.DECLINED),
    Status.ACCEPTED: (Status.AGREED, Status.DECLINED),
    Status.AGREED: (Status.ACTIVE, Status.DECLINED),
    Status.ACTIVE: (Status.ENDED,),
    Status.ENDED: (),
    Status.DECLINED: (),
}


def no_reasons(pairing: Pairing) -> list[Reason]:
    """For a move that nothing but its state can stop."""
    return []


def state_reasons(pairing: Pairing, to: str) -> list[Reason]:
    """Why the pairing cannot come to that state from the one it is in."""
    return [] if to in TRANSITIONS[pairing.status] else [_gone_on(pairing)]


def other_state_reasons(pairing: Pairing, expected: str) -> list[Reason]:
    """Why an answer comes too late: the pairing is no longer in the state that was answered, wherever the table leads from there."""
    return [] if pairing.status == expected else [_gone_on(pairing)]


def _gone_on(pairing: Pairing) -> Reason:
    return Reason("state", f"Ce binôme est maintenant «\u00a0{pairing.state_word}\u00a0»\u00a0: cela ne se fait plus.")


def lock_pairing(pairing: Pairing, *, also: Collection[UUID] = ()) -> Pairing:
    """Reads the pairing again under the locks of everybody in it, and of the participants whose ids are given.

    Inside the caller's transaction. Raises Refused when the bénévole was erased meanwhile.
    """
    people = {*pairing.participants.values_list("pk", flat=True), *also}
    list(Participant.objects.select_for_update().filter(pk__in=people).order_by("pk"))
    volunteer = lock_person(pairing.volunteer)
    found = Pairing.objects.select_for_update(of=("self",)).select_related("programme__mission").get(pk=pairing.pk)
    found.volunteer = volunteer
    return found


def lock_all(pairing: Pairing, volunteers: Collection[UUID]) -> None:
    """Locks a pairing's people, its bénévole and others, by id: whoever does the same the other way round waits, and is not waited for."""
    list(Participant.objects.select_for_update().filter(pk__in=pairing.participants.values("pk")).order_by("pk"))
    list(Volunteer.objects.select_for_update().filter(pk__in=[pairing.volunteer_id, *volunteers]).order_by("pk"))


def move(pairing: Pairing, to: str, *, by: User | None, reasons: Callable[[Pairing], list[Reason]] = no_reasons, **facts: Any) -> Pairing:
    """Brings the pairing to a state under lock, with the facts that go with it, and returns it as it is now.

    The reasons are asked again of what was read under lock. Raises Refused, or AlreadyDone for `once` to answer. `by` is kept in the
    history; None is the clock.
    """
    with transaction.atomic():
        found = lock_pairing(pairing)
        if _is_repeated(found, to, facts):
            raise AlreadyDone(found)
        refused = state_reasons(found, to) or reasons(found)
        if refused:
            raise Refused(refused)
        move_locked(found, to, by=by, **facts)
    return found


def _is_repeated(pairing: Pairing, to: str, facts: Mapping[str, object]) -> bool:
    """It is in that state, with the same facts but for their instants, which are those of each click."""
    return pairing.status == to and all(getattr(pairing, name) == value for name, value in facts.items() if not isinstance(value, datetime))


def move_locked(pairing: Pairing, to: str, *, by: User | None, **facts: Any) -> None:
    """The same for a pairing whose bénévole the caller has locked. Raises Refused when the state does not lead there."""
    refused = state_reasons(pairing, to)
    if refused:
        raise Refused(refused)
    _write(pairing, to, by=by, **facts)


def _write(pairing: Pairing, to: str, *, by: User | None, **facts: Any) -> None:
    for name, value in facts.items():
        setattr(pairing, name, value)
    pairing.status = to
    record(pairing, by=by)


def record(pairing: Pairing, *, by: User | None, why: str = "") -> None:
    """Saves the pairing with a row of its history: who, and in a few words what, where the state does not say it."""
    pairing._history_user = by  # type: ignore[attr-defined]  # simple-history reads both when it writes the row
    pairing._change_reason = why or None  # type: ignore[attr-defined]
    pairing.save()
