"""Demo texts: the 2024 activity report, with the published figures and no other. What is not published is not shown."""

from typing import Any, Final

from advocacy.blocks.quantities import COUNT, MONTHS, PERCENT
from advocacy.charts.kinds import BAR
from home.demo_writing import Block, callout, items, rich, stages

YEAR: Final = 2024
SOURCE: Final = "rapport d’activité 2024"
OF_REGISTERED: Final = "des 242 personnes inscrites"
OF_SUPPORTED: Final = "des 160 personnes accompagnées"
TITLE: Final = "Rapport d’activité 2024"
INTRODUCTION: Final = (
    "Trois sessions, 242 personnes inscrites venues de 36 pays, 160 accompagnements individuels : une année à agir dès la demande d’asile."
)
HEADLINE: Final = (
    ("242", "personnes inscrites", "en trois sessions"),
    ("160", "personnes accompagnées individuellement", ""),
    ("38", "activités culturelles", ""),
    ("36", "pays d’origine", ""),
)


def figure(label: str, value: str | None, unit: str = COUNT, denominator: str = "", *, is_about: bool = False) -> dict[str, Any]:
    return {"label": label, "value": value, "unit": unit, "is_about": is_about, "denominator": denominator}


def figure_list(key: str, *rows: dict[str, Any]) -> Block:
    return ("figures", {"figures": items(f"report/figures/{key}", rows), "source": SOURCE})


def chart(
    title: str,
    description: str,
    rows: tuple[tuple[str, ...], ...],
    *,
    kind: str = BAR,
    columns: str = "Libellé | Valeur",
    unit: str = COUNT,
    of: str = "",
    several: bool = False,
    note: str = "",
) -> Block:
    """`columns` and each of `rows` are lines of the table that an editor would type."""
    return (
        "chart",
        {
            "kind": kind,
            "title": title,
            "description": description,
            "table": "\n".join([columns, *(" | ".join(row) for row in rows)]),
            "unit": unit,
            "denominator": of,
            "several_answers": several,
            "note": note,
            "source": SOURCE,
        },
    )


