"""Demo texts: the 2024 activity report, with the published figures and no other. What is not published is not shown."""

from typing import Any, Final

from advocacy.demo_report_blocks import Part, chart, figure, figure_list, figure_table, share
from advocacy.demo_report_figures import CULTURE, LANGUAGE, PEOPLE, SUPPORT
from advocacy.models import TheoryElement
from home.demo_writing import callout

YEAR: Final = 2024
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

Stage = TheoryElement.Stage
THEORY_TITLE: Final = "Des obstacles aux changements durables"
THEORY_SOURCE: Final = "Global Impact Metrics, cabinet de mesure d’impact"
THEORY: Final = (
    (Stage.BARRIER, "Une santé mentale fragilisée"),
    (Stage.BARRIER, "La langue"),
    (Stage.BARRIER, "L’isolement"),
    (Stage.BARRIER, "Un environnement inconnu"),
    (Stage.BARRIER, "Des représentations et des conditions hostiles"),
    (Stage.ACTION, "Un accompagnement individuel et collectif"),
    (Stage.ACTION, "La sensibilisation de celles et ceux qui accueillent"),
    (Stage.ACTION, "Le plaidoyer"),
    (Stage.CHANGE, "L’accès au travail et à la formation"),
    (Stage.CHANGE, "L’autonomie dans la vie sociale"),
    (Stage.CHANGE, "Une meilleure santé mentale"),
    (Stage.CHANGE, "Des compétences qui progressent"),
    (Stage.IMPACT, "Une société d’accueil mobilisée"),
    (Stage.IMPACT, "Des changements structurels et durables"),
)


def parts(theory_id: int) -> tuple[Part, ...]:
    """The chapters of the report, in order; `theory_id` is the theory of change that the third shows."""
    sentence = "Elle relie ce qui empêche, ce que nous faisons, ce qui change pour les personnes et ce qui change dans la société."
    theory: Part = ("Notre théorie du changement", (sentence, ("theory", {"theory": theory_id})))
    return (PURPOSE, POLES, theory, PEOPLE, SUPPORT, LANGUAGE, CULTURE, *LIFE)


# Name, new followers, visits, change in percent: the report does not say which network is which.
NETWORKS: Final = (
    (1, "premier réseau", "48", "2082", "-35"),
    (2, "deuxième réseau", "79", "2154", "65"),
    (3, "troisième réseau", "366", "1427", None),
)


def network_figures(rank: int, name: str, followers: str, visits: str, change: str | None) -> tuple[dict[str, Any], ...]:
    return (
        figure(f"reseau-{rank}-abonnes", f"Nouveaux abonnés, {name}", followers, "Réseau non précisé dans le rapport."),
        figure(f"reseau-{rank}-visites", f"Visites de la page, {name}", visits, "Réseau non précisé dans le rapport."),
        share(
            f"reseau-{rank}-evolution",
            f"Évolution, {name}",
            change,
            "par rapport à l’année précédente",
            "Réseau non précisé dans le rapport.",
        ),
    )


PURPOSE: Final[Part] = (
    "Raison d’être et missions",
    (
        """
        Nous voulons une société inclusive, solidaire et accueillante. Pour y contribuer, nous agissons **dès la
        demande d’asile**, quand presque tous les dispositifs d’intégration sont encore fermés : c’est alors que
        l’attente interrompt les parcours, use la santé et fait douter de soi.

        Trois piliers portent ce travail :
        - un accompagnement socioprofessionnel et linguistique ;
        - une meilleure santé, mentale et générale ;
        - une coopération avec celles et ceux qui assurent le suivi social, l’hébergement, les démarches et le droit.
        """,
    ),
)

POLES: Final[Part] = (
    "Nos pôles",
    (
        """
        ### Le pôle socioprofessionnel
        Trois sessions par an, chacune d’environ 70 personnes : dix semaines d’ateliers, une ou deux fois deux heures par
        semaine, en groupes de huit à douze selon la langue. Chaque atelier est animé à deux. Vient ensuite un
        accompagnement individuel, sans limite de temps ; certaines personnes forment un binôme de quatre mois avec un·e
        bénévole. Des cours de numérique pour débuter complètent ce parcours, deux heures par semaine pendant dix semaines.

        ### Le pôle linguistique
        Dix semaines de français, à raison de trois cours de deux heures et demie par semaine, en groupes de six à dix
        répartis sur quatre niveaux. Un test situe chaque personne à l’inscription, un autre mesure ses progrès à la fin.
        Un accompagnement individuel avec un·e bénévole peut s’y ajouter, deux heures par semaine environ, pendant deux mois
        que l’on peut renouveler.

        ### Le pôle culturel
        Toute l’année, des musées, des promenades, du sport, des ateliers, des projections et des fêtes. L’équipe invite, les
        bénévoles animent sur place, toujours à deux. C’est gratuit pour les participant·es, pendant le programme et après.

        ### Le pôle sensibilisation et plaidoyer
        Il forme les bénévoles, publie des contenus qui expliquent l’asile et défont les idées reçues, intervient dans les
        entreprises et porte [notre plaidoyer](/plaidoyer/), paru en janvier 2024.
        """,
    ),
)

