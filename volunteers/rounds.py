"""A round: the best overall set of pairs for a programme, read over, done again, then published or given up."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

import numpy as np
from django.db import transaction
from django.utils import timezone
from django_tasks import task
from numpy.typing import NDArray

from accounts.models import User
from volunteers.assignment import assign, assign_among
from volunteers.exceptions import AlreadyDone, Reason, Refused, once
from volunteers.matching import Scale, match
from volunteers.matching_candidates import MOST, best_candidates, open_places
from volunteers.matching_grid import Grid
from volunteers.matching_profiles import read_ready, read_waiting
from volunteers.matching_reasons import reasons
from volunteers.matching_weights import weights_of
from volunteers.models import Participant, Programme, Round, RoundWait, Suggestion, Volunteer
from volunteers.never_proposed import counted
from volunteers.pairings import closed_reasons
from volunteers.suggesting import describe, suggest_of_round

# Above this many on either side, or pairs to publish, it is a task's work.
AT_ONCE: Final = 300
PUBLISHED_AT_ONCE: Final = 25
# The longer side up to which every pair is weighed: the definition of a round, which `find_among_best` comes near.
WHOLE_UP_TO: Final = 3000
LOCKED, FORBIDDEN = Suggestion.Mark.LOCKED, Suggestion.Mark.FORBIDDEN


def start_reasons(programme: Programme) -> list[Reason]:
    """Why no round of the programme can start. All reasons at once."""
    refusals = closed_reasons(programme)
    if programme.rounds.filter(closed_at=None).exists():
        refusals.append(Reason("open", "Un tour de ce programme est déjà ouvert\u00a0: publiez-le ou abandonnez-le d’abord."))
    return refusals


@once
def start(programme: Programme, *, by: User, now: datetime) -> Round:
    """Makes the round and computes it, in a task when many are concerned. Who has one open is given that one. Raises Refused."""
    with transaction.atomic():
        programme = Programme.objects.select_for_update().get(pk=programme.pk)
        before = programme.rounds.filter(closed_at=None, made_by=by).first()
        if before is not None:
            raise AlreadyDone(before)
        refusals = start_reasons(programme)
        if refusals:
            raise Refused(refusals)
        made = Round.objects.create(programme=programme, made_by=by, made_at=now)
    _compute_or_enqueue(made, now=now)
    return made


def run_again(made: Round, *, marks: dict[UUID, str], now: datetime) -> None:
    """Writes what was locked or forbidden, then computes around it. Raises Refused."""
    with transaction.atomic():
        made = _lock(made, Round.State.READY, Round.State.COMPUTING)
        write_marks(made, marks)
        made.state, made.progress = Round.State.COMPUTING, 0
        made.save(update_fields=["state", "progress"])
    _compute_or_enqueue(made, now=now)


def choose(made: Round, marks: dict[UUID, str]) -> None:
    """Writes what was locked or forbidden, and nothing else: of a long round, a page at a time. Raises Refused."""
    with transaction.atomic():
        write_marks(_lock(made, Round.State.READY), marks)


def write_marks(made: Round, marks: dict[UUID, str]) -> None:
    """What a coordinator decided of each pair, by the id of its suggestion. The caller holds the round's lock."""
    for suggestion in made.suggestions.filter(pk__in=marks):
        if suggestion.mark != marks[suggestion.pk]:
            suggestion.mark = marks[suggestion.pk]
            suggestion.save(update_fields=["mark"])


@once
def abandon(made: Round, *, now: datetime) -> None:
    """Nothing of it is published; it stays to be read. Raises Refused."""
    with transaction.atomic():
        made = _lock(made, Round.State.READY, Round.State.COMPUTING, done=[Round.State.ABANDONED])
        made.state, made.closed_at = Round.State.ABANDONED, now
        made.save(update_fields=["state", "closed_at"])


@once
def publish(made: Round, *, marks: dict[UUID, str], now: datetime) -> None:
    """Suggests each pair of the round, each by itself; those that a rule refuses meanwhile keep the reasons. Raises Refused."""
    with transaction.atomic():
        made = _lock(made, Round.State.READY, done=[Round.State.PUBLISHING, Round.State.PUBLISHED])
        write_marks(made, marks)
        made.state, made.progress = Round.State.PUBLISHING, 0
        made.save(update_fields=["state", "progress"])
        is_small = made.suggestions.to_publish().count() <= PUBLISHED_AT_ONCE
        if not is_small:
            publish_round.enqueue(str(made.pk))
    if is_small:
        publish_pairs(made.pk, now=now)


