"""A line of an imported calendar: which columns are known, and what their words mean. Nothing is read from or written to the database."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.utils import timezone

from events.models import Activity
from events.planning import AIMS, ENDS_FIRST, EUROS_SENTENCE, LATEST, LONGEST_OUTING, MOST_EUROS, MOST_PEOPLE, TOO_FAR, TOO_LONG
from home.amounts import read_euros
from home.identifying_details import ALL_BUT_ADDRESS, EVERY_KIND, find_details
from home.places import Venue
from volunteers.import_lines import FIRST_DAY, Column, day_in, plain_word
from volunteers.shared_fields import CLOCK_CHANGE

COLUMNS: Final[Mapping[str, Column]] = {
    "title": Column("Titre", frozenset({"titre", "activite", "sortie", "intitule"}), is_required=True),
    "day": Column("Date", frozenset({"date", "jour", "le", "datedelasortie"}), is_required=True),
    "starts": Column("Début", frozenset({"debut", "heure", "heurededebut", "heuredebut", "horaire"}), is_required=True),
    "ends": Column("Fin", frozenset({"fin", "heuredefin", "heurefin"})),
    "duration": Column("Durée", frozenset({"duree"})),
    "venue": Column("Lieu", frozenset({"lieu", "endroit"})),
    "description": Column("Description", frozenset({"description", "texte"})),
    "aims": Column("Visées", frozenset({"visees", "visee"})),
    "expected": Column(
        "Participant·es attendu·es",
        frozenset({"participantesattendues", "participantsattendus", "attendus", "attendues", "personnesattendues"}),
    ),
    "came": Column("Participant·es venu·es", frozenset({"participantesvenues", "participantsvenus", "venus", "venues", "personnesvenues"})),
    "leaders": Column(
        "Animateur·rices",
        frozenset({"animateurrices", "animateurs", "animatrices", "animateursrices", "animateursanimatrices", "animation"}),
    ),
    "state": Column("État", frozenset({"etat", "statut"})),
    "cost": Column("Coût", frozenset({"cout", "couteneuros", "prix"})),
    "to_bring": Column("À apporter", frozenset({"aapporter", "apporter"})),
    "kind": Column("Nature", frozenset({"nature", "type", "genre"})),
}

USUAL_EXPECTED: Final = 8
PARTS: Final = re.compile(r"[,;/+&\n]|\bet\b", re.IGNORECASE)
CLOCK: Final = re.compile(r"(\d{1,2})\s*(?:(?:h|heures?|:)\s*(\d{2})?)?(?::\d{2})?", re.IGNORECASE | re.ASCII)
MINUTES: Final = re.compile(r"(\d{1,4})\s*(?:min|mn|minutes?)\.?", re.IGNORECASE | re.ASCII)
NUMBER: Final = re.compile(r"\d{1,4}", re.ASCII)

EMPTY_CELL: Final = "Cette case est vide."
DAY_SENTENCE: Final = "Écrivez une date qui existe, par exemple 31/12/2023."
CLOCK_SENTENCE: Final = "Écrivez une heure, par exemple 18 h 30."
DURATION_SENTENCE: Final = "Écrivez une durée, par exemple 2 h 30 ou 90 min."
NO_END: Final = "Dites à quelle heure la sortie finit, ou combien de temps elle dure."
NUMBER_SENTENCE: Final = f"Écrivez un nombre entier, de 0 à {MOST_PEOPLE}."
STATE_SENTENCE: Final = "Écrivez « tenue » ou « prévue », ou rien."
KIND_SENTENCE: Final = "Écrivez sortie, webinaire, forum, soirée festive ou réunion d’information, ou rien."
CANCELLED_SENTENCE: Final = "Une sortie annulée ne s’importe pas : retirez cette ligne."
WAS_IT_HELD: Final = "Cette date est passée : dites combien de personnes sont venues, ou écrivez « tenue »."
PAST_SENTENCE: Final = "Cette date est passée : la sortie n’est plus prévue."
NOT_YET: Final = "Cette sortie n’a pas encore eu lieu."
UNDER_WAY: Final = "Cette sortie a lieu en ce moment : importez-la quand elle sera finie."

AIM_WORDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("culturelle", "culturel", "culture"), "is_cultural"),
    **dict.fromkeys(
        ("linguistique", "langue", "langues", "francais", "socioprofessionnelle", "socioprofessionnel"), "is_language_and_work"
    ),
    **dict.fromkeys(("sportive", "sportif", "sport"), "is_sport"),
}
HELD_WORDS: Final = frozenset({"tenue", "tenu", "faite", "fait", "realisee", "realise", "passee", "terminee"})
PLANNED_WORDS: Final = frozenset({"prevue", "prevu", "avenir", "apublier", "planifiee"})
KIND_WORDS: Final[Mapping[str, Activity.Kind]] = {
    **dict.fromkeys(("", "sortie", "sortiepourlesparticipantes", "sortiepourlesparticipants", "atelier"), Activity.Kind.OUTING),
    **dict.fromkeys(("webinaire", "webinar", "visioconference"), Activity.Kind.WEBINAR),
    "forum": Activity.Kind.FORUM,
    **dict.fromkeys(("soireefestive", "soiree", "fete"), Activity.Kind.FESTIVE_EVENING),
    **dict.fromkeys(("reuniondinformation", "reunioninformation", "reunion"), Activity.Kind.INFORMATION_MEETING),
}
CANCELLED_WORDS: Final = frozenset({"annulee", "annule"})


@dataclass(frozen=True)
class Outing:
    """What a line says of an outing, once read."""

    title: str
    description: str
    aims: frozenset[str]
    """Names of `planning.AIMS`."""
    starts_at: datetime
    ends_at: datetime
    venue: Venue | None
    place_words: str
    """Those of a place that the site does not know."""
    expected: int
    came: int | None
    is_held: bool
    cost_cents: int
    to_bring: str
    kind: Activity.Kind


@dataclass
class Reading:
    """`outing` is None as soon as there is an error; errors are sentences by column, remarks need no answer."""

    outing: Outing | None = None
    errors: dict[str, list[str]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def read_line(cells: Mapping[str, str], venues: Mapping[str, Venue], *, now: datetime) -> Reading:
    """What the cells, by column, say; every error at once, beside its column. Venues are by their plain name."""
    readers: dict[str, Callable[[str], Any]] = {
        "title": lambda text: read_text(text, most=120, is_required=True),
        "day": lambda text: read_day(text, now=now),
        "starts": read_clock,
        "ends": lambda text: read_clock(text) if text else None,
        "duration": read_duration,
        "venue": lambda text: read_text(text, most=240),
        "description": lambda text: read_text(text, most=2000),
        "aims": read_aims,
        "expected": read_number,
        "came": read_number,
        "state": read_state,
        "cost": read_cost,
        "to_bring": lambda text: read_text(text, most=240),
        "kind": read_kind,
    }
    reading, said = Reading(), {}
    for name, reader in readers.items():
        try:
            said[name] = reader(cells.get(name, ""))
        except ValidationError as error:
            reading.errors[name] = list(error.messages)
    if not {"ends", "duration"} & reading.errors.keys() and said["ends"] is None and said["duration"] is None:
        reading.errors["ends"] = [NO_END]
    if reading.errors:
        return reading
    try:
        starts_at, ends_at = read_span(said["day"], said["starts"], said["ends"], said["duration"])
        is_held = read_whether_held(said["state"], said["came"], starts_at, ends_at, now=now)
    except ValidationError as error:
        reading.errors = {column: list(messages) for column, messages in error.message_dict.items()}
        return reading
    venue = venues.get(plain_word(said["venue"]))
    place_words = said["venue"] if venue is None else ""
    reading.outing = Outing(
        title=said["title"],
        description=said["description"],
        aims=said["aims"] or frozenset({"is_cultural"}),
        starts_at=starts_at,
        ends_at=ends_at,
        venue=venue,
        place_words=place_words,
        expected=_expected(said["expected"], said["came"]),
        came=said["came"],
        is_held=is_held,
        cost_cents=said["cost"],
        to_bring=said["to_bring"],
        kind=said["kind"],
    )
    reading.remarks = list(_remarks(reading.outing, has_aims=bool(said["aims"])))
    return reading


def _expected(expected: int | None, came: int | None) -> int:
    if expected is not None:
        return expected
    return USUAL_EXPECTED if came is None else came


def _remarks(outing: Outing, *, has_aims: bool) -> list[str]:
    remarks = []
    if outing.place_words:
        remarks.append("Lieu à préciser : inconnu du site, il devient le point de rendez-vous, montré la veille à qui anime.")
    elif outing.venue is None and outing.kind != Activity.Kind.WEBINAR:
        remarks.append("Lieu à préciser.")
    remarks += _watched(outing)
    if outing.kind != Activity.Kind.OUTING:
        when = "dès l’import" if outing.is_held else "une fois publiée"
        remarks.append(f"L’agenda public la montre {when}.")
    if not has_aims:
        remarks.append("Sans visée dite : elle sera culturelle.")
    if outing.is_held and outing.came is None:
        remarks.append("Personnes venues non comptées : elle n’entre pas dans la moyenne des participant·es.")
    if not outing.is_held and not outing.description:
        remarks.append("Sans description : écrivez-la avant de publier.")
    return remarks


def _watched(outing: Outing) -> Iterator[str]:
    """A sentence for each text that might lead to a supported person (trust.md 17); the line can come in as it stands."""
    texts = {"title": outing.title, "description": outing.description, "to_bring": outing.to_bring, "venue": outing.place_words}
    for column, text in texts.items():
        if found := find_details(text, ALL_BUT_ADDRESS if column == "venue" else EVERY_KIND):
            listed = ", ".join(map(str, found))
            yield f"{COLUMNS[column].label} : ce texte semble contenir {listed}. Retirez-le de votre liste s’il désigne une personne."


def read_text(text: str, *, most: int, is_required: bool = False) -> str:
    if is_required and not text:
        raise ValidationError(EMPTY_CELL)
    if len(text) > most:
        raise ValidationError(f"Ce texte est trop long : {most} signes au plus.")
    return text


def read_day(text: str, *, now: datetime) -> date:
    if not text:
        raise ValidationError(EMPTY_CELL)
    read = day_in(text)
    if read is None or read < FIRST_DAY:
        raise ValidationError(DAY_SENTENCE)
    if read > timezone.localdate(now + LATEST):
        raise ValidationError(TOO_FAR)
    return read


def read_clock(text: str) -> time:
    """« 18 h 30 », « 18:30 », « 18h », « 18 »; a spreadsheet's own hour has seconds."""
    if not text:
        raise ValidationError(EMPTY_CELL)
    found = CLOCK.fullmatch(text)
    try:
        return time(int(found[1]), int(found[2] or 0)) if found else _refuse_clock()
    except ValueError:
        return _refuse_clock()


