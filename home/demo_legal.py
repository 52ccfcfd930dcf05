"""Demo texts: legal notice, privacy, accessibility. What only the association knows is marked as such."""

from typing import Final

from home.demo_association import PageText
from home.demo_writing import Block, callout

TO_COMPLETE: Final = "À compléter par l’association"


def to_complete(text: str) -> Block:
    return callout(TO_COMPLETE, text)


LEGAL_NOTICE: Final = PageText(
    "mentions-legales",
    "Mentions légales",
    "Qui publie ce site, qui l’héberge, et à qui appartient ce que l’on y lit.",
    (
        "## Éditeur\nLe site est édité par Polaris 14, association régie par la loi du 1er juillet 1901.",
        to_complete("Adresse du siège, numéro RNA et numéro Siren, téléphone, nom du directeur ou de la directrice de la publication."),
        "## Hébergement",
        to_complete("Nom, adresse et téléphone de l’hébergeur."),
        """
        ## Textes et images
        Les textes appartiennent à l’association, sauf mention contraire. On peut les citer en indiquant la source. Les
        dessins du site ont été faits pour lui ; aucune personne reconnaissable n’y figure sans son accord écrit.

        ## Signaler une erreur
        Une information fausse, un lien rompu, une page difficile à lire : écrivez à
        [contact@demo.test](mailto:contact@demo.test).
        """,
    ),
)

PRIVACY: Final = PageText(
    "confidentialite",
    "Confidentialité",
    "Ce que le site sait de vous, pourquoi, combien de temps, et comment le faire effacer.",
    (
        """
        ## Lire le site
        Lire les pages publiques ne dépose **aucun cookie** et n’appelle **aucun service tiers** : ni mesure
        d’audience, ni police distante, ni bouton de réseau social.

        Un cookie technique apparaît lorsque vous remplissez un formulaire ou que vous vous connectez. Il sert à vous
        reconnaître d’une page à l’autre et à protéger l’envoi ; rien d’autre.

        ## Ce que nous recueillons
        - **Bénévoles** : nom, adresse e-mail, téléphone si vous le donnez, langues, missions choisies, formations
        suivies et activités animées.
        - **Donateurs et donatrices** : adresse e-mail, montant et date du don. Le paiement se fait chez Stripe : votre
        carte n’est jamais connue de ce site.
        - **Abonné·es à nos courriels** : l’adresse e-mail, chiffrée, et rien d’autre. Nous ne savons pas qui ouvre
        nos courriels.
        - **Personnes accompagnées** : un prénom d’emprunt, un code tiré au hasard et les langues parlées. Ni
        nationalité, ni étape de la procédure, ni numéro de document.

        ## Combien de temps
        Le site efface de lui-même :
        - une inscription dont l’adresse e-mail n’est pas confirmée, après trois mois ;
        - un don abandonné avant paiement, après sept jours ;
        - l’adresse d’un abonnement, dès que vous l’arrêtez, ou après sept jours si elle n’est pas confirmée.

        Pour le reste, aucun effacement n’est automatique. Nous nous engageons à ne pas garder :
        - les données des bénévoles plus de trois ans après leur départ ;
        - celles des personnes accompagnées plus de deux ans après le dernier contact.

        Pour un effacement plus tôt, écrivez-nous. Un reçu fiscal se garde six ans, comme la loi l’exige.

        ## Vos droits
        Vous pouvez demander à voir, corriger, emporter ou effacer vos données, et vous opposer à leur usage. Écrivez à
        [contact@demo.test](mailto:contact@demo.test) ; nous répondons sous un mois. Si la réponse ne vous convient
        pas, vous pouvez saisir la [Cnil](https://www.cnil.fr/).
        """,
        to_complete(
            "Nom du responsable de traitement, contact du délégué à la protection des données, hébergeur et sous-traitants, base légale de chaque traitement."
        ),
    ),
)

ACCESSIBILITY: Final = PageText(
    "accessibilite",
    "Accessibilité",
    "Ce site veut pouvoir être lu par tout le monde, sur tous les écrans, avec ou sans souris. Voici où il en est.",
    (
        """
        ## Ce que nous visons
        Les règles pour l’accessibilité des contenus Web (WCAG 2.2, niveau AA), que reprend en France le Référentiel
        général d’amélioration de l’accessibilité (RGAA 4.1).

        ## Où nous en sommes
        Aucun audit complet n’a encore été mené par un organisme indépendant : nous ne pouvons donc pas annoncer de
        taux de conformité. Des contrôles automatiques et des parcours au clavier sont rejoués à chaque changement du
        site, sur téléphone et sur ordinateur. Ils ne remplacent ni un audit, ni l’avis des personnes concernées.

        ## Ce qui est prévu pour vous aider
        - tout se fait au clavier, et l’élément actif est toujours visible ;
        - les pages restent lisibles agrandies deux fois, et sans JavaScript ;
        - chaque graphique a une description et un tableau de ses données ;
        - l’affichage suit le réglage clair ou sombre de votre appareil.

        ## Ce qui peut manquer
        Les documents bureautiques déposés par l’équipe, et les paiements faits sur la page de Stripe, ne dépendent pas
        entièrement de nous.

        ## Nous le dire
        Si quelque chose vous arrête, écrivez à [contact@demo.test](mailto:contact@demo.test) : nous vous donnerons
        l’information autrement, et nous corrigerons. Sans réponse de notre part, vous pouvez vous adresser au
        [Défenseur des droits](https://www.defenseurdesdroits.fr/).
        """,
        to_complete("Date et résultat du premier audit, nom de l’organisme, calendrier des corrections, adresse de contact définitive."),
    ),
)

LEGAL_PAGES: Final = (LEGAL_NOTICE, PRIVACY, ACCESSIBILITY)
