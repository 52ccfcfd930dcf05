"""Demo texts: what is told and given, a testimony that is fictitious and says so, news, a document, talks."""

from datetime import date
from typing import Final

from advocacy.demo_items import MEMO, SLIDES, Item
from advocacy.models import AwarenessPage
from home.demo_writing import callout, quote

Kind = AwarenessPage.Kind

TOLD: Final = (
    Item(
        "le-jeudi-j-avais-rendez-vous",
        Kind.TESTIMONY,
        30,
        "« Le jeudi, j’avais rendez-vous »",
        "Témoignage fictif de démonstration. Une participante raconte ce qu’un atelier par semaine change à une attente.",
        (
            callout(
                "Témoignage fictif de démonstration",
                "Cette personne n’existe pas. Les vrais témoignages sont publiés avec un accord écrit, sous un prénom d’emprunt.",
            ),
            """
            Au début, on compte les jours. Ensuite on ne les compte plus, et c’est pire. Un mardi ressemble à un samedi.

            Puis il y a eu l’atelier du jeudi. Deux heures, neuf personnes autour d’une table. La première fois, je n’ai
            rien dit. La deuxième, on m’a demandé ce que je faisais avant. J’ai répondu : comptable. Et quelqu’un a dit :
            « Moi aussi. »
            """,
            quote("Je n’avais pas retrouvé un métier. J’avais retrouvé quelqu’un qui le connaissait.", "Sahra, personnage de fiction"),
            """
            Le dossier n’a pas avancé plus vite. Mais le jeudi, j’avais rendez-vous. On m’attendait. Il fallait avoir
            lu l’article, préparé la question, mis une chemise. C’est peu de chose, et cela tient une semaine debout.
            """,
        ),
        subjects=("travail", "sante-mentale", "pole-socioprofessionnel"),
        fields={"alias": "Sahra, personnage de fiction"},
    ),
    Item(
        "un-pole-sante-mentale",
        Kind.NEWS,
        date(2025, 9, 22),
        "Un pôle santé mentale rejoint l’association",
        "Des psychologues, des activités de bien-être, un suivi individuel : le soin prend sa place à côté du travail et de la langue.",
        (
            """
            Notre plaidoyer lui consacre son troisième volet : l’attente et la précarité pèsent sur la santé, et une
            santé fragilisée freine tout le reste. Depuis 2025, un pôle y répond.

            Il s’appuie sur les psychologues d’une association qui a rejoint la nôtre. Il propose des activités
            collectives de bien-être et un soutien individuel.
            """,
        ),
        subjects=("sante-mentale", "pole-sante-mentale"),
        fields={"action": ("Découvrir le pôle santé mentale", "/association/poles/sante-mentale/")},
    ),
    Item(
        "memo-des-premiers-echanges",
        Kind.RESOURCE,
        110,
        "Mémo des premiers échanges",
        "Une page à relire avant de rencontrer une personne qui demande l’asile : ce qui aide, ce qui blesse sans le vouloir.",
        (
            """
            ## Quand on ne sait pas
            Le dire, et demander à l’équipe. Un·e bénévole n’est ni juriste, ni psychologue, ni travailleur social : ces
            métiers existent, et nous orientons vers eux.
            """,
        ),
        subjects=("prejuges", "pole-sensibilisation"),
        fields={"document": MEMO, "made_for": "les bénévoles qui débutent"},
    ),
    Item(
        "sensibiliser-une-equipe-avec-humando",
        Kind.TALK,
        240,
        "Sensibiliser une équipe : le projet Lotus avec Humando",
        "Ce que l’on peut dire de l’asile en entreprise, à des personnes qui recruteront ou qui travailleront côte à côte.",
        (
            """
            En 2024, nous sommes intervenus auprès d’équipes avec Humando, dans le cadre du projet Lotus.

            ## Le déroulé
            - partir des mots : migrant, réfugié, demandeur d’asile ;
            - suivre une procédure de bout en bout, avec ses attentes ;
            - comprendre ce que fait l’exil à la confiance et à la mémoire ;
            - finir par le concret : recruter, accueillir, expliquer les codes.

            ## Ce que l’on en retient
            Les questions les plus utiles sont les plus simples : comment prononcer un nom, que faire d’un silence, à qui
            s’adresser pour une autorisation de travail.

            [Organiser une intervention dans votre entreprise](/entreprises/)
            """,
        ),
        subjects=("travail", "prejuges", "pole-sensibilisation"),
        fields={
            "held_on": date(2024, 10, 10),
            "host": "Humando, projet Lotus",
            "place": "Paris (jour et lieu de démonstration)",
            "slides": SLIDES,
        },
    ),
    Item(
        "parler-de-l-asile-au-travail",
        Kind.TALK,
        20,
        "Parler de l’asile au travail",
        "Intervention fictive de démonstration : une heure trente avec une équipe qui s’apprête à recruter.",
        (
            """
            ## Le programme
            - les mots : demander l’asile, être réfugié·e ;
            - le droit au travail, étape par étape ;
            - les questions de l’équipe, sans détour.

            [Organiser une intervention dans votre entreprise](/entreprises/)
            """,
        ),
        subjects=("travail", "pole-sensibilisation"),
        fields={"held_on": 40, "host": "une entreprise de démonstration", "place": "Paris"},
    ),
    Item(
        "le-rapport-2024-est-en-ligne",
        Kind.NEWS,
        date(2025, 6, 24),
        "Le rapport d’activité 2024 est en ligne",
        "242 personnes inscrites, 160 accompagnées individuellement, 38 activités culturelles : l’année, et ses comptes.",
        (
            """
            Le rapport présente chaque pôle, les partenariats et les comptes de l’année. Chaque pourcentage y dit de
            quoi il est la part, et chaque graphique est accompagné de ses données.
            """,
        ),
        subjects=("pole-sensibilisation",),
        fields={"action": ("Lire le rapport d’activité 2024", "/rapports-activite/2024/")},
    ),
)
