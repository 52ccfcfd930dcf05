"""Acronyms that published pages use and nothing explains are on the officer's start page, with a way to define each."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from advocacy.models import GlossaryTerm, UndefinedAcronym
from advocacy.models import Testimony as QuotedTestimony
from advocacy.undefined_acronyms import acronyms_to_define, find_undefined_acronyms
from home.models import HomePage, StandardPage
from home.permissions import grant_to_communication
from home.places import Partner, PartnerTheme
from tests.advocacy.conftest import AddDocument, parts_with, recommend
from tests.advocacy.consents import agree
from tests.conftest import SignIn

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def add_page(home_page: HomePage, slug: str, text: str, **fields: Any) -> StandardPage:
    page = StandardPage(
        title=f"Page {slug}", slug=slug, body=[{"type": "paragraph", "value": f"<p>{text}</p>", "id": f"bloc-{slug}"}], **fields
    )
    home_page.add_child(instance=page)
    return page


def found() -> list[tuple[str, str, int]]:
    return [(row.acronym, row.page.title, row.page_count) for row in acronyms_to_define()]


def test_acronyms_are_counted_by_page_with_a_place_to_mend(home_page: HomePage) -> None:
    add_page(home_page, "a", "Le CASF, la SCAP, encore la SCAP.")
    add_page(home_page, "b", "La SCAP et UniR.")
    find_undefined_acronyms(NOW)
    assert found() == [("SCAP", "Page a", 2), ("CASF", "Page a", 1), ("UniR", "Page b", 1)]
    assert UndefinedAcronym.objects.get(acronym="CASF").contentpath == "body.bloc-a"


@pytest.mark.parametrize(
    "text",
    [
        "L’Ofii, l’OFII et le DNA-H.",
        "Le CJD.",
        "Le chapitre XIV, au format PDF.",
        "ATTENTION AUX MAJUSCULES",
        "Le code de l’action sociale (CASF), puis le CASF.",
        "Polaris 14, à Paris, sur LinkedIn, niveau A1.1, 12 km",
    ],
)
def test_what_needs_no_definition_is_no_acronym(home_page: HomePage, text: str) -> None:
    GlossaryTerm.objects.create(term="Ofii", slug="ofii", definition="x", other_spellings="DNA-H")
    Partner.objects.create(name="CJD Paris", theme=PartnerTheme.WORK)
    add_page(home_page, "a", text)
    find_undefined_acronyms(NOW)
    assert found() == []


def test_words_kept_once_for_several_pages_are_read_where_they_are_shown(home_page: HomePage, add_document: AddDocument) -> None:
    document = add_document()
    asked = recommend(document, 1, text="Réformer la SCAP.")
    said = QuotedTestimony.objects.create(alias="Amina", text="J’attendais la DIAIR.", consent=agree(allows_prints=True))
    body = [("recommendation", {"recommendation": asked.pk, "comment": ""}), ("testimony", {"testimony": said.pk})]
    document.parts = parts_with(("Section", body))
    document.save()
    find_undefined_acronyms(NOW)
    assert found() == [("DIAIR", document.title, 1), ("SCAP", document.title, 1)]


def test_drafts_and_pages_taken_down_are_not_looked_at(home_page: HomePage) -> None:
    page = add_page(home_page, "a", "La SCAP.")
    find_undefined_acronyms(NOW)
    page.unpublish()
    assert found() == []
    find_undefined_acronyms(NOW)
    assert not UndefinedAcronym.objects.exists()


def test_defined_acronym_leaves_the_list_at_once(home_page: HomePage) -> None:
    add_page(home_page, "a", "La SCAP.")
    find_undefined_acronyms(NOW)
    GlossaryTerm.objects.create(term="Scap", slug="scap", definition="x")
    assert found() == []


def test_officer_sees_them_and_defines_one(home_page: HomePage, communication_officer: User, signed_in: SignIn) -> None:
    grant_to_communication(apps)
    page = add_page(home_page, "a", "La SCAP.")
    find_undefined_acronyms(NOW)
    client = signed_in(communication_officer)
    text = client.get(reverse("wagtailadmin_home")).content.decode()
    assert f"{reverse('wagtailadmin_pages:edit', args=[page.pk])}#:w:contentpath=body.bloc-a" in text
    assert f"{reverse('wagtailsnippets_advocacy_glossaryterm:add')}?sigle=SCAP" in text
    counts = []
    for number in (0, 30):
        UndefinedAcronym.objects.bulk_create(
            UndefinedAcronym(acronym=f"SIGLE{row}", page=page.page_ptr, contentpath="body", page_count=1) for row in range(number)
        )
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("wagtailadmin_home"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert "Et 23 autres." in client.get(reverse("wagtailadmin_home")).content.decode()
