"""What the team sees of a pairing's meetings: dates, lengths, places and moods, never what was written."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from volunteers.models import Meeting, Pairing
from volunteers.models.meeting import Mood


@dataclass(frozen=True)
class Rhythm:
    """The meetings held, the last first, and what they make together; the next one, where it is planned."""

    held: list[Meeting]
    next_at: datetime | None

    @property
    def count(self) -> int:
        return len(self.held)

    @property
    def minutes(self) -> int:
        return sum(meeting.minutes for meeting in self.held)

    @property
    def last_on(self) -> date | None:
        return self.held[0].day if self.held else None

    @property
    def places(self) -> list[tuple[str, int]]:
        """Where they met and how many times, the most first."""
        return _counted(meeting.get_place_display() for meeting in self.held)

    @property
    def last_moods(self) -> tuple[int | None, int | None]:
        """Of the two, the bénévole's first: the last that each log gives, None where none does."""
        own = (meeting.own_mood for meeting in self.held if meeting.own_mood is not None)
        return next(own, None), next((meeting.their_mood for meeting in self.held if meeting.their_mood is not None), None)

    @property
    def own_moods(self) -> list[tuple[str, int]]:
        return _counted(Mood(meeting.own_mood).label for meeting in self.held if meeting.own_mood is not None)

    @property
    def their_moods(self) -> list[tuple[str, int]]:
        return _counted(Mood(meeting.their_mood).label for meeting in self.held if meeting.their_mood is not None)


def rhythm_of(pairing: Pairing, *, now: datetime) -> Rhythm:
    """In two queries, neither of which reads the notes."""
    held = list(Meeting.objects.held().filter(pairing=pairing).defer("sealed"))
    planned = Meeting.objects.planned().filter(pairing=pairing, starts_at__gt=now).order_by("starts_at")
    return Rhythm(held, planned.values_list("starts_at", flat=True).first())


def _counted(words: Iterable[str]) -> list[tuple[str, int]]:
    return sorted(Counter(words).items(), key=lambda line: (-line[1], line[0]))
