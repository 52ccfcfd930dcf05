"""What the numbers of pairing count, one fact after another: which pairing or person, in which programme, since when."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import Enum, auto
from functools import lru_cache
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Exists, F, Min, OuterRef

from home.dates import add_months, local_date, short_day
from volunteers.languages import Language
from volunteers.models import Meeting, Pairing, PairingAlert, Participant, ParticipantLanguage, Programme, ProgrammeWish
from volunteers.models.reading import in_order
from volunteers.never_proposed import never_proposed as without_proposal
from volunteers.outcomes import followed
from volunteers.pairing_certificates import half_way

EndReason = Pairing.EndReason
COMPLETED: Final = (EndReason.TERM, EndReason.GOAL)
AGAIN_MONTHS: Final = 12
# That somebody waits, for what and since when.
WAITS: Final = ("wishes",)
# Why somebody is never proposed, when no rule leaves anybody out.
NOBODY_READY: Final = "ready"


# Of the same day, thousands of facts speak.
_day: Final = lru_cache(maxsize=4096)(short_day)


class Of(Enum):
    """Whom a fact is about, and whose page it leads to."""

    PAIRING = auto()
    PARTICIPANT = auto()
    VOLUNTEER = auto()


class Fact(NamedTuple):
    """One line behind a number. Of a share, those that are not `is_counted` are its others. `days` say how long, where it is measured.

    `fields` are those of a supported person's file that the line lets know.
    """

    of: Of
    key: UUID
    programme_id: int
    words: str
    days: int | None = None
    is_counted: bool = True
    fields: tuple[str, ...] = ()


def once(facts: Iterable[Fact]) -> list[Fact]:
    """Each person or pairing once: counted if one of its facts is, with the longest of its times."""
    kept: dict[UUID, Fact] = {}
    for fact in facts:
        known = kept.get(fact.key)
        if known is None or (fact.is_counted, fact.days or 0) > (known.is_counted, known.days or 0):
            kept[fact.key] = fact
    return list(kept.values())


def active() -> list[Fact]:
    rows = Pairing.objects.active().order_by("starts_on", "pk").values_list("pk", "programme_id", "starts_on")
    return [Fact(Of.PAIRING, pairing, programme, f"Commencé le {_day(starts_on)}") for pairing, programme, starts_on in rows]


def waits(today: date) -> list[Fact]:
    """Each programme for which somebody waits, as `Participant.objects.with_state()` has it; the longest first."""
    unmet = ProgrammeWish.objects.unmet().filter(participant__standing=Participant.Standing.HERE).order_by("since", "pk")
    return [
        Fact(Of.PARTICIPANT, person, programme, f"Depuis le {_day(since)}", (today - since).days, fields=WAITS)
        for person, programme, since in unmet.values_list("participant_id", "programme_id", "since")
    ]


def by_language(waiting: Sequence[Fact]) -> dict[str, list[Fact]]:
    """The same waits under each language that the person speaks."""
    spoken: dict[UUID, list[str]] = defaultdict(list)
    unmet = ProgrammeWish.objects.unmet().filter(participant=OuterRef("participant"))
    for person, code in ParticipantLanguage.objects.filter(Exists(unmet)).order_by().values_list("participant_id", "code"):
        spoken[person].append(code)
    found: dict[str, list[Fact]] = defaultdict(list)
    fields = in_order({"languages", *WAITS})
    for fact in waiting:
        for code in spoken[fact.key]:
            found[Language(code)].append(fact._replace(fields=fields))
    return found


def open_alerts(today: date) -> list[Fact]:
    """Their age in days of the calendar."""
    rows = PairingAlert.objects.open().oldest_first().annotate(programme=F("pairing__programme"))
    return [
        Fact(Of.PAIRING, pairing, programme, PairingAlert.Kind(kind).label, (today - local_date(opened_at)).days)
        for pairing, programme, kind, opened_at in rows.values_list("pairing_id", "programme", "kind", "opened_at")
    ]


def never_proposed(programmes: Iterable[Programme], waiting: Sequence[Fact], *, now: datetime) -> dict[str, list[Fact]]:
    """Who waits for a programme in which nobody will do, by the rule that leaves out most of its bénévoles."""
    asked = {fact.programme_id for fact in waiting}
    found: dict[str, list[Fact]] = defaultdict(list)
    for programme in programmes:
        for row in without_proposal(programme, now) if programme.pk in asked else []:
            said = ", ".join(f"{words}\u00a0: {number}" for words, number in row.words) or "aucun·e bénévole prêt·e"
            found[next(iter(row.blocked), NOBODY_READY)].append(
                Fact(Of.PARTICIPANT, row.participant.pk, programme.pk, said, fields=row.fields)
            )
    return found


def first_meetings(year: int) -> list[Fact]:
    """Of the pairings that met first in that year, with the days since the request. Who takes over from another is left out."""
    first = Pairing.objects.filter(meetings__state=Meeting.State.HELD).annotate(met_on=Min("meetings__day"))
    known = first.filter(met_on__year=year, follows=None, requested_on__lte=F("met_on")).order_by("met_on", "pk")
    return [
        Fact(Of.PAIRING, pairing, programme, f"Le {_day(met_on)}", (met_on - requested_on).days)
        for pairing, programme, met_on, requested_on in known.values_list("pk", "programme_id", "met_on", "requested_on")
    ]


def ended(year: int) -> list[Fact]:
    """The pairings that ended in that year; counted are those that came to their term or their goal, at half of their time or later."""
    return [
        Fact(Of.PAIRING, pairing.pk, pairing.programme_id, _end_words(pairing), is_counted=_is_completed(pairing))
        for pairing in Pairing.objects.ended_in(year).select_related("programme")
    ]


def _is_completed(pairing: Pairing) -> bool:
    return pairing.end_reason in COMPLETED and pairing.last_day >= half_way(pairing)


def starting_again(year: int, *, today: date) -> list[Fact]:
    """Each end of that year, twelve months ago at least, by bénévole; counted when they began another pairing in the twelve months."""
    starts: dict[UUID, list[tuple[date, UUID]]] = defaultdict(list)
    for volunteer, starts_on, pk in Pairing.objects.begun().order_by().values_list("volunteer_id", "starts_on", "pk"):
        starts[volunteer].append((starts_on, pk))
    facts = []
    for pairing in Pairing.objects.ended_in(year):
        until = add_months(pairing.last_day, AGAIN_MONTHS)
        if until > today:
            continue
        again = any(pairing.last_day <= on <= until and pk != pairing.pk for on, pk in starts[pairing.volunteer_id])
        facts.append(Fact(Of.VOLUNTEER, pairing.volunteer_id, pairing.programme_id, _end_words(pairing), is_counted=again))
    return facts


def outcomes_of(year: int, *, today: date) -> dict[int, list[Fact]]:
    """For 6 and for 12 months: the persons of the pairings that began in that year; counted are those who had come to something."""
    return {
        months: [
            Fact(
                Of.PARTICIPANT,
                person.participant_id,
                person.programme_id,
                f"Binôme commencé le {_day(person.starts_on)}",
                is_counted=person.is_reached,
            )
            for person in people
            if person.starts_on.year == year
        ]
        for months, people in followed(today).items()
    }


def meetings_of(year: int) -> dict[int, list[Fact]]:
    """Those held in that year, by month."""
    found: dict[int, list[Fact]] = defaultdict(list)
    rows = Meeting.objects.held().filter(day__year=year).order_by("day", "pk")
    for pairing, programme, day in rows.values_list("pairing_id", "pairing__programme_id", "day"):
        found[day.month].append(Fact(Of.PAIRING, pairing, programme, f"Le {_day(day)}"))
    return found


def _end_words(pairing: Pairing) -> str:
    reason = pairing.get_end_reason_display().lower() or "sans raison notée"
    return f"Terminé le {_day(pairing.last_day)}\u00a0: {reason}"
