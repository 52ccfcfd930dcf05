"""What the demo's activities are called, when and where. Invented, save for the totals of 2024, which are the report's."""

from typing import Final, NamedTuple


class Place(NamedTuple):
    slug: str
    name: str
    area: str
    address: str
    accessibility: str


class Row(NamedTuple):
    """`aims` holds one letter an aim: C cultural, L language and work, S sport."""

    day: int
    month: int
    hour: int
    hours: int
    title: str
    place: str
    aims: str
    participants: int
    description: str


PLACES: Final = (
    Place("beaux-arts", "Musée des Beaux-Arts (fictif)", "Paris 1er", "1, rue du Tableau, 75001 Paris", "Ascenseur à toutes les salles."),
    Place(
        "histoire", "Musée d’Histoire de la ville (fictif)", "Paris 3e", "14, rue des Archives-Neuves, 75003 Paris", "Entrée de plain-pied."
    ),
    Place(
        "musique", "Maison de la musique (fictive)", "Paris 19e", "14, allée du Concert, 75019 Paris", "Boucle magnétique dans la salle."
    ),
    Place("sciences", "Palais des sciences (fictif)", "Paris 19e", "3, place de l’Étoile-Polaire, 75019 Paris", "Accessible en fauteuil."),
    Place(
        "atelier", "Atelier Boréal (fictif)", "Paris 18e", "14, rue de l’Aurore, 75018 Paris", "Deux marches à l’entrée, rampe sur demande."
    ),
    Place("cinema", "Cinéma Le Nord (fictif)", "Paris 18e", "7, rue de la Bobine, 75018 Paris", "Places réservées au premier rang."),
    Place("parc", "Parc des Collines (fictif)", "Paris 20e", "Entrée sud, rue du Belvédère, 75020 Paris", "Allées en pente."),
    Place("bois", "Bois de l’Est (fictif)", "Paris 12e", "Porte du Lac, 75012 Paris", "Chemins stabilisés autour du lac."),
    Place(
        "gymnase", "Gymnase de la Voie-Lactée (fictif)", "Paris 18e", "22, rue de la Voie-Lactée, 75018 Paris", "Vestiaires accessibles."
    ),
    Place("bibliotheque", "Bibliothèque du Canal (fictive)", "Paris 10e", "5, quai du Canal, 75010 Paris", "Ascenseur."),
    Place(
        "centre",
        "Ville, départ de promenade",
        "Paris 4e",
        "Parvis de la mairie, 75004 Paris",
        "Trois kilomètres de marche, avec des bancs.",
    ),
    Place("maison", "Maison des rencontres (fictive)", "Paris 13e", "14, rue du Solstice, 75013 Paris", "Accessible en fauteuil."),
)

