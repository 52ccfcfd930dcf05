"""Uploaded files in a bucket: the same pages, the same rights, and nothing that the bucket gives to a stranger."""

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction

from accounts.models import User
from advocacy.models import Version
from advocacy.printing.files import ask_for_files, purge_files
from events.models import ActivityPicture
from events.pictures import give_picture, take_picture_away
from home.media import FIGURE_RENDITIONS, Picture, PictureRendition
from home.models import HomePage, StandardPage
from site_polaris.backups import media_root
from site_polaris.failures import MediaAwayError
from tests.advocacy.conftest import AddDocument, parts_of, publish, recommend
from tests.advocacy.conftest import add_document as add_document
from tests.advocacy.conftest import index_page as index_page
from tests.conftest import RunTasks, SignIn
from tests.events.factories import ActivityFactory
from tests.home.conftest import home_page as home_page
from tests.home.test_media import assert_clean, photo_of_a_phone
from tests.servers.bucket import KEYS, Bucket, running_bucket

pytestmark = [pytest.mark.servers, pytest.mark.django_db]

Capture = Callable[..., Any]


@pytest.fixture(scope="module")
def server() -> Iterator[Bucket]:
    with running_bucket() as bucket:
        yield bucket


@pytest.fixture
def bucket(server: Bucket, settings: Any) -> Iterator[Bucket]:
    settings.STORAGES = server.storages(settings)
    yield server
    for name in server.names():
        server.client.delete_object(Bucket=server.name, Key=name)
    # Sockets left open are warnings, and warnings are errors.
    default_storage.connection.meta.client.close()  # type: ignore[attr-defined]


def body_of(response: Any) -> bytes:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return bytes(content)


def upload_picture(client: Client, upload: SimpleUploadedFile, capture: Capture) -> Picture:
    """By the form of the content admin."""
    form = {"title": "Une étoile", "file": upload, "collection": Collection.get_first_root_node().pk, "description": "Une étoile"}
    with capture(execute=True):
        response = client.post("/admin/images/add/", form)
    assert response.status_code == 302, response.content.decode()
    return Picture.objects.get()


