"""What the files of supported persons must not hold: anything by which a stranger could find them (trust.md 17)."""

from typing import Final

from volunteers.exceptions import Reason

DIGITS_OF_A_NUMBER: Final = 4
WORDS_OF_AN_ALIAS: Final = 1


def alias_reasons(alias: str) -> list[Reason]:
    """Why a text will not do as an alias. All reasons at once."""
    reasons = []
    if "@" in alias:
        reasons.append(Reason("e_mail", "Un alias ne contient pas d’adresse e-mail."))
    if sum(letter.isdigit() for letter in alias) >= DIGITS_OF_A_NUMBER:
        reasons.append(Reason("number", "Un alias ne contient ni numéro de téléphone, ni numéro de dossier."))
    if len(alias.split()) > WORDS_OF_AN_ALIAS:
        reasons.append(Reason("full_name", "Un alias tient en un mot : un prénom d’emprunt, sans nom de famille."))
    return reasons
