"""Demo texts: the organisations of the 2024 report, by field. Their sites and addresses are not in our sources: left empty."""

from dataclasses import dataclass
from typing import Final

from home.places import PartnerTheme as Theme


@dataclass(frozen=True)
class PartnerText:
    """An organisation, what is done with it, and the slug of the pole that it works with."""

    name: str
    theme: Theme
    description: str
    aim: str = ""
    results: str = ""
    bearer: str = ""
    pole: str = ""


STRUCTURING: Final = (
    PartnerText(
        "Point Virgule",
        Theme.HEALTH,
        "Un programme de bien-être, mené à plusieurs associations : des sessions de 18 semaines, que suit un comité de participant·es.",
        "Le bien-être des personnes exilées.",
        "Trois sessions de 18 semaines et un comité de participant·es (rapport d’activité 2024).",
        "Un consortium : Madera, ETAPE, Yoga & Sport with Refugees et Polaris 14",
        "sante-mentale",
    ),
    PartnerText(
        "ETAPE",
        Theme.HEALTH,
        "Un soutien psychologique aux personnes accompagnées, et une formation pour l’équipe.",
        "Que l’exil et l’attente pèsent moins sur la santé mentale.",
        pole="sante-mentale",
    ),
    PartnerText(
        "Galileo Global Education",
        Theme.WORK,
        "Des places de formation dans ses écoles, pour des personnes que nous accompagnons.",
        "Reprendre des études, ou apprendre un métier.",
        "Dix places de formation en 2024.",
        pole="socioprofessionnel",
    ),
    PartnerText(
        "Collectif 93",
        Theme.WORK,
        "Un club d’entreprises, dont des salarié·es accompagnent une personne dans son projet professionnel.",
        "Ouvrir les entreprises, par le mentorat.",
        "Neuf salarié·es de grandes entreprises ont formé un binôme avec un·e participant·e en 2024.",
        pole="socioprofessionnel",
    ),
    PartnerText(
        "CJD",
        Theme.WORK,
        "Le réseau des jeunes dirigeants. Ses mentors sont formés avant la rencontre ; un premier bilan suit, quelques mois plus tard.",
        "Ouvrir les entreprises, par le mentorat.",
        "Trois jeunes dirigeants ont été mentors en 2024.",
        pole="socioprofessionnel",
    ),
)

LEARN_FRENCH: Final = "Apprendre le français."
FIND_A_ROOF: Final = "Trouver un hébergement."
KNOW_RIGHTS: Final = "Connaître ses droits et les faire valoir."
FIND_WORK: Final = "Se former, trouver un emploi."

NETWORK: Final = (
    *(
        PartnerText(name, Theme.LANGUAGE, "Cours de français.", LEARN_FRENCH, pole="linguistique")
        for name in ("École Thot", "FAIR", "Français Langue d’Accueil", "PLVP", "REFUG")
    ),
    PartnerText("Réfugiés Bienvenue", Theme.HOUSING, "Recherche d’un hébergement.", FIND_A_ROOF),
    PartnerText("Caracol", Theme.HOUSING, "Recherche d’un hébergement.", FIND_A_ROOF),
    PartnerText("ASILE", Theme.RIGHTS, "Conseil et accompagnement juridiques.", KNOW_RIGHTS),
    PartnerText("Barreau de Paris Solidarité", Theme.RIGHTS, "Conseil et accompagnement juridiques.", KNOW_RIGHTS),
    PartnerText("Madera", Theme.HEALTH, "Membre du consortium Point Virgule.", "Le bien-être des personnes exilées.", pole="sante-mentale"),
    PartnerText("UniR", Theme.WORK, "Accès aux études supérieures.", "Reprendre des études.", pole="socioprofessionnel"),
    PartnerText("Kodiko", Theme.WORK, "Mentorat par des salarié·es d’entreprises.", FIND_WORK, pole="socioprofessionnel"),
    PartnerText("Konexio", Theme.WORK, "Formation au numérique.", "Être à l’aise avec un ordinateur.", pole="numerique"),
    PartnerText(
        "Humando",
        Theme.WORK,
        "Sensibilisation d’entreprises, avec le projet Lotus.",
        "Changer le regard des employeurs.",
        pole="sensibilisation-et-plaidoyer",
    ),
    PartnerText("France Travail", Theme.WORK, "Orientation et accès à l’emploi.", FIND_WORK, pole="socioprofessionnel"),
    PartnerText("Missions locales", Theme.WORK, "Orientation des plus jeunes, formation et emploi.", FIND_WORK, pole="socioprofessionnel"),
    PartnerText(
        "Yoga & Sport with Refugees",
        Theme.CULTURE,
        "Sport et bien-être ; membre du consortium Point Virgule.",
        "Bouger, se détendre, rencontrer du monde.",
        pole="culturel",
    ),
    PartnerText("Solidays", Theme.CULTURE, "Rencontre du public pendant le festival.", pole="sensibilisation-et-plaidoyer"),
    PartnerText("Maison des Réfugiés", Theme.TIES, "A accueilli notre fête de fin d’année en 2024.", pole="culturel"),
    PartnerText("Cada du 18e arrondissement", Theme.TIES, "Le premier centre à orienter des personnes vers notre programme."),
    PartnerText("LUSH", Theme.SUPPORT, "Soutien de nos actions."),
    PartnerText("Diair", Theme.SUPPORT, "Soutien de la délégation de l’État chargée de l’accueil et de l’intégration des réfugiés."),
    PartnerText("Fondation de France", Theme.SUPPORT, "Soutien à partir de 2025."),
)
