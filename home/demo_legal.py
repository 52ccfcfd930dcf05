"""Demo texts: legal notice, privacy, accessibility. What only the association knows comes from its settings, marked while missing."""

from typing import Final

from home.demo_association import PageText
from home.demo_writing import Block, callout


def facts(*names: str) -> Block:
    """What the settings say (home/settings.py)."""
    return ("association_facts", {"facts": list(names)})


LEGAL_NOTICE: Final = PageText(
    "mentions-legales",
    "Mentions légales",
    "Qui publie ce site, qui l’héberge, et à qui appartient ce que l’on y lit.",
    (
        """
        ## Éditeur
        Ce site est édité par Polaris 14, association régie par la loi du 1er juillet 1901. Les renseignements qui
        suivent sont ceux que demande l’article 1-1 de la loi n° 2004-575 du 21 juin 2004 pour la confiance dans
        l’économie numérique.
        """,
        facts("address", "phone", "email", "rna", "siren", "publication_director"),
        "## Hébergement",
        facts("host_name", "host_address", "host_phone"),
        """
        ## Textes et images
        Les textes appartiennent à l’association, sauf mention contraire. On peut en citer un passage en indiquant la
        source ; les pages du plaidoyer et des rapports donnent la citation toute prête. Pour reproduire davantage,
        écrivez-nous.

        Les dessins du site ont été faits pour lui. Une photographie porte le nom de son auteur ou de son autrice ;
        aucune personne reconnaissable n’y figure sans son accord écrit, et cet accord se retire.

        ## Données ouvertes
        Les chiffres des rapports d’activité se téléchargent sous chaque rapport. Citez leur source et l’année.

        ## Liens vers d’autres sites
        Nous choisissons les liens de nos pages et nous vérifions qu’ils mènent quelque part. Nous ne répondons pas de
        ce que publient ces sites.

        ## Vos données
        Ce que le site sait de vous, pourquoi et pour combien de temps est dit à la page
        [Confidentialité](/confidentialite/).

        ## Signaler un contenu ou une erreur
        Une information fausse, un contenu qui vous met en cause, un lien rompu : écrivez à l’adresse ci-dessus, en
        donnant l’adresse de la page. Toute personne nommée ou désignée dispose d’un droit de réponse, qu’elle adresse
        au directeur ou à la directrice de la publication.
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
        d’audience, ni police distante, ni bouton de réseau social. C’est pourquoi aucun bandeau ne vous demande votre
        accord.

        Deux cookies techniques existent, que la loi dispense de consentement :
        - l’un protège l’envoi d’un formulaire ; il n’apparaît que sur les pages qui en ont un ;
        - l’autre tient votre session ouverte ; il n’apparaît que si vous vous connectez.

        ## Qui est responsable
        Polaris 14, dont l’adresse figure aux [mentions légales](/mentions-legales/), décide de ces traitements et en
        répond. Pour toute question, ou pour exercer vos droits :
        """,
        facts("data_contact", "address"),
        """
        ## Ce que nous recueillons, et pourquoi
        ### Bénévoles
        Nom, adresse e-mail, tranche d’âge, lieu de vie (l’arrondissement ou le département), langues, missions choisies,
        formations suivies, activités animées, heures, binômes. Si vous les donnez : téléphone, disponibilités, compétences,
        secteur, centres d’intérêt, ce qui vous amène, comment vous nous avez connus, et votre genre, qui ne sert qu’aux
        souhaits des personnes quand un binôme se forme. Avant 18 ans, la date de l’accord d’un parent. Cela sert à
        organiser votre engagement, que vous avez demandé ; vous pouvez y mettre fin. Votre espace vous montre ces
        données, vous laisse les corriger, les télécharger et effacer votre compte.

        ### Donateurs et donatrices
        Adresse e-mail, montant et date du don, et la dédicace si vous en écrivez une. Nom et adresse postale, seulement si
        vous souhaitez un reçu fiscal. Cela sert à recevoir le don et à tenir nos comptes, comme la loi nous y oblige. Le
        paiement se fait chez Stripe : votre carte n’est jamais connue de ce site. Le lien de nos courriels, ou demandé à la
        page « Mes dons », vous montre ces données, vous laisse les corriger, les télécharger et effacer ce qui peut l’être.

        ### Personnes accompagnées
        Un prénom d’emprunt, un code tiré au hasard, les langues et leur niveau, le projet en une phrase ou deux, les secteurs et
        centres d’intérêt, les demi-journées libres, le lieu de vie (l’arrondissement ou le département), ce qu’il faut prévoir
        pour se rencontrer, les programmes demandés et les souhaits sur l’autre personne ; l’âge, par tranche, et le genre, si la
        personne le veut bien. Le prénom, le téléphone et l’adresse e-mail sont chiffrés à part. **Ni nationalité, ni étape de la
        procédure, ni numéro de document, ni santé.** Cela sert à former les binômes ; nous y avons un intérêt légitime, et nous
        gardons le moins possible parce qu’une fuite pourrait mettre quelqu’un en danger.

        Avant d’accepter, sa ou son futur bénévole lit l’alias, les langues, le projet, les créneaux et le quartier ; ensuite, le
        temps du binôme, les coordonnées que la personne accepte de partager. La coordination lit le reste, et chaque lecture
        est notée.

        ### Binômes
        Le jour, la durée, le genre de lieu et l’humeur de chaque rencontre, que le ou la bénévole note : la coordination les lit, pour
        veiller sur les deux. La note que le ou la bénévole garde pour soi est chiffrée, et l’équipe ne la lit pas. Ce qu’un·e
        bénévole mal à l’aise écrit est chiffré ; la coordination seule le lit. S’y ajoutent les bilans, les réponses aux
        évaluations et ce à quoi la personne est parvenue (emploi, formation…). L’attestation d’un binôme terminé nomme le ou la
        bénévole, jamais la personne accompagnée ; la page qui en vérifie le code ne nomme personne.

        ### Demandes
        Ce que vous écrivez dans un formulaire, dont votre nom et votre adresse e-mail, pour vous répondre. Seule l’équipe
        qui répond le lit ; sur nos serveurs, il est chiffré.

        ### Abonnements
        Votre adresse e-mail, et rien d’autre, pour vous écrire quand un contenu paraît. Elle est chiffrée, et effacée dès
        que vous arrêtez.

        ### Témoignages et photos
        L’accord de la personne : un alias, ce qu’elle accepte, jusqu’à quand, et la référence du document qu’elle a signé.
        Quand l’accord finit, ses mots et ses images sont effacés du site.

        ### Équipe
        Adresse e-mail et second facteur de connexion, pour protéger tout ce qui précède.

        ### Recherches
        Les mots qu’une recherche n’a pas trouvés sont comptés, sans rien de qui cherche, pendant trois mois.

        ## Qui y a accès
        La coordination voit les bénévoles et les personnes accompagnées ; la trésorerie voit les dons, et eux seuls ;
        la communication ne voit ni les uns ni les autres. Chacun se connecte avec un second facteur.

        Des prestataires interviennent pour nous : l’hébergeur du site, le service qui achemine nos courriels, et Stripe,
        pour les paiements. Stripe peut
        traiter des données hors de l’Union européenne ; ses engagements sont publiés sur son propre site. **Aucune
        donnée n’est vendue, louée ni échangée.**
        """,
        facts("host_name", "host_address"),
        """
        ## Combien de temps
        Le site efface de lui-même :
        - une inscription commencée et jamais terminée, après trente jours ;
        - une inscription dont l’adresse e-mail n’est pas confirmée, après trois mois ;
        - les données des bénévoles, trois ans après leur départ ; un courriel les en prévient un mois avant ;
        - le dossier d’une personne accompagnée, ses coordonnées, ses évaluations et la liste de qui l’a lu, deux ans après le dernier contact ;
        - ce qu’un·e bénévole mal à l’aise a écrit, au bout d’un an ; ses notes de rencontres, un an après la fin du binôme ; et les
          uns et les autres dès que le dossier de la personne s’efface ;
        - les rencontres, les bilans et l’attestation d’un binôme, avec le compte du ou de la bénévole ;
        - la raison d’une place d’animation rendue tard, et qui a été demandé pour animer une sortie, au bout d’un an ;
        - un don abandonné avant paiement, après sept jours ;
        - le nom et l’adresse écrits pour un don que la banque a refusé, après soixante jours ;
        - les coordonnées d’une personne qui a donné, six ans après l’année de son dernier don ;
        - une demande envoyée par un formulaire, un an après le dernier échange ;
        - l’adresse d’un abonnement, dès que vous l’arrêtez, ou après sept jours si elle n’est pas confirmée.

        Pour un effacement plus tôt, écrivez-nous, ou dites-le à la personne de l’équipe que vous connaissez ; les bénévoles effacent leur compte depuis leur espace. Un reçu fiscal se garde six ans, comme la loi l’exige.

        ## Comment elles sont protégées
        Les connexions sont chiffrées. Ce qui est le plus sensible est chiffré aussi dans la base, sous une clé qui
        n’y est pas. Les journaux du site, l’objet des courriels et les adresses des pages ne contiennent aucun nom.

        ## Vos droits
        Vous pouvez demander à voir vos données, à les corriger, à les emporter, à les effacer, à en limiter l’usage, et
        vous opposer à cet usage. Écrivez à l’adresse donnée plus haut ; nous répondons sous un mois et ne demandons une
        preuve d’identité qu’en cas de doute. Si la réponse ne vous convient pas, vous pouvez saisir la
        [Cnil](https://www.cnil.fr/fr/plaintes).

        ## Ce texte
        Il décrit ce que fait le logiciel. Les bases légales et les durées sont à confirmer par l’association.
        """,
        facts("legal_texts_reviewed_on"),
    ),
)

