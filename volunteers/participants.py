"""The files of supported persons: the least that can be kept, and nothing by which a stranger could find somebody."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid4, uuid5

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from volunteers.exceptions import AlreadyDone, Reason, Refused, once
from volunteers.models import FileReading, Participant, ParticipantLanguage, ParticipantSlot, ProgrammeWish
from volunteers.models.volunteer import folded
from volunteers.participant_readings import write_reading

DIGITS_OF_A_NUMBER: Final = 4
MARKS_IN_AN_ALIAS: Final = " -'’"
PLAIN: Final = (
    "alias",
    "standing",
    *("french_level", "age_band", "gender", "area"),
    *("project", "arrangement", "wished_gender", "wished_age"),
)


@dataclass(frozen=True)
class FileContent:
    """All that a file says, contact aside: levels by language, (weekday, half-day), keys of topics on offer, first day by programme key."""

    alias: str
    languages: Mapping[str, str]
    french_level: str = ""
    age_band: str = ""
    gender: str = ""
    area: str = ""
    topics: frozenset[int] = frozenset()
    project: str = ""
    arrangement: str = ""
    free_slots: frozenset[tuple[int, str]] = frozenset()
    wished_gender: str = ""
    wished_age: str = ""
    wishes: Mapping[int, date] = field(default_factory=dict)
    standing: str = Participant.Standing.HERE


def alias_reasons(alias: str) -> list[Reason]:
    """Why a text will not do as an alias (trust.md 17). All reasons at once."""
    reasons = []
    if "@" in alias:
        reasons.append(Reason("e_mail", "Un alias ne contient pas d’adresse e-mail."))
    if sum(letter.isdigit() for letter in alias) >= DIGITS_OF_A_NUMBER:
        reasons.append(Reason("number", "Un alias ne contient ni numéro de téléphone, ni numéro de dossier."))
    if not reasons and not _is_of_letters(alias):
        reasons.append(Reason("signs", "Un alias s’écrit en lettres ; il peut contenir un trait d’union ou une apostrophe."))
    if len(alias.split()) > 1:
        reasons.append(Reason("full_name", "Un alias tient en un mot : un prénom d’emprunt, sans nom de famille."))
    return reasons


def _is_of_letters(alias: str) -> bool:
    """Letters of any script, with the vowel signs and accents they carry, spaces, hyphens, apostrophes."""
    kinds = [unicodedata.category(sign)[0] for sign in alias if sign not in MARKS_IN_AN_ALIAS]
    return "L" in kinds and set(kinds) <= {"L", "M"}


def opening_reasons(alias: str, *, participant: Participant | None = None) -> list[Reason]:
    """Why no file (or not that of `participant`) can bear the alias: what it says, or that somebody has it, accents and capitals aside."""
    reasons = alias_reasons(alias)
    others = Participant.objects.exclude(pk=participant.pk) if participant else Participant.objects.all()
    if others.filter(folded_alias=folded(alias)).exists():
        reasons.append(Reason("taken", "Une autre personne porte déjà cet alias\u00a0: choisissez-en un autre."))
    return reasons


@once
def open_file(content: FileContent, *, by: User, now: datetime, key: UUID | None = None) -> Participant:
    """Makes the file of a supported person, with its random code; the page made with `key`, sent again for the same alias, makes no other.

    Raises Refused when the alias says too much or is taken.
    """
    if before := opened_before(content.alias, key=key):
        raise AlreadyDone(before)
    if reasons := opening_reasons(content.alias):
        raise Refused(reasons)
    try:
        with transaction.atomic():
            participant = Participant(pk=_key_of(content.alias, key), last_contact_on=timezone.localdate(now))
            _write(participant, content)
            said = [each.name for each in fields(content) if getattr(content, each.name)]
            write_reading(FileReading.Kind.EDITED, said, participant=participant, by=by, now=now)
    except IntegrityError:
        if before := opened_before(content.alias, key=key):
            raise AlreadyDone(before) from None
        raise
    return participant


def opened_before(alias: str, *, key: UUID | None) -> Participant | None:
    """The file that the page made with `key` has opened under the alias."""
    return Participant.objects.filter(pk=_key_of(alias, key)).first() if key else None


def _key_of(alias: str, key: UUID | None) -> UUID:
    """A page gone back to and sent for somebody else opens another file."""
    return uuid5(key, folded(alias)) if key else uuid4()


def content_of(participant: Participant) -> FileContent:
    """What the file says now."""
    return FileContent(
        **{name: getattr(participant, name) for name in PLAIN},
        languages=dict(participant.languages.values_list("code", "level")),
        topics=frozenset(participant.topics.filter(is_offered=True).values_list("pk", flat=True)),
        free_slots=frozenset(participant.free_slots.values_list("weekday", "half_day")),
        wishes=dict(participant.wishes.values_list("programme", "since")),
    )


def save_file(participant: Participant, content: FileContent, *, by: User, now: datetime) -> list[str]:
    """Writes what changed, and down who changed which fields; returns their names. Raises Refused."""
    with transaction.atomic():
        participant = lock_file(participant)
        if reasons := opening_reasons(content.alias, participant=participant):
            raise Refused(reasons)
        if reasons := standing_reasons(participant, content.standing):
            raise Refused(reasons)
        before = content_of(participant)
        changed = [each.name for each in fields(content) if getattr(content, each.name) != getattr(before, each.name)]
        if changed:
            _write(participant, content)
            touch(participant, on=timezone.localdate(now))
            write_reading(FileReading.Kind.EDITED, changed, participant=participant, by=by, now=now)
    return changed


def standing_reasons(participant: Participant, standing: str) -> list[Reason]:
    """Why the person cannot be noted as no longer followed: a pairing would go on as if nothing had been said."""
    over = {Participant.Standing.FORMER, Participant.Standing.STOPPED}
    if standing == participant.standing or standing not in over or not participant.pairings.standing().exists():
        return []
    return [Reason("standing", "Un binôme est en cours ou proposé\u00a0: terminez-le ou retirez-le d’abord, sur sa page.")]


def former_reasons(participant: Participant) -> list[Reason]:
    """Why the person cannot be noted as former. All reasons at once."""
    reasons = []
    if participant.standing == Participant.Standing.FORMER:
        reasons.append(Reason("already", "C’est déjà noté."))
    if participant.pairings.standing().exists():
        reasons.append(Reason("paired", "Cette personne a un autre binôme, en cours ou proposé."))
    if participant.wishes.unmet().exists():
        reasons.append(Reason("waits", "Cette personne attend encore un programme."))
    return reasons


def make_former(participant: Participant, *, by: User, now: datetime) -> None:
    """Nobody is looked for any more; evaluations are still asked. Raises Refused."""
    with transaction.atomic():
        participant = lock_file(participant)
        if reasons := former_reasons(participant):
            raise Refused(reasons)
        participant.standing = Participant.Standing.FORMER
        participant.save(update_fields=["standing"])
        touch(participant, on=timezone.localdate(now))
        write_reading(FileReading.Kind.EDITED, ["standing"], participant=participant, by=by, now=now)


def lock_file(participant: Participant) -> Participant:
    """The file, held for this transaction. Raises Refused when it was erased meanwhile."""
    found = Participant.objects.select_for_update().filter(pk=participant.pk).first()
    if found is None:
        raise Refused([Reason("gone", "Ce dossier est effacé.")])
    return found


def touch(participant: Participant, *, on: date) -> None:
    """Notes that somebody was in touch with the person that day; an earlier day than the one known changes nothing."""
    earlier = Q(last_contact_on=None) | Q(last_contact_on__lt=on)
    Participant.objects.filter(earlier, pk=participant.pk).update(last_contact_on=on)


def _write(participant: Participant, content: FileContent) -> None:
    for name in PLAIN:
        setattr(participant, name, getattr(content, name))
    participant.save()
    # What a list offers no more was not asked, and stays.
    participant.topics.set([*content.topics, *participant.topics.filter(is_offered=False).values_list("pk", flat=True)])
    participant.languages.all().delete()
    ParticipantLanguage.objects.bulk_create(
        ParticipantLanguage(participant=participant, code=code, level=level) for code, level in content.languages.items()
    )
    participant.free_slots.all().delete()
    ParticipantSlot.objects.bulk_create(
        ParticipantSlot(participant=participant, weekday=weekday, half_day=half_day) for weekday, half_day in sorted(content.free_slots)
    )
    participant.wishes.exclude(programme__in=content.wishes).delete()
    ProgrammeWish.objects.bulk_create(
        [ProgrammeWish(participant=participant, programme_id=programme, since=since) for programme, since in content.wishes.items()],
        update_conflicts=True,
        unique_fields=["participant", "programme"],
        update_fields=["since"],
    )
