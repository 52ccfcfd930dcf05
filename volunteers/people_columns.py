"""What of a bénévole leaves in an export: the columns, and nothing else. Not gender, age, motivation or the team's notes."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from volunteers.models import FreeSlot, Volunteer
from volunteers.models.volunteer import VolunteerQuerySet
from volunteers.sheets import Cell


def _slot(slot: FreeSlot) -> str:
    return f"{slot.get_weekday_display()} {slot.get_half_day_display().lower()}"


# Read after `with_columns()`, from people found by `people.find_people`.
COLUMNS: Final[Mapping[str, Callable[[Volunteer], Cell]]] = MappingProxyType(
    {
        "Prénom": lambda person: person.user.first_name,
        "Nom": lambda person: person.user.last_name,
        "E-mail": lambda person: person.user.email,
        "Téléphone": lambda person: person.phone,
        "Étape": lambda person: person.stage_label,
        "Missions": lambda person: ", ".join(str(mission) for mission in person.missions.all()),
        "Langues": lambda person: ", ".join(language.get_code_display() for language in person.languages.all()),
        "Lieu de vie": lambda person: person.get_area_display(),
        "Créneaux libres": lambda person: ", ".join(_slot(slot) for slot in person.free_slots.all()),
        "Inscription": lambda person: person.signed_up_at,
        "Au même point depuis": lambda person: person.moved_at,
        "Suivi·e par": lambda person: person.contact.get_full_name() if person.contact else "",
    }
)


def with_columns(people: VolunteerQuerySet) -> VolunteerQuerySet:
    """Brings what the columns read in as many queries for one person as for all."""
    return people.select_related("user", "contact").prefetch_related("missions", "languages", "free_slots")


def row_of(person: Volunteer) -> list[Cell]:
    return [read(person) for read in COLUMNS.values()]
