"""The demo's page for those who would join the programme, and its translations: one plan, filled in each language.

Facts: the association's published reports. What is said of personal data is what this software keeps (docs/security.md).
"""

from typing import Final

from wagtail.models import Page

from advocacy.demo import add_page
from home.demo_translations import TRANSLATIONS, JoiningText
from home.demo_writing import callout, stages, stream
from home.joining import JoiningPage, TranslationPage

FRENCH_TEXT: Final = JoiningText(
    code="fr",
    title="Participer au programme",
    introduction="Vous demandez l’asile en France ? Ateliers, cours de français, sorties : venez dès maintenant, sans attendre la réponse. C’est gratuit.",
    note=("Texte de démonstration", "Ce texte a été écrit pour la démonstration du site. L’association le relira avant de le publier."),
    who="""
        ## Pour qui
        Le programme est ouvert **dès la demande d’asile**. Vous n’avez pas besoin d’attendre une réponse. Il est ouvert
        aussi si vous venez d’obtenir une protection (statut de réfugié ou protection subsidiaire).

        Vous pouvez venir de vous-même. Un centre d’accueil ou une association peut aussi vous orienter vers nous.

        Les ateliers se font en groupe, en français ou en anglais. Les cours de français s’adressent aux personnes qui
        parlent anglais.
        """,
    offer="""
        ## Ce que vous pouvez faire
        - **Des ateliers** pour préparer votre projet professionnel : une ou deux fois par semaine, deux heures chaque
        fois, pendant dix semaines, en petit groupe. Trois sessions commencent chaque année.
        - **Des cours de français** : trois fois par semaine, pendant dix semaines, dès le premier niveau.
        - **Des cours d’informatique** pour débuter : deux heures par semaine, pendant dix semaines.
        - **Des sorties et des activités** toute l’année : musées, promenades dans la ville, sport, fêtes.
        - **Un accompagnement individuel** vers une formation ou un travail, sans limite de temps.
        - **Des activités de bien-être** et un soutien individuel, avec des psychologues.

        Tout est gratuit.
        """,
    how="Comment venir",
    steps=(
        ("Écrivez-nous", "Quelques mots suffisent, en français ou en anglais. Une autre personne peut écrire pour vous."),
        ("Rencontrez l’équipe", "Nous expliquons le programme et répondons à vos questions. Un test situe votre niveau de français."),
        ("Participez", "Dix semaines d’ateliers, de cours et de sorties."),
        ("Poursuivez votre projet", "L’accompagnement devient individuel, et les sorties vous restent ouvertes."),
    ),
    contact=("Nous écrire", "N’envoyez ni document, ni récit de votre vie, ni numéro de dossier."),
    limits="""
        ## Ce que nous ne faisons pas
        - Nous ne donnons pas de conseil juridique sur votre demande d’asile.
        - Nous n’avons pas de logement.

        Nous travaillons avec des associations qui le font : nous vous disons à qui vous adresser.
        """,
    emergency=(
        "En cas d’urgence",
        "Vous êtes en danger : appelez le **112**. Vous n’avez pas d’endroit où dormir : appelez le **115**. Les deux appels sont gratuits.",
    ),
    privacy="""
        ## Ce que nous savons de vous
        Polaris 14 est une association. Nous ne sommes pas l’administration : ni la préfecture, ni l’OFPRA. Nous ne
        décidons de rien dans votre demande d’asile.

        Sur ce site, votre vrai nom n’est pas inscrit : seulement un prénom d’emprunt, un code tiré au hasard et les
        langues que vous parlez. Nous n’inscrivons ni votre nationalité, ni l’étape de votre procédure, ni le numéro d’un
        document.

        Vous pouvez demander à voir vos informations, à les corriger ou à les faire effacer. Lire ces pages ne dépose
        aucun cookie sur votre téléphone. Le détail est dans la page [Confidentialité](/confidentialite/).
        """,
)


def build_joining(home: Page) -> None:
    """`/rejoindre/` and, under it, a page for each language of the demo."""
    text = FRENCH_TEXT
    french, _ = add_page(home, JoiningPage(title=text.title, slug="rejoindre", introduction=text.introduction, body=write_body(text)))
    for text in TRANSLATIONS:
        page = TranslationPage(
            title=text.title,
            slug=text.code,
            language=text.code,
            introduction=text.introduction,
            skip_label=text.skip_label,
            languages_label=text.languages_label,
            body=write_body(text),
        )
        add_page(french, page)


def write_body(text: JoiningText) -> str:
    """The plan that every language follows."""
    key = f"joining/{text.code}"
    title, words = text.contact
    return stream(
        key,
        callout(*text.note),
        text.who,
        text.offer,
        f"## {text.how}",
        stages(key, *text.steps),
        ("contact", {"title": title, "text": words, "email": "", "phone": ""}),
        text.limits,
        callout(*text.emergency),
        text.privacy,
    )
