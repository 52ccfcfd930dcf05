"""Taking back a testimony: its words leave every page, version, file and table, and the way to it is the officer's."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from wagtail.documents import get_document_model
from wagtail.models import Revision

from accounts.models import User
from advocacy import models
from advocacy.models import AdvocacyDocumentPage, Version
from advocacy.testimonies import withdraw
from tests.advocacy.canaries import find
from tests.advocacy.conftest import AddDocument, parts_with, publish
from tests.advocacy.consents import agree
from tests.conftest import RunTasks, SignIn

CANARY = "Je comptais les jours jusqu’au canari"
GONE = "Témoignage retiré"
FILES = ("pdf", "wide_image", "square_image")


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> None:
    """Files of other tests are not looked at."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def testimony(db: None) -> models.Testimony:
    return models.Testimony.objects.create(alias="Canari-Alias", text=CANARY, consent=agree())


@pytest.fixture
def shown(add_document: AddDocument, testimony: models.Testimony) -> AdvocacyDocumentPage:
    """Two versions that show the testimony, with their files, the first with a PDF of its own."""
    blocks = [("testimony", {"testimony": testimony.pk})]
    supplied = get_document_model().objects.create(title="Mise en page", file=ContentFile(CANARY.encode(), name="mise-en-page.pdf"))
    page = publish(add_document(parts=parts_with(("Attendre", blocks)), supplied_pdf=supplied))
    page = publish(page, supplied_pdf=None, introduction="Un autre chapeau", correction="Le chapeau était faux.")
    for version in Version.objects.filter(page=page):
        for name in FILES:
            getattr(version, name).save(f"essai/{name}-{version.number}", ContentFile(CANARY.encode()), save=False)
        version.files_asked_at = timezone.now()
        version.save()
    return page


@pytest.mark.django_db(transaction=True)
def test_nothing_of_a_withdrawn_testimony_is_left(
    shown: AdvocacyDocumentPage, testimony: models.Testimony, client: Client, run_tasks: RunTasks
) -> None:
    run_tasks()
    addresses = ["/plaidoyer/2024/", "/plaidoyer/2024/versions/1/", "/plaidoyer/2024/versions/2/"]
    assert all(CANARY in client.get(address).content.decode() for address in addresses)
    # The negative control: the words are kept once, and in the files.
    assert len(find("canari")) == 1 + 2 * len(FILES) + 1
    withdraw(testimony, at=timezone.now())
    assert find("canari") == []
    run_tasks()
    for address in addresses:
        text = client.get(address).content.decode()
        assert (GONE in text, CANARY in text, "Canari" in text) == (True, False, False)
    assert (
        list(Version.objects.values_list("pdf", "wide_image", "square_image", "files_asked_at", "supplied_pdf"))
        == [("", "", "", None, None)] * 2
    )
    assert not Revision.objects.filter(content__icontains="canari").exists()


def test_withdrawn_words_are_no_longer_quoted(shown: AdvocacyDocumentPage, testimony: models.Testimony, client: Client) -> None:
    read = ["/plaidoyer/2024/", "/plaidoyer/2024/versions/1/"]
    cited = [address for page in read for address in re.findall(r'href="([^"]+)" data-cite', client.get(page).content.decode())]
    assert {client.get(address).status_code for address in cited} == {200}
    withdraw(testimony, at=timezone.now())
    left = [address for page in read for address in re.findall(r'href="([^"]+)" data-cite', client.get(page).content.decode())]
    gone = set(cited) - set(left)
    assert len(gone) == len(read)
    assert {client.get(address).status_code for address in gone} == {404}


def test_versions_that_never_showed_it_keep_their_files(add_document: AddDocument, testimony: models.Testimony) -> None:
    page = publish(add_document(parts=parts_with(("Attendre", [("paragraph", "<p>Rien.</p>")]))))
    Version.objects.filter(page=page).update(pdf="essai/autre.pdf")
    withdraw(testimony, at=timezone.now())
    assert Version.objects.get(page=page).pdf.name == "essai/autre.pdf"


def test_files_stay_when_the_withdrawal_is_undone(shown: AdvocacyDocumentPage, testimony: models.Testimony) -> None:
    with transaction.atomic():
        withdraw(testimony, at=timezone.now())
        transaction.set_rollback(True)
    assert len(find("canari")) >= 1 + 2 * len(FILES) + 1


def test_softened_words_are_asked_for_in_every_file(shown: AdvocacyDocumentPage, testimony: models.Testimony, client: Client) -> None:
    testimony.text = "Je comptais les jours."
    testimony.save()
    assert set(Version.objects.filter(page=shown).values_list("files_asked_at", flat=True)) == {None}
    assert CANARY not in client.get("/plaidoyer/2024/versions/1/").content.decode()


def test_withdrawing_twice_keeps_the_first_date(testimony: models.Testimony) -> None:
    first = timezone.now()
    withdraw(testimony, at=first)
    withdraw(testimony, at=timezone.now())
    testimony.refresh_from_db()
    assert (testimony.withdrawn_at, testimony.text) == (first, "")


def test_words_do_not_come_back(testimony: models.Testimony) -> None:
    withdraw(testimony, at=timezone.now())
    testimony.refresh_from_db()
    testimony.text = "De retour"
    with pytest.raises(ValidationError, match="ses mots ne reviennent pas"):
        testimony.validate_constraints()


def test_a_testimony_deleted_from_the_database_reads_as_withdrawn(
    shown: AdvocacyDocumentPage, testimony: models.Testimony, client: Client
) -> None:
    testimony.delete()
    assert GONE in client.get("/plaidoyer/2024/versions/1/").content.decode()


def test_officer_withdraws_from_the_content_admin(
    shown: AdvocacyDocumentPage, testimony: models.Testimony, communication_officer: User, signed_in: SignIn
) -> None:
    client = signed_in(communication_officer)
    address = reverse("withdraw_testimony", kwargs={"testimony_id": testimony.pk})
    assert address == f"/admin/temoignages/{testimony.pk}/retirer/"
    edit = client.get(reverse("wagtailsnippets_advocacy_testimony:edit", args=[testimony.pk])).content.decode()
    assert f'href="{address}"' in edit
    asked = client.get(address).content.decode()
    assert CANARY in asked
    assert "version 2" in asked
    assert "Mise en page" in asked
    testimony.refresh_from_db()
    assert not testimony.is_withdrawn
    assert client.post(address).status_code == 302
    testimony.refresh_from_db()
    assert testimony.is_withdrawn
    assert client.get(address).status_code == 302
    edit = client.get(reverse("wagtailsnippets_advocacy_testimony:edit", args=[testimony.pk])).content.decode()
    assert f'href="{address}"' not in edit


def test_only_those_who_write_the_site_withdraw(
    testimony: models.Testimony, coordinator: User, treasurer: User, superuser: User, signed_in: SignIn, client: Client
) -> None:
    address = reverse("withdraw_testimony", kwargs={"testimony_id": testimony.pk})
    assert client.post(address).status_code == 302
    assert [signed_in(user).post(address).status_code for user in (coordinator, treasurer)] == [403, 403]
    testimony.refresh_from_db()
    assert not testimony.is_withdrawn
    assert signed_in(superuser).get(address).status_code == 200


def test_a_withdrawn_testimony_has_no_form(signed_in: SignIn, communication_officer: User, testimony: models.Testimony) -> None:
    withdraw(testimony, at=timezone.now())
    client = signed_in(communication_officer)
    address = reverse("wagtailsnippets_advocacy_testimony:edit", args=[testimony.pk])
    assert "ses mots sont effacés partout" in client.get(address, follow=True).content.decode()
