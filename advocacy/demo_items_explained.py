"""Demo texts: what is explained and read, décryptages and studies."""

from typing import Final

from advocacy.demo_items import PROCEDURE, Item
from advocacy.models import AwarenessPage
from home.demo_writing import callout

Kind = AwarenessPage.Kind

EXPLAINED: Final = (
    Item(
        "la-procedure-dublin-pas-a-pas",
        Kind.DECODING,
        12,
        "La procédure Dublin, pas à pas",
        "Avant d’examiner une demande d’asile, les États européens doivent décider lequel d’entre eux le fera. En attendant, la personne attend.",
        (
            """
            ## De quoi s’agit-il ?
            Un règlement européen fixe qui doit examiner une demande d’asile : le plus souvent, l’État par lequel la
            personne est entrée ou celui où ses empreintes ont d’abord été relevées. La France peut donc demander à un
            autre État de « reprendre » la personne.

            ## Ce que cela change pour elle
            Tant que la question n’est pas tranchée, **la demande ne peut pas être déposée en France**. La personne a
            une attestation, parfois un hébergement, mais l’examen n’a pas commencé.

            - Si l’autre État accepte et que le transfert a lieu, la demande est examinée là-bas.
            - Si le transfert n’a pas lieu dans les délais, la France devient responsable : la demande peut enfin être
            déposée.

            ## Pourquoi en parler
            Ces mois ne figurent pas dans les durées d’examen que l’on cite d’ordinaire. En 2024, 8 % des 242 personnes
            inscrites à notre programme étaient dans cette situation.
            """,
            callout("À retenir", "« Dubliné » est un mot d’administration. On peut dire : une personne en procédure Dublin."),
        ),
        subjects=("droit",),
        series=PROCEDURE,
        fields={
            "gist": "Les États européens décident d’abord lequel d’entre eux examine la demande. Tant que ce n’est pas fait, la "
            "personne ne peut pas la déposer en France : des mois s’ajoutent à l’attente."
        },
    ),
    Item(
        "travailler-pendant-la-demande-d-asile",
        Kind.DECODING,
        47,
        "Travailler pendant la demande d’asile : ce qui est possible",
        "Le droit existe, mais il arrive tard et passe par l’employeur. Voici les étapes, dans l’ordre.",
        (
            """
            ## La règle
            Une personne dont la demande est en cours peut accéder au travail si **l’Ofpra n’a pas statué au bout de
            six mois** et que ce retard n’est pas de son fait. Il faut alors une autorisation, que l’employeur demande
            en ligne pour un poste et un contrat précis.

            ## Les étapes
            - vérifier avec la personne la date d’enregistrement de sa demande à l’Ofpra ;
            - établir une promesse d’embauche ;
            - déposer la demande d’autorisation ;
            - attendre la réponse avant toute prise de poste.

            ## Les difficultés
            La démarche est peu connue, l’issue incertaine, et l’attestation doit être renouvelée plusieurs fois. Un
            employeur bien informé s’y retrouve mieux.
            """,
            callout(
                "Attention",
                "Cette page explique, elle ne remplace pas un conseil juridique : les règles changent, et chaque situation compte.",
            ),
        ),
        subjects=("droit", "travail", "pole-socioprofessionnel"),
        series=PROCEDURE,
        fields={
            "gist": "Travailler est possible si l’Ofpra n’a pas répondu au bout de six mois, avec une autorisation que l’employeur "
            "demande pour un poste précis. C’est un droit, et c’est un parcours."
        },
    ),
    Item(
        "demandeur-d-asile-refugie-deboute",
        Kind.DECODING,
        75,
        "Demandeur d’asile, réfugié, débouté : qui est qui ?",
        "Trois mots que l’on prend l’un pour l’autre, et trois situations qui n’ouvrent pas les mêmes droits.",
        (
            """
            ## Demandeur ou demandeuse d’asile
            La personne a demandé la protection de la France et attend la réponse. À ce stade, presque tous les
            dispositifs d’intégration lui sont fermés.

            ## Réfugié·e, protection subsidiaire
            L’Ofpra, ou la CNDA après un recours, a dit oui. On parle de **bénéficiaire d’une protection
            internationale** (BPI) : réfugié·e, ou titulaire de la protection subsidiaire.

            ## Débouté·e
            La réponse est non. La personne n’en reste pas moins une personne : sur les 160 que nous avons accompagnées
            en 2024, 13 étaient déboutées.
            """,
        ),
        subjects=("droit", "prejuges"),
        series=PROCEDURE,
        fields={
            "gist": "Demander l’asile, c’est attendre une réponse. Être réfugié·e, c’est l’avoir reçue, et c’est oui. Être débouté·e, "
            "c’est l’avoir reçue, et c’est non."
        },
    ),
    Item(
        "mentorat-ce-que-retient-la-fabrique-14",
        Kind.STUDY,
        80,
        "Mentorat : ce que retient la Fabrique nº 14",
        "En 2023, la délégation de l’État à l’accueil des réfugiés a réuni des programmes de mentorat. Notre lecture, et ses limites.",
        (
            """
            ## Ce que nous en gardons
            Nos binômes linguistiques ont une durée de départ, deux mois, au terme de laquelle un bilan décide de la
            suite. Ce que pointe l’étude nous sert de liste de questions : qui apparie, selon quoi, et que prévoit-on
            pour après ?
            """,
        ),
        subjects=("travail", "pole-socioprofessionnel"),
        fields={
            "study_title": "Fabrique nº 14, le mentorat",
            "study_authors": "Délégation interministérielle à l’accueil et à l’intégration des réfugiés",
            "study_year": 2023,
            "findings": """
            Les programmes apparient selon l’âge, le genre, le pays d’origine ou le niveau de langue, et cherchent
            parfois la **différence** plutôt que la ressemblance. Une charte engage les trois parties : le mentor, la
            personne accompagnée, le programme. La durée va de six à neuf mois, et les rencontres ont lieu ailleurs
            qu’au domicile.

            Quatre familles d’indicateurs reviennent : l’emploi, la formation, l’interculturalité, l’autonomie.

            Elle pointe aussi ce qui manque :
            - des appariements manqués ;
            - un manque de reconnaissance des mentors ;
            - un engagement inégal de leur part ;
            - rien de prévu pour l’après.
            """,
            "limits": """
            Elle rassemble l’expérience de programmes volontaires ; elle ne compare pas leurs résultats à ceux de
            personnes qui n’auraient pas eu de mentor.
            """,
        },
    ),
    Item(
        "vingt-initiatives-en-sept-domaines",
        Kind.STUDY,
        190,
        "Vingt initiatives, sept domaines : le catalogue de 2019",
        "La délégation de l’État à l’accueil des réfugiés a réuni une vingtaine d’initiatives. Ce que l’on y trouve, et ce qu’il y manque.",
        (),
        subjects=("langue", "logement", "travail"),
        fields={
            "study_title": "Catalogue des initiatives du forum de 2019",
            "study_authors": "Délégation interministérielle à l’accueil et à l’intégration des réfugiés",
            "study_year": 2019,
            "findings": """
            Une vingtaine d’initiatives, une fiche pour chacune : qui la porte, avec quels partenaires, pour quoi, avec
            quels résultats.

            Elles sont rangées en sept domaines : langue, logement, droits, soins, formation et travail, culture, sport
            et loisirs, lien social. C’est aussi le rangement de [nos partenaires](/association/partenaires/).
            """,
            "limits": """
            C’est un catalogue, pas une évaluation : il ne dit pas ce qui se serait passé sans ces initiatives.

            Il date de 2019 : certaines ont pu s’arrêter, d’autres naître.
            """,
        },
    ),
)
