"""Demo texts: the parts of the 2024 activity report that are mostly figures, pole by pole."""

from typing import Final

from advocacy.blocks.quantities import MONTHS
from advocacy.charts import kinds
from advocacy.demo_report_blocks import (
    AMONG_REGISTERED,
    AMONG_SUPPORTED,
    OF_ACTIVITIES,
    OF_REGISTERED,
    OF_SUPPORTED,
    Part,
    chart,
    figure,
    figure_list,
    figure_table,
    share,
)
from home.demo_writing import callout

PEOPLE: Final[Part] = (
    "Pôle socioprofessionnel : les personnes inscrites",
    (
        """
        Trois sessions ont eu lieu dans l’année, d’environ 70 personnes chacune. Neuf personnes sur dix étaient en pleine
        procédure d’asile, et la plupart venaient d’arriver : c’est le public pour lequel le programme a été pensé.
        """,
        figure_list(
            "registered",
            figure("personnes-inscrites", "personnes inscrites", "242", "Personnes inscrites à l’une des sessions de l’année."),
            figure("sessions", "sessions", "3", "Une session : un cycle de dix semaines d’ateliers, puis un suivi."),
            figure("personnes-par-session", "personnes par session", "70", "Ordre de grandeur donné par le rapport.", is_about=True),
            figure("pays-d-origine", "pays d’origine", "36"),
        ),
        chart(
            "Neuf personnes sur dix étaient en procédure d’asile",
            "Parmi les 242 personnes inscrites, 90 % étaient en procédure d’asile et 8 % en procédure Dublin. 79 % vivaient en France depuis "
            "moins d’un an et 38 % depuis moins de six mois. Environ 40 % avaient été orientées par des professionnels de l’accueil.",
            (
                ("En procédure d’asile", "90"),
                ("En France depuis moins d’un an", "79"),
                ("Orientées par le dispositif national d’accueil (environ)", "40"),
                ("En France depuis moins de six mois", "38"),
                ("En procédure Dublin", "8"),
            ),
            columns="Situation à l’inscription | Part",
            unit="percent",
            of=OF_REGISTERED,
            several=True,
        ),
        """
        ### Un public jeune
        Environ la moitié des personnes inscrites avaient moins de 30 ans, et près d’un quart moins de 26 ans. Sept avaient
        plus de 50 ans. Un tiers étaient des femmes ou des personnes de minorités de genre.
        """,
        chart(
            "La moitié des personnes inscrites avaient moins de 30 ans",
            "24 % des 242 personnes inscrites avaient moins de 26 ans, environ 50 % moins de 30 ans ; 33 % étaient des femmes ou des "
            "personnes de minorités de genre.",
            (("Moins de 30 ans (environ)", "50"), ("Femmes ou minorités de genre", "33"), ("Moins de 26 ans", "24")),
            columns="Profil | Part",
            unit="percent",
            of=OF_REGISTERED,
            several=True,
            note="Les moins de 26 ans sont comptés aussi parmi les moins de 30 ans.",
        ),
        """
        ### D’où viennent\u2011elles, où vivent\u2011elles ?
        Quatre pays sont nommés dans le rapport ; les autres ne le sont pas. De même, seuls Paris et les Yvelines le
        sont pour le lieu de vie, et neuf personnes vivaient hors d’Île-de-France.
        """,
        chart(
            "Quatre pays d’origine sur trente-six",
            "La Guinée représente 17 % des personnes inscrites, l’Afghanistan 13 %, la Côte d’Ivoire 12 % et le Soudan 6 %.",
            (("Guinée", "17"), ("Afghanistan", "13"), ("Côte d’Ivoire", "12"), ("Soudan", "6"), ("32 autres pays", "")),
            columns="Pays | Part",
            unit="percent",
            of=OF_REGISTERED,
            note="La part de chacun des autres pays n’est pas publiée.",
        ),
        figure_table(
            "registered-details",
            share(
                "femmes-ou-minorites-de-genre",
                "Femmes et personnes de minorités de genre",
                "33",
                OF_REGISTERED,
            ),
            share("moins-de-26-ans", "Moins de 26 ans", "24", OF_REGISTERED),
            share("moins-de-30-ans", "Moins de 30 ans", "50", OF_REGISTERED, "Les moins de 26 ans en font partie.", is_about=True),
            figure("plus-de-50-ans", "Plus de 50 ans", "7", of=AMONG_REGISTERED),
            share(
                "orientees-par-le-dna",
                "Orientées par le dispositif national d’accueil",
                "40",
                OF_REGISTERED,
                "Par des professionnels des centres d’accueil et de l’hébergement d’urgence.",
                is_about=True,
            ),
            share("guinee", "Originaires de Guinée", "17", OF_REGISTERED),
            share("cote-d-ivoire", "Originaires de Côte d’Ivoire", "12", OF_REGISTERED),
            share("afghanistan", "Originaires d’Afghanistan", "13", OF_REGISTERED),
            share("soudan", "Originaires du Soudan", "6", OF_REGISTERED),
            share("paris", "Vivaient à Paris", "29", OF_REGISTERED),
            share("yvelines", "Vivaient dans les Yvelines", "10", OF_REGISTERED),
            figure("hors-ile-de-france", "Vivaient hors d’Île-de-France", "9", of=AMONG_REGISTERED),
            share("en-procedure-d-asile", "En procédure d’asile", "90", OF_REGISTERED, "À l’inscription."),
            share("en-procedure-dublin", "En procédure Dublin", "8", OF_REGISTERED, "À l’inscription."),
            figure(
                "deja-refugiees",
                "Déjà réfugiées",
                "4",
                "Elles avaient le statut de réfugié au début du programme.",
                of=AMONG_REGISTERED,
            ),
            share("en-france-moins-d-un-an", "En France depuis moins d’un an", "79", OF_REGISTERED, "À l’inscription."),
            share(
                "en-france-moins-de-six-mois",
                "En France depuis moins de six mois",
                "38",
                OF_REGISTERED,
                "À l’inscription ; comptées aussi parmi les arrivées de moins d’un an.",
            ),
        ),
    ),
)