def publish_pairs(round_id: UUID, *, now: datetime) -> None:
    """What is left to publish. May run twice, or beside itself: each pair is suggested once."""
    made = Round.objects.select_related("made_by").get(pk=round_id)
    if made.state != Round.State.PUBLISHING:
        return
    pairs = list(made.suggestions.to_publish().select_related("programme__mission", "volunteer", "participant"))
    for number, suggestion in enumerate(pairs, start=1):
        suggest_of_round(suggestion, by=made.made_by, now=now)
        _tell_progress(made, 100 * number // len(pairs))
    Round.objects.filter(pk=made.pk, state=Round.State.PUBLISHING).update(state=Round.State.PUBLISHED, progress=100, closed_at=now)


def resume_publishing(now: datetime) -> None:
    """Ends what a worker that was killed has left half published; beside one that is at work, it does nothing twice."""
    for made in Round.objects.filter(state=Round.State.PUBLISHING):
        publish_pairs(made.pk, now=now)


def resume_computing(now: datetime) -> None:
    """Computes what a worker that was killed has left; beside one that is at work, whoever ends second writes nothing."""
    for made in Round.objects.filter(state=Round.State.COMPUTING):
        compute(made.pk, now=now)


def in_other_rounds(made: Round) -> dict[UUID, list[str]]:
    """The bénévoles of the round who stand in another open one too, with its programmes. Their room is asked when each is published."""
    beside = Suggestion.objects.kept().filter(round__in=Round.objects.filter(closed_at=None)).exclude(round=made)
    rows = beside.filter(volunteer__in=made.suggestions.kept().values("volunteer")).order_by("programme__title", "pk")
    found: dict[UUID, list[str]] = {}
    for volunteer, title in rows.values_list("volunteer_id", "programme__title").distinct():
        found.setdefault(volunteer, []).append(title)
    return found


@task
def compute_round(round_id: str) -> None:
    """Computes a round of many. May run twice."""
    compute(UUID(round_id), now=timezone.now())


@task
def publish_round(round_id: str) -> None:
    """Publishes a round of many pairs. May run twice."""
    publish_pairs(UUID(round_id), now=timezone.now())


def _compute_or_enqueue(made: Round, *, now: datetime) -> None:
    programme, today = made.programme, timezone.localdate(now)
    sizes = programme.wishes.count(), Volunteer.objects.ready_for(programme.mission, today).count()
    if max(sizes) > AT_ONCE:
        compute_round.enqueue(str(made.pk))
    else:
        compute(made.pk, now=now)


def compute(round_id: UUID, *, now: datetime) -> None:
    """Finds the best set around what was locked and forbidden, and writes it. Nothing happens to a round that waits for no computation."""
    made = Round.objects.select_related("programme__mission", "made_by").get(pk=round_id)
    if made.state != Round.State.COMPUTING:
        return
    today = timezone.localdate(now)
    scale = Scale.of(made.programme, weights_of(made.programme), today=today)
    grid = Grid.of(read_ready(made.programme, today=today), read_waiting(made.programme))
    _tell_progress(made, 10)
    kept = list(made.suggestions.marked())
    locked_pairs, forbidden_pairs = marked(grid, kept, LOCKED), marked(grid, kept, FORBIDDEN)
    if max(grid.shape) > WHOLE_UP_TO:
        chosen = find_among_best(grid, scale, locked_pairs, forbidden_pairs, tell=partial(_tell_share, made))
    else:
        chosen = find_pairs(grid, grid.scores(scale), locked_pairs, forbidden_pairs)
    _tell_progress(made, 80)
    with transaction.atomic():
        there = _lock_people(grid, chosen)
        locked_round = Round.objects.select_for_update().get(pk=made.pk)
        if locked_round.state != Round.State.COMPUTING or _marks(made.suggestions.marked()) != _marks(kept):
            # Somebody has chosen otherwise meanwhile, and asked for a computation that knows of it.
            return
        # A forbidden pair stays, for the next computation; a locked one that a rule forbids now is let go.
        made.suggestions.exclude(mark=FORBIDDEN).delete()
        made.waits.all().delete()
        _write(made, grid, chosen, scale, there=there, locked=set(locked_pairs), now=now)
        locked_round.state, locked_round.progress = Round.State.READY, 100
        locked_round.scale, locked_round.computed_at = scale.as_json(), now
        locked_round.save(update_fields=["state", "progress", "scale", "computed_at"])


def _lock_people(grid: Grid, chosen: Iterable[tuple[int, int]]) -> set[UUID]:
    """The ids of those to write about whom nobody has erased since, held until the rows that name them are written: participants first."""
    persons = [person.key for person in grid.participants]
    volunteers = {grid.volunteers[column].key for _, column in chosen}
    return {
        *Participant.objects.select_for_update(no_key=True).filter(pk__in=persons).order_by("pk").values_list("pk", flat=True),
        *Volunteer.objects.select_for_update(no_key=True).filter(pk__in=volunteers).order_by("pk").values_list("pk", flat=True),
    }


def _marks(suggestions: Iterable[Suggestion]) -> dict[UUID, str]:
    return {suggestion.pk: suggestion.mark for suggestion in suggestions}


def marked(grid: Grid, suggestions: Iterable[Suggestion], mark: str) -> list[tuple[int, int]]:
    """The places in the grid of the pairs that carry the mark, and are in it still."""
    rows = {person.key: row for row, person in enumerate(grid.participants)}
    columns = {volunteer.key: column for column, volunteer in enumerate(grid.volunteers)}
    return [
        (rows[one.participant_id], columns[one.volunteer_id])
        for one in suggestions
        if one.mark == mark and one.participant_id in rows and one.volunteer_id in columns
    ]


def find_pairs(
    grid: Grid, scores: NDArray[np.int64], locked: Iterable[tuple[int, int]], forbidden: Iterable[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Pairs of (row, column), by row: those that are locked and still possible, then the best set of the others."""
    possible = grid.possible.copy()
    for place in forbidden:
        possible[place] = False
    rooms = [volunteer.room for volunteer in grid.volunteers]
    kept = []
    for row, column in sorted(locked):
        if possible[row, column] and rooms[column] > 0:
            kept.append((row, column))
            rooms[column] -= 1
            possible[row] = False
    return sorted([*kept, *assign(possible, scores, rooms)])


def find_among_best(
    grid: Grid,
    scale: Scale,
    locked: Iterable[tuple[int, int]],
    forbidden: Iterable[tuple[int, int]],
    *,
    most: int = MOST,
    tell: Callable[[float], None] = lambda share: None,
) -> list[tuple[int, int]]:
    """The same, of each person's best candidates alone: it takes neither the time nor the memory of every pair."""
    rooms, aside = [volunteer.room for volunteer in grid.volunteers], set(forbidden)
    kept = []
    for row, column in sorted(locked):
        # Asked of the two alone: the grid of all is never made.
        if (row, column) not in aside and rooms[column] > 0 and not reasons(grid.volunteers[column], grid.participants[row]):
            kept.append((row, column))
            rooms[column] -= 1
    found = best_candidates(
        grid,
        scale,
        open_rows=open_places(grid.shape[0], {row for row, _ in kept}),
        open_columns=np.array(rooms, dtype=np.int64) > 0,
        forbidden=aside,
        most=most,
        tell=tell,
    )
    return sorted([*kept, *assign_among(found.rows, found.columns, found.scores, rooms)])


def _write(
    made: Round, grid: Grid, chosen: list[tuple[int, int]], scale: Scale, *, there: set[UUID], locked: set[tuple[int, int]], now: datetime
) -> None:
    suggestions = []
    for row, column in chosen:
        if not {grid.participants[row].key, grid.volunteers[column].key} <= there:
            continue
        found = match(grid.volunteers[column], grid.participants[row], scale)
        suggestion = describe(found, scale, made.programme, by=made.made_by, now=now)
        suggestion.round, suggestion.mark = made, LOCKED if (row, column) in locked else ""
        suggestions.append(suggestion)
    Suggestion.objects.bulk_create(suggestions, batch_size=200)
    paired = {row for row, _ in chosen}
    waiting = grid.of_rows([row for row, person in enumerate(grid.participants) if row not in paired and person.key in there])
    RoundWait.objects.bulk_create(
        (
            RoundWait(round=made, participant_id=person.key, possible=count.possible, blocked=count.blocked)
            for person, count in zip(waiting.participants, counted(waiting), strict=True)
        ),
        batch_size=500,
    )


def _tell_share(made: Round, share: float) -> None:
    """Of the grid of a large round, which is what takes long."""
    _tell_progress(made, 10 + round(60 * share))


def _tell_progress(made: Round, percent: int) -> None:
    Round.objects.filter(pk=made.pk).update(progress=percent)


def _lock(made: Round, *states: Round.State, done: Collection[Round.State] = ()) -> Round:
    """Reads the round again under lock. Raises AlreadyDone when it is where this leads, Refused when it is in another state."""
    locked = Round.objects.select_for_update(of=("self",)).select_related("programme__mission").get(pk=made.pk)
    if locked.state in done:
        raise AlreadyDone(None)
    if locked.state not in states:
        raise Refused([Reason("state", f"Ce tour ne peut plus changer ainsi\u00a0: {locked.get_state_display().lower()}.")])
    return locked
