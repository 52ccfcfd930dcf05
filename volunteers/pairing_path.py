"""The way of a pairing as its page shows it: each step with its day, and who moved it when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from home.dates import clock, full_day
from volunteers.models import Pairing
from volunteers.steps import State, Step

Status = Pairing.Status
ORDER: Final = (Status.SUGGESTED, Status.OFFERED, Status.ACCEPTED, Status.AGREED, Status.ACTIVE, Status.ENDED)
LABELS: Final = {
    Status.SUGGESTED: "Rapprochement",
    Status.OFFERED: "Proposition au ou à la bénévole",
    Status.ACCEPTED: "Réponse du ou de la bénévole",
    Status.AGREED: "Réponse de la personne accompagnée",
    Status.ACTIVE: "Signatures et début",
    Status.ENDED: "Rencontres, jusqu’à la fin",
}


@dataclass(frozen=True)
class Move:
    """A line of the history: what the pairing came to, when, and by whom; the clock, when it is nobody."""

    words: str
    at: datetime
    by: str


def path_of(pairing: Pairing) -> list[Step]:
    """From the suggestion to the end: what was done, what is awaited now. One that had no suite stops where it was refused."""
    days: dict[str, date | datetime | None] = {
        Status.SUGGESTED: pairing.suggested_at,
        Status.OFFERED: pairing.offered_at,
        Status.ACCEPTED: pairing.accepted_at,
        Status.AGREED: pairing.agreed_on,
        Status.ACTIVE: pairing.starts_on if pairing.status in (Status.ACTIVE, Status.ENDED) else None,
        Status.ENDED: pairing.ended_on,
    }
    details = {Status.SUGGESTED: "", **{status: full_day(day).capitalize() for status, day in days.items() if day}}
    if pairing.status == Status.OFFERED and pairing.offered_until:
        details[Status.ACCEPTED] = f"Attendue avant le {full_day(pairing.offered_until)}, {clock(pairing.offered_until)}"
    if pairing.status == Status.ENDED:
        details[Status.ENDED] = f"{details.get(Status.ENDED, '')}. {pairing.get_end_reason_display()}".strip(". ")
    if pairing.status == Status.DECLINED:
        done = [Step(status, LABELS[status], State.DONE, details[status]) for status in ORDER if days[status]]
        why = f"{pairing.get_declined_by_display()}\u00a0: {pairing.get_decline_reason_display().lower()}"
        return [*done, Step(Status.DECLINED, "Sans suite", State.DONE, why)]
    reached = ORDER.index(Status(pairing.status))
    return [
        Step(status, LABELS[status], _state(number, reached), details.get(status, ""))
        for number, status in enumerate(ORDER)
        # What was agreed outside the site was neither suggested nor offered.
        if number >= reached or details.get(status)
    ]


def _state(number: int, reached: int) -> State:
    if number <= reached:
        return State.DONE
    return State.CURRENT if number == reached + 1 else State.UPCOMING


def moves_of(pairing: Pairing) -> Iterator[Move]:
    """The history, the newest first, without the rows that say nothing."""
    before, moves = "", []
    for row in pairing.history.select_related("history_user").order_by("history_date", "history_id"):
        words = row.get_status_display() if row.status != before else row.history_change_reason
        if words:
            by = row.history_user.get_full_name() or row.history_user.email if row.history_user else ""
            moves.append(Move(str(words), row.history_date, by))
        before = row.status
    yield from reversed(moves)
