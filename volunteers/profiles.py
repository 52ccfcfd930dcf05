"""The short lists of which a bénévole's profile is made: code, then the word on screen."""

from typing import Final

from django.db import models


class AgeBand(models.TextChoices):
    """Under 16 is refused at sign-up and never kept."""

    MINOR = "16-17", "16 ou 17 ans"
    YOUNG = "18-25", "18 à 25 ans"
    ADULT = "26-40", "26 à 40 ans"
    MIDDLE = "41-60", "41 à 60 ans"
    SENIOR = "61+", "61 ans ou plus"


class Gender(models.TextChoices):
    """Optional; read for the wishes of a pairing alone."""

    WOMAN = "woman", "Une femme"
    MAN = "man", "Un homme"
    OTHER = "other", "Autrement"


class Level(models.TextChoices):
    """Of a language, the lowest first."""

    SOME = "some", "Quelques mots"
    TALK = "talk", "Je tiens une conversation"
    FLUENT = "fluent", "Je parle couramment"
    NATIVE = "native", "Langue maternelle"


# The same, said of somebody else.
LEVELS_OF_OTHERS: Final = (
    (Level.SOME, "Quelques mots"),
    (Level.TALK, "Tient une conversation"),
    (Level.FLUENT, "Parle couramment"),
    (Level.NATIVE, "Langue maternelle"),
)


class FrenchLevel(models.TextChoices):
    """As the courses of the association count them, the lowest first."""

    A1_1 = "a1.1", "A1.1"
    A1_2 = "a1.2", "A1.2"
    A2_1 = "a2.1", "A2.1"
    A2_2 = "a2.2", "A2.2"
    BEYOND = "beyond", "Au-delà"


class AgeWish(models.TextChoices):
    """Of somebody whom one would meet."""

    SIMILAR = "similar", "De mon âge"
    DIFFERENT = "different", "D’un autre âge"


class HalfDay(models.TextChoices):
    MORNING = "morning", "Matin"
    AFTERNOON = "afternoon", "Après-midi"
    EVENING = "evening", "Soir"


# The half-days of a row in the order in which they come, which is not that of their letters.
WITHIN_A_DAY: Final = models.Case(
    *(models.When(half_day=half_day, then=place) for place, half_day in enumerate(HalfDay)), output_field=models.IntegerField()
)


class Weekday(models.IntegerChoices):
    """Numbered as `date.weekday()` does."""

    MONDAY = 0, "Lundi"
    TUESDAY = 1, "Mardi"
    WEDNESDAY = 2, "Mercredi"
    THURSDAY = 3, "Jeudi"
    FRIDAY = 4, "Vendredi"
    SATURDAY = 5, "Samedi"
    SUNDAY = 6, "Dimanche"


def paris_districts() -> list[tuple[str, str]]:
    return [(f"750{number:02}", f"Paris {'1er' if number == 1 else f'{number}e'}") for number in range(1, 21)]


AREAS = [
    *paris_districts(),
    ("92", "Hauts-de-Seine"),
    ("93", "Seine-Saint-Denis"),
    ("94", "Val-de-Marne"),
    ("77", "Seine-et-Marne"),
    ("78", "Yvelines"),
    ("91", "Essonne"),
    ("95", "Val-d’Oise"),
    ("far", "Plus loin"),
]


class Source(models.TextChoices):
    """How somebody heard of the association."""

    FRIEND = "friend", "Par quelqu’un que je connais"
    VOLUNTEER = "volunteer", "Par un·e bénévole ou l’équipe"
    SOCIAL = "social", "Sur un réseau social"
    PLATFORM = "platform", "Sur une plateforme de bénévolat"
    EMPLOYER = "employer", "Par mon entreprise ou mon école"
    PARTNER = "partner", "Par une autre association"
    EVENT = "event", "Lors d’un événement"
    SEARCH = "search", "En cherchant sur internet"
    OTHER = "other", "Autrement"


class LeavingReason(models.TextChoices):
    MOVED = "moved", "Déménagement"
    TIME = "time", "Manque de temps"
    DONE = "done", "Mission terminée"
    UNSUITED = "unsuited", "La mission ne convenait pas"
    TEAM = "team", "À la demande de l’équipe"
    UNKNOWN = "unknown", "Sans nouvelle"
    OTHER = "other", "Autre raison"


class Awaited(models.TextChoices):
    """What a bénévole waits for that only the team can do."""

    INTERVIEW = "interview", "Entretien à tenir"
    PARENT = "parent", "Accord d’un parent à recevoir"
    MARK = "mark", "Présence à noter"
    DATE = "date", "Date de formation à ouvrir"


class Waits(models.TextChoices):
    """Whom the list of the bénévoles is narrowed to."""

    TEAM = "team", "Attendent l’équipe"
    FREE = "free", "Prêt·es, sans binôme ni sortie à venir"
    IDLE = "idle", "Prêt·es, sans rien depuis deux mois"
    PAUSED = "paused", "En pause aujourd’hui"


class MailChoice(models.TextChoices):
    """How much the association writes; what is about one's own places always comes."""

    ALL = "all", "Tout\u00a0: mes rendez-vous et les appels à bénévoles"
    MINE = "mine", "Seulement ce qui me concerne"
    WEEKLY = "weekly", "Mes rendez-vous, et le reste en une fois chaque semaine"