def test_picture_goes_from_the_form_to_a_page_and_leaves_the_bucket_with_its_row(
    bucket: Bucket,
    home_page: HomePage,
    communication_officer: User,
    signed_in: SignIn,
    run_tasks: RunTasks,
    client: Client,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    officer = signed_in(communication_officer)
    picture = upload_picture(officer, photo_of_a_phone(), django_capture_on_commit_callbacks)
    run_tasks()
    page = StandardPage(title="A", slug="a")
    value = {"picture": {"image": picture.pk, "decorative": False, "alt_text": "Une table"}, "caption": ""}
    page.body.append(("figure", page.body.stream_block.child_blocks["figure"].to_python(value)))
    home_page.add_child(instance=page)

    renditions = {found.filter_spec: found for found in PictureRendition.objects.all()}
    assert set(FIGURE_RENDITIONS) <= set(renditions)
    assert picture.file.name in bucket.names()
    text = client.get("/a/").content.decode()
    shown = renditions["format-webp|width-480"]
    assert shown.url == f"/media/{shown.file.name}"
    assert shown.url in text
    assert bucket.url not in text
    answer = client.get(shown.url)
    assert answer["Cache-Control"].startswith("public")
    assert Image.open(io.BytesIO(body_of(answer))).format == "WEBP"
    for name in bucket.names():
        assert_clean(bucket.content(name))
        assert bucket.answer_to_a_stranger(name) == 403
    assert client.get(f"/media/{picture.file.name}").status_code == 404

    with django_capture_on_commit_callbacks(execute=True):
        assert officer.post(f"/admin/images/{picture.pk}/delete/").status_code == 302
    # The key that opens the bucket is not written beside what it has to do there.
    deleting = DBTaskResult.objects.filter(task_path="wagtail.tasks.delete_file_from_storage_task")
    assert deleting.count() == len(bucket.names()) == 1 + len(renditions)
    assert KEYS["S3_SECRET_ACCESS_KEY"] not in str(list(DBTaskResult.objects.values_list("args_kwargs", flat=True)))
    run_tasks()
    assert bucket.names() == []
    assert client.get(shown.url).status_code == 404


def test_stranger_is_shown_what_a_bucket_makes_public(bucket: Bucket) -> None:
    """The control of every 403 above and below: the server does give an object that is public."""
    bucket.client.put_object(Bucket=bucket.name, Key="publie", Body=b"x", ACL="public-read")
    assert bucket.answer_to_a_stranger("publie") == 200


def test_document_of_a_private_collection_asks_for_its_right(
    bucket: Bucket, communication_officer: User, signed_in: SignIn, run_tasks: RunTasks, django_capture_on_commit_callbacks: Capture
) -> None:
    collection = Collection.get_first_root_node().add_child(name="Équipe")
    officer = signed_in(communication_officer)
    content = b"%PDF-1.7\nUn mot\n"
    with django_capture_on_commit_callbacks(execute=True):
        sent = SimpleUploadedFile("note interne.pdf", content, content_type="application/pdf")
        response = officer.post("/admin/documents/add/", {"title": "Note", "file": sent, "collection": collection.pk})
    assert response.status_code == 302, response.content.decode()
    document = Document.objects.get()
    open_to_all = Client().get(document.url)
    assert (open_to_all.status_code, body_of(open_to_all)) == (200, content)

    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    assert Client().get(document.url).status_code == 302
    answer = officer.get(document.url)
    assert (answer.status_code, body_of(answer)) == (200, content)
    assert answer["Content-Length"] == str(len(content))
    assert bucket.answer_to_a_stranger(document.file.name) == 403
    # The address of the file itself is no door.
    assert Client().get(f"/media/{document.file.name}").status_code == 404

    run_tasks()
    with django_capture_on_commit_callbacks(execute=True):
        assert officer.post(f"/admin/documents/delete/{document.pk}/").status_code == 302
    run_tasks()
    assert bucket.names() == []


def test_two_documents_of_one_name_are_two_files(bucket: Bucket) -> None:
    for word in (b"un", b"deux"):
        Document.objects.create(title="x", file=ContentFile(word, "note.pdf"))
    assert sorted(bucket.content(name) for name in bucket.names()) == [b"deux", b"un"]


def test_picture_of_an_outing_is_for_those_who_may_see_it(
    bucket: Bucket, coordinator: User, signed_in: SignIn, django_capture_on_commit_callbacks: Capture
) -> None:
    activity = ActivityFactory()
    give_picture(activity, photo_of_a_phone(), alternative="Un banc", by=coordinator)
    [name] = bucket.names()
    assert_clean(bucket.content(name))
    path = f"/coordination/activites/{activity.pk}/image/"
    answer = signed_in(coordinator).get(path)
    assert (answer.status_code, body_of(answer)) == (200, bucket.content(name))
    assert Client().get(path).status_code == 302
    assert bucket.answer_to_a_stranger(name) == 403
    with django_capture_on_commit_callbacks(execute=True):
        take_picture_away(activity, by=coordinator)
    assert (bucket.names(), ActivityPicture.objects.count()) == ([], 0)


def test_publication_has_its_files_kept_served_and_purged(
    bucket: Bucket, add_document: AddDocument, run_tasks: RunTasks, client: Client
) -> None:
    page = add_document(introduction="Agir tôt.")
    publish(page, parts=parts_of(("Travailler", [recommend(page, 1)])))
    ask_for_files(timezone.now())
    run_tasks()
    version = Version.objects.get(page_id=page.pk)
    assert set(bucket.names()) == {version.pdf.name, version.wide_image.name, version.square_image.name}
    answer = client.get("/plaidoyer/2024/pdf/")
    assert answer["Content-Type"] == "application/pdf"
    assert body_of(answer) == bucket.content(str(version.pdf.name))
    assert bucket.answer_to_a_stranger(str(version.pdf.name)) == 403

    default_storage.save(f"publications/{page.pk}/oubli.pdf", ContentFile(b"x"))
    purge_files(timezone.now())
    assert len(bucket.names()) == 4
    purge_files(timezone.now() + timedelta(hours=2))
    assert len(bucket.names()) == 3


def test_prefix_keeps_several_sites_apart_in_one_bucket(bucket: Bucket, settings: Any) -> None:
    settings.STORAGES = bucket.storages(settings, S3_PREFIX="polaris/media")
    name = default_storage.save("note.txt", ContentFile(b"un mot"))
    assert (name, bucket.names()) == ("note.txt", ["polaris/media/note.txt"])
    with default_storage.open(name) as file:
        assert file.read() == b"un mot"
    assert default_storage.size(name) == 6
    assert default_storage.listdir("") == ([], ["note.txt"])
    assert abs(default_storage.get_modified_time(name) - timezone.now()) < timedelta(minutes=1)
    default_storage.delete(name)
    assert not default_storage.exists(name)
    with pytest.raises(FileNotFoundError):
        default_storage.open(name)
    default_storage.connection.meta.client.close()  # type: ignore[attr-defined]


def test_files_are_written_whole_and_nowhere_else(bucket: Bucket) -> None:
    with pytest.raises(ValueError, match="opened to be read"):
        default_storage.open("note.txt", "wb")
    assert media_root() is None


@pytest.mark.parametrize(
    "variables", [{"S3_ENDPOINT_URL": "http://127.0.0.1:1"}, {"S3_BUCKET": "absent"}], ids=["nobody answers", "no such bucket"]
)
def test_bucket_that_is_away_gives_a_page_in_french_and_leaves_the_rest(
    bucket: Bucket, home_page: HomePage, settings: Any, variables: dict[str, str]
) -> None:
    picture = Picture.objects.create(title="Une étoile", file=photo_of_a_phone())
    shown = picture.get_rendition("format-webp|width-480")
    default_storage.connection.meta.client.close()  # type: ignore[attr-defined]
    settings.STORAGES = bucket.storages(settings, **variables)
    client = Client(raise_request_exception=False)
    assert client.get("/").status_code == 200
    answer = client.get(shown.url)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "Le site revient dans un instant" in answer.content.decode()
    with pytest.raises(MediaAwayError), transaction.atomic():
        Document.objects.create(title="Note", file=ContentFile(b"x", "note.pdf"))
    assert not Document.objects.exists()
    with pytest.raises(MediaAwayError):
        default_storage.open(picture.file.name)
