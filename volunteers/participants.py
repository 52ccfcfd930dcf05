"""The files of supported persons: the least that can be kept, and nothing by which a stranger could find somebody."""

import unicodedata
from collections.abc import Collection
from typing import Final

from django.db import transaction

from volunteers.exceptions import Reason, Refused
from volunteers.models import Participant, ParticipantLanguage
from volunteers.models.volunteer import folded

DIGITS_OF_A_NUMBER: Final = 4
MARKS_IN_AN_ALIAS: Final = " -'’"


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


def opening_reasons(alias: str) -> list[Reason]:
    """Why no file can be opened under the alias: what it says, or that somebody has it already, accents and capitals left aside."""
    reasons = alias_reasons(alias)
    if Participant.objects.filter(folded_alias=folded(alias)).exists():
        reasons.append(Reason("taken", "Une autre personne porte déjà cet alias : choisissez-en un autre."))
    return reasons


def open_file(*, alias: str, languages: Collection[str]) -> Participant:
    """Makes the file of a supported person, with its random code. Raises Refused when the alias says too much or is taken."""
    reasons = opening_reasons(alias)
    if reasons:
        raise Refused(reasons)
    with transaction.atomic():
        participant = Participant.objects.create(alias=alias)
        ParticipantLanguage.objects.bulk_create(ParticipantLanguage(participant=participant, code=code) for code in languages)
    return participant
