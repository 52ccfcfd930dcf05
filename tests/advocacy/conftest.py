"""An empty plaidoyer rubric, and editions made for the tests."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from advocacy.models import AdvocacyDocumentPage, AdvocacyIndexPage, Recommendation, RecommendationChange
from home.models import HomePage
from tests.home.conftest import home_page as home_page

AddDocument = Callable[..., AdvocacyDocumentPage]


@pytest.fixture
def index_page(home_page: HomePage) -> AdvocacyIndexPage:
    page = AdvocacyIndexPage(title="Plaidoyer", slug="plaidoyer")
    home_page.add_child(instance=page)
    return page


@pytest.fixture
def add_document(index_page: AdvocacyIndexPage) -> AddDocument:
    """`add_document(slug, **fields)`: an edition that is online, without a version until it is published."""

    def add(slug: str = "2024", **fields: Any) -> AdvocacyDocumentPage:
        page = AdvocacyDocumentPage(title=f"Plaidoyer {slug}", slug=slug, edition_on=date(2024, 1, 15), authors="Polaris 14", **fields)
        index_page.add_child(instance=page)
        return page

    return add


def recommend(document: AdvocacyDocumentPage, number: int, *, status: str = "", **fields: Any) -> Recommendation:
    """A recommendation, with a change dated 1 March 2025 when `status` is given."""
    recommendation = Recommendation(
        document=document, number=number, **{"title": f"Demande {number}", "addressee": Recommendation.Addressee.LEGISLATOR, **fields}
    )
    if status:
        recommendation.changes.set([RecommendationChange(status=status, changed_on=date(2025, 3, 1), source="loi de démonstration")])
    recommendation.save()
    return recommendation


def parts_of(*sections: tuple[str, list[Recommendation]], title: str = "Le cadre légal") -> str:
    """One part, with a section for each title and the recommendations it shows."""
    return parts_with(
        *[
            (name, [("recommendation", {"recommendation": asked.pk, "comment": ""}) for asked in recommendations])
            for name, recommendations in sections
        ],
        title=title,
    )


def parts_with(*sections: tuple[str, list[tuple[str, Any]]], title: str = "Le cadre légal") -> str:
    """One part, with a section for each title and the blocks (type, stored value) it is made of."""
    items = [
        {
            "type": "item",
            "id": f"{place:08}-0000-4000-8000-000000000000",
            "value": {
                "title": name,
                "body": [
                    {"type": kind, "value": value, "id": f"{place:04}{rank:04}-0000-4000-8000-00000000b10c"}
                    for rank, (kind, value) in enumerate(blocks)
                ],
            },
        }
        for place, (name, blocks) in enumerate(sections)
    ]
    part = {"type": "part", "id": "abcdef01-0000-4000-8000-000000000000", "value": {"title": title, "introduction": "", "sections": items}}
    return json.dumps([part])


def publish(page: AdvocacyDocumentPage, **changes: Any) -> AdvocacyDocumentPage:
    """The page, published with these values."""
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return AdvocacyDocumentPage.objects.get(pk=page.pk)
