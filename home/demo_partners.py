"""Demo texts: the organisations of the 2024 report, by field."""

from typing import Final

from home.places import PartnerTheme as Theme

# Name, field, what is done together.
STRUCTURING: Final = (
    (
        "Point Virgule",
        Theme.HEALTH,
        "Un consortium pour le bien-être, avec Madera, ETAPE et Yoga & Sport with Refugees : trois sessions de 18 semaines et un comité de participant·es.",
    ),
    ("ETAPE", Theme.HEALTH, "Un soutien psychologique aux personnes accompagnées, et une formation pour l’équipe."),
    ("Galileo Global Education", Theme.WORK, "Dix places de formation dans ses écoles en 2024."),
    ("Collectif 93", Theme.WORK, "Un club d’entreprises : neuf salarié·es ont accompagné des participant·es en 2024."),
    ("CJD", Theme.WORK, "Le réseau des jeunes dirigeants : trois d’entre eux, formés au préalable, ont été mentors en 2024."),
)
NETWORK: Final = (
    ("École Thot", Theme.LANGUAGE, "Cours de français."),
    ("FAIR", Theme.LANGUAGE, "Cours de français."),
    ("Français Langue d’Accueil", Theme.LANGUAGE, "Cours de français."),
    ("PLVP", Theme.LANGUAGE, "Cours de français."),
    ("REFUG", Theme.LANGUAGE, "Cours de français."),
    ("Réfugiés Bienvenue", Theme.HOUSING, "Recherche d’un hébergement."),
    ("Caracol", Theme.HOUSING, "Recherche d’un hébergement."),
    ("ASILE", Theme.RIGHTS, "Conseil et accompagnement juridiques."),
    ("Barreau de Paris Solidarité", Theme.RIGHTS, "Conseil et accompagnement juridiques."),
    ("Madera", Theme.HEALTH, "Membre du consortium Point Virgule."),
    ("UniR", Theme.WORK, "Accès aux études supérieures."),
    ("Kodiko", Theme.WORK, "Mentorat par des salarié·es d’entreprises."),
    ("Konexio", Theme.WORK, "Formation au numérique."),
    ("Humando", Theme.WORK, "Sensibilisation d’entreprises, avec le projet Lotus."),
    ("France Travail", Theme.WORK, "Orientation et accès à l’emploi."),
    ("Missions locales", Theme.WORK, "Orientation des plus jeunes, formation et emploi."),
    ("Yoga & Sport with Refugees", Theme.CULTURE, "Sport et bien-être ; membre du consortium Point Virgule."),
    ("Solidays", Theme.CULTURE, "Rencontre du public pendant le festival."),
    ("Maison des Réfugiés", Theme.TIES, "A accueilli notre fête de fin d’année en 2024."),
    ("Cada du 18e arrondissement", Theme.TIES, "Le premier centre à orienter des personnes vers notre programme."),
    ("LUSH", Theme.SUPPORT, "Soutien de nos actions."),
    ("Diair", Theme.SUPPORT, "Soutien de la délégation de l’État chargée de l’accueil et de l’intégration des réfugiés."),
    ("Fondation de France", Theme.SUPPORT, "Soutien à partir de 2025."),
)
