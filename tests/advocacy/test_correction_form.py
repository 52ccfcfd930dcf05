"""The sentence of a correction: asked when what readers see changes and is published, never of a draft."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from accounts.models import User
from advocacy.correction_form import ASKED, SPENT
from advocacy.models import AdvocacyDocumentPage, Version
from tests.advocacy.conftest import AddDocument, parts_with, publish
from tests.conftest import SignIn

NOTE = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def page(add_document: AddDocument) -> AdvocacyDocumentPage:
    return publish(add_document(parts=parts_with(("Travailler", [("paragraph", "<p>Six mois.</p>")])), introduction="Un chapeau"))


@pytest.fixture
def client(communication_officer: User, signed_in: SignIn) -> Client:
    return signed_in(communication_officer)


def send(client: Client, page: AdvocacyDocumentPage, *, text: str = "Six mois.", publishing: bool = True, **changes: Any) -> Any:
    """Posts the edit form as the editor would: the values of the page, with `changes`."""
    section = {"title": "Travailler", "body": streamfield([("paragraph", rich_text(f"<p>{text}</p>"))])}
    sections = {"count": "1", "0-deleted": "", "0-order": "0", "0-id": "", "0-type": "item", "0-value": section}
    part = {"title": "Le cadre légal", "introduction": "", "sections": sections}
    values = {
        "title": page.title,
        "slug": page.slug,
        "introduction": "Un chapeau",
        "edition_on": "2024-01-15",
        "status": "current",
        "authors": page.authors,
        "summary_text": "",
        "cosigners": streamfield([]),
        "parts": streamfield([("part", part)]),
        "footnotes": inline_formset([]),
        "comments": inline_formset([]),
        "correction": "",
        "supplied_pdf": "",
        **({"action-publish": "action-publish"} if publishing else {}),
        **changes,
    }
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), nested_form_data(values))


def correction_field(client: Client, page: AdvocacyDocumentPage) -> str:
    response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    return str(response.context["form"]["correction"].value() or "")


def test_publishing_other_words_without_a_sentence_is_refused_beside_the_field(client: Client, page: AdvocacyDocumentPage) -> None:
    response = send(client, page, text="Neuf mois.")
    assert response.status_code == 200
    assert response.context["form"].errors == {"correction": [ASKED]}
    assert Version.objects.filter(page=page).count() == 1


def test_publishing_the_same_words_needs_no_sentence(client: Client, page: AdvocacyDocumentPage) -> None:
    assert send(client, page).status_code == 302
    assert Version.objects.filter(page=page).count() == 1


def test_a_first_publishing_needs_no_sentence(client: Client, add_document: AddDocument) -> None:
    page = add_document("2026", live=False)
    page.save_revision()
    assert send(client, page).status_code == 302
    assert Version.objects.get(page=page).correction == ""


def test_a_note_added_needs_a_sentence(client: Client, page: AdvocacyDocumentPage) -> None:
    notes = inline_formset([{"text": rich_text("<p>Une source.</p>"), "uuid": NOTE}])
    response = send(client, page, footnotes=notes)
    assert response.context["form"].errors == {"correction": [ASKED]}
    assert send(client, page, footnotes=notes, correction="Une source manquait.").status_code == 302
    assert Version.objects.filter(page=page).count() == 2


def test_a_draft_is_never_asked_and_keeps_its_sentence(client: Client, page: AdvocacyDocumentPage) -> None:
    assert send(client, page, text="Neuf mois.", publishing=False).status_code == 302
    assert send(client, page, text="Neuf mois.", correction="Le délai était faux.", publishing=False).status_code == 302
    assert correction_field(client, page) == "Le délai était faux."
    assert send(client, page, text="Neuf mois.", correction="Le délai était faux.").status_code == 302
    assert Version.objects.get(page=page, number=2).correction == "Le délai était faux."
    assert correction_field(client, page) == ""


def test_a_correction_needs_a_sentence_though_the_page_was_taken_down(client: Client, page: AdvocacyDocumentPage) -> None:
    page.unpublish()
    response = send(client, page, text="Neuf mois.")
    assert response.context["form"].errors == {"correction": [ASKED]}


def test_the_sentence_of_the_last_version_is_not_said_again(client: Client, page: AdvocacyDocumentPage) -> None:
    """The browser's way back brings the form of before publishing, and saves it again as a draft."""
    sentence = "Le délai est de neuf mois."
    assert send(client, page, text="Neuf mois.", correction=sentence).status_code == 302
    assert send(client, page, text="Neuf mois.", correction=sentence, publishing=False).status_code == 302
    assert correction_field(client, page) == ""
    response = send(client, page, text="Dix mois.", correction=sentence)
    assert response.context["form"].errors == {"correction": [SPENT]}
    assert send(client, page, text="Dix mois.", correction="Le délai est de dix mois.").status_code == 302
    assert Version.objects.filter(page=page).count() == 3


@pytest.mark.parametrize("bulk", [False, True], ids=["alone", "among others"])
def test_a_publication_that_was_published_is_not_deleted(client: Client, page: AdvocacyDocumentPage, bulk: bool) -> None:
    names = ("wagtail_bulk_action", ["wagtailcore", "page", "delete"]) if bulk else ("wagtailadmin_pages:delete", [page.pk])
    address = reverse(names[0], args=names[1]) + (f"?id={page.pk}" if bulk else "")
    shown = client.post(address, follow=True).content.decode()
    assert "ses versions et ses PDF sont cités ailleurs" in shown
    assert AdvocacyDocumentPage.objects.filter(pk=page.pk).exists()


def test_what_holds_a_published_publication_is_not_deleted_and_a_draft_is(
    client: Client, page: AdvocacyDocumentPage, add_document: AddDocument
) -> None:
    draft = add_document("2026", live=False)
    client.post(reverse("wagtailadmin_pages:delete", args=[draft.pk]))
    assert not AdvocacyDocumentPage.objects.filter(pk=draft.pk).exists()
    client.post(reverse("wagtailadmin_pages:delete", args=[page.get_parent().pk]))
    assert AdvocacyDocumentPage.objects.filter(pk=page.pk).exists()
