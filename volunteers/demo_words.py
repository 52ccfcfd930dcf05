"""The words of the demo: missions, plainly invented people, borrowed first names."""

from typing import Final, NamedTuple


class MissionWords(NamedTuple):
    slug: str
    title: str
    summary: str
    time_asked: str
    place: str
    learnt: str
    asks_interview: bool = False
    open_places: int | None = None


class ProgrammeWords(NamedTuple):
    slug: str
    title: str
    mission: str
    duration_months: int
    review_after_months: int
    summary: str
    weekly_minutes: int = 0
    participants_most: int = 1


TRAINING_SUMMARY: Final = (
    "Deux heures avec l’équipe, avant la première mission : ce qu’est la procédure d’asile et ce qu’elle fait attendre, "
    "ce que l’exil fait à la santé et à la confiance, la juste posture – accompagner sans faire à la place –, "
    "et les limites du rôle : ce que l’on ne demande pas, ce que l’on ne promet pas, vers qui l’on se tourne."
)

EXPECTATIONS: Final = (
    "<p>Aucun diplôme, aucune expérience de l’asile : cela s’apprend avec nous. Nous demandons en revanche :</p>"
    "<ul><li><b>de la constance</b> : venir quand on l’a dit, prévenir quand on ne peut pas ;</li>"
    "<li><b>de l’écoute</b> : les personnes savent ce qu’elles veulent, nous les aidons à y aller ;</li>"
    "<li><b>de la discrétion</b> : ce que l’on vous confie reste entre vous, un nom ou une photo peut mettre en danger ;</li>"
    "<li><b>de la mesure</b> : chacun son rôle, et l’équipe est là quand une question vous dépasse.</li></ul>"
)

CHARTER: Final = """# Ce que l’association vous doit

Une formation avant la première mission, une personne à qui parler, des nouvelles : vous savez toujours où vous en êtes et qui prévenir.

- Vos frais convenus à l’avance vous sont remboursés.
- Vous changez de mission, vous faites une pause, vous partez quand vous le décidez.

# Ce que vous lui devez

- Venir quand vous l’avez dit, et prévenir dès que vous ne pouvez pas.
- Garder pour vous ce que l’on vous confie : un nom, une photo, une histoire peuvent mettre quelqu’un en danger.
- Accompagner sans faire à la place : la personne décide.
- Ne pas donner d’argent, ne pas héberger, ne pas conseiller sur la procédure d’asile : l’équipe sait vers qui orienter.

# Quand quelque chose ne va pas

Parlez-en à l’équipe le jour même : un doute, une inquiétude, une parole qui vous a gêné·e. Personne ne reste seul avec cela.

Texte de démonstration."""

MISSIONS: Final = (
    MissionWords(
        "activites-culturelles",
        "Activités culturelles",
        "Mener à deux une visite, une promenade, une séance de sport ou un atelier, avec un petit groupe invité par l’équipe.",
        "une demi-journée par mois",
        "Paris et proche banlieue",
        "Mener un groupe à deux, choisir une sortie pour qui découvre la ville, parler simplement.",
    ),
    MissionWords(
        "accompagnement-socioprofessionnel",
        "Accompagnement socioprofessionnel",
        "Pendant quatre mois, aider une personne à avancer vers son projet : CV, entretiens, codes du travail en France, réseau.",
        "une à deux heures par semaine, pendant quatre mois",
        "à Paris ou à distance",
        "Ce que l’attente fait à un projet, et comment accompagner sans faire à la place.",
        open_places=6,
    ),
    MissionWords(
        "accompagnement-linguistique",
        "Accompagnement linguistique",
        "Converser en français avec une ou deux personnes, dans un café ou un parc, à leur rythme et sur leurs sujets.",
        "deux heures par semaine, pendant deux mois",
        "dans un lieu public, à Paris",
        "Se faire comprendre de qui apprend le français, et prendre le temps d’écouter.",
        open_places=8,
    ),
    MissionWords(
        "animation-ateliers",
        "Animation d’ateliers",
        "Animer en binôme les ateliers du cycle socioprofessionnel : se présenter, chercher une formation, comprendre une offre.",
        "deux heures par semaine, pendant dix semaines",
        "à Paris",
        "Animer à deux, donner la parole à chacun·e, tenir un cycle de dix semaines.",
        open_places=2,
    ),
    MissionWords(
        "cours-de-francais",
        "Cours de français",
        "Seconder l’enseignant·e dans un groupe de six à dix personnes, du premier mot écrit à la conversation.",
        "deux heures et demie par semaine",
        "à Paris",
        "Comment des adultes apprennent à lire, à écrire et à se faire comprendre.",
        asks_interview=True,
    ),
    MissionWords(
        "cours-numeriques",
        "Cours de numérique",
        "Aider des débutant·es à créer une adresse, écrire un document, faire une démarche en ligne sans se perdre.",
        "deux heures par semaine, pendant dix semaines",
        "à Paris",
        "Expliquer une démarche en ligne sans prendre la souris.",
        open_places=3,
    ),
    MissionWords(
        "mentorat-entreprise",
        "Mentorat en entreprise",
        "Salarié·e d’une entreprise partenaire, ouvrir son métier et son réseau à une personne pendant six mois.",
        "quelques heures par mois, pendant six mois",
        "dans votre entreprise",
        "Regarder son métier avec les yeux de qui voudrait l’exercer.",
    ),
    MissionWords(
        "communication",
        "Communication et événements",
        "Tenir un stand, photographier une soirée, écrire un article, préparer la fête de fin d’année.",
        "quelques heures par mois, selon l’envie",
        "à Paris ou à distance",
        "Parler d’asile justement, à toutes sortes de publics.",
    ),
)

