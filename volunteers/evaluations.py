"""What each says of a pairing at its start, its middle, its end, and three and six months later: when it is due, and by whom."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.outbox import write_mail
from home.dates import add_months
from volunteers import outcomes
from volunteers.evaluation_questions import KEYS, UNKNOWN
from volunteers.exceptions import Reason, Refused
from volunteers.models import Evaluation, Pairing, Participant
from volunteers.models.review import Scale
from volunteers.outcomes import Result
from volunteers.pairing_states import lock_pairing

Moment, Voice = Evaluation.Moment, Evaluation.Voice
# After the end; from the last on, nothing is asked any more.
AFTER_THREE, AFTER_SIX, NO_MORE_AFTER = 3, 6, 9
# When it is asked, too, what the person came to.
WITH_OUTCOMES: Final = (Moment.THREE_MONTHS, Moment.SIX_MONTHS)
ANSWERS: Final = frozenset({UNKNOWN, *Scale.values})
# A moment, a voice, and whose words they are where they are a participant's.
Said = tuple[str, str, UUID | None]


@dataclass(frozen=True)
class Due:
    """An evaluation that can be answered now and is not yet, since that day."""

    pairing: Pairing
    moment: Evaluation.Moment
    voice: Evaluation.Voice
    participant: Participant | None
    on: date


def moments_of(pairing: Pairing) -> list[tuple[Evaluation.Moment, date]]:
    """The day when each moment begins: the end once it has come, and what follows it."""
    if pairing.is_active:
        return [(Moment.START, pairing.starts_on), (Moment.MIDDLE, pairing.starts_on + (pairing.ends_on - pairing.starts_on) // 2)]
    if pairing.status != Pairing.Status.ENDED:
        return []
    ended_on = pairing.ended_on or pairing.ends_on
    return [
        (Moment.END, ended_on),
        (Moment.THREE_MONTHS, add_months(ended_on, AFTER_THREE)),
        (Moment.SIX_MONTHS, add_months(ended_on, AFTER_SIX)),
    ]


def moment_at(pairing: Pairing, today: date) -> tuple[Evaluation.Moment, date] | None:
    """The moment that is on: the last that has begun. An earlier one is no longer asked, as nobody remembers it as it was."""
    if not pairing.is_active and today >= add_months(pairing.ended_on or pairing.ends_on, NO_MORE_AFTER):
        return None
    begun = [known for known in moments_of(pairing) if known[1] <= today]
    return begun[-1] if begun else None


def due(pairings: Iterable[Pairing], *, today: date) -> list[Due]:
    """What is due of pairings read by `asked`, the longest waiting first."""
    found = []
    for pairing in pairings:
        people = {person.pk: person for person in pairing.participants.all()}
        said = {(row.moment, row.voice, row.participant_id) for row in pairing.evaluations.all()}
        found += [
            Due(pairing, key.moment, key.voice, people[key.participant_id] if key.participant_id else None, key.on)
            for key in _lacking(pairing, people, said, today=today)
        ]
    return sorted(found, key=lambda row: row.on)


class DueKey(NamedTuple):
    """What is due, by ids: of thousands only a page is described."""

    on: date
    pairing_id: UUID
    moment: Evaluation.Moment
    voice: Evaluation.Voice
    participant_id: UUID | None


def due_keys(today: date) -> list[DueKey]:
    """The same of all pairings, in the same order, in three queries."""
    pairings = _asked(today).only("status", "starts_on", "ends_on", "ended_on")
    rows, people, said = pairings.order_by().values("pk"), defaultdict[UUID, list[UUID]](list), defaultdict[UUID, set[Said]](set)
    links = Pairing.participants.through._default_manager.filter(pairing__in=rows)
    for pairing_id, person in links.order_by("participant__folded_alias", "participant__code").values_list("pairing", "participant"):
        people[pairing_id].append(person)
    answers = Evaluation.objects.filter(pairing__in=rows).order_by()
    for pairing_id, moment, voice, person in answers.values_list("pairing", "moment", "voice", "participant"):
        said[pairing_id].add((moment, voice, person))
    found = [key for pairing in pairings for key in _lacking(pairing, people[pairing.pk], said[pairing.pk], today=today)]
    return sorted(found, key=lambda key: key.on)


def describe(keys: Iterable[DueKey]) -> list[Due]:
    """Those, with their pairings and persons, in that order."""
    keys = list(keys)
    pairings = Pairing.objects.select_related("programme", "volunteer__user").prefetch_related("participants")
    found = pairings.in_bulk({key.pairing_id for key in keys})
    people = {person.pk: person for pairing in found.values() for person in pairing.participants.all()}
    return [
        Due(found[key.pairing_id], key.moment, key.voice, people[key.participant_id] if key.participant_id else None, key.on)
        for key in keys
    ]


def _lacking(pairing: Pairing, people: Iterable[UUID], said: Container[Said], *, today: date) -> list[DueKey]:
    """What of the moment that is on nobody has answered yet, voice after voice."""
    known = moment_at(pairing, today)
    if known is None:
        return []
    moment, on = known
    voices: list[tuple[Evaluation.Voice, UUID | None]] = [(Voice.VOLUNTEER, None), (Voice.COORDINATOR, None)]
    voices += [(Voice.PARTICIPANT, person) for person in people]
    return [DueKey(on, pairing.pk, moment, voice, person) for voice, person in voices if (moment, voice, person) not in said]


def asked(today: date) -> list[Pairing]:
    """The pairings of which something may be due, in as many queries however many."""
    return list(_asked(today).select_related("programme", "volunteer__user").prefetch_related("participants", "evaluations"))


def _asked(today: date) -> QuerySet[Pairing]:
    since = add_months(today, -NO_MORE_AFTER)
    ended = Q(status=Pairing.Status.ENDED) & (Q(ended_on__gt=since) | Q(ended_on=None, ends_on__gt=since))
    return Pairing.objects.filter(Q(status=Pairing.Status.ACTIVE) | ended)


def answering_reasons(pairing: Pairing, moment: str, voice: str, participant: Participant | None, *, today: date) -> list[Reason]:
    """Why that voice cannot answer for that moment."""
    known = moment_at(pairing, today)
    if known is None or known[0] != moment:
        return [Reason("moment", "Ce n’est pas le moment de cette évaluation.")]
    if pairing.evaluations.filter(moment=moment, voice=voice, participant=participant).exists():
        return [Reason("given", "Cette évaluation est déjà faite\u00a0: merci.")]
    return []


def answer(
    pairing: Pairing,
    *,
    moment: str,
    voice: str,
    participant: Participant | None,
    answers: Mapping[str, int],
    now: datetime,
    by: User | None = None,
    result: Result | None = None,
) -> Evaluation:
    """Keeps the answers, one for each question: 1 to 4, or 0 for « je ne sais pas »; with the outcome that `by` heard of, both or none.

    Raises Refused, ValueError on other answers.
    """
    if set(answers) != KEYS or not set(answers.values()) <= ANSWERS:
        raise ValueError("An evaluation answers every question, from 0 to 4.")
    with transaction.atomic():
        pairing = lock_pairing(pairing)
        reasons = answering_reasons(pairing, moment, voice, participant, today=timezone.localdate(now))
        if reasons:
            raise Refused(reasons)
        if result is not None:
            outcomes.note(pairing, result, by=by, now=now)
        return Evaluation.objects.create(
            pairing=pairing, moment=moment, voice=voice, participant=participant, answers=dict(answers), answered_at=now
        )


def remind(now: datetime) -> None:
    """Asks each bénévole, once for each moment, for their evaluation."""
    for row in due(asked(timezone.localdate(now)), today=timezone.localdate(now)):
        user = row.pairing.volunteer.user
        if row.voice == Voice.VOLUNTEER and user.is_active:
            write_mail(
                "volunteers/evaluation_asked",
                to=user.email,
                subject="Deux minutes sur votre binôme",
                context={
                    "first_name": user.first_name,
                    "moment": row.moment.label.lower(),
                    "evaluation_url": settings.SITE_URL + reverse("space_evaluation", args=[row.pairing.pk, row.moment.value]),
                },
                key=f"volunteers/evaluation/{row.pairing.volunteer_id}/{row.pairing.pk}/{row.moment.value}",
            )
