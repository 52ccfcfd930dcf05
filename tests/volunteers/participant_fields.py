"""What each role sees of a supported person, field by field (trust.md 3): one table, and somebody whose every field has its own word."""

from collections.abc import Mapping
from datetime import date
from enum import Enum, auto
from types import MappingProxyType
from typing import Final

from tests.volunteers.factories import MissionFactory, ParticipantFactory, ProgrammeFactory
from volunteers.models import Contact, Participant, Topic
from volunteers.profiles import AgeBand, AgeWish, FrenchLevel, Gender, HalfDay, Weekday


class Viewer(Enum):
    COORDINATOR = auto()
    SUPERUSER = auto()
    EXPORT = auto()
    """The file that a coordinator takes."""
    OWN_BEFORE = auto()
    """The bénévole to whom the pairing is offered."""
    OWN = auto()
    """The bénévole of a pairing under way."""
    OWN_AFTER = auto()
    """The bénévole of a pairing that is over."""
    OTHER = auto()
    """Another bénévole."""
    TREASURER = auto()
    COMMUNICATION = auto()
    ANONYMOUS = auto()


TEAM: Final = frozenset({Viewer.COORDINATOR, Viewer.SUPERUSER})
LISTED: Final = TEAM | {Viewer.EXPORT}
OFFERED: Final = TEAM | {Viewer.OWN_BEFORE, Viewer.OWN}
SHARED: Final = TEAM | {Viewer.OWN}

# Whoever is not named sees nothing of it.
SEEN_BY: Final[Mapping[str, frozenset[Viewer]]] = MappingProxyType(
    {
        "alias": OFFERED | {Viewer.EXPORT, Viewer.OWN_AFTER},
        "code": LISTED,
        "state": LISTED,
        "languages": OFFERED | {Viewer.EXPORT, Viewer.OWN_AFTER},
        "level": TEAM | {Viewer.OWN_BEFORE},
        "french_level": LISTED,
        "age_band": TEAM,
        "gender": TEAM,
        "area": OFFERED | {Viewer.EXPORT},
        "topics": LISTED,
        "project": OFFERED,
        "arrangement": SHARED,
        "free_slots": OFFERED | {Viewer.EXPORT},
        "wished_gender": TEAM,
        "wished_age": TEAM,
        "wishes": LISTED,
        "last_contact_on": TEAM,
        # Sealed: after a button for the team; the first two are shared, the third is not.
        "first_name": SHARED,
        "phone": SHARED,
        "email": TEAM,
    }
)


def make_participant() -> tuple[Participant, dict[str, str]]:
    """Somebody of whom everything is known, and the words by which each field is told on a page."""
    wanted = ProgrammeFactory(slug="quetzal", title="Programme du quetzal", mission=MissionFactory(slug="quetzal"))
    contact = Contact(first_name="Prénomfictif", phone="06 39 98 00 14", email="fictif@demo.test")
    participant: Participant = ParticipantFactory(
        alias="Aliasquetzal",
        languages=["ln"],
        french_level=FrenchLevel.A2_2,
        age_band=AgeBand.SENIOR,
        gender=Gender.OTHER,
        area="78",
        project="Projetquetzal",
        arrangement="Organisationquetzal",
        wished_gender=Gender.WOMAN,
        wished_age=AgeWish.DIFFERENT,
        last_contact_on=date(2100, 3, 2),
        shares_first_name=True,
        shares_phone=True,
        contact=contact,
        wishes=[(wanted, date(2026, 1, 5))],
        slots=[(Weekday.SUNDAY, HalfDay.MORNING)],
    )
    participant.languages.update(level="native")
    participant.topics.add(Topic.objects.create(slug="quetzal", kind=Topic.Kind.SECTOR, label="Secteurquetzal"))
    words = {
        "alias": "Aliasquetzal",
        "code": participant.code,
        "state": "En attente",
        "languages": "Lingala",
        "level": "(langue maternelle)",
        "french_level": "A2.2",
        "age_band": "61 ans ou plus",
        "gender": "Autrement",
        "area": "Yvelines",
        "topics": "Secteurquetzal",
        "project": "Projetquetzal",
        "arrangement": "Organisationquetzal",
        "free_slots": "Dimanche matin",
        "wished_gender": "Une femme",
        "wished_age": "D’un autre âge",
        "wishes": "Programme du quetzal",
        "last_contact_on": "2 mars 2100",
        "first_name": contact.first_name,
        "phone": contact.phone,
        "email": contact.email,
    }
    return participant, words