SUPPORT: Final[Part] = (
    "Pôle socioprofessionnel : l’accompagnement individuel",
    (
        """
        Après le cycle de dix semaines vient un accompagnement individuel, sans limite de temps, vers le projet
        professionnel de chacun·e. En 2024, 160 personnes en ont bénéficié : 39 depuis 2023 et 121 à partir de 2024. Il dure
        sept mois environ, en moyenne.
        """,
        figure_list(
            "support",
            figure("personnes-accompagnees", "personnes accompagnées", "160", "Personnes suivies individuellement dans l’année."),
            figure("accompagnees-depuis-2023", "depuis 2023", "39", of=AMONG_SUPPORTED),
            figure("accompagnees-a-partir-de-2024", "à partir de 2024", "121", of=AMONG_SUPPORTED),
            figure("duree-moyenne", "durée moyenne", "7", "D’un accompagnement individuel.", unit=MONTHS, is_about=True),
        ),
        chart(
            "Plus de la moitié protégées en fin d’année",
            "Sur 160 personnes accompagnées, 89 bénéficiaient d’une protection internationale, 58 demandaient encore l’asile, soit 36 %, "
            "et 13 avaient été déboutées, soit 8 %.",
            (("Protection internationale obtenue", "89"), ("Encore en demande d’asile", "58"), ("Demande rejetée", "13")),
            kind=kinds.PIE,
            columns="Situation en fin d’année | Personnes",
            of="160 personnes accompagnées",
        ),
        """
        La protection a été obtenue en 2024 par 39 % des 160 personnes accompagnées, et avant 2024 par 16 % d’entre
        elles. En fin d’année, 30 personnes étaient protégées depuis moins de six mois.

        ### Vers l’emploi et la formation
        Dans l’année, on compte 48 entrées en emploi et 30 entrées en formation. Le rapport donne aussi deux taux de sorties
        positives, 60 % en moins de six mois et 78 % en moins de douze mois, sans préciser l’effectif auquel ils se
        rapportent.
        """,
        figure_list(
            "exits",
            figure("entrees-en-emploi", "entrées en emploi", "48", "Une même personne peut aussi être entrée en formation."),
            figure("entrees-en-formation", "entrées en formation", "30", "Une même personne peut aussi être entrée en emploi."),
        ),
        callout(
            "Lire ces chiffres",
            "Une même personne peut être entrée en formation puis en emploi : les deux nombres ne s’additionnent pas.",
        ),
        figure_table(
            "support-details",
            figure("bpi", "Bénéficiaires d’une protection internationale", "89", "En fin d’année.", of=AMONG_SUPPORTED),
            figure("encore-en-demande-d-asile", "Encore en demande d’asile", "58", "En fin d’année.", of=AMONG_SUPPORTED),
            share("part-encore-en-demande-d-asile", "Part encore en demande d’asile", "36", OF_SUPPORTED, "58 personnes."),
            figure("deboutees", "Déboutées", "13", "Demande rejetée en fin d’année.", of=AMONG_SUPPORTED),
            share("part-deboutees", "Part déboutée", "8", OF_SUPPORTED, "13 personnes."),
            share("bpi-en-2024", "Protection obtenue en 2024", "39", OF_SUPPORTED),
            share("bpi-avant-2024", "Protection obtenue avant 2024", "16", OF_SUPPORTED),
            figure(
                "bpi-depuis-moins-de-six-mois",
                "Protégées depuis moins de six mois en fin d’année",
                "30",
                of=AMONG_SUPPORTED,
            ),
            share(
                "sorties-positives-six-mois",
                "Sorties positives en moins de six mois",
                "60",
                "effectif de référence non précisé dans le rapport",
                "Une sortie positive : une entrée en emploi ou en formation.",
            ),
            share(
                "sorties-positives-douze-mois",
                "Sorties positives en moins de douze mois",
                "78",
                "effectif de référence non précisé dans le rapport",
                "Une sortie positive : une entrée en emploi ou en formation.",
            ),
        ),
    ),
)

