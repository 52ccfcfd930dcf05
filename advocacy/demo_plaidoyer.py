"""Demo texts: a plaidoyer in the three parts of the published one. Its passages and recommendations are ours, and say so."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from advocacy.models import Recommendation
from home.demo_writing import Block, items

To = Recommendation.Addressee
Status = Recommendation.Status

DEMO_NOTE: Final = "Texte de démonstration."
TITLE: Final = "Agir dès la demande d’asile pour faciliter l’intégration des personnes réfugiées"
INTRODUCTION: Final = "Trois volets, douze recommandations : ouvrir le travail, la formation et le soin sans attendre la décision."
SUMMARY: Final = (
    "Texte de démonstration : notre plaidoyer a paru en janvier 2024 ; les passages et les recommandations de cette page "
    "ont été écrits pour montrer le site et ne le citent pas.\n\n"
    "La loi n’interdit pas tout aux personnes qui demandent l’asile. Dans les faits pourtant, ni le travail ni la "
    "formation ne leur sont accessibles, et l’attente abîme la santé. Ces mois perdus coûtent ensuite à tout le monde : "
    "aux personnes, aux employeurs, à la société qui accueille. Nous proposons d’en faire un temps utile."
)

COSIGNERS: Final = (
    "Collectif de la Petite Ourse (fictif)",
    "Maison des Quatre Vents (fictive)",
    "Atelier du Nord (fictif)",
)
NOTES: Final = {
    "work": "Code de l’entrée et du séjour des étrangers et du droit d’asile, article L.\u00a0554\u20111.",
    "dublin": "Règlement (UE) n° 604/2013 du 26 juin 2013, dit « Dublin III ».",
    "ofii": "Office français de l’immigration et de l’intégration : voir le [glossaire](/glossaire/).",
}
# Alias and words: the one that is shown, and the one that is taken back.
TESTIMONIES: Final = (
    (
        "Étoile, personne fictive",
        "Témoignage fictif de démonstration. « Le matin, je ne savais pas pourquoi me lever. Depuis qu’il y a le cours, je sais quel jour on est. »",
    ),
    ("Comète, personne fictive", "Témoignage fictif de démonstration, retiré pour montrer ce qui se passe alors."),
)
CORRECTION: Final = (
    "Démonstration : c’est la réponse de l’Ofpra qui ouvre ou non l’accès au travail, et non celle de l’Ofii. Des chiffres et un "
    "tableau sont ajoutés."
)
SOURCE: Final = "Rapport d’activité 2024"
FIGURES: Final[Block] = (
    "figures",
    {
        "figures": items(
            "plaidoyer/figures",
            [
                {"label": "personnes inscrites au programme en 2024", "value": "242", "unit": "count", "key": "personnes-inscrites"},
                {
                    "label": "étaient en procédure d’asile",
                    "value": "90",
                    "unit": "percent",
                    "denominator": "des 242 personnes inscrites",
                    "key": "en-procedure-dasile",
                },
            ],
        ),
        "source": SOURCE,
    },
)
CHART: Final[Block] = (
    "chart",
    {
        "kind": "bar",
        "title": "Neuf personnes sur dix étaient en procédure d’asile",
        "description": "Parmi les 242 personnes inscrites en 2024, 90 % étaient en procédure d’asile, 79 % vivaient en France depuis moins d’un "
        "an et 38 % depuis moins de six mois.",
        "table": "Situation | Part\nEn procédure d’asile | 90\nEn France depuis moins d’un an | 79\nEn France depuis moins de six mois | 38",
        "unit": "percent",
        "denominator": "des 242 personnes inscrites",
        "several_answers": True,
        "note": "",
        "source": SOURCE,
    },
)
TABLE: Final[Block] = (
    "table",
    {
        "table": {
            "columns": [
                {"type": "text", "heading": "À qui"},
                {"type": "text", "heading": "Numéros"},
                {"type": "number", "heading": "Nombre"},
            ],
            "rows": [
                {"values": ["<p>Législateur</p>", "<p>1 et 5</p>", "2"]},
                {"values": ["<p>Gouvernement</p>", "<p>2 et 6</p>", "2"]},
                {"values": ["<p>Service public de l’emploi</p>", "<p>3 et 8</p>", "2"]},
                {"values": ["<p>Ofii[^ofii]</p>", "<p>7</p>", "1"]},
                {"values": ["<p>Autres</p>", "<p>4, 9, 10, 11 et 12</p>", "5"]},
            ],
            "caption": "Nos douze recommandations, par destinataire",
        },
        "has_row_headings": True,
        "source": "ce plaidoyer",
    },
)


@dataclass(frozen=True)
class Section:
    title: str
    text: str
    recommendations: tuple[int, ...] = ()
    testimonies: tuple[str, ...] = ()
    """"kept" and "taken back", before the recommendations."""
    more: tuple[Block, ...] = ()
    """What stands after them."""


@dataclass(frozen=True)
class Part:
    title: str
    introduction: str
    sections: tuple[Section, ...]


PARTS: Final = (
    Part(
        "Le cadre réglementaire et légal de la demande d’asile, et ce qu’il entraîne",
        "Des droits existent sur le papier. Les délais et les formalités les rendent presque impossibles à exercer.",
        (
            Section(
                "Travailler : un droit tardif et fragile",
                """
                Une personne qui demande l’asile peut être autorisée à travailler si l’Ofpra n’a pas répondu au bout de
                six mois[^work]. L’employeur doit alors demander une autorisation, pour un poste précis. Beaucoup renoncent
                devant une démarche qu’ils ne connaissent pas et une réponse dont ils ignorent la date.

                Le résultat est connu de toutes les équipes d’accueil : des personnes formées, parfois très demandées
                dans leur métier, passent des mois sans rien pouvoir en faire.
                """,
                (1, 2),
                more=(FIGURES, CHART),
            ),
            Section(
                "Se former : des portes qui se renvoient l’une à l’autre",
                """
                Une formation qualifiante suppose souvent un titre de séjour, un niveau de français et une inscription
                comme demandeur d’emploi. Chacune de ces conditions renvoie à une autre. Les places existent
                pourtant, et des établissements sont prêts à les ouvrir.
                """,
                (3, 4),
            ),
            Section(
                "La procédure Dublin : attendre avant même de demander",
                """
                Tant que l’État responsable de l’examen n’est pas désigné[^dublin], la demande ne peut pas être
                déposée en France. L’attente commence donc plus tôt, et compte rarement dans les délais que l’on
                cite[^work].
                """,
                (5,),
            ),
        ),
    ),
    Part(
        "L’autonomie dès la demande d’asile",
        "Les dispositifs précoces sont rares, mais ils fonctionnent : il faut les ouvrir et les relier.",
        (
            Section(
                "Apprendre la langue sans attendre",
                """
                Les premiers mois sont ceux où l’on apprend le plus vite, quand un cours a lieu plusieurs fois par
                semaine et tient compte du reste de la vie. Reporter l’apprentissage après la décision, c’est ajouter
                une attente à l’attente.
                """,
                (6, 7),
            ),
            Section(
                "Préparer un projet professionnel",
                """
                Un projet se construit en groupe d’abord, pour se situer et se rassurer, puis à deux. Il ne dépend pas
                d’un statut : connaître les métiers, faire valoir une expérience et se créer un réseau peut commencer
                tout de suite.
                """,
                (8, 9),
            ),
        ),
    ),
    Part(
        "Santé mentale et intégration durable",
        "L’attente et la précarité laissent des traces. Les soigner tôt, c’est rendre possible tout le reste.",
        (
            Section(
                "Ce que l’attente fait",
                """
                Ne pas savoir, ne pas pouvoir prévoir, ne pas être attendu quelque part : ce sont des épreuves en soi,
                qui s’ajoutent à celles du départ et de la route. Elles rendent plus difficile d’apprendre, de se
                souvenir et de faire confiance.
                """,
                (10,),
                ("kept", "taken back"),
            ),
            Section(
                "Prévenir et soigner",
                """
                Des activités régulières, un rythme, des visages connus protègent. Quand cela ne suffit plus, un
                soin adapté doit être accessible dans une langue que la personne comprend.
                """,
                (11, 12),
                more=(TABLE,),
            ),
        ),
    ),
)


def before_correction(part: Part) -> Part:
    """The part as it was first published: one office named for another, without figures nor table."""
    sections = [replace(section, text=section.text.replace("si l’Ofpra n’a", "si l’Ofii n’a"), more=()) for section in part.sections]
    return replace(part, sections=tuple(sections))


FIRST_PARTS: Final = tuple(before_correction(part) for part in PARTS)

# What became of some: invented, and said so.
CHANGES: Final = {
    6: (
        (Status.PARTLY_ADOPTED, date(2024, 6, 3), "Exemple fictif : cours intensifs essayés dans deux départements"),
        (Status.ADOPTED, date(2025, 6, 20), "Exemple fictif : cours intensifs ouverts partout"),
    ),
    2: ((Status.REJECTED, date(2025, 2, 10), "Exemple fictif : amendement repoussé en commission"),),
    9: ((Status.PARTLY_ADOPTED, date(2025, 3, 14), "Exemple fictif : charte signée par douze entreprises"),),
}

# Number, what is asked, detail, of whom.
RECOMMENDATIONS: Final = (
    (
        1,
        "Ouvrir l’accès au travail dès l’enregistrement de la demande",
        "Supprimer le délai de six mois, pour que le droit de travailler ne dépende plus de la durée de l’examen.",
        To.LEGISLATOR,
    ),
    (
        2,
        "Remplacer l’autorisation par une simple déclaration de l’employeur",
        "Une formalité en ligne, sans attente, contrôlée après coup.",
        To.GOVERNMENT,
    ),
    (
        3,
        "Admettre les personnes qui demandent l’asile dans les formations qualifiantes",
        "En particulier celles des métiers qui peinent à recruter.",
        To.EMPLOYMENT,
    ),
    (
        4,
        "Réserver des places dans les établissements d’enseignement supérieur",
        "Avec une admission sur compétences lorsque les diplômes n’ont pu être emportés.",
        To.HIGHER_EDUCATION,
    ),
    (
        5,
        "Compter l’attente de la procédure Dublin dans les délais qui ouvrent des droits",
        "Les mois passés à attendre que l’on désigne un État responsable sont des mois d’attente.",
        To.LEGISLATOR,
    ),
    (
        6,
        "Financer des cours de français intensifs dès le dépôt de la demande",
        "Au moins trois cours par semaine, avec un test d’entrée et un test de sortie.",
        To.GOVERNMENT,
    ),
    (
        7,
        "Faire coïncider cours, ateliers et hébergement dans un même bassin de vie",
        "Une orientation vers un autre département ne devrait pas interrompre un parcours engagé.",
        To.OFII,
    ),
    (
        8,
        "Ouvrir aux personnes qui demandent l’asile l’accompagnement vers l’emploi",
        "Dès l’enregistrement, avec un interlocuteur identifié dans chaque agence.",
        To.EMPLOYMENT,
    ),
    (
        9,
        "Encourager le mentorat en entreprise pendant la demande d’asile",
        "Par une charte à trois, un temps de travail reconnu et une formation des mentors.",
        To.EMPLOYERS,
    ),
    (
        10,
        "Proposer un bilan de santé mentale dans les trois mois qui suivent l’arrivée",
        "Avec un interprète, hors de toute procédure, et sans que rien n’en soit transmis.",
        To.HEALTH,
    ),
    (
        11,
        "Financer des activités collectives de bien-être dans les lieux d’accueil",
        "Sport, art, sorties : régulières, gratuites, ouvertes sur la ville.",
        To.LOCAL_AUTHORITIES,
    ),
    (
        12,
        "Former à l’accueil toutes les personnes en contact avec le public",
        "Deux heures suffisent pour changer un premier échange.",
        To.PREFECTURES,
    ),
)