def _refuse_clock() -> time:
    raise ValidationError(CLOCK_SENTENCE)


def read_duration(text: str) -> timedelta | None:
    """« 2 h 30 », « 2:30 », « 90 min »; a number alone is hours."""
    if not text:
        return None
    if minutes := MINUTES.fullmatch(text):
        read = timedelta(minutes=int(minutes[1]))
    elif found := CLOCK.fullmatch(text):
        read = timedelta(hours=int(found[1]), minutes=int(found[2] or 0))
    else:
        raise ValidationError(DURATION_SENTENCE)
    if not read:
        raise ValidationError(DURATION_SENTENCE)
    if read > LONGEST_OUTING:
        raise ValidationError(TOO_LONG)
    return read


def read_span(day: date, starts: time, ends: time | None, duration: timedelta | None) -> tuple[datetime, datetime]:
    """Both instants. Raises ValidationError beside the column whose hour does not exist that day, or exists twice.

    Of an end and a duration that are both said, the end is taken.
    """
    starts_at = _instant(day, starts, column="starts")
    if ends is None:
        # So much later on any clock, whatever the clocks do meanwhile.
        return starts_at, starts_at.astimezone(UTC) + (duration or timedelta())
    ends_at = _instant(day, ends, column="ends")
    if ends_at <= starts_at:
        raise ValidationError({"ends": ENDS_FIRST})
    return starts_at, ends_at