ACCESSIBILITY: Final = PageText(
    "accessibilite",
    "Accessibilité",
    "Ce site veut pouvoir être lu par tout le monde, sur tous les écrans, avec ou sans souris. Voici où il en est.",
    (
        """
        ## État de conformité
        Cette déclaration suit le modèle du Référentiel général d’amélioration de l’accessibilité (RGAA 4.1), qui
        reprend les règles internationales (WCAG 2.2, niveau AA). Elle vaut pour l’ensemble de ce site.
        """,
        ("conformity", {}),
        """
        Des contrôles automatiques et des parcours au clavier sont rejoués à chaque changement du site, sur téléphone
        et sur ordinateur, en clair et en sombre. Ils ne remplacent ni un audit, ni l’avis des personnes concernées.

        ## Contenus qui peuvent vous arrêter
        - les documents bureautiques déposés par l’équipe n’ont pas tous été vérifiés ;
        - le paiement d’un don se fait sur une page de Stripe, qui ne dépend pas de nous ;
        - le texte de remplacement des images est écrit à la main, et peut manquer de précision.

        Les PDF du plaidoyer et des rapports sont préparés par le site, avec leur structure (PDF/UA). Un PDF mis en page
        ailleurs peut ne pas l’être : la page, elle, dit la même chose.

        ## Ce qui est prévu pour vous aider
        - tout se fait au clavier, et l’élément actif est toujours visible ;
        - les pages restent lisibles agrandies deux fois, et sans JavaScript ;
        - chaque graphique a une description et un tableau de ses données ;
        - l’affichage suit le réglage clair ou sombre de votre appareil.

        ## Technologies et outils
        Le site est fait de HTML, de CSS et de SVG ; JavaScript n’y est jamais nécessaire. Il est vérifié avec Chromium
        et le moteur axe.

        ## Nous dire ce qui ne va pas
        Un contenu vous résiste ? Écrivez-nous : nous vous donnerons l’information autrement, et nous corrigerons.
        """,
        facts("accessibility_contact", "phone", "address"),
        """
        ## Voies de recours
        Si vous avez signalé un défaut qui vous empêche d’accéder à un contenu, et que notre réponse ne vous satisfait
        pas, vous pouvez vous adresser au Défenseur des droits :
        - écrire par le [formulaire du Défenseur des droits](https://formulaire.defenseurdesdroits.fr/) ;
        - rencontrer [un délégué ou une déléguée](https://www.defenseurdesdroits.fr/), près de chez vous ;
        - envoyer un courrier gratuit, sans timbre : Défenseur des droits, Libre réponse 71120, 75342 Paris Cedex 07.
        """,
        callout("Cette déclaration", "Elle est établie par l’association, et mise à jour après chaque audit et chaque refonte."),
    ),
)

LEGAL_PAGES: Final = (LEGAL_NOTICE, PRIVACY, ACCESSIBILITY)
