"""Demo texts: the association and its poles, in our own words (sources: the association's published reports)."""

from dataclasses import dataclass, field
from typing import Final, Self

from home.demo_writing import Block, callout, figures, stages

SOURCE: Final = "Rapport d’activité 2024"


@dataclass(frozen=True)
class PageText:
    """A page to be made: where, what it says, and the pages under it."""

    slug: str
    title: str
    introduction: str
    body: tuple[str | Block, ...] = ()
    eyebrow: str = ""
    in_menu: bool = False
    children: tuple[Self, ...] = field(default=())


WORK: Final = PageText(
    "socioprofessionnel",
    "Pôle socioprofessionnel",
    "Dix semaines en groupe pour comprendre, préparer et oser ; puis un accompagnement individuel, sans limite de temps.",
    (
        """
        ## Un cycle de dix semaines
        Trois sessions ont lieu chaque année. Chacune réunit environ 70 personnes, en groupes de 8 à 12 selon leur
        langue principale, français ou anglais. Une ou deux fois par semaine, un atelier de deux heures aborde une
        question concrète : les secteurs qui recrutent, le CV, l’entretien, les codes du travail en France, les droits
        pendant la demande d’asile.

        Chaque atelier est animé à deux, par des salarié·es, des volontaires en service civique ou des bénévoles.

        ## Un projet, à son rythme
        Après le cycle, l’accompagnement devient individuel. Il dure le temps qu’il faut : formation, reprise
        d’études, validation d’un métier déjà exercé, premier emploi.

        Certaines personnes forment un binôme avec un·e bénévole pendant **quatre mois** : un regard extérieur, un
        réseau, quelqu’un pour préparer un entretien. Ces missions sont [ouvertes aux bénévoles](/benevoles/).
        """,
        """
        ## Apprendre le numérique
        Des classes pour débutant·es accompagnent le cycle : un cours de deux heures par semaine pendant dix semaines,
        pour écrire un e-mail, remplir une démarche en ligne, tenir un document.
        """,
        figures(
            "pole/work",
            SOURCE,
            ("160", "personnes accompagnées individuellement", "en 2024"),
            ("30", "entrées en formation", "parmi ces 160 personnes"),
            ("48", "entrées en emploi", "parmi elles aussi ; une même personne peut compter deux fois"),
        ),
    ),
    "Pôle",
)

LANGUAGE: Final = PageText(
    "linguistique",
    "Pôle linguistique",
    "Trois cours de français par semaine pendant dix semaines, en petit groupe, dès le premier niveau.",
    (
        """
        ## Des cours réguliers
        Un cycle compte 30 cours : trois par semaine, de deux heures trente chacun, pendant dix semaines. Les groupes
        vont de 6 à 10 personnes et s’adressent à celles et ceux qui parlent anglais. Leur emploi du temps est pensé
        avec celui des ateliers socioprofessionnels, pour que l’on puisse suivre les deux.

        Quatre niveaux sont proposés : A1.1, A1.2, A2.1 et A2.2. Un test à l’inscription place chacun·e dans le bon
        groupe ; un test de sortie mesure le chemin parcouru.

        ## Un accompagnement individuel
        Des bénévoles accompagnent aussi une personne, parfois deux, environ deux heures par semaine.
        """,
        stages(
            "pole/language",
            ("Rencontrer l’équipe", "On fait connaissance et l’on précise ce qui est attendu, de part et d’autre."),
            ("S’engager deux mois", "Environ deux heures par semaine, avec une personne ou deux."),
            ("Faire le bilan", "Au terme des deux mois, on décide ensemble de continuer ou non."),
        ),
        figures(
            "pole/language/figures",
            SOURCE,
            ("10", "personnes accompagnées individuellement en français", "en 2024"),
            ("6", "par l’équipe", "dont 4 ont obtenu le Delf"),
            ("4", "par des bénévoles", "des 10 personnes accompagnées"),
        ),
    ),
    "Pôle",
)

CULTURE: Final = PageText(
    "culturel",
    "Pôle culturel",
    "Musées, promenades, sport, ateliers d’art, projections, fêtes : sortir, apprendre et se rencontrer, toute l’année.",
    (
        """
        ## Toujours gratuit, toujours à deux
        Les sorties sont ouvertes aux personnes accompagnées, hier comme aujourd’hui, et toujours gratuites pour elles.
        L’équipe invite ; sur place, ce sont **deux bénévoles** qui animent.

        Une même activité peut avoir plusieurs visées : découvrir, pratiquer le français et préparer le monde du
        travail, bouger. Les bénévoles [de cette mission](/benevoles/) peuvent en proposer.
        """,
        figures(
            "pole/culture",
            SOURCE,
            ("38", "activités de février à décembre 2024", "dont 9 en juin"),
            ("24", "bénévoles ont animé", "trois activités chacun·e en moyenne"),
            ("8", "participant·es par activité", "en moyenne"),
        ),
        callout(
            "Pourquoi les sorties ne sont-elles pas à l’agenda ?",
            "Le lieu et l’heure d’une sortie sont donnés aux bénévoles et aux personnes inscrites, jamais publiés : "
            "c’est une question de sécurité. L’[agenda](/agenda/) annonce les rencontres ouvertes à tous.",
        ),
    ),
    "Pôle",
)

