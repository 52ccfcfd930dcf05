"""What every form that plans an activity knows: the aims there are, and how far ahead a date may lie."""

from datetime import timedelta
from typing import Final

from home.numbers import format_number

AIMS: Final = {
    "is_cultural": "Culturelle",
    "is_language_and_work": "Linguistique et socioprofessionnelle",
    "is_sport": "Sportive",
}
LATEST: Final = timedelta(days=2 * 366)
TOO_FAR: Final = "Cette date est trop lointaine\u00a0: une activité se prévoit dans les deux ans à venir."
LONGEST_OUTING: Final = timedelta(hours=24)
TOO_LONG: Final = "Une sortie dure moins de 24 heures\u00a0: vérifiez la date de fin."
ENDS_FIRST: Final = "La fin doit venir après le début."
MOST_PEOPLE: Final = 200
MOST_EUROS: Final = 10_000
EUROS_SENTENCE: Final = f"Écrivez un montant en euros, par exemple 12,50\u00a0; {format_number(MOST_EUROS)} au plus."