PROGRAMMES: Final = (
    ProgrammeWords(
        "socioprofessionnel",
        "Accompagnement socioprofessionnel",
        "accompagnement-socioprofessionnel",
        4,
        2,
        "Quatre mois pour avancer vers un métier ou une formation. Le bilan, à mi-chemin, dit ce qui reste à faire.",
        90,
    ),
    ProgrammeWords(
        "linguistique",
        "Accompagnement linguistique",
        "accompagnement-linguistique",
        2,
        2,
        "Deux mois de conversation, deux heures par semaine, avec une ou deux personnes. Le bilan décide d’une suite.",
        120,
        2,
    ),
    ProgrammeWords(
        "mentorat-entreprise",
        "Mentorat en entreprise",
        "mentorat-entreprise",
        6,
        3,
        "Six mois avec quelqu’un du métier. Les mentor·es sont d’abord formé·es.",
    ),
)

# fmt: off
FIRST_NAMES: Final = (
    "Agathe", "Bruno", "Chloé", "Damien", "Élise", "Fabien", "Gaëlle", "Hugo", "Inès", "Julien", "Karine", "Ludovic", "Manon",
    "Nicolas", "Odile", "Pascal", "Quitterie", "Romain", "Sabine", "Thibault", "Ursule", "Valentin", "Wendy", "Xavier", "Yasmine",
    "Zacharie", "Amélie", "Baptiste", "Coralie", "Denis", "Éléonore", "Florian", "Gwenaëlle", "Henri", "Isaure", "Jérôme", "Laure",
    "Maxime",
)
LAST_NAMES: Final = ("Fictif", "Exemple", "Démonstration", "Imaginaire", "Modèle", "Témoin", "Échantillon")

ALIASES: Final = (
    "Alba", "Alma", "Ambre", "Anémone", "Aria", "Aster", "Aube", "Azur", "Basile", "Brume", "Cassis", "Cèdre", "Céleste", "Cerise",
    "Clarté", "Colombe", "Corail", "Cyprès", "Daphné", "Diane", "Églantine", "Érable", "Éole", "Étoile", "Fleur", "Floréal",
    "Fougère", "Gaïa", "Garance", "Genêt", "Hélios", "Iris", "Ivoire", "Jade", "Jasmin", "Junon", "Laurier", "Lilas", "Lune", "Lys",
    "Marjolaine", "Mars", "Myrte", "Nova", "Olive", "Ondine", "Orion", "Pervenche", "Phénix", "Prune", "Romarin", "Safran", "Sauge",
    "Soleil", "Sorbier", "Tilleul", "Vega", "Violette", "Zénith", "Zéphyr",
)
# fmt: on

# Days ago, minutes, what was done.
HOURS: Final = (
    (40, 90, "Repérage d’une sortie au musée"),
    (19, 120, "Tri des livres du local"),
    (3, 45, "Appels pour confirmer une sortie"),
)
