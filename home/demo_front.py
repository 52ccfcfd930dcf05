"""Demo texts: the home page."""

from typing import Final

from home.demo_writing import Block, card, items, link, rich, stream

TITLE: Final = "Agir dès la demande d’asile"
INTRODUCTION: Final = (
    "La réponse se fait attendre des mois, parfois des années. Nous n’attendons pas : à Paris, Polaris 14 accompagne "
    "les personnes exilées dès le premier jour, vers un métier, une langue, des amitiés."
)


def actions() -> str:
    return stream(
        "front/actions",
        ("link", link("Devenir bénévole", "/benevoles/")),
        ("link", link("Découvrir l’association", "/association/")),
    )


def body() -> str:
    return stream(
        "front/body",
        _purpose(),
        _text(),
        _figures(),
        _poles(),
        (
            "current_advocacy",
            {
                "title": "Notre plaidoyer",
                "text": "Ce que nous demandons, à qui, et pourquoi : trois volets et des recommandations numérotées, que chacun peut citer.",
            },
        ),
        ("latest_items", {"title": "Comprendre l’asile"}),
        ("next_dates", {"title": "Prochaines dates"}),
        (
            "open_missions",
            {"title": "Nous avons besoin de vous", "text": "Une formation de deux heures pour commencer, une équipe à vos côtés."},
        ),
        _ways(),
        (
            "structuring_partners",
            {
                "title": "Nous ne sommes pas seuls",
                "text": "Cinq partenaires construisent ce programme avec nous ; beaucoup d’autres nous relaient.",
            },
        ),
        (
            "gift_call",
            {
                "title": "Un don, et l’attente devient utile",
                "text": "Un cours, un atelier, une sortie : ce que vous donnez finance le temps passé auprès des personnes.",
                "button": "Faire un don",
            },
        ),
    )


def _purpose() -> Block:
    rows = [
        ("Travailler et parler", "Un accompagnement socioprofessionnel et linguistique, en groupe puis individuel."),
        ("Aller mieux", "Une meilleure santé, mentale et générale : rien ne s’apprend quand on ne dort pas."),
        ("Faire ensemble", "Une coopération avec celles et ceux qui assurent le suivi social, l’hébergement, les démarches et le droit."),
    ]
    return (
        "purpose",
        {
            "title": "Notre raison d’être",
            "statement": "Une société inclusive, solidaire et accueillante, qui agit dès la demande d’asile.",
            "pillars": items("front/purpose", [{"title": title, "text": text} for title, text in rows]),
        },
    )


def _text() -> Block:
    return (
        "text",
        {
            "title": "Pourquoi si tôt ?",
            "text": rich(
                """
                En France, presque tous les dispositifs d’intégration s’ouvrent une fois la protection obtenue. Avant,
                il faut attendre. Pendant ce temps les métiers s’oublient, la santé se fragilise et la confiance s’use.

                Nous faisons le choix inverse. **Apprendre le français, préparer un projet, prendre soin de soi et
                rencontrer du monde** : rien de tout cela n’a besoin d’attendre une décision.
                """
            ),
        },
    )


def _figures() -> Block:
    rows = [
        ("242", "personnes inscrites au programme", "en trois sessions"),
        ("160", "personnes accompagnées individuellement", "sept mois environ en moyenne"),
        ("38", "activités culturelles", "animées par 24 bénévoles"),
        ("36", "pays d’origine", ""),
    ]
    return (
        "figures",
        {
            "title": "Une année, en quatre chiffres",
            "figures": items("front/figures", [{"value": value, "label": label, "detail": detail} for value, label, detail in rows]),
            "source": "Rapport d’activité 2024",
            "link": link("Lire le rapport", "/rapports-activite/2024/"),
        },
    )


def _poles() -> Block:
    rows = [
        card(
            "Travailler",
            "Dix semaines d’ateliers en groupe, puis un accompagnement sans limite de temps.",
            "Pôle socioprofessionnel",
            "/association/poles/socioprofessionnel/",
        ),
        card(
            "Parler",
            "Trois cours de français par semaine, en petit groupe, dès le premier niveau.",
            "Pôle linguistique",
            "/association/poles/linguistique/",
        ),
        card(
            "Sortir",
            "Musées, promenades, sport, ateliers : des sorties gratuites, menées par deux bénévoles.",
            "Pôle culturel",
            "/association/poles/culturel/",
        ),
        card(
            "Aller mieux",
            "Des activités de bien-être et un suivi individuel, avec des psychologues.",
            "Pôle santé mentale",
            "/association/poles/sante-mentale/",
        ),
        card(
            "Se connecter",
            "Une classe pour débuter en informatique, et ne plus dépendre d’autrui pour ses démarches.",
            "Classes numériques",
            "/association/poles/numerique/",
        ),
        card(
            "Convaincre",
            "Expliquer l’asile, démonter les idées reçues, porter un plaidoyer.",
            "Sensibilisation et plaidoyer",
            "/association/poles/sensibilisation-et-plaidoyer/",
        ),
    ]
    return ("cards", {"title": "Ce que nous faisons", "text": "", "cards": items("front/poles", rows)})


def _ways() -> Block:
    rows = [
        card(
            "Devenir bénévole",
            "Une sortie par mois, un binôme de quatre mois, un cours par semaine : à chacun·e sa mesure.",
            "Voir les missions",
            "/benevoles/",
        ),
        card(
            "Ouvrir son entreprise",
            "Mentorat, visite de métier, atelier, sensibilisation d’une équipe.",
            "Pour les entreprises",
            "/entreprises/",
        ),
        card(
            "Orienter une personne",
            "Ce que le programme propose, à qui, et comment nous écrire.",
            "Pour les professionnels",
            "/professionnels/",
        ),
        card(
            "Vous demandez l’asile ?",
            "Le programme est pour vous, dès votre demande. Cette page existe aussi in English, en arabe, en dari et en espagnol.",
            "Participer au programme",
            "/rejoindre/",
        ),
    ]
    return ("cards", {"title": "Prendre part", "text": "", "cards": items("front/ways", rows)})