YEAR_2024: Final = (
    Row(
        3, 2, 14, 3, "Visite du musée des Beaux-Arts", "beaux-arts", "C", 9, "Dix tableaux, dix mots nouveaux, et chacun·e choisit le sien."
    ),
    Row(
        7,
        2,
        18,
        2,
        "Atelier de conversation : se présenter",
        "bibliotheque",
        "L",
        7,
        "Se présenter en deux minutes, par deux, puis devant le groupe.",
    ),
    Row(
        10, 2, 14, 3, "Promenade dans la vieille ville", "centre", "C", 10, "Les rues, les places et leurs noms : une ville qui se raconte."
    ),
    Row(14, 2, 18, 2, "Football en salle", "gymnase", "S", 12, "Deux équipes mélangées, débutant·es bienvenu·es."),
    Row(17, 2, 15, 2, "Écoute d’un concert commenté", "musique", "C", 8, "Une heure de musique, puis les instruments de près."),
    Row(21, 2, 18, 2, "Café des métiers : la restauration", "maison", "L", 6, "Deux professionnel·les racontent leur parcours."),
    Row(24, 2, 14, 3, "Atelier de linogravure", "atelier", "C", 7, "Graver, encrer, presser : chacun·e repart avec son tirage."),
    Row(9, 3, 14, 3, "Visite du musée d’Histoire", "histoire", "C", 8, "Deux mille ans d’une ville d’arrivées."),
    Row(
        16, 3, 15, 2, "Atelier d’écriture et de lecture à voix haute", "bibliotheque", "CL", 6, "Écrire un souvenir de cuisine et le lire."
    ),
    Row(31, 3, 14, 3, "Marche de printemps", "bois", "S", 9, "Huit kilomètres autour du lac, à un pas tranquille."),
    Row(
        6, 4, 14, 3, "Découverte du Palais des sciences", "sciences", "C", 8, "L’exposition sur les étoiles, commentée en français simple."
    ),
    Row(13, 4, 18, 2, "Projection et discussion", "cinema", "C", 9, "Un film, puis les mots pour en parler."),
    Row(27, 4, 10, 2, "Atelier de conversation : chez le médecin", "bibliotheque", "L", 7, "Dire où l’on a mal, prendre rendez-vous."),
    Row(4, 5, 14, 3, "Pique-nique et photographie", "parc", "C", 10, "Une heure d’images, puis le repas partagé."),
    Row(18, 5, 15, 3, "Atelier de céramique", "atelier", "C", 6, "Modeler un bol, le voir cuit deux semaines plus tard."),
    Row(25, 5, 14, 2, "Visite d’une bibliothèque", "bibliotheque", "L", 8, "S’inscrire, emprunter, revenir."),
    Row(1, 6, 14, 3, "Rallye dans les quartiers du centre", "centre", "CL", 11, "Par équipes, des questions à poser aux passant·es."),
    Row(5, 6, 18, 2, "Initiation au badminton", "gymnase", "S", 8, "Raquettes prêtées."),
    Row(8, 6, 14, 3, "Peindre en plein air", "parc", "C", 7, "Aquarelle, matériel fourni."),
    Row(12, 6, 18, 2, "Préparer un entretien", "maison", "L", 6, "Questions fréquentes, réponses à deux voix."),
    Row(15, 6, 14, 3, "Exposition de photographies", "beaux-arts", "C", 8, "Une salle, cinq images, le temps de regarder."),
    Row(19, 6, 19, 2, "Répétition ouverte de la chorale", "musique", "C", 9, "Trois chants appris à l’oreille."),
    Row(22, 6, 16, 4, "Fête de la musique ensemble", "centre", "C", 13, "D’une scène à l’autre, sans se perdre."),
    Row(26, 6, 18, 2, "Atelier de conversation : le logement", "bibliotheque", "L", 6, "Lire une annonce, appeler, visiter."),
    Row(29, 6, 11, 4, "Course d’orientation", "bois", "CS", 10, "Une carte, une boussole, dix arbres à reconnaître."),
    Row(6, 7, 14, 3, "Visite des jardins", "parc", "C", 8, "Les plantes venues d’ailleurs, et leurs chemins."),
    Row(13, 7, 10, 3, "Atelier de cuisine", "maison", "CL", 7, "Une recette par personne, un livret pour toutes."),
    Row(24, 8, 15, 3, "Cinéma en plein air : préparer la soirée", "parc", "C", 9, "Choisir le film, écrire l’invitation."),
    Row(14, 9, 14, 3, "Portes ouvertes de l’atelier", "atelier", "C", 8, "Tisser, imprimer, relier."),
    Row(28, 9, 10, 2, "Café des métiers : le numérique", "maison", "L", 7, "Trois parcours, dont deux sans diplôme français."),
    Row(5, 10, 14, 3, "Nuit des arts, de jour", "beaux-arts", "C", 9, "Un parcours dans les salles avant la foule."),
    Row(19, 10, 14, 2, "Atelier de conversation : la banque", "bibliotheque", "L", 6, "Ouvrir un compte, comprendre un relevé."),
    Row(26, 10, 14, 3, "Volley au gymnase", "gymnase", "S", 9, "Deux terrains, équipes tirées au sort."),
    Row(9, 11, 15, 2, "Concert de quartier", "musique", "C", 8, "Un trio, cinquante chaises, une heure."),
    Row(16, 11, 14, 3, "Visite guidée par les participant·es", "histoire", "CL", 7, "Chacun·e présente un objet au groupe."),
    Row(30, 11, 10, 2, "Atelier de conversation : au travail", "maison", "L", 6, "Les mots de la première semaine."),
    Row(7, 12, 15, 3, "Atelier de cartes de vœux", "atelier", "C", 8, "Papier, encre, timbres."),
    Row(21, 12, 17, 4, "Goûter de fin d’année", "maison", "C", 12, "Un plat par personne, des jeux de tous les pays."),
)


