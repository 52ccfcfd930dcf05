"""The plaidoyer: parts, contents with stable anchors, numbered recommendations with their history."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from advocacy.checks import Draft, Finding, find_blocking
from advocacy.demo import build_plaidoyer
from advocacy.models import AdvocacyDocumentPage, AdvocacyIndexPage, Recommendation, RecommendationChange
from home.contents import anchor_of
from home.models import HomePage
from tests.advocacy.conftest import AddDocument, parts_of, recommend


def test_document_shows_each_recommendation_in_its_place_and_in_the_list(add_document: AddDocument, client: Client) -> None:
    document = add_document()
    first, second = recommend(document, 1, text="Tout de suite."), recommend(document, 2, status=Recommendation.Status.ADOPTED)
    document.parts = parts_of(("Travailler", [first]), ("Se former", [second]))
    document.save()
    text = client.get("/plaidoyer/2024/").content.decode()
    assert re.findall(r'<article class="recommendation" id="(r-\d)"', text) == ["r-1", "r-2"]
    assert text.count('href="#r-2"') == 2
    assert "Tout de suite." in text
    assert "Adoptée" in text


def test_contents_keep_their_anchors_when_headings_are_renamed(add_document: AddDocument, client: Client) -> None:
    document = add_document()
    for title in ("Le cadre légal", "Un autre titre"):
        document.parts = parts_of(("Travailler", []), title=title)
        document.save()
        text = client.get("/plaidoyer/2024/").content.decode()
        (entry,) = AdvocacyDocumentPage.objects.get().contents()
        assert (entry.label, entry.anchor) == (title, anchor_of("abcdef01-0000-4000-8000-000000000000"))
        assert [child.label for child in entry.children] == ["Travailler"]
        for anchor in (entry.anchor, entry.children[0].anchor):
            assert f'href="#{anchor}"' in text
            assert len(re.findall(rf'id="{anchor}"', text)) == 1


def test_recommendation_keeps_its_history_and_has_the_status_of_its_latest_change(add_document: AddDocument) -> None:
    recommendation = recommend(add_document(), 1)
    recommendation.changes.set(
        [
            RecommendationChange(status="partly_adopted", changed_on=date(2025, 3, 1), source="Une loi"),
            RecommendationChange(status="rejected", changed_on=date(2024, 3, 1), source="Un débat"),
        ]
    )
    recommendation.save()
    assert [row.status for row in recommendation.history.order_by("history_id")] == ["proposed", "partly_adopted"]
    assert str(recommendation) == "1. Demande 1"
    assert (recommendation.anchor, recommendation.status_colour) == ("r-1", "gold")


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (1, "Ce plaidoyer a déjà une recommandation de ce numéro."),
        (0, "Les recommandations sont numérotées à partir de 1."),
    ],
)
def test_recommendation_number_is_refused_with_a_sentence(add_document: AddDocument, number: int, sentence: str) -> None:
    document = add_document()
    recommend(document, 1)
    with pytest.raises(ValidationError, match=sentence):
        Recommendation(document=document, number=number, title="x", addressee=Recommendation.Addressee.OFII).validate_constraints()


def test_a_recommendation_shown_twice_is_refused(add_document: AddDocument) -> None:
    document = add_document()
    first, second = recommend(document, 1), recommend(document, 2)
    document.parts = parts_of(("Travailler", [first, second]), ("Se former", [first]))
    (second_place,) = find_blocking(Draft.of_page(document))
    assert second_place == Finding(
        f"{list(document.body_blocks())[2].contentpath}.recommendation",
        "La recommandation 1 paraît déjà plus haut\u00a0: chacune paraît une seule fois dans le texte.",
        blocks=True,
        code="recommendation",
    )


def test_index_shows_the_current_edition_first(add_document: AddDocument, client: Client) -> None:
    add_document("2022", status=AdvocacyDocumentPage.Status.SUPERSEDED)
    add_document("2024")
    add_document("2026", live=False)
    text = client.get("/plaidoyer/").content.decode()
    assert re.findall(r'card__title"><a href="([^"]+)"', text) == ["/plaidoyer/2024/", "/plaidoyer/2022/"]
    assert "Remplacée" in text
    assert AdvocacyDocumentPage.objects.current().get().slug == "2024"
    assert "Édition remplacée" in client.get("/plaidoyer/2022/").content.decode()
    assert "Édition remplacée" not in client.get("/plaidoyer/2024/").content.decode()


def test_index_without_edition_says_so(index_page: AdvocacyIndexPage, client: Client) -> None:
    assert "Aucune édition n’est publiée" in client.get("/plaidoyer/").content.decode()


def test_thirty_sections_cost_no_more_queries_than_one(add_document: AddDocument, client: Client) -> None:
    counts = []
    for number in (1, 30):
        document = add_document(f"e-{number}")
        document.parts = parts_of(*[(f"Section {place}", [recommend(document, place + 1)]) for place in range(number)])
        document.save()
        address = f"/plaidoyer/e-{number}/"
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14


def test_plaidoyer_of_the_demo_has_three_parts_and_says_that_its_text_is_ours(home_page: HomePage, client: Client) -> None:
    build_plaidoyer(home_page)
    text = client.get("/plaidoyer/2024/").content.decode()
    assert re.findall(r">Volet (\d)<", text) == ["1", "2", "3"]
    assert re.findall(r'<article class="recommendation" id="r-(\d+)"', text) == [str(number) for number in range(1, 13)]
    assert text.count("Texte de démonstration") == 13
    assert find_blocking(Draft.of_page(AdvocacyDocumentPage.objects.get())) == []
