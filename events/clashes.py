"""An activity moves onto another engagement of who leads it, or to a mission for which they are not ready.

The coordinator reads who, and decides before anything is saved.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from events.models import Activity, Seat
from volunteers.engagements import are_at_once, say
from volunteers.exceptions import Reason
from volunteers.models import EngagementSettings, Mission
from volunteers.onboarding import readiness_reasons


@dataclass(frozen=True)
class Clash:
    """A person with a seat whom the change would put in two places, leave without the time to get there, or find not ready."""

    seat: Seat
    reasons: list[Reason]

    @property
    def may_stay(self) -> bool:
        """Nobody is in two places, nor leads what they are not ready for; a short travel is for the coordinator to judge."""
        return all(reason.code == "travel" for reason in self.reasons)


@dataclass(frozen=True)
class Decisions:
    """Ids of the seats that clash: those given back for the move, and those kept with a short travel."""

    freed: Collection[UUID] = ()
    kept: Collection[UUID] = ()

    def settle(self, clash: Clash) -> bool:
        return clash.seat.pk in self.freed or (clash.may_stay and clash.seat.pk in self.kept)


UNDECIDED = Decisions()


def find_clashes(activity: Activity, fields: Mapping[str, Any], *, now: datetime) -> list[Clash]:
    """Those that the fields bring, in the order of the seats; none when the time and the mission stay what they were."""
    starts_at, ends_at = fields.get("starts_at", activity.starts_at), fields.get("ends_at", activity.ends_at)
    mission: Mission = fields.get("mission", activity.mission)
    is_moved, is_other = (starts_at, ends_at) != (activity.starts_at, activity.ends_at), mission != activity.mission
    if not is_moved and not is_other:
        return []
    seats = activity.seats.active().select_related("volunteer__user", "engagement")
    clashes = [
        Clash(
            seat,
            [*(_reasons(seat, starts_at, ends_at) if is_moved else []), *(_unready_reasons(seat, mission, now=now) if is_other else [])],
        )
        for seat in seats
    ]
    return [clash for clash in clashes if clash.reasons]


def _reasons(seat: Seat, starts_at: datetime, ends_at: datetime) -> list[Reason]:
    """In words for the coordinator."""
    travel, who = EngagementSettings.load().travel, _name(seat)
    near = seat.volunteer.engagements.overlapping(starts_at - travel, ends_at + travel).exclude(seat=seat)
    return [
        Reason("overlap", f"{who} a un autre engagement à ce moment-là\u00a0: {say(engagement)}.")
        if are_at_once(engagement, starts_at, ends_at)
        else Reason("travel", f"{who} n’aurait pas le temps du trajet\u00a0: {say(engagement)}.")
        for engagement in near
    ]


def _unready_reasons(seat: Seat, mission: Mission, *, now: datetime) -> list[Reason]:
    """One sentence: what is lacking is on the page of the bénévole."""
    if not readiness_reasons(seat.volunteer, mission, today=timezone.localdate(now)):
        return []
    return [Reason("unready", f"{_name(seat)} n’est pas prêt·e pour la mission «\u00a0{mission}\u00a0».")]


def _name(seat: Seat) -> str:
    return seat.volunteer.user.first_name or "Une personne qui anime"
