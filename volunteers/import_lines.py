"""A line of an imported list: which columns are known, and what their words mean. Nothing is read from or written to the database."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from volunteers.languages import Language
from volunteers.models import Mission
from volunteers.models.volunteer import folded
from volunteers.profiles import AREAS, Level
from volunteers.shared_fields import NO_ADDRESS, NO_TAG, PHONE


class Column(NamedTuple):
    label: str
    names: frozenset[str]
    """The titles by which it is known, as `plain_word` writes them."""
    is_required: bool = False


COLUMNS: Final[Mapping[str, Column]] = {
    "first_name": Column("Prénom", frozenset({"prenom", "prenoms"}), is_required=True),
    "last_name": Column("Nom", frozenset({"nom", "nomdefamille"}), is_required=True),
    "email": Column("E-mail", frozenset({"email", "mail", "courriel", "adresseemail", "adressemail", "adresse"}), is_required=True),
    "phone": Column("Téléphone", frozenset({"telephone", "tel", "portable", "mobile", "numerodetelephone"})),
    "missions": Column("Missions", frozenset({"missions", "mission", "missionssouhaitees"})),
    "languages": Column("Langues", frozenset({"langues", "langue", "languesparlees"})),
    "area": Column("Lieu", frozenset({"lieu", "lieudevie", "arrondissement", "codepostal", "arrondissementoulieu"})),
    "signed_up_on": Column("Inscription", frozenset({"inscription", "inscritle", "inscritele", "dateinscription", "datedinscription"})),
    "trained_on": Column("Formation suivie le", frozenset({"formationsuiviele", "formation", "dateformation", "datedeformation"})),
}

FIRST_DAY: Final = date(1980, 1, 1)
FULL_YEAR: Final = 4
LONGEST_NAME: Final = 80
LONGEST_EMAIL: Final = 254
WITHOUT_ZERO: Final = re.compile(r"[1-9][0-9]{8}")
PARTS: Final = re.compile(r"[,;\n]")
NOT_IN_WORDS: Final = re.compile(r"[\W_]+")
LEVELLED: Final = re.compile(r"(?P<language>[^:(]+)(?:[:(](?P<level>[^)]*)\)?)?")
FRENCH_DAY: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")
ISO_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T][\d:.]+)?")
PARIS: Final = re.compile(r"(?:paris)?(\d{1,2})(?:er|e|eme)?(?:arrondissement|arr)?(?:deparis|paris)?")
POSTAL: Final = re.compile(r"(?<!\d)(\d{5})(?!\d)")

DATE_SENTENCE: Final = "Écrivez une date passée qui existe, par exemple 31/12/2023."
EMAIL_SENTENCE: Final = "Cette adresse e-mail n’est pas complète. Exemple : prenom@exemple.fr."


@dataclass(frozen=True)
class Person:
    """What a line says of somebody, once read. Days are None where nothing is said."""

    email: str
    first_name: str
    last_name: str
    phone: str
    missions: tuple[int, ...]
    languages: Mapping[str, str]
    """Levels by code."""
    area: str
    signed_up_on: date | None
    trained_on: date | None


@dataclass
class Reading:
    """`person` is None as soon as there is an error; errors are sentences by column."""

    person: Person | None = None
    errors: dict[str, list[str]] = field(default_factory=dict)


def plain_word(text: str) -> str:
    """Letters and digits alone, without accents or capitals: « E-Mail » and « e mail » are one."""
    return NOT_IN_WORDS.sub("", folded(text))


LANGUAGE_WORDS: Final[Mapping[str, str]] = {
    **{plain_word(language.label): language.value for language in Language},
    "farsi": Language.PERSIAN.value,
    "pachtou": Language.PASHTO.value,
    "pachtoune": Language.PASHTO.value,
    "creole": Language.HAITIAN.value,
    "pulaar": Language.FULA.value,
    "urdu": Language.URDU.value,
}
LEVEL_WORDS: Final[Mapping[str, str]] = {
    **{plain_word(level.label): level.value for level in Level},
    **dict.fromkeys(("notions", "debutant", "debutante"), Level.SOME.value),
    **dict.fromkeys(("conversation", "moyen", "intermediaire", "bon"), Level.TALK.value),
    **dict.fromkeys(("courant", "couramment", "bilingue"), Level.FLUENT.value),
    **dict.fromkeys(("maternelle", "natif", "native"), Level.NATIVE.value),
}
AREA_WORDS: Final[Mapping[str, str]] = {
    **{plain_word(label): code for code, label in AREAS},
    **{code: code for code, _ in AREAS},
    # The second postal code of the 16th.
    "75116": "75016",
}


class Titles:
    """The missions by their titles, in which commas may stand."""

    def __init__(self, missions: Iterable[Mission]) -> None:
        self.ids: dict[str, int] = {}
        self.most_parts = 1
        for mission in missions:
            self.ids.setdefault(plain_word(mission.title), mission.pk)
            self.most_parts = max(self.most_parts, len(PARTS.split(mission.title)))

    def read(self, cell: str) -> tuple[int, ...]:
        """The missions named. Raises ValidationError with a sentence for each title that none has."""
        parts = [part.strip() for part in PARTS.split(cell) if part.strip()]
        found: dict[int, None] = {}
        unknown = []
        while parts:
            for length in range(min(self.most_parts, len(parts)), 0, -1):
                mission = self.ids.get(plain_word("".join(parts[:length])))
                if mission is not None:
                    found[mission] = None
                    parts = parts[length:]
                    break
            else:
                unknown.append(f"Aucune mission n’a pour titre « {parts.pop(0)} ».")
        if unknown:
            raise ValidationError(unknown)
        return tuple(found)


def read_line(cells: Mapping[str, str], titles: Titles, *, today: date) -> Reading:
    """What the cells, by column, say; every error at once, beside its column."""
    readers: dict[str, Callable[[str], Any]] = {
        "first_name": read_name,
        "last_name": read_name,
        "email": read_email,
        "phone": read_phone,
        "missions": titles.read,
        "languages": read_languages,
        "area": read_area,
        "signed_up_on": partial(read_day, today=today),
        "trained_on": partial(read_day, today=today),
    }
    reading, said = Reading(), {}
    for name, reader in readers.items():
        try:
            said[name] = reader(cells.get(name, ""))
        except ValidationError as error:
            reading.errors[name] = list(error.messages)
    if not reading.errors:
        reading.person = Person(**said)
    return reading


def read_name(text: str) -> str:
    if not text:
        raise ValidationError("Cette case est vide.")
    if len(text) > LONGEST_NAME:
        raise ValidationError(f"Ce nom est trop long : {LONGEST_NAME} signes au plus.")
    NO_ADDRESS(text)
    NO_TAG(text)
    return text


def read_email(text: str) -> str:
    """In lower case, as accounts have it."""
    if not text:
        raise ValidationError("Cette case est vide.")
    if len(text) > LONGEST_EMAIL:
        raise ValidationError(EMAIL_SENTENCE)
    try:
        validate_email(text)
    except ValidationError:
        raise ValidationError(EMAIL_SENTENCE) from None
    return text.lower()


def read_phone(text: str) -> str:
    # A spreadsheet takes a French number for an amount, and drops its zero.
    number = f"0{text}" if WITHOUT_ZERO.fullmatch(text) else text
    if number:
        PHONE(number)
    return number


def read_languages(cell: str) -> dict[str, str]:
    """Levels by code, from « anglais : courant, arabe »; one that is not said is the usual one."""
    spoken: dict[str, str] = {}
    errors = []
    for part in filter(None, (part.strip() for part in PARTS.split(cell))):
        found = LEVELLED.fullmatch(part)
        code = LANGUAGE_WORDS.get(plain_word(found["language"])) if found else None
        level_words = (found["level"] or "").strip() if found else ""
        level = LEVEL_WORDS.get(plain_word(level_words)) if level_words else Level.TALK.value
        if code is None:
            errors.append(f"« {part} » n’est pas dans la liste des langues : corrigez ou retirez ce mot.")
        elif level is None:
            errors.append(f"« {level_words} » n’est pas un niveau : écrivez notions, conversation, courant ou maternelle.")
        else:
            spoken.setdefault(code, level)
    if errors:
        raise ValidationError(errors)
    return spoken


def read_area(text: str) -> str:
    """The code of a district or a department, from « 14e », « Paris 14 », a postal code or a name."""
    word = plain_word(text)
    if not word or word in AREA_WORDS:
        return AREA_WORDS.get(word, "")
    district = PARIS.fullmatch(word)
    if district and f"750{district[1]:0>2}" in AREA_WORDS:
        return f"750{district[1]:0>2}"
    postal = POSTAL.search(text)
    if postal:
        code = postal[1]
        return AREA_WORDS.get(code) or AREA_WORDS.get(code[:2], AREA_WORDS["plusloin"])
    raise ValidationError("Ce lieu n’est pas reconnu : écrivez par exemple Paris 14, 93, 92120 ou plus loin.")


def read_day(text: str, *, today: date) -> date | None:
    """A day first, or ISO; none to come, none before there was an association."""
    if not text:
        return None
    read = day_in(text)
    if read is None or not FIRST_DAY <= read <= today:
        raise ValidationError(DATE_SENTENCE)
    return read


def day_in(text: str) -> date | None:
    """The one that « 31/12/2023 » or « 2023-12-31 » says; None when they say none."""
    try:
        if french := FRENCH_DAY.fullmatch(text):
            day, month, year = french.groups()
            return date(int(year if len(year) == FULL_YEAR else f"20{year}"), int(month), int(day))
        if iso := ISO_DAY.fullmatch(text):
            return date(*map(int, iso.groups()))
    except ValueError:
        # The 31st of February.
        return None
    return None