LIFE: Final[tuple[Part, ...]] = (
    (
        "Bénévolat et mentorat",
        (
            """
            Les bénévoles animent des ateliers et des sorties, accompagnent en français, forment des binômes de quatre mois.
            Avant de commencer, chacun·e suit deux heures de formation : la procédure d’asile, ce que fait l’exil, la bonne
            posture, les limites du rôle. En 2024, 24 bénévoles ont animé les activités culturelles, à deux à chaque fois.

            ### Mentorat avec les entreprises
            Neuf salarié·es de grandes entreprises ont accompagné des participant·es grâce au Collectif 93, un club
            d’entreprises. Trois jeunes dirigeant·es l’ont fait par leur réseau, le CJD, après une formation.
            """,
            figure_list(
                "mentoring",
                figure("mentors-salaries", "salarié·es mentors", "9", "Avec le Collectif 93."),
                figure("mentors-dirigeants", "dirigeant·es mentors", "3", "Avec le CJD, après une formation."),
                figure("places-de-formation", "places de formation", "10", "Dans les écoles de Galileo Global Education."),
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
                columns="Réseau | Nouveaux abonnés",
                of="nouveaux abonnés en 2024, réseaux non précisés",
            ),
            """
            Les pages ont reçu 2 082 visites sur le premier réseau, 2 154 sur le deuxième et 1 427 sur le troisième. Par rapport
            à l’année précédente, c’est 35 % de moins pour le premier et 65 % de plus pour le deuxième ; l’évolution du
            troisième n’est pas donnée.
            """,
            figure_table("networks", *(row for network in NETWORKS for row in network_figures(*network))),
            """
            ### Des rencontres toute l’année
            - un webinaire sur le plaidoyer ;
            - des forums pour l’emploi et des séminaires ;
            - le festival Solidays, à la rencontre du public ;
            - des sensibilisations d’entreprises avec Humando, dans le projet Lotus ;
            - une fête de fin d’année à la Maison des Réfugiés.
            """,
        ),
    ),
    (
        "Partenariats",
        (
            """
            ### Cinq partenariats structurants
            - **Point Virgule**, consortium pour le bien-être avec Madera, ETAPE et Yoga & Sport with Refugees : trois
            sessions de 18 semaines, un comité de participant·es ;
            - **ETAPE**, un soutien psychologique, et une formation pour l’équipe ;
            - **Galileo Global Education**, dix places dans ses écoles ;
            - **Collectif 93**, un club d’entreprises et du mentorat ;
            - **CJD**, de jeunes dirigeant·es et du mentorat.

            ### Un réseau, besoin par besoin
            - **Être orienté vers nous** : des Cada, celui du 18e arrondissement de Paris en premier, des Huda, des associations,
            les missions locales ;
            - **Faire valoir ses droits** : ASILE, Barreau de Paris Solidarité ;
            - **Se loger** : Réfugiés Bienvenue, Caracol ;
            - **Apprendre le français** : École Thot, FAIR, Français Langue d’Accueil, PLVP, REFUG ;
            - **Reprendre des études** : UniR ;
            - **Trouver un mentor** : Kodiko ;
            - **Se former au numérique** : Konexio ;
            - **Travailler** : France Travail, les missions locales, des entreprises d’insertion ;
            - **et aussi** : Scap.

            La plupart sont présentés [sur la page du réseau](/association/partenaires/).
            """,
        ),
    ),
    (
        "Soutiens",
        (
            """
            En 2024, LUSH et la délégation interministérielle à l’accueil et à l’intégration des réfugiés ont soutenu nos
            actions. La Fondation de France les rejoint pour 2025.
            """,
        ),
    ),
    (
        "Les comptes",
        (
            "L’année se termine par un excédent. Le rapport publie trois totaux, sans le détail des lignes.",
            (
                "accounts",
                {
                    "income_lines": [],
                    "income": "156964.07",
                    "expense_lines": [],
                    "expenses": "149171.57",
                    "result": "7792.50",
                    "comment": "",
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
            - élargir le réseau d’entreprises, avec une offre pour elles : mentorat, visites de métiers, ateliers de ressources
            humaines ;
            - transmettre le modèle à d’autres territoires ;
            - porter un plaidoyer collectif ;
            - faire reconnaître notre expertise.
            """,
        ),
    ),
    (
        "Ce qui diffère du rapport imprimé",
        (
            """
            En préparant cette édition en ligne, nous avons relevé cinq erreurs dans le rapport imprimé. Les voici, avec ce que
            nous en avons fait.
            - Cinq pourcentages étaient restés en blanc, dans trois phrases sur les sorties selon la date du titre de séjour :
            ces phrases ne sont pas reprises.
            - Le texte parlait de quatre à cinq activités culturelles par mois ; 38 activités en onze mois en font trois à quatre.
            - Les trois visées de ces activités font ensemble 113 % : une activité peut en avoir plusieurs, et le graphique le dit.
            - Les entrées en formation et en emploi étaient additionnées ; une même personne peut compter dans les deux, nous
            les donnons donc séparément.
            - Les 39 % et 16 % de personnes protégées étaient rapportés aux 89 bénéficiaires ; ce sont des parts des 160 personnes
            accompagnées.

            Un ordre de grandeur est resté tel quel : le rapport parle d’environ 70 personnes par session, alors que
            242 inscriptions en trois sessions en font plutôt 80. Nous le reprenons comme il est publié.
            """,
            callout(
                "Ce qui n’est pas publié",
                "Le nombre d’activités des autres mois, la plupart des pays et des départements et le détail des comptes ne figurent pas dans "
                "le rapport. Nous ne les avons ni calculés ni devinés.",
            ),
        ),
    ),
)
