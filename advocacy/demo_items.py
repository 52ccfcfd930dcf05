"""The shape of the demo's awareness items, and what they are filed under."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from advocacy.models import AwarenessPage, Subject
from home.demo_writing import Block

Family = Subject.Family
SUBJECTS: Final = (
    ("droit", "Droit et procédure", Family.THEME),
    ("sante-mentale", "Santé mentale", Family.THEME),
    ("travail", "Travail et formation", Family.THEME),
    ("langue", "Langue française", Family.THEME),
    ("logement", "Logement", Family.THEME),
    ("prejuges", "Préjugés", Family.THEME),
    ("pole-socioprofessionnel", "Pôle socioprofessionnel", Family.POLE),
    ("pole-linguistique", "Pôle linguistique", Family.POLE),
    ("pole-culturel", "Pôle culturel", Family.POLE),
    ("pole-sensibilisation", "Pôle sensibilisation et plaidoyer", Family.POLE),
    ("pole-sante-mentale", "Pôle santé mentale", Family.POLE),
)
PROCEDURE: Final = "Comprendre la demande d’asile"
SERIES: Final = {PROCEDURE: "Les mots, les droits, les délais : trois lectures pour suivre une procédure sans s’y perdre."}


@dataclass(frozen=True)
class Source:
    """Of a false idea."""

    title: str
    publisher: str
    year: int | None
    address: str


@dataclass(frozen=True)
class Sheet:
    """A document of one page: its parts are a title and lines."""

    title: str
    file_name: str
    introduction: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Item:
    """`published`: a day, for what is tied to a real year, or a number of days before the demo's day.

    `fields` are those of its kind, as they are typed: rich texts with the marks of home/demo_writing.py.
    """

    slug: str
    kind: AwarenessPage.Kind
    published: date | int
    title: str
    introduction: str
    body: tuple[str | Block, ...]
    subjects: tuple[str, ...] = ()
    series: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)


MEMO: Final = Sheet(
    "Mémo des premiers échanges",
    "memo-des-premiers-echanges.pdf",
    "À relire avant de rencontrer une personne qui demande l’asile. Texte de démonstration.",
    (
        (
            "Ce qui aide",
            (
                "se présenter, dire combien de temps l’on a, et le respecter ;",
                "parler simplement, sans parler fort ;",
                "proposer plutôt qu’imposer, et accepter un refus ;",
                "tenir les petites promesses.",
            ),
        ),
        (
            "Ce qui blesse",
            (
                "demander pourquoi la personne est partie, ou comment elle est arrivée ;",
                "promettre une issue à la procédure ;",
                "photographier sans accord, publier un prénom ou un lieu ;",
                "décider à sa place.",
            ),
        ),
    ),
)
SLIDES: Final = Sheet(
    "Comprendre l’asile en entreprise",
    "comprendre-l-asile-en-entreprise.pdf",
    "Le déroulé d’une intervention. Texte de démonstration.",
    (
        (
            "Le déroulé",
            (
                "partir des mots : migrant, réfugié, demandeur d’asile ;",
                "suivre une procédure de bout en bout, avec ses attentes ;",
                "comprendre ce que fait l’exil à la confiance et à la mémoire ;",
                "finir par le concret : recruter, accueillir, expliquer les codes.",
            ),
        ),
    ),
)
