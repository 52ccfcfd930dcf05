"""The PDF and the pictures of each version: made by the worker, served at addresses that stay, never another version's."""

import os
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.documents import get_document_model
from wagtail.models import PageViewRestriction

from accounts.models import User
from advocacy.models import AdvocacyDocumentPage, RecommendationChange, Version
from advocacy.printing.files import SUFFIXES, ask_for_files, draw_files, keep_files, make_files, purge_files
from advocacy.sharing import write_post
from tests.advocacy.conftest import AddDocument, parts_of, publish, recommend
from tests.conftest import RunTasks, SignIn

pytestmark = pytest.mark.usefixtures("media")


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def document(add_document: AddDocument) -> AdvocacyDocumentPage:
    page = add_document(introduction="Agir tôt.")
    return publish(page, parts=parts_of(("Travailler", [recommend(page, 1)])))


def latest(page: AdvocacyDocumentPage) -> Version:
    return Version.objects.filter(page_id=page.pk)[0]


def body_of(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def make_all(run_tasks: RunTasks) -> None:
    ask_for_files(timezone.now())
    run_tasks()


# Making -------------------------------------------------------------------------------------------


def test_files_are_asked_once_for_each_version_and_made_by_the_worker(document: AdvocacyDocumentPage, run_tasks: RunTasks) -> None:
    run_tasks()
    ask_for_files(timezone.now())
    ask_for_files(timezone.now())
    assert DBTaskResult.objects.ready().count() == 1
    run_tasks()
    version = latest(document)
    starts = [getattr(version, name).open("rb").read(5) for name in SUFFIXES]
    for name in SUFFIXES:
        getattr(version, name).close()
    assert starts == [b"%PDF-", b"\x89PNG\r", b"\x89PNG\r"]
    assert Path(str(version.pdf.name)).parent.as_posix() == f"publications/{document.pk}"


def test_a_new_version_has_files_of_its_own(document: AdvocacyDocumentPage, run_tasks: RunTasks) -> None:
    make_all(run_tasks)
    publish(document, introduction="Agir plus tôt.", correction="Une date.")
    assert not latest(document).pdf
    make_all(run_tasks)
    first, second = Version.objects.order_by("number")
    assert first.pdf.name != second.pdf.name
    assert default_storage.exists(str(first.pdf.name))


def test_files_made_again_replace_the_earlier_ones(
    document: AdvocacyDocumentPage, run_tasks: RunTasks, django_capture_on_commit_callbacks: Any
) -> None:
    make_all(run_tasks)
    earlier = str(latest(document).pdf.name)
    Version.objects.ask_files_again()
    ask_for_files(timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        run_tasks()
    assert latest(document).pdf.name != earlier
    assert not default_storage.exists(earlier)


def test_files_drawn_before_they_were_asked_again_are_not_kept(document: AdvocacyDocumentPage) -> None:
    ask_for_files(timezone.now())
    version = latest(document)
    drawn = draw_files(version, on=timezone.now())
    # A testimony is withdrawn meanwhile.
    Version.objects.ask_files_again()
    keep_files(version, drawn)
    assert not latest(document).pdf
    assert not default_storage.exists("publications")


def test_what_becomes_of_a_recommendation_has_the_files_made_again(document: AdvocacyDocumentPage, run_tasks: RunTasks) -> None:
    make_all(run_tasks)
    recommendation = document.recommendations.get()
    recommendation.save()
    assert latest(document).files_asked_at is not None
    recommendation.changes = [RecommendationChange(status="adopted", changed_on=date(2026, 1, 5), source="loi de démonstration")]
    recommendation.save()
    version = Version.objects.get()
    assert version.files_asked_at is None
    assert version.pdf


def test_a_version_that_is_gone_is_no_error(document: AdvocacyDocumentPage) -> None:
    make_files.func(latest(document).pk + 1)
    version = latest(document)
    document.delete()
    keep_files(version, {"pdf": b"%PDF-"})
    assert not default_storage.exists("publications")


def test_files_of_deleted_pages_are_purged_and_young_ones_wait(document: AdvocacyDocumentPage, run_tasks: RunTasks, media: Path) -> None:
    purge_files(timezone.now())
    make_all(run_tasks)
    kept = {getattr(latest(document), name).name for name in SUFFIXES}
    for name, age in (("old.pdf", 7200), ("young.pdf", 60)):
        path = media / "publications" / str(document.pk) / name
        path.write_bytes(b"%PDF-")
        os.utime(path, (time.time() - age,) * 2)
    purge_files(timezone.now())
    folder = f"publications/{document.pk}"
    assert {f"{folder}/{name}" for name in default_storage.listdir(folder)[1]} == {*kept, f"{folder}/young.pdf"}
    document.delete()
    purge_files(timezone.now() + timedelta(hours=2))
    assert default_storage.listdir(folder)[1] == []


# Serving ------------------------------------------------------------------------------------------


def test_until_it_is_made_the_address_says_when_to_come_back(document: AdvocacyDocumentPage, client: Client) -> None:
    response = client.get("/plaidoyer/2024/pdf/")
    assert response.status_code == 503
    assert response["Retry-After"] == "20"
    assert response["Cache-Control"] == "no-store"
    assert "Le PDF est en préparation" in response.content.decode()
    assert "PDF en préparation" in client.get("/plaidoyer/2024/").content.decode()
    assert client.get("/plaidoyer/2024/image.png").status_code == 404


def test_the_pdf_is_the_one_of_the_version_that_is_shown(document: AdvocacyDocumentPage, client: Client, run_tasks: RunTasks) -> None:
    make_all(run_tasks)
    response = client.get("/plaidoyer/2024/pdf/")
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response["Content-Disposition"] == 'inline; filename="polaris-14-plaidoyer-2024-version-1.pdf"'
    assert response["Cache-Control"] == "no-cache"
    first = body_of(response)
    publish(document, introduction="Agir plus tôt.", correction="Une date.")
    assert client.get("/plaidoyer/2024/pdf/").status_code == 503
    assert body_of(client.get("/plaidoyer/2024/versions/1/pdf/")) == first
    assert client.get("/plaidoyer/2024/versions/2/pdf/").status_code == 503
    assert client.get("/plaidoyer/2024/versions/3/pdf/").status_code == 404


def test_pictures_are_served_under_names_that_say_what_they_are(
    document: AdvocacyDocumentPage, client: Client, run_tasks: RunTasks
) -> None:
    make_all(run_tasks)
    for name in ("image.png", "image-carree.png"):
        response = client.get(f"/plaidoyer/2024/{name}")
        assert (response.status_code, response["Content-Type"]) == (200, "image/png")
        assert response["Content-Disposition"] == f'inline; filename="polaris-14-plaidoyer-2024-{name}"'
        assert body_of(response).startswith(b"\x89PNG")
    assert 'href="/plaidoyer/2024/pdf/"' in client.get("/plaidoyer/2024/").content.decode()


def test_a_supplied_pdf_is_offered_instead(document: AdvocacyDocumentPage, client: Client, run_tasks: RunTasks) -> None:
    make_all(run_tasks)
    supplied = get_document_model().objects.create(title="Imprimé", file=ContentFile(b"%PDF-1.7", name="imprime.pdf"))
    publish(document, supplied_pdf=supplied, correction="Le PDF imprimé.")
    response = client.get("/plaidoyer/2024/pdf/")
    assert (response.status_code, response["Location"]) == (302, supplied.url)
    assert body_of(client.get("/plaidoyer/2024/versions/1/pdf/")).startswith(b"%PDF-")


def test_a_publication_that_is_not_public_has_no_files(document: AdvocacyDocumentPage, client: Client, run_tasks: RunTasks) -> None:
    make_all(run_tasks)
    PageViewRestriction.objects.create(page=document, restriction_type=PageViewRestriction.LOGIN)
    for name in ("pdf/", "versions/1/pdf/", "image.png", "image-carree.png"):
        assert client.get(f"/plaidoyer/2024/{name}").status_code == 404
    PageViewRestriction.objects.all().delete()
    document.unpublish()
    assert client.get("/plaidoyer/2024/pdf/").status_code == 404


def test_a_file_that_is_lost_is_as_one_not_made(document: AdvocacyDocumentPage, client: Client, run_tasks: RunTasks) -> None:
    make_all(run_tasks)
    default_storage.delete(str(latest(document).pdf.name))
    assert client.get("/plaidoyer/2024/pdf/").status_code == 503
    assert "PDF en préparation" in client.get("/plaidoyer/2024/").content.decode()


@pytest.mark.parametrize("name", ["pdf/", "versions/1/pdf/", "image.png", "image-carree.png"])
def test_a_file_that_the_reader_has_is_not_sent_again(
    document: AdvocacyDocumentPage, client: Client, run_tasks: RunTasks, name: str
) -> None:
    make_all(run_tasks)
    address = f"/plaidoyer/2024/{name}"
    first = client.get(address)
    body_of(first)
    tag = first["ETag"]
    again = client.get(address, headers={"if-none-match": tag})
    assert (again.status_code, again["ETag"], again["Cache-Control"], again.content) == (304, tag, "no-cache", b"")
    Version.objects.ask_files_again()
    make_all(run_tasks)
    made_again = client.get(address, headers={"if-none-match": tag})
    assert body_of(made_again)
    assert made_again.status_code == 200
    assert made_again["ETag"] != tag


def test_the_size_of_the_pdf_is_in_french(document: AdvocacyDocumentPage, client: Client, run_tasks: RunTasks) -> None:
    make_all(run_tasks)
    size = round(latest(document).pdf.size / 1000)
    assert f"{size}\u202fko, balisé" in client.get("/plaidoyer/2024/").content.decode()


# Sharing ------------------------------------------------------------------------------------------


def test_the_kit_gives_a_text_the_pictures_and_the_pdf(
    document: AdvocacyDocumentPage, communication_officer: User, signed_in: SignIn, run_tasks: RunTasks
) -> None:
    client = signed_in(communication_officer)
    address = f"/admin/publications/{document.pk}/partage/"
    assert address in client.get(f"/admin/pages/{document.pk}/edit/").content.decode()
    assert "Les images sont en préparation" in client.get(address).content.decode()
    make_all(run_tasks)
    text = client.get(address).content.decode()
    assert 'src="/plaidoyer/2024/image.png"' in text
    assert "http://localhost:8000/plaidoyer/2024/</textarea>" in text
    assert client.post(address).status_code == 302
    assert latest(document).files_asked_at is None
    assert latest(document).pdf


def test_the_kit_of_a_draft_says_that_there_is_nothing_to_share(
    add_document: AddDocument, communication_officer: User, signed_in: SignIn
) -> None:
    draft = add_document(live=False)
    client = signed_in(communication_officer)
    assert "n’est pas en ligne" in client.get(f"/admin/publications/{draft.pk}/partage/").content.decode()
    assert client.get(f"/admin/publications/{draft.get_parent().pk}/partage/").status_code == 404


def test_the_text_says_that_a_correction_is_one(document: AdvocacyDocumentPage) -> None:
    address = "https://polaris.test/plaidoyer/2024/"
    assert write_post(document, latest(document), address=address) == (
        "Notre plaidoyer «\u00a0Plaidoyer 2024\u00a0» est en ligne.\n\nAgir tôt.\n\n"
        "À lire, à télécharger et à citer\u00a0:\nhttps://polaris.test/plaidoyer/2024/"
    )
    publish(document, introduction="Agir plus tôt.", correction="Une date est rectifiée.")
    assert "est corrigé. Une date est rectifiée." in write_post(document, latest(document), address=address)
