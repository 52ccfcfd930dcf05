"""Demo texts: the team and the offers. Every person is fictitious, and the page says so."""

from dataclasses import dataclass
from typing import Final

from home.demo_association import PageText
from home.demo_writing import Block, callout, items

FICTITIOUS: Final = "personne fictive"


def people(key: str, *rows: tuple[str, str, str]) -> Block:
    """Rows of first name, role, sentence."""
    values = [{"name": f"{name} ({FICTITIOUS})", "role": role, "text": text, "email": "", "portrait": None} for name, role, text in rows]
    return ("people", {"people": items(key, values)})


TEAM: Final = PageText(
    "equipe",
    "L’équipe",
    "Une poignée de salarié·es, des volontaires en service civique et des dizaines de bénévoles : voici qui fait quoi.",
    (
        callout(
            "Page de démonstration", "Les personnes nommées ici sont **fictives**. L’association mettra les siennes, avec leur accord."
        ),
        "## Au quotidien",
        people(
            "team/staff",
            ("Camille", "Direction", "Tient le cap, le budget et les partenariats."),
            ("Sacha", "Coordination socioprofessionnelle", "Organise les cycles d’ateliers et l’accompagnement individuel."),
            ("Andrea", "Coordination du français", "Enseigne, place chacun·e dans le bon groupe, suit les bénévoles."),
            ("Noa", "Coordination culturelle", "Prépare les sorties avec les bénévoles qui les animent."),
            ("Lou", "Communication", "Écrit ce site et le rapport d’activité."),
            ("Charlie", "Volontaire en service civique", "Anime des ateliers et des sorties, huit mois durant."),
        ),
        """
        ## Le bureau
        Des bénévoles, qui répondent de l’association et de ses comptes.
        """,
        people(
            "team/board",
            ("Dominique", "Présidence", ""),
            ("Alix", "Trésorerie", ""),
            ("Maxime", "Secrétariat", ""),
        ),
        """
        ## Nous rejoindre
        Les [offres d’emploi et de service civique](/association/nous-rejoindre/) et les [missions
        bénévoles](/benevoles/) sont publiées sur ce site.
        """,
    ),
)

JOBS_INTRODUCTION: Final = "Un emploi, un service civique, un stage, un mécénat de compétences : les offres ouvertes aujourd’hui."
JOBS_BODY: Final = (
    """
    ## Pas d’offre pour vous ?
    Les [missions bénévoles](/benevoles/) sont ouvertes toute l’année, sans diplôme ni expérience.
    """,
)


@dataclass(frozen=True)
class JobText:
    """An offer to be made; `open_days` from the day the demo is built."""

    slug: str
    title: str
    kind: str
    introduction: str
    time_asked: str
    starts: str
    how_to_apply: str
    open_days: int | None
    body: tuple[str | Block, ...]


DEMO_OFFER: Final = callout("Offre de démonstration", "Cette offre est **fictive** : elle montre à quoi ressemble une annonce.")

JOBS: Final = (
    JobText(
        "service-civique-sorties-culturelles",
        "Faire vivre les sorties culturelles",
        "service-civique",
        "Préparer des sorties avec des bénévoles, inviter les participant·es, animer des ateliers à deux.",
        "24 heures par semaine, huit mois",
        "Dès que possible",
        "Quelques lignes sur ce qui vous attire ; ni CV ni diplôme ne sont demandés.",
        45,
        (
            DEMO_OFFER,
            """
            ## Ce que vous ferez
            - préparer des visites et des ateliers avec les bénévoles ;
            - inviter les participant·es et les accueillir ;
            - animer, toujours à deux, des ateliers du cycle socioprofessionnel.

            ## Ce que vous trouverez
            Une formation de deux heures à la connaissance du public, une personne qui vous suit, une équipe présente.
            """,
        ),
    ),
    JobText(
        "coordination-du-francais",
        "Coordination des cours de français",
        "emploi",
        "Organiser les cours de quatre niveaux, enseigner, accompagner les bénévoles qui conversent avec une ou deux personnes.",
        "Temps partiel, durée indéterminée",
        "À convenir",
        "Un CV et une lettre d’une page.",
        None,
        (
            DEMO_OFFER,
            """
            ## Ce que vous ferez
            - placer chacun·e dans le bon groupe, du niveau A1.1 au niveau A2.2 ;
            - enseigner à des groupes de six à dix personnes ;
            - suivre les binômes de conversation et leur bilan.
            """,
        ),
    ),
)