LANGUAGE: Final[Part] = (
    "Pôle linguistique",
    (
        """
        Outre les cours collectifs, dix personnes ont suivi un accompagnement individuel en français : six avec l’équipe,
        quatre avec un·e bénévole. Parmi les six premières, quatre ont obtenu le Delf, un diplôme officiel de français.
        """,
        figure_list(
            "language",
            figure("accompagnements-linguistiques", "accompagnements individuels", "10", "Accompagnements individuels en français."),
            figure("accompagnements-linguistiques-equipe", "par l’équipe", "6", of="des 10 accompagnements"),
            figure("accompagnements-linguistiques-benevoles", "par des bénévoles", "4", of="des 10 accompagnements"),
            figure("certifiees-delf", "certifiées par le Delf", "4", of="des 6 personnes suivies par l’équipe"),
            share("part-certifiee-delf", "ont obtenu le Delf", "67", "des 6 personnes suivies par l’équipe", "4 personnes sur 6."),
        ),
    ),
)

CULTURE: Final[Part] = (
    "Pôle culturel",
    (
        """
        De février à décembre, 38 activités ont eu lieu, soit trois à quatre par mois : musées, promenades, sport,
        ateliers, projections, fêtes. Elles sont gratuites et restent ouvertes aux personnes dont le programme est achevé.
        """,
        figure_list(
            "culture",
            figure("activites-culturelles", "activités", "38", "De février à décembre 2024."),
            figure("participants-par-activite", "participant·es par activité", "8", "En moyenne."),
            figure("benevoles-animateurs", "bénévoles ont animé", "24", "Bénévoles ayant animé au moins une activité."),
        ),
        chart(
            "Sept activités en février, neuf en juin",
            "Sept activités en février, neuf en juin. Le nombre d’activités des autres mois n’est pas publié.",
            (("Février", "7"), ("Juin", "9")),
            kind=kinds.MONTHS,
            columns="Mois | Activités",
            of=OF_ACTIVITIES.replace("des ", "", 1),
            note="Les autres mois ne sont pas détaillés dans le rapport : un vide n’est pas un zéro.",
        ),
        chart(
            "Deux activités sur trois ont une visée culturelle",
            "Environ 66 % des 38 activités avaient une visée culturelle, 34 % une visée linguistique et socioprofessionnelle, 13 % une "
            "visée sportive. Une activité peut avoir plusieurs visées.",
            (("Culturelle (environ)", "66"), ("Linguistique et socioprofessionnelle", "34"), ("Sportive", "13")),
            columns="Visée | Part",
            unit="percent",
            of=OF_ACTIVITIES,
            several=True,
            note="Une activité peut avoir plusieurs visées : les trois parts font ensemble 113 %.",
        ),
        figure_table(
            "culture-details",
            figure("activites-en-fevrier", "Activités en février", "7", "Le premier mois de l’année qui en compte.", of=OF_ACTIVITIES),
            figure("activites-en-juin", "Activités en juin", "9", of=OF_ACTIVITIES),
            share(
                "visee-culturelle", "À visée culturelle", "66", OF_ACTIVITIES, "Une activité peut avoir plusieurs visées.", is_about=True
            ),
            share(
                "visee-linguistique",
                "À visée linguistique et socioprofessionnelle",
                "34",
                OF_ACTIVITIES,
                "Une activité peut avoir plusieurs visées.",
            ),
            share("visee-sportive", "À visée sportive", "13", OF_ACTIVITIES, "Une activité peut avoir plusieurs visées."),
            figure("activites-par-benevole", "Activités par bénévole", "3", "En moyenne, parmi celles et ceux qui en ont animé."),
            figure("benevoles-par-activite", "Bénévoles par activité", "2", "Les bénévoles animent en binôme."),
        ),
    ),
)
