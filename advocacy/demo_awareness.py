"""Demo texts: awareness content of every kind. The testimony is fictitious and says so."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from advocacy.models import (
    AwarenessPage,
    DecodingPage,
    FalseIdeaPage,
    NewsPage,
    ResourcePage,
    StudyPage,
    TalkPage,
    TestimonyPage,
)
from home.demo_writing import Block, callout, quote

Kind = AwarenessPage.Kind
TYPES: Final[dict[str, type[Any]]] = {
    page_type.own_kind: page_type for page_type in (DecodingPage, FalseIdeaPage, NewsPage, ResourcePage, StudyPage, TalkPage, TestimonyPage)
}


@dataclass(frozen=True)
class Item:
    """`published`: a day, for what is tied to a real year, or a number of days before the demo's day."""

    slug: str
    kind: AwarenessPage.Kind
    published: date | int
    title: str
    introduction: str
    body: tuple[str | Block, ...]


ITEMS: Final = (
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
    ),
    Item(
        "mentorat-ce-que-retient-la-fabrique-14",
        Kind.STUDY,
        80,
        "Mentorat : ce que retient la Fabrique nº 14",
        "En 2023, la délégation de l’État à l’accueil des réfugiés a réuni des programmes de mentorat. Notre lecture, et ses limites.",
        (
            """
            ## La référence
            « Fabrique nº 14 » sur le mentorat, délégation interministérielle à l’accueil et à l’intégration des
            réfugiés, 2023.

            ## Ce qu’elle dit
            Les programmes apparient selon l’âge, le genre, le pays d’origine ou le niveau de langue, et cherchent
            parfois la **différence** plutôt que la ressemblance. Une charte engage les trois parties : le mentor, la
            personne accompagnée, le programme. La durée va de six à neuf mois, et les rencontres ont lieu ailleurs
            qu’au domicile.

            Quatre familles d’indicateurs reviennent : l’emploi, la formation, l’interculturalité, l’autonomie.

            ## Ce qu’elle pointe
            - des appariements manqués ;
            - un manque de reconnaissance des mentors ;
            - un engagement inégal de leur part ;
            - rien de prévu pour l’après.

            ## Ses limites
            Elle rassemble l’expérience de programmes volontaires ; elle ne compare pas leurs résultats à ceux de
            personnes qui n’auraient pas eu de mentor.
            """,
        ),
    ),
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
    ),
    Item(
        "ils-ne-veulent-pas-travailler",
        Kind.FALSE_IDEA,
        60,
        "« Ils ne veulent pas travailler »",
        "Une idée reçue, trois faits. La question n’est pas l’envie, mais le droit et les délais.",
        (
            """
            ## Ce que l’on entend
            Les personnes qui demandent l’asile vivraient de l’aide sans chercher d’emploi.

            ## Ce qu’il en est
            **La loi ne leur permet pas de travailler librement.** Il faut attendre six mois sans réponse de l’Ofpra,
            puis obtenir une autorisation pour un poste précis.

            **Quand un accompagnement existe, le travail suit.** En 2024, parmi les 160 personnes que nous avons
            accompagnées individuellement, nous avons compté 48 entrées en emploi et 30 entrées en formation ; une même
            personne peut figurer dans les deux.

            **L’inactivité est subie.** Elle n’est pas un choix de vie, mais l’effet d’un délai.

            ## Notre réponse
            Faux. On confond ne pas vouloir et ne pas pouvoir.
            """,
        ),
    ),
    Item(
        "le-francais-peut-attendre",
        Kind.FALSE_IDEA,
        150,
        "« Le français peut attendre la réponse »",
        "Commencer tard n’évite pas une dépense inutile : cela fait perdre les mois où l’on apprend le mieux.",
        (
            """
            ## Ce que l’on entend
            Il serait raisonnable de ne financer des cours que pour les personnes qui resteront.

            ## Ce qu’il en est
            Le contrat d’intégration, et les cours qui vont avec, s’ouvrent après la décision. Entre-temps, il faut se
            soigner, inscrire un enfant à l’école, comprendre un courrier, prendre un train. **La langue sert tout de
            suite**, quelle que soit la suite.

            Un cours régulier donne aussi un rythme et des visages connus : c’est l’une des rares choses qui protègent
            pendant l’attente.

            ## Notre réponse
            Faux. Apprendre tôt coûte moins que rattraper.
            """,
        ),
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

            [Découvrir le pôle santé mentale](/association/poles/sante-mentale/)
            """,
        ),
    ),
    Item(
        "memo-des-premiers-echanges",
        Kind.RESOURCE,
        110,
        "Mémo des premiers échanges",
        "Une page à relire avant de rencontrer une personne qui demande l’asile : ce qui aide, ce qui blesse sans le vouloir.",
        (
            """
            ## Ce qui aide
            - se présenter, dire combien de temps l’on a, et le respecter ;
            - parler simplement, sans parler fort ;
            - proposer plutôt qu’imposer, et accepter un refus ;
            - tenir les petites promesses.

            ## Ce qui blesse
            - demander pourquoi la personne est partie, ou comment elle est arrivée ;
            - promettre une issue à la procédure ;
            - photographier sans accord, publier un prénom ou un lieu ;
            - décider à sa place.

            ## Quand on ne sait pas
            Le dire, et demander à l’équipe. Un·e bénévole n’est ni juriste, ni psychologue, ni travailleur social : ces
            métiers existent, et nous orientons vers eux.
            """,
        ),
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

            [Lire le rapport d’activité 2024](/rapports-activite/2024/)
            """,
        ),
    ),
)
