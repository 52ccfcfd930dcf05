"""Awareness items made for the tests."""

from datetime import date, timedelta
from typing import Any, Final

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from advocacy.models import (
    AwarenessIndexPage,
    AwarenessPage,
    DecodingPage,
    FalseIdeaPage,
    NewsPage,
    ResourcePage,
    StudyPage,
    Subject,
    TalkPage,
    TestimonyPage,
)
from home.models import HomePage
from tests.advocacy.consents import agree

Kind = AwarenessPage.Kind
TYPES: Final[dict[str, type[Any]]] = {
    page_type.own_kind: page_type for page_type in (DecodingPage, FalseIdeaPage, NewsPage, ResourcePage, StudyPage, TalkPage, TestimonyPage)
}
FIRST_DAY: Final = date(2026, 1, 1)


def add_index(home_page: HomePage) -> AwarenessIndexPage:
    return home_page.add_child(instance=AwarenessIndexPage(title="Comprendre", slug="sensibilisation"))


def add_item(index_page: AwarenessIndexPage, number: int, kind: str = Kind.DECODING, *, subjects: Any = (), **fields: Any) -> Any:
    """« Contenu 3 » at `c-3`, dated so many days after 1 January 2026; online unless `live=False`. A testimony has its consent."""
    if kind == Kind.TESTIMONY and "consent" not in fields:
        fields["consent"] = agree()
    page = TYPES[kind](
        **{"title": f"Contenu {number}", "slug": f"c-{number}", "published_on": FIRST_DAY + timedelta(days=number), **fields}
    )
    page.subjects = subjects
    index_page.add_child(instance=page)
    return page


def own_fields(kind: str) -> dict[str, Any]:
    """What a published item of this kind has of its own, apart from a testimony's consent."""
    complete: dict[str, dict[str, Any]] = {
        Kind.DECODING: {"gist": "En deux mots."},
        Kind.STUDY: {
            "study_title": "Étude des durées",
            "study_authors": "Un laboratoire",
            "study_year": 2024,
            "study_url": "https://example.org/etude",
            "findings": "<p>Elle trouve ceci.</p>",
            "limits": "<p>Elle ne dit pas cela.</p>",
        },
        Kind.TESTIMONY: {"alias": "Aline"},
        Kind.FALSE_IDEA: {
            "claim": "Ils viennent pour les aides.",
            "verdict": FalseIdeaPage.Verdict.FALSE,
            "explanation": "<p>Voici pourquoi.</p>",
            "sources": [
                ("source", {"title": "Un rapport", "publisher": "Un institut", "year": 2023, "address": "https://example.org/rapport"}),
                ("source", {"title": "Notre rapport", "publisher": "", "year": None, "address": "/rapports-activite/2024/"}),
            ],
        },
        Kind.NEWS: {"action": [("link", {"label": "Lire la suite du dossier", "page": None, "address": "/plaidoyer/"})]},
        Kind.RESOURCE: {"made_for": "les bénévoles qui débutent"},
        Kind.TALK: {"held_on": date(2026, 3, 1), "host": "Une entreprise", "place": "Paris"},
    }
    return complete[kind]


def add_document(title: str = "Mémo", name: str = "memo.pdf") -> Any:
    content = b"%PDF-1.4 essai"
    return get_document_model().objects.create(title=title, file=ContentFile(content, name=name), file_size=132_900)


def add_complete_item(index_page: AwarenessIndexPage, number: int, kind: str, **fields: Any) -> Any:
    """An item with all its own fields, its document too."""
    document = {"document": add_document()} if kind == Kind.RESOURCE else {}
    return add_item(index_page, number, kind, **{**own_fields(kind), **document, **fields})


def add_subject(slug: str, family: str = Subject.Family.THEME) -> Subject:
    """« Langue » at `langue`."""
    return Subject.objects.create(name=slug.capitalize(), slug=slug, family=family)