def _instant(day: date, clock: time, *, column: str) -> datetime:
    try:
        read: datetime = from_current_timezone(datetime.combine(day, clock))
    except ValidationError:
        raise ValidationError({column: CLOCK_CHANGE}) from None
    return read


def read_whether_held(state: bool | None, came: int | None, starts_at: datetime, ends_at: datetime, *, now: datetime) -> bool:
    """As the column says, or else as the date and the count do; a state that the date belies raises ValidationError."""
    if ends_at <= now:
        if state is False:
            raise ValidationError({"state": PAST_SENTENCE})
        if state is None and came is None:
            raise ValidationError({"state": WAS_IT_HELD})
        return True
    if starts_at <= now:
        raise ValidationError({"day": UNDER_WAY})
    if state:
        raise ValidationError({"state": NOT_YET})
    if came is not None:
        raise ValidationError({"came": NOT_YET})
    return False


def read_aims(text: str) -> frozenset[str]:
    chosen, unknown = set(), []
    for part in filter(None, (part.strip() for part in PARTS.split(text))):
        aim = AIM_WORDS.get(plain_word(part))
        if aim is None:
            unknown.append(f"« {part} » n’est pas une visée : écrivez culturelle, linguistique ou sportive.")
        else:
            chosen.add(aim)
    if unknown:
        raise ValidationError(unknown)
    return frozenset(chosen)


def read_number(text: str) -> int | None:
    if not text:
        return None
    if not NUMBER.fullmatch(text) or int(text) > MOST_PEOPLE:
        raise ValidationError(NUMBER_SENTENCE)
    return int(text)


def read_state(text: str) -> bool | None:
    """True for one that was held, False for one to come, None where nothing is said."""
    word = plain_word(text)
    if word in CANCELLED_WORDS:
        raise ValidationError(CANCELLED_SENTENCE)
    if word and word not in HELD_WORDS | PLANNED_WORDS:
        raise ValidationError(STATE_SENTENCE)
    return word in HELD_WORDS if word else None


def read_kind(text: str) -> Activity.Kind:
    """An outing, where nothing is said."""
    try:
        return KIND_WORDS[plain_word(text)]
    except KeyError:
        raise ValidationError(KIND_SENTENCE) from None


def read_cost(text: str) -> int:
    """In cents."""
    try:
        cents = read_euros(text) if text else 0
    except ValueError:
        raise ValidationError(EUROS_SENTENCE) from None
    if cents > MOST_EUROS * 100:
        raise ValidationError(EUROS_SENTENCE)
    return cents


def aim_labels(outing: Outing) -> str:
    return ", ".join(label.lower() for name, label in AIMS.items() if name in outing.aims)