AWARENESS: Final = PageText(
    "sensibilisation-et-plaidoyer",
    "Pôle sensibilisation et plaidoyer",
    "Former, expliquer, convaincre : l’accueil se joue aussi dans le regard que porte la société.",
    (
        """
        ## Former les bénévoles
        Chaque nouveau ou nouvelle bénévole suit « Connaissance du public » : deux heures sur la procédure d’asile, ce
        que fait l’exil, la bonne posture et les limites du rôle.

        ## Expliquer
        Nous publions des [décryptages, des lectures d’études, des témoignages et des idées reçues
        démontées](/sensibilisation/), et un [glossaire](/glossaire/). Nous intervenons en entreprise et lors
        d’événements.

        ## Convaincre
        Le [plaidoyer](/plaidoyer/) rassemble ce que nous demandons, à qui, et pourquoi.
        """,
    ),
    "Pôle",
)

HEALTH: Final = PageText(
    "sante-mentale",
    "Pôle santé mentale",
    "Ouvert en 2025 : des activités de bien-être en groupe et un suivi individuel, avec des psychologues.",
    (
        """
        ## Pourquoi un pôle
        L’exil, l’attente et la précarité pèsent sur la santé. Une personne qui dort mal, qui ressasse ou qui se
        renferme apprend moins, cherche moins, et s’isole davantage. Prendre soin n’est pas un à-côté de
        l’intégration : c’en est une condition.

        ## Ce que nous proposons
        - des activités collectives de bien-être ;
        - un soutien psychologique individuel.

        Le pôle s’appuie sur les psychologues d’une association qui a rejoint la nôtre.
        """,
        callout(
            "En cas d’urgence",
            "Si une personne est en danger, appelez le **15** (Samu) ou le **112**. Le **3114**, numéro national de "
            "prévention du suicide, répond à toute heure, gratuitement.",
        ),
    ),
    "Pôle",
)

DIGITAL: Final = PageText(
    "numerique",
    "Classes numériques",
    "Dix semaines pour être à l’aise avec un ordinateur : une porte d’entrée vers les démarches, la formation et l’emploi.",
    (
        """
        ## Pour débuter
        Les classes numériques font partie du pôle socioprofessionnel. Elles s’adressent aux personnes qui ont peu ou
        jamais utilisé un ordinateur : **un cours de deux heures par semaine, pendant dix semaines**.

        ## Ce que l’on y apprend
        - écrire et ranger un document ;
        - envoyer un e-mail, joindre un fichier ;
        - faire une démarche en ligne sans y laisser ses données ;
        - chercher une formation ou une offre d’emploi.
        """,
    ),
    "Pôle socioprofessionnel",
)

POLES: Final = (WORK, DIGITAL, LANGUAGE, CULTURE, AWARENESS, HEALTH)

ASSOCIATION: Final = PageText(
    "association",
    "L’association",
    "Nous accompagnons les personnes exilées dès leur demande d’asile, sans attendre qu’une protection leur soit accordée.",
    (
        """
        ## Qui nous sommes
        Polaris 14 est une association parisienne régie par la loi de 1901. Une poignée de salarié·es, des volontaires
        en service civique et des dizaines de bénévoles y travaillent ensemble, avec un budget d’environ 150 000 € par
        an. Elle a six ans d’activité en 2025.

        Son idée tient en une phrase : **le temps de la demande d’asile peut être un temps utile**. À ce stade, presque
        tous les dispositifs d’intégration restent fermés, et des mois d’attente abîment les parcours, la santé et la
        confiance.

        ## Ce que nous voulons
        Une société inclusive, solidaire et accueillante. Nous y travaillons de trois façons :
        - un accompagnement socioprofessionnel et linguistique ;
        - une meilleure santé, mentale et générale ;
        - une coopération avec celles et ceux qui assurent le suivi social, l’hébergement, les démarches et le droit.

        ## Ce qui change, et comment
        Notre théorie du changement a été construite avec un cabinet spécialisé dans la mesure d’impact, Global Impact
        Metrics. Elle se lit comme un chemin.
        """,
        stages(
            "association/theory",
            (
                "Des obstacles",
                "Une santé mentale fragilisée, une langue à apprendre, l’isolement, un environnement inconnu ; des représentations et des conditions hostiles.",
            ),
            ("Des actions", "Un accompagnement individuel et collectif, de la sensibilisation, un plaidoyer."),
            (
                "Des changements pour les personnes",
                "Un travail, une formation, une autonomie sociale, une meilleure santé mentale ; des compétences qui grandissent.",
            ),
            ("Des changements pour la société", "Une société d’accueil qui se mobilise, des transformations qui durent."),
        ),
        """
        ## Comment cela se passe
        """,
        stages(
            "association/course",
            ("S’inscrire", "Une personne vient d’elle-même, ou orientée par un centre d’accueil, une association, une mission locale."),
            ("Participer à un cycle", "Dix semaines d’ateliers en groupe, des cours de français, des sorties."),
            ("Poursuivre son projet", "Un accompagnement individuel, sans limite de temps, parfois en binôme avec un·e bénévole."),
            ("Rester en lien", "Les anciens participants et participantes restent invités aux activités culturelles."),
        ),
        """
        ## Et demain
        Nous voulons transmettre ce modèle à d’autres territoires, mieux mesurer ses effets, et accueillir des publics
        nouveaux, dont les personnes qui ne savent pas encore lire ou écrire.
        """,
        figures(
            "association/figures",
            SOURCE,
            ("242", "personnes inscrites", "en 2024, en trois sessions"),
            ("36", "pays d’origine", ""),
            ("160", "personnes accompagnées individuellement", ""),
            ("38", "activités culturelles", ""),
        ),
    ),
    in_menu=True,
    children=(
        PageText(
            "poles",
            "Nos pôles",
            "Travailler, parler, sortir, comprendre, aller mieux : chaque pôle répond à une partie de la même question.",
            children=POLES,
        ),
    ),
)
