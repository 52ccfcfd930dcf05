"""Where two people may meet for the first time: public places, by area; never somebody's home."""

from collections.abc import Collection
from typing import Final

from volunteers.models import Pairing
from volunteers.profiles import AREAS

# A garden or a park that is free and open to all, for each area where everybody knows one.
GARDENS: Final = {
    "75001": "le jardin des Tuileries",
    "75002": "le square Louvois",
    "75003": "le square du Temple – Elie-Wiesel",
    "75004": "la place des Vosges",
    "75005": "le jardin des Plantes",
    "75006": "le jardin du Luxembourg",
    "75007": "le Champ-de-Mars",
    "75008": "le parc Monceau",
    "75009": "le square d’Anvers",
    "75010": "le jardin Villemin",
    "75011": "le square de la Roquette",
    "75012": "le parc de Bercy",
    "75013": "le parc de Choisy",
    "75014": "le parc Montsouris",
    "75015": "le parc André-Citroën",
    "75016": "le jardin du Ranelagh",
    "75017": "le parc Martin-Luther-King",
    "75018": "le square Louise-Michel",
    "75019": "le parc des Buttes-Chaumont",
    "75020": "le parc de Belleville",
    "92": "le parc de Sceaux",
    "93": "le parc Georges-Valbon, à La Courneuve",
    "94": "le parc du Tremblay, à Champigny-sur-Marne",
}


def gardens_near(pairing: Pairing) -> list[tuple[str, str]]:
    """(area, garden) near each of the two, where an area is said and has one; the participants' first."""
    areas: Collection[str] = dict.fromkeys([*(person.area for person in pairing.participants.all()), pairing.volunteer.area])
    names = dict(AREAS)
    return [(names[area], GARDENS[area]) for area in areas if area in GARDENS]
