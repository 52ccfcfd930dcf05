"""The officer writes an item: chosen among seven kinds, kept as a draft whatever is missing, held back until it is whole."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from accounts.models import User
from advocacy.checks import Draft, find_all
from advocacy.checks.asked import check_asked, check_introduction
from advocacy.models import AwarenessIndexPage, AwarenessPage, FalseIdeaPage, StudyPage, Subject
from advocacy.readiness import what_blocks
from home.models import HomePage
from home.permissions import grant_to_communication
from tests.advocacy.drafts import found_by, report
from tests.advocacy.items import TYPES, add_complete_item, add_index, add_item, add_subject
from tests.conftest import SignIn

Kind = AwarenessPage.Kind


@pytest.fixture
def index_page(home_page: HomePage) -> AwarenessIndexPage:
    return add_index(home_page)


@pytest.fixture
def officer(communication_officer: User, signed_in: SignIn, index_page: AwarenessIndexPage) -> Client:
    grant_to_communication(apps)
    return signed_in(communication_officer)


def false_idea_form(subjects: list[int] | None = None, **changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "title": "Une idée",
        "slug": "une-idee",
        "introduction": "",
        "seo_title": "",
        "search_description": "",
        "published_on": "2026-03-01",
        "series": "",
        "claim": "",
        "verdict": "",
        "explanation": rich_text(""),
        "sources": streamfield([]),
        "body": streamfield([]),
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
    }
    return {**nested_form_data(fields | changes), "subjects": subjects or []}


PUBLISH = {"action-publish": "action-publish"}
WHOLE = {
    "claim": "On le dit.",
    "verdict": "faux",
    "explanation": rich_text("<p>Voici pourquoi.</p>"),
    "sources": streamfield([("source", {"title": "Un rapport", "publisher": "", "year": "", "address": ""})]),
}


def add_address(index_page: AwarenessIndexPage) -> str:
    return reverse("wagtailadmin_pages:add", args=["advocacy", "falseideapage", index_page.pk])


def test_officer_chooses_among_seven_kinds(officer: Client, index_page: AwarenessIndexPage) -> None:
    text = officer.get(reverse("wagtailadmin_pages:add_subpage", args=[index_page.pk])).content.decode()
    assert sorted(re.findall(r"/admin/pages/add/advocacy/(\w+)/", text)) == sorted(
        page_type.__name__.lower() for page_type in TYPES.values()
    )
    for page_type in TYPES.values():
        assert page_type.page_description in text
    assert AwarenessPage.page_description not in text


def test_draft_is_kept_whatever_is_missing(officer: Client, index_page: AwarenessIndexPage) -> None:
    language, housing = add_subject("langue"), add_subject("logement")
    response = officer.post(add_address(index_page), false_idea_form(subjects=[language.pk, housing.pk]))
    assert response.status_code == 302
    page = FalseIdeaPage.objects.get()
    assert not page.live
    assert set(page.get_latest_revision_as_object().subjects.all()) == {language, housing}

    # An earlier revision gives them back.
    first = page.latest_revision
    officer.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), false_idea_form(subjects=[language.pk]))
    page.refresh_from_db()
    assert list(page.get_latest_revision_as_object().subjects.all()) == [language]
    first.as_object().save_revision().publish()
    page.refresh_from_db()
    assert set(page.subjects.all()) == {language, housing}


def test_publishing_asks_for_what_makes_a_false_idea(officer: Client, index_page: AwarenessIndexPage) -> None:
    refused = officer.post(add_address(index_page), false_idea_form() | PUBLISH)
    assert refused.status_code == 200
    form = refused.context["form"]
    assert {name: errors[0] for name, errors in form.errors.items() if name != "sources"} == {
        name: sentence for name, sentence in FalseIdeaPage.asked_to_publish.items() if name != "sources"
    }
    (error,) = form.errors.as_data()["sources"]
    assert list(error.non_block_errors) == [FalseIdeaPage.asked_to_publish["sources"]]
    assert not FalseIdeaPage.objects.exists()

    assert officer.post(add_address(index_page), false_idea_form(**WHOLE) | PUBLISH).status_code == 302
    assert FalseIdeaPage.objects.get().live


def test_what_is_missing_is_listed_before_publishing(officer: Client, index_page: AwarenessIndexPage) -> None:
    officer.post(add_address(index_page), false_idea_form())
    page = FalseIdeaPage.objects.get()
    text = officer.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    panel = text[text.index('<div class="readiness">') :]
    told = [panel.index(sentence) for sentence in FalseIdeaPage.asked_to_publish.values()]
    assert told == sorted(told)
    for name, sentence in FalseIdeaPage.asked_to_publish.items():
        assert f'{sentence} <a class="readiness__link" href="#:w:contentpath={name}">' in panel


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_asks_for_its_own_fields(index_page: AwarenessIndexPage, kind: str) -> None:
    empty = TYPES[kind](title="Vide")
    assert [finding.contentpath for finding in check_asked(Draft.of_page(empty))] == list(empty.asked_to_publish)
    whole = add_complete_item(index_page, 1, kind)
    assert found_by(check_asked, whole) == []


def test_item_without_introduction_is_told_so_and_may_be_published(index_page: AwarenessIndexPage) -> None:
    item = add_complete_item(index_page, 1, Kind.NEWS)
    item.introduction = " "
    assert found_by(check_introduction, item) == [("asked", False)]
    item.introduction = "Le droit arrive tard."
    assert found_by(check_introduction, item) == []
    assert found_by(check_introduction, report()) == []


def test_rich_text_emptied_of_its_words_is_missing(db: None) -> None:
    page = StudyPage(title="Une étude", findings='<p data-block-key="a1b2c"> </p>', limits="<p>Quelques-unes.</p>")
    missing = [finding.contentpath for finding in check_asked(Draft.of_page(page))]
    assert "findings" in missing
    assert "limits" not in missing


def test_own_texts_are_checked_as_the_others(index_page: AwarenessIndexPage) -> None:
    page = add_complete_item(index_page, 1, Kind.STUDY)
    page.introduction = "Une étude lue."
    page.findings = '<p>Il y a xx % de réponses, dit le QZKF. <a href="/nulle-part/">Cliquez ici</a></p>'
    codes = {(finding.contentpath, finding.code) for finding in find_all(Draft.of_page(page), page.base_form_class.checks)}
    assert codes == {("findings", "placeholder"), ("findings", "link"), ("findings", "link_text"), ("findings", "acronym")}


def test_publishing_from_the_list_asks_the_same(index_page: AwarenessIndexPage) -> None:
    page = add_item(index_page, 1, Kind.RESOURCE, live=False)
    page.save_revision()
    assert [finding.sentence for finding in what_blocks(page)] == ["Choisissez le document à télécharger."]


def test_address_of_the_feed_is_no_item(officer: Client, index_page: AwarenessIndexPage) -> None:
    refused = officer.post(add_address(index_page), false_idea_form(slug="flux"))
    assert refused.context["form"].errors["slug"] == ["Cette adresse est celle du flux\u00a0: choisissez-en une autre."]


def test_subjects_are_ticked_by_family(officer: Client, index_page: AwarenessIndexPage) -> None:
    add_subject("langue")
    add_subject("pole-linguistique", Subject.Family.POLE)
    form = officer.get(add_address(index_page)).context["form"]
    assert [(family, [label for _, label in choices]) for family, choices in form.fields["subjects"].choices] == [
        ("Pôles", ["Pole-linguistique"]),
        ("Thèmes", ["Langue"]),
    ]


def test_officer_adds_a_theme_and_a_series(officer: Client) -> None:
    officer.post(reverse("wagtailsnippets_advocacy_subject:add"), {"name": "Logement", "slug": "logement", "family": "theme"})
    assert Subject.objects.get().name == "Logement"