PARTS: Final[tuple[tuple[str, tuple[str | Block, ...]], ...]] = (
    (
        "Raison d’être et missions",
        (
            """
            Nous voulons une société inclusive, solidaire et accueillante. Pour y contribuer, nous agissons **dès la
            demande d’asile**, quand presque tous les dispositifs sont encore fermés.

            Trois piliers portent ce travail :
            - un accompagnement socioprofessionnel et linguistique ;
            - une meilleure santé, mentale et générale ;
            - une coopération avec celles et ceux qui assurent le suivi social, l’hébergement, les démarches et le droit.
            """,
        ),
    ),
    (
        "Théorie du changement",
        (
            "Établie avec Global Impact Metrics, cabinet de mesure d’impact, elle relie ce qui empêche, ce que nous faisons et ce qui change.",
            stages(
                "report/theory",
                (
                    "Les obstacles",
                    "Santé mentale fragile, langue, isolement, environnement inconnu ; représentations et conditions hostiles.",
                ),
                ("Les actions", "Accompagnement individuel et collectif, sensibilisation, plaidoyer."),
                ("Les effets sur les personnes", "Travail, formation, autonomie sociale, santé mentale ; compétences en progrès."),
                ("Les effets sur la société", "Une société d’accueil mobilisée, des changements durables."),
            ),
        ),
    ),
    (
        "Les personnes inscrites",
        (
            "Trois sessions ont eu lieu dans l’année, d’environ 70 personnes chacune.",
            figure_list(
                "registered",
                figure("personnes inscrites", "242"),
                figure("sessions", "3"),
                figure("pays d’origine", "36"),
                figure("personnes de plus de 50 ans", "7"),
                figure("personnes hors d’Île-de-France", "9"),
                figure("personnes déjà réfugiées au début du programme", "4"),
            ),
            chart(
                "Neuf personnes sur dix étaient en demande d’asile",
                "Parmi les 242 personnes inscrites, 90 % étaient en procédure d’asile et 79 % vivaient en France depuis moins d’un an. Environ "
                "la moitié avait moins de 30 ans, un tiers étaient des femmes ou des personnes de minorités de genre.",
                (
                    ("En procédure d’asile", "90"),
                    ("En France depuis moins d’un an", "79"),
                    ("Moins de 30 ans (environ)", "50"),
                    ("Orientées par le dispositif national d’accueil (environ)", "40"),
                    ("En France depuis moins de six mois", "38"),
                    ("Femmes ou minorités de genre", "33"),
                    ("Moins de 26 ans", "24"),
                    ("En procédure Dublin", "8"),
                ),
                unit=PERCENT,
                of=OF_REGISTERED,
                several=True,
            ),
            """
            ### D’où viennent-elles, où vivent-elles ?
            Quatre pays sont nommés dans le rapport ; les autres ne le sont pas. De même, seuls Paris et les Yvelines le
            sont pour le lieu de vie.
            """,
            chart(
                "Quatre pays d’origine les plus cités",
                "La Guinée représente 17 % des personnes inscrites, l’Afghanistan 13 %, la Côte d’Ivoire 12 % et le Soudan 6 %.",
                (("Guinée", "17"), ("Afghanistan", "13"), ("Côte d’Ivoire", "12"), ("Soudan", "6")),
                unit=PERCENT,
                of=OF_REGISTERED,
                note="Les 32 autres pays ne sont pas détaillés.",
            ),
            figure_list(
                "places",
                figure("vivaient à Paris", "29", PERCENT, OF_REGISTERED),
                figure("vivaient dans les Yvelines", "10", PERCENT, OF_REGISTERED),
            ),
        ),
    ),
    (
        "L’accompagnement individuel",
        (
            """
            Après le cycle de dix semaines, 160 personnes ont été accompagnées dans leur projet : 39 depuis 2023 et 121
            à partir de 2024, sept mois environ en moyenne.
            """,
            figure_list(
                "support",
                figure("personnes accompagnées", "160"),
                figure("depuis 2023", "39", COUNT, OF_SUPPORTED),
                figure("à partir de 2024", "121", COUNT, OF_SUPPORTED),
                figure("durée moyenne", "7", MONTHS, is_about=True),
            ),
            chart(
                "Plus de la moitié protégées en fin d’année",
                "Sur 160 personnes accompagnées, 89 bénéficiaient d’une protection internationale, 58 demandaient encore l’asile, soit 36 %, "
                "et 13 avaient été déboutées, soit 8 %.",
                (("Protection internationale obtenue", "89"), ("Encore en demande d’asile", "58"), ("Demande rejetée", "13")),
                of="160 personnes accompagnées",
            ),
            """
            La protection a été obtenue en 2024 par 39 % des 160 personnes accompagnées, et avant 2024 par 16 % d’entre
            elles. En fin d’année, 30 personnes étaient protégées depuis moins de six mois.
            """,
            figure_list(
                "exits",
                figure("entrées en emploi", "48"),
                figure("entrées en formation", "30"),
                figure("de sorties positives en moins de six mois", "60", PERCENT, "effectif de référence non précisé dans le rapport"),
                figure("de sorties positives en moins de douze mois", "78", PERCENT, "effectif de référence non précisé dans le rapport"),
            ),
            callout(
                "Lire ces chiffres",
                "Une même personne peut être entrée en formation puis en emploi : les deux nombres ne s’additionnent pas.",
            ),
        ),
    ),
    (
        "Le français",
        (
            "Outre les cours collectifs, dix personnes ont suivi un accompagnement individuel en français.",
            figure_list(
                "language",
                figure("accompagnements individuels", "10"),
                figure("par l’équipe", "6", COUNT, "des 10 accompagnements"),
                figure("par des bénévoles", "4", COUNT, "des 10 accompagnements"),
                figure("certifiées par le Delf", "67", PERCENT, "soit 4 des 6 personnes suivies par l’équipe"),
            ),
        ),
    ),
    (
        "La culture",
        (
            """
            De février à décembre, 38 activités ont eu lieu, soit trois à quatre par mois : musées, promenades, sport,
            ateliers, projections, fêtes. Juin a été le mois le plus dense avec neuf activités, suivi de février avec
            sept. Le détail des autres mois n’est pas publié.
            """,
            chart(
                "Deux activités sur trois ont une visée culturelle",
                "Environ 66 % des 38 activités avaient une visée culturelle, 34 % une visée linguistique et socioprofessionnelle, 13 % une "
                "visée sportive. Une activité peut avoir plusieurs visées.",
                (("Culturelle (environ)", "66"), ("Linguistique et socioprofessionnelle", "34"), ("Sportive", "13")),
                unit=PERCENT,
                of="des 38 activités de 2024",
                several=True,
            ),
            figure_list(
                "culture",
                figure("activités", "38"),
                figure("participant·es par activité, en moyenne", "8"),
                figure("bénévoles ont animé", "24"),
                figure("activités par bénévole, en moyenne", "3"),
                figure("bénévoles par activité", "2"),
            ),
        ),
    ),
    (
        "Bénévolat, mentorat et entreprises",
        (
            """
            Les bénévoles animent des ateliers et des sorties, accompagnent en français, forment des binômes de quatre
            mois. Avec les entreprises, trois coopérations ont compté.
            """,
            figure_list(
                "mentoring",
                figure("salarié·es mentors, avec le Collectif 93", "9"),
                figure("dirigeant·es mentors, avec le CJD", "3"),
                figure("places de formation, avec Galileo Global Education", "10"),
            ),
        ),
    ),
    (
        "Communication et événements",
        (
            """
            L’association est présente sur LinkedIn, Instagram et Facebook. Le rapport donne les chiffres de trois
            réseaux sans dire lequel est lequel : nous les reprenons tels quels.
            """,
            chart(
                "De nouveaux abonnés sur chaque réseau",
                "Un premier réseau a gagné 48 abonnés, un deuxième 79, un troisième 366.",
                (("Premier réseau", "48"), ("Deuxième réseau", "79"), ("Troisième réseau", "366")),
                of="Nouveaux abonnés en 2024, réseaux non précisés",
            ),
            """
            Les pages ont été vues 2 082 fois sur le premier réseau (35 % de moins qu’en 2023), 2 154 fois sur le
            deuxième (65 % de plus) et 1 427 fois sur le troisième, dont l’évolution n’est pas donnée.

            L’année a aussi compté un webinaire sur le plaidoyer, des forums pour l’emploi, des séminaires, le festival
            Solidays, des sensibilisations d’entreprises avec Humando (projet Lotus) et une fête de fin d’année à la
            Maison des Réfugiés.
            """,
        ),
    ),
    (
        "Partenariats et soutiens",
        (
            """
            ### Cinq partenariats structurants
            - **Point Virgule**, consortium pour le bien-être avec Madera, ETAPE et Yoga & Sport with Refugees : trois
            sessions de 18 semaines, un comité de participant·es ;
            - **ETAPE**, soutien psychologique et formation de l’équipe ;
            - **Galileo Global Education**, dix places dans ses écoles ;
            - **Collectif 93**, des entreprises et du mentorat ;
            - **CJD**, de jeunes dirigeant·es et du mentorat.

            ### Un réseau
            Orientation, droit, logement, français, études, mentorat, numérique, emploi : le réseau entier est présenté
            [sur la page des partenaires](/association/partenaires/). Le Cada du 18e arrondissement est le premier à nous
            orienter des personnes.

            ### Des soutiens
            LUSH et la délégation interministérielle à l’accueil et à l’intégration des réfugiés en 2024 ; la Fondation
            de France les rejoint pour 2025.
            """,
        ),
    ),
    (
        "Les comptes",
        (
            (
                "accounts",
                {
                    "expenses": "149171.57",
                    "income": "156964.07",
                    "result": "7792.50",
                    "comment": rich("Le rapport publie ces trois totaux, sans le détail des lignes."),
                },
            ),
        ),
    ),
    (
        "Huit objectifs pour 2025",
        (
            """
            - accompagner davantage de personnes et des publics nouveaux, dont celles qui ne savent pas encore lire ou
            écrire ;
            - mesurer l’impact ;
            - ouvrir un pôle santé mentale ;
            - renforcer la coopération ;
            - élargir le réseau d’entreprises, avec une offre pour elles : mentorat, visites de métiers, ateliers RH ;
            - transmettre le modèle à d’autres territoires ;
            - porter un plaidoyer collectif ;
            - faire reconnaître notre expertise.
            """,
            callout(
                "Ce qui diffère de la version imprimée",
                "Les pourcentages de personnes protégées y étaient rapportés aux 89 bénéficiaires ; ils portent sur les 160 personnes "
                "accompagnées. Le texte parlait de quatre à cinq activités par mois ; 38 activités en onze mois font trois à quatre. "
                "Cinq pourcentages laissés en blanc n’ont pas été repris.",
            ),
        ),
    ),
)