class Planned(NamedTuple):
    """An activity some days from now; `seats` are taken, of two."""

    days: int
    hour: int
    minute: int
    hours: int
    title: str
    place: str
    aims: str
    seats: int
    description: str


OUTINGS_TO_COME: Final = (
    Planned(
        1, 14, 30, 3, "Visite du musée des Beaux-Arts", "beaux-arts", "C", 2, "Une heure et demie dans les salles, puis un café ensemble."
    ),
    Planned(
        4,
        18,
        0,
        2,
        "Atelier de conversation : les transports",
        "bibliotheque",
        "L",
        1,
        "Demander son chemin, acheter un titre, prévenir d’un retard.",
    ),
    Planned(8, 14, 0, 3, "Promenade au bord du canal", "centre", "C", 0, "Les ponts, les écluses, et qui y travaille."),
    Planned(11, 18, 30, 2, "Initiation au badminton", "gymnase", "S", 1, "Raquettes prêtées, chaussures de sport à apporter."),
    Planned(
        15,
        14,
        0,
        3,
        "Découverte du Palais des sciences",
        "sciences",
        "CL",
        2,
        "L’exposition sur les étoiles, commentée en français simple.",
    ),
    Planned(19, 15, 0, 2, "Atelier de linogravure", "atelier", "C", 0, "Graver, encrer, presser : chacun·e repart avec son tirage."),
    Planned(26, 19, 0, 2, "Projection et discussion", "cinema", "CL", 1, "Un film sous-titré, puis les mots pour en parler."),
    Planned(33, 11, 0, 4, "Course d’orientation", "bois", "CS", 0, "Une carte, une boussole, dix arbres à reconnaître."),
)
TO_PUBLISH: Final = Planned(40, 14, 0, 3, "Atelier de cuisine", "maison", "CL", 0, "Une recette par personne, un livret pour toutes.")
CANCELLED: Final = Planned(12, 14, 0, 3, "Pique-nique au parc", "parc", "C", 0, "Le repas partagé, puis des jeux.")
REPORTED: Final = Planned(-5, 14, 0, 3, "Promenade commentée sur les quais", "centre", "C", 2, "Les péniches, les écluses, un goûter.")
TO_REPORT: Final = Planned(-1, 14, 0, 2, "Atelier de conversation\u00a0: au marché", "bibliotheque", "L", 2, "Demander, comparer, payer.")


class PublicEvent(NamedTuple):
    days: int
    hour: int
    minute: int
    hours: int
    kind: str
    title: str
    place: str | None
    description: str


PUBLIC_EVENTS: Final = (
    PublicEvent(
        -60,
        18,
        30,
        2,
        "information_meeting",
        "Devenir bénévole",
        "maison",
        "Les missions, le temps demandé, vos questions.",
    ),
    PublicEvent(-25, 12, 30, 1, "webinar", "Comprendre la procédure d’asile", None, "Une heure, avec des schémas, sans jargon."),
    PublicEvent(
        9,
        18,
        30,
        1,
        "webinar",
        "Agir dès la demande d’asile : le plaidoyer expliqué",
        None,
        "Le plaidoyer présenté en quarante minutes, puis vos questions.",
    ),
    PublicEvent(
        16,
        18,
        30,
        2,
        "information_meeting",
        "Devenir bénévole",
        "maison",
        "Les missions, le temps demandé, vos questions.",
    ),
    PublicEvent(
        30,
        10,
        0,
        6,
        "forum",
        "Forum des métiers et de l’insertion",
        "sciences",
        "Des entreprises, des organismes de formation et des ateliers de CV.",
    ),
    PublicEvent(45, 19, 0, 4, "festive_evening", "Soirée des saisons", "maison", "Musique, plats à partager : ouverte à toutes et à tous."),
)
