"""Demo texts: false ideas taken apart. Their sources are the association's own publications."""

from typing import Final

from advocacy.demo_items import Item, Source
from advocacy.models import AwarenessPage, FalseIdeaPage

Kind = AwarenessPage.Kind
PLAIDOYER: Final = Source("Agir dès la demande d’asile, plaidoyer", "Polaris 14", 2024, "/plaidoyer/2024/")
REPORT: Final = Source("Rapport d’activité 2024", "Polaris 14", None, "/rapports-activite/2024/")

TAKEN_APART: Final = (
    Item(
        "ils-ne-veulent-pas-travailler",
        Kind.FALSE_IDEA,
        60,
        "« Ils ne veulent pas travailler »",
        "Une idée reçue, trois faits. La question n’est pas l’envie, mais le droit et les délais.",
        (),
        subjects=("prejuges", "travail", "pole-socioprofessionnel"),
        fields={
            "claim": "Les personnes qui demandent l’asile vivent de l’aide sans chercher d’emploi.",
            "verdict": FalseIdeaPage.Verdict.FALSE,
            "explanation": """
            **La loi ne leur permet pas de travailler librement.** Il faut attendre six mois sans réponse de l’Ofpra,
            puis obtenir une autorisation pour un poste précis.

            **Quand un accompagnement existe, le travail suit.** En 2024, parmi les 160 personnes que nous avons
            accompagnées individuellement, nous avons compté 48 entrées en emploi et 30 entrées en formation ; une même
            personne peut figurer dans les deux.

            **L’inactivité est subie.** Elle n’est pas un choix de vie, mais l’effet d’un délai. On confond ne pas
            vouloir et ne pas pouvoir.
            """,
            "sources": (PLAIDOYER, REPORT),
        },
    ),
    Item(
        "le-francais-peut-attendre",
        Kind.FALSE_IDEA,
        150,
        "« Le français peut attendre la réponse »",
        "Commencer tard n’évite pas une dépense inutile : cela fait perdre les mois où l’on apprend le mieux.",
        (
            """
            ## Ce que nous faisons
            Dix semaines de cours, trois fois par semaine, en petits groupes : le [pôle linguistique](/association/poles/linguistique/)
            n’attend pas la décision pour commencer.
            """,
        ),
        subjects=("prejuges", "langue", "pole-linguistique"),
        fields={
            "claim": "Il est raisonnable de ne financer des cours de français que pour les personnes qui resteront.",
            "verdict": FalseIdeaPage.Verdict.MOSTLY_FALSE,
            "explanation": """
            Le contrat d’intégration, et les cours qui vont avec, s’ouvrent après la décision. Entre-temps, il faut se
            soigner, inscrire un enfant à l’école, comprendre un courrier, prendre un train. **La langue sert tout de
            suite**, quelle que soit la suite.

            Un cours régulier donne aussi un rythme et des visages connus : c’est l’une des rares choses qui protègent
            pendant l’attente.

            Plutôt faux, donc : toutes les personnes ne resteront pas, mais aucune n’apprend en vain.
            """,
            "sources": (PLAIDOYER, REPORT),
        },
    ),
    Item(
        "une-fois-refugie-tout-s-arrange",
        Kind.FALSE_IDEA,
        95,
        "« Une fois réfugié, tout s’arrange »",
        "Le statut ouvre des droits. Il n’efface pas les mois d’attente qui l’ont précédé.",
        (),
        subjects=("prejuges", "sante-mentale", "pole-sante-mentale"),
        fields={
            "claim": "Une personne qui a obtenu l’asile n’a plus besoin qu’on l’accompagne.",
            "verdict": FalseIdeaPage.Verdict.MISLEADING,
            "explanation": """
            Il y a du vrai : la protection ouvre le contrat d’intégration et le programme Agir, où l’État accompagne
            pendant vingt-quatre mois, et fait encore le point trois et six mois après. S’il le prévoit, c’est que le
            besoin existe.

            **L’attente laisse des traces.** Une carrière interrompue, un français à peine commencé, une santé
            fragilisée : rien de cela ne se répare le jour de la décision.

            C’est pourquoi 89 des 160 personnes que nous accompagnions en 2024 étaient, en fin d’année, bénéficiaires
            d’une protection internationale.
            """,
            "sources": (PLAIDOYER, REPORT),
        },
    ),
)
