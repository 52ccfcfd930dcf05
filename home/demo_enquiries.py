"""Demo texts: the three pages where people write to the association, and what they wrote. Everybody is fictitious."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from accounts.models import User
from home.demo_association import PageText
from home.demo_writing import Block, callout, card, cards, make_id, stages
from home.enquiries.models import Audience, Enquiry, EnquiryDuty, EnquiryStep, Topic, Words, new_step
from home.typography import set_spaces

WEEKS_AHEAD: Final = 6


def form(audience: Audience) -> Block:
    return ("enquiry_form", {"audience": audience.value})


COMPANIES: Final = PageText(
    "entreprises",
    "Entreprises",
    "Un mentorat, une visite de métier, un atelier, une sensibilisation : il y a plusieurs façons d’ouvrir une porte.",
    (
        """
        ## Ce que nous pouvons faire ensemble
        """,
        cards(
            "companies/offers",
            card(
                "Mentorat",
                "Des salarié·es volontaires accompagnent une personne dans son projet. Nous les formons avant la rencontre, puis faisons le point avec chacun·e.",
                "",
                "",
            ),
            card(
                "Visites de métiers",
                "Un atelier, un chantier, une cuisine ou un bureau s’ouvre deux heures, et l’on pose ses questions à celles et ceux qui y travaillent.",
                "",
                "",
            ),
            card("Ateliers RH", "Vos recruteurs relisent un CV, simulent un entretien, disent ce qu’ils attendent vraiment.", "", ""),
            card(
                "Mécénat de compétences",
                "Une personne de votre équipe nous donne du temps sur ce qu’elle sait faire : outils, gestion, communication.",
                "",
                "",
            ),
            card(
                "Sensibilisation",
                "Comprendre la procédure d’asile et l’exil, démonter des idées reçues, trouver sa place de collègue.",
                "",
                "",
            ),
        ),
        """
        ## Ce qui s’est fait en 2024
        - Neuf salarié·es de grandes entreprises, venu·es par un club d’entreprises, le Collectif 93, ont formé un binôme
        avec une personne que nous accompagnons.
        - Trois jeunes dirigeant·es du CJD ont fait de même. Ils et elles ont été formé·es avant la rencontre, et un premier
        bilan a suivi quelques mois plus tard.
        - Avec Humando, nous avons sensibilisé des équipes dans le cadre du projet Lotus.

        ## Recruter pendant la demande d’asile
        C’est possible, sous conditions et avec une autorisation. Nous expliquons [ce que dit la
        loi](/sensibilisation/travailler-pendant-la-demande-d-asile/).

        ## Parlons de votre projet
        Une idée encore vague suffit : nous la préciserons avec vous.
        """,
        form(Audience.COMPANIES),
    ),
)

CONTACT: Final = PageText(
    "contact",
    "Contact",
    "Une question, une séance de sensibilisation, une demande de la presse : une personne de l’équipe vous répond.",
    (
        """
        ## Nous joindre
        """,
        ("contact_details", None),
        """
        Pour donner du temps, voyez [les missions des bénévoles](/benevoles/). Vous représentez une
        [entreprise](/entreprises/) ou une [structure de l’accueil](/professionnels/) ? Un formulaire vous attend.

        ## Nous écrire
        """,
        form(Audience.EVERYBODY),
    ),
)


def write_professionals(now: datetime) -> PageText:
    """The page for those who refer people; the next session is some weeks away, whenever the demo is built."""
    starts_on = timezone.localdate(now) + timedelta(weeks=WEEKS_AHEAD)
    session = {
        "title": "Prochaine session du programme",
        "starts_on": starts_on.isoformat(),
        "text": "Dix semaines d’ateliers et de cours de français. Date de démonstration.",
    }
    return PageText(
        "professionnels",
        "Professionnels de l’accueil",
        "Vous accompagnez une personne qui demande l’asile ? Voici ce que notre programme propose, et comment l’orienter.",
        (
            """
            ## Pour qui
            Pour toute personne qui demande l’asile ou qui vient d’obtenir une protection, quels que soient son parcours et
            son métier. En 2024, environ 40 % des 242 personnes inscrites nous ont été orientées par des professionnels du
            dispositif national d’accueil.

            ## Ce que le programme offre
            Trois sessions par an, de dix semaines chacune :
            - une ou deux fois par semaine, un atelier de deux heures sur le travail, en groupe de 8 à 12, en français ou en
            anglais ;
            - trois cours de français par semaine, de deux heures trente, du niveau A1.1 au niveau A2.2, pour les personnes
            qui parlent anglais ;
            - une classe numérique par semaine, pour débuter.

            Ensuite vient un accompagnement individuel vers la formation ou l’emploi, sans limite de temps. Les sorties
            culturelles restent ouvertes toute l’année, gratuitement.

            Nous ne remplaçons ni le suivi social, ni l’accompagnement juridique : nous travaillons avec vous.
            """,
            ("next_session", session),
            """
            ## Comment orienter
            """,
            stages(
                "professionals/referral",
                ("Parler du programme avec la personne", "L’inscription est libre : c’est elle qui décide."),
                ("Nous écrire", "Dites-nous de quelle structure vous êtes, et combien de personnes seraient intéressées."),
                ("Venir à une réunion d’information", "Celles qui sont ouvertes à tous figurent à l’agenda."),
            ),
            callout(
                "Rien qui désigne une personne",
                "N’envoyez ni nom, ni nationalité, ni étape de la procédure, ni numéro, ni document. Nous recueillons "
                "directement auprès de la personne le peu qui nous est nécessaire.",
            ),
            """
            ## Nous écrire
            """,
            form(Audience.PROFESSIONALS),
        ),
    )


@dataclass(frozen=True)
class Sent:
    """An enquiry of the demo: what was sent, how many days ago, and what the team did, each at its number of days ago."""

    key: str
    audience: Audience
    topic: Topic
    words: Words
    days: float
    state: Enquiry.State = Enquiry.State.NEW
    steps: tuple[tuple[EnquiryStep.Kind, float, str], ...] = field(default=())


TAKE, REPLY, CLOSE = EnquiryStep.Kind.TAKE, EnquiryStep.Kind.REPLY, EnquiryStep.Kind.CLOSE

SENT: Final = (
    Sent(
        "mentorat",
        Audience.COMPANIES,
        Topic.MENTORING,
        Words(
            name="Inès Exemple",
            email="ines@entreprise.demo.test",
            organisation="Ateliers Fictifs",
            role="Responsable RSE",
            people="6",
            period="À partir de la rentrée",
            place="Saint-Denis",
            message="Plusieurs collègues aimeraient accompagner une personne. Combien de temps cela demande-t-il, et comment les formez-vous ?",
        ),
        days=9,
    ),
    Sent(
        "visite",
        Audience.COMPANIES,
        Topic.JOB_VISIT,
        Words(
            name="Marc Fictif",
            email="marc@cuisine.demo.test",
            organisation="Cuisine Imaginaire",
            people="2",
            place="Paris",
            message="Notre cuisine peut accueillir huit personnes un lundi, jour de fermeture.",
        ),
        days=1,
    ),
    Sent(
        "orientation",
        Audience.PROFESSIONALS,
        Topic.REFERRAL,
        Words(
            name="Salomé Exemple",
            email="salome@cada.demo.test",
            organisation="Cada fictif du Nord",
            role="Intervenante sociale",
            people="3",
            message="Trois personnes anglophones aimeraient suivre la prochaine session. Jusqu’à quand peuvent-elles s’inscrire ?",
        ),
        days=3,
        state=Enquiry.State.TAKEN,
        steps=((TAKE, 2, ""),),
    ),
    Sent(
        "presse",
        Audience.EVERYBODY,
        Topic.PRESS,
        Words(
            name="Hugo Fictif",
            email="hugo@journal.demo.test",
            message="Je prépare un article sur l’accès au travail pendant la demande d’asile. Qui pourrait m’expliquer votre plaidoyer ?",
        ),
        days=5,
        state=Enquiry.State.ANSWERED,
        steps=(
            (TAKE, 4.5, ""),
            (REPLY, 4, "Merci de votre intérêt. Je vous propose un échange téléphonique cette semaine : quel jour vous irait ?"),
        ),
    ),
    Sent(
        "sensibilisation",
        Audience.COMPANIES,
        Topic.AWARENESS,
        Words(
            name="Lina Exemple",
            email="lina@societe.demo.test",
            organisation="Société de Démonstration",
            people="25",
            period="Journée de la diversité",
            message="Une séance de deux heures pour l’équipe de recrutement serait-elle possible ?",
        ),
        days=40,
        state=Enquiry.State.CLOSED,
        steps=((TAKE, 39, ""), (REPLY, 38, "Oui, avec plaisir. Voici trois dates possibles."), (CLOSE, 20, "")),
    ),
)


def build(now: datetime) -> None:
    """Enquiries in every state, and who is on duty. Adds what is missing, changes nothing."""
    coordinator = User.objects.filter(email="coordination@demo.test").first()
    officer = User.objects.filter(email="communication@demo.test").first()
    if coordinator is None or officer is None:
        return
    for sent in SENT:
        build_enquiry(sent, by=officer if sent.topic == Topic.PRESS else coordinator, now=now)
    for topic, user in ((Topic.REFERRAL, coordinator), (Topic.PRESS, officer)):
        EnquiryDuty.objects.get_or_create(topic=topic, user=user)


def build_enquiry(sent: Sent, *, by: User, now: datetime) -> None:
    sent_key = uuid.UUID(make_id("enquiry", sent.key))
    if Enquiry.objects.filter(sent_key=sent_key).exists():
        return
    received_at = now - timedelta(days=sent.days)
    enquiry = Enquiry(audience=sent.audience, topic=sent.topic, state=sent.state, sent_key=sent_key, received_at=received_at)
    enquiry.taken_by = by if sent.steps else None
    enquiry.touched_at = now - timedelta(days=sent.steps[-1][1] if sent.steps else sent.days)
    enquiry.seal(sent.words)
    enquiry.save()
    new_step(enquiry, EnquiryStep.Kind.RECEIVED, at=received_at)
    for kind, days, text in sent.steps:
        new_step(enquiry, kind, at=now - timedelta(days=days), by=by, text=set_spaces(text))
