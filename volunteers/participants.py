"""The files of supported persons: the least that can be kept, and nothing by which a stranger could find somebody."""

from collections.abc import Collection
from typing import Final

from django.db import transaction

from volunteers.exceptions import Reason, Refused
from volunteers.models import Participant, ParticipantLanguage

DIGITS_OF_A_NUMBER: Final = 4


def alias_reasons(alias: str) -> list[Reason]:
    """Why a text will not do as an alias (trust.md 17). All reasons at once."""
    reasons = []
    if "@" in alias:
        reasons.append(Reason("e_mail", "Un alias ne contient pas d’adresse e-mail."))
    if sum(letter.isdigit() for letter in alias) >= DIGITS_OF_A_NUMBER:
        reasons.append(Reason("number", "Un alias ne contient ni numéro de téléphone, ni numéro de dossier."))
    if len(alias.split()) > 1:
        reasons.append(Reason("full_name", "Un alias tient en un mot : un prénom d’emprunt, sans nom de famille."))
    return reasons


def open_file(*, alias: str, languages: Collection[str]) -> Participant:
    """Makes the file of a supported person, with its random code. Raises Refused when the alias says too much."""
    reasons = alias_reasons(alias)
    if reasons:
        raise Refused(reasons)
    with transaction.atomic():
        participant = Participant.objects.create(alias=alias)
        ParticipantLanguage.objects.bulk_create(ParticipantLanguage(participant=participant, code=code) for code in languages)
    return participant
