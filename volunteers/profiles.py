"""The short lists of which a bénévole's profile is made: code, then the word on screen."""

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


class HalfDay(models.TextChoices):
    MORNING = "morning", "Matin"
    AFTERNOON = "afternoon", "Après-midi"
    EVENING = "evening", "Soir"


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


class MailChoice(models.TextChoices):
    """How much the association writes; what is about one's own places always comes."""

    ALL = "all", "Tout\u00a0: mes rendez-vous et les appels à bénévoles"
    MINE = "mine", "Seulement ce qui me concerne"
    WEEKLY = "weekly", "Mes rendez-vous, et le reste en une fois chaque semaine"
