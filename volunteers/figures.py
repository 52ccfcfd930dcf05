"""The numbers of the welcome, and their only definitions. Each has a list behind it (`people.find_people`).

Those of pairing are in `pairing_figures.py`.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import Final

from django.db.models import Exists, OuterRef
from django.utils import timezone

from home.dates import add_months, local_date, midnight
from volunteers.models import Booking, TrainingSession, Volunteer
from volunteers.models.volunteer import VolunteerQuerySet
from volunteers.occupation import starting_again_first, unoccupied_since
from volunteers.pauses import available
from volunteers.profiles import LeavingReason, Source

CASES_FOR_A_DELAY: Final = 20
FEWEST_CASES_FOR_A_DELAY: Final = 5
QUIET_DAYS: Final = 60
MONTHS_COUNTED: Final = 12
SESSIONS_SHOWN: Final = 12


class Delay(StrEnum):
    """What somebody waits for, from their sign-up on."""

    INTERVIEW = "interview"
    TRAINING = "training"


def expected_days(delay: Delay) -> int | None:
    """Median days from sign-up of the last twenty people who got there; None while there are too few to say."""
    spans = _spans_to_training() if delay == Delay.TRAINING else _spans_to_interview()
    return round(median(spans)) if len(spans) >= FEWEST_CASES_FOR_A_DELAY else None


def _spans_to_training() -> list[int]:
    """Of first attendances alone: whoever is trained again waited for nothing. Counted from the account, as lists are imported."""
    attended = Booking.objects.attended()
    earlier = attended.filter(volunteer=OuterRef("volunteer"), session__starts_at__lt=OuterRef("session__starts_at"))
    first = attended.exclude(Exists(earlier)).order_by("-session__ends_at", "pk")
    rows = first.values_list("session__ends_at", "volunteer__user__date_joined")[:CASES_FOR_A_DELAY]
    return [(trained_at - joined_at).days for trained_at, joined_at in rows if trained_at > joined_at]


def _spans_to_interview() -> list[int]:
    held = Volunteer.objects.filter(interviewed_on__isnull=False).order_by("-interviewed_on", "pk")
    rows = held.values_list("interviewed_on", "user__date_joined")[:CASES_FOR_A_DELAY]
    spans = [(interviewed_on - local_date(joined_at)).days for interviewed_on, joined_at in rows if interviewed_on]
    return [days for days in spans if days >= 0]


@dataclass(frozen=True)
class StageFigure:
    """Who stands at a step now; `median_days` says for how long (None when nobody does), `quiet` how many for 60 days or more."""

    stage: str
    label: str
    count: int
    median_days: int | None
    quiet: int


@dataclass(frozen=True)
class SourceFigure:
    """Sign-ups of the last twelve months; `ready` of them are ready today."""

    source: str
    label: str
    count: int
    ready: int


@dataclass(frozen=True)
class LeavingFigure:
    """Who left for that reason, of those whose account is still kept."""

    reason: str
    label: str
    count: int


@dataclass(frozen=True)
class Figures:
    stages: Sequence[StageFigure]
    sources: Sequence[SourceFigure]
    leavings: Sequence[LeavingFigure]
    sessions: Sequence[TrainingSession]
    idle_count: int
    training_days: int | None
    interview_days: int | None

    @property
    def drop_outs(self) -> list[StageFigure]:
        """The steps at which people stay behind, the worst first. Who is ready has arrived."""
        behind = [row for row in self.stages if row.quiet and row.stage != Volunteer.Stage.READY]
        return sorted(behind, key=lambda row: -row.quiet)


def measure(now: datetime) -> Figures:
    """All the figures of a page, in as many queries for five bénévoles as for five thousand."""
    today = timezone.localdate(now)
    people = Volunteer.objects.with_facts(today).with_last_moves()
    # mypy does not see what the methods annotate.
    rows = list(people.order_by().values_list("stage", "moved_at", "heard_through", "signed_up_at"))  # type: ignore[misc]
    held, first = TrainingSession.objects.begun(now).with_seat_counts().select_related("training"), year_ago(today)
    return Figures(
        stages=_stages([(stage, moved_at) for stage, moved_at, _, _ in rows], now=now),
        sources=_sources([(source, stage) for stage, _, source, signed_up_at in rows if signed_up_at >= first]),
        leavings=_leavings(),
        sessions=list(held.order_by("-starts_at", "pk")[:SESSIONS_SHOWN]),
        idle_count=idle(Volunteer.objects.all(), now=now).count(),
        training_days=expected_days(Delay.TRAINING),
        interview_days=expected_days(Delay.INTERVIEW),
    )


def year_ago(today: date) -> datetime:
    return midnight(add_months(today, -MONTHS_COUNTED))


def idle(people: VolunteerQuerySet, *, now: datetime) -> VolunteerQuerySet:
    """Those ready for 60 days at least, in no pause, who have led nothing and met nobody since. Longest first."""
    since = now - timedelta(days=QUIET_DAYS)
    ready = people.filter(kind=Volunteer.Kind.VOLUNTEER).ready(timezone.localdate(now)).still_since(since)
    return unoccupied_since(available(ready, timezone.localdate(now)), since)


def unoccupied(people: VolunteerQuerySet, *, now: datetime) -> VolunteerQuerySet:
    """Those ready, in no pause, with no pairing under way and no outing to lead: first those who ask to start again, then by sign-up."""
    today = timezone.localdate(now)
    free = unoccupied_since(available(people.filter(kind=Volunteer.Kind.VOLUNTEER), today), now)
    return starting_again_first(free.at_stage(Volunteer.Stage.READY, today))


def _stages(rows: Sequence[tuple[str, datetime]], *, now: datetime) -> list[StageFigure]:
    waits: dict[str, list[int]] = defaultdict(list)
    for stage, moved_at in rows:
        waits[stage].append((now - moved_at).days)
    return [
        StageFigure(
            stage.value,
            str(stage.label),
            len(waits[stage]),
            round(median(waits[stage])) if waits[stage] else None,
            sum(days >= QUIET_DAYS for days in waits[stage]),
        )
        for stage in Volunteer.Stage
        if stage != Volunteer.Stage.CLOSED
    ]


def _sources(rows: Sequence[tuple[str, str]]) -> list[SourceFigure]:
    count = Counter(source for source, _ in rows)
    ready = Counter(source for source, stage in rows if stage == Volunteer.Stage.READY)
    figures = [SourceFigure(source, str(Source(source).label), count[source], ready[source]) for source in count if source]
    figures.sort(key=lambda row: (-row.count, row.label))
    return [*figures, *([SourceFigure("", "Non indiquée", count[""], ready[""])] if count[""] else [])]


def _leavings() -> list[LeavingFigure]:
    left = Volunteer.objects.filter(left_on__isnull=False).values_list("left_reason", flat=True)
    counts = Counter(left)
    return [LeavingFigure(reason.value, str(reason.label), counts[reason]) for reason in LeavingReason if counts[reason]]
