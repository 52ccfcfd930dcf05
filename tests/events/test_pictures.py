"""Pictures of activities: clean, described, of nobody, and an outing's behind its right."""

import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import User
from events.copies import copy_activity, make_template
from events.models import Activity, ActivityPicture, AgendaPage
from events.models.agenda import event_path
from tests.events.factories import ActivityFactory, ActivityPictureFactory, SeatFactory
from tests.home.test_media import bomb, photo_of_a_phone
from tests.volunteers.words import plain
from volunteers.models import Volunteer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]

SignIn = Callable[[User], Client]


@pytest.fixture
def own_media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def client(coordinator: User, signed_in: SignIn) -> Client:
    return signed_in(coordinator)


def send(client: Client, activity: Activity, upload: SimpleUploadedFile, **fields: str) -> Any:
    typed = {"file": upload, "alternative": "Un canal bordé d’arbres", "shows_somebody": "no", **fields}
    return client.post(reverse("coordination_activity_picture_change", args=[activity.pk]), typed)


def status(client: Client, name: str, activity: Activity) -> int:
    return client.get(reverse(name, args=[activity.pk])).status_code


def errors(response: Any) -> dict[str, list[str]]:
    return {name: [plain(str(error)) for error in found] for name, found in response.context["form"].errors.items()}


def large_photo() -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("RGB", (3000, 1500), "#16305f").save(target, "JPEG")
    return SimpleUploadedFile("photo.jpg", target.getvalue(), content_type="image/jpeg")


@pytest.mark.parametrize("upload", [photo_of_a_phone, large_photo])
def test_picture_is_served_without_what_the_phone_wrote_and_no_larger_than_shown(
    upload: Callable[[], SimpleUploadedFile], client: Client, tmp_path: Path
) -> None:
    activity = ActivityFactory()
    assert send(client, activity, upload())["Location"] == reverse("coordination_activity", args=[activity.pk])
    content = client.get(reverse("coordination_activity_picture", args=[activity.pk])).content
    with Image.open(io.BytesIO(content)) as found:
        # The phone's lay on its side; the large one is reduced.
        assert (found.size, dict(found.getexif())) == ((80, 120) if upload is photo_of_a_phone else (1440, 720), {})
        assert {"exif", "xmp", "comment", "icc_profile"} & set(found.info) == set()
    stored = [path for path in tmp_path.rglob("*") if path.is_file()]
    # The one file, original included, and a name that tells nothing.
    assert [path.read_bytes() for path in stored] == [content]
    assert [(b"CANARY" in content, "CANARY" in path.name, len(path.stem)) for path in stored] == [(False, False, 32)]
    kept = ActivityPicture.objects.get()
    assert (kept.width, kept.height) == ((80, 120) if upload is photo_of_a_phone else (1440, 720))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("dessin.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("photo.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("page.html", b"<!doctype html><script>alert(1)</script>"),
        ("vide.jpg", b"\xff\xd8\xff"),
    ],
)
def test_what_is_no_photo_is_refused(name: str, content: bytes, client: Client) -> None:
    refused = send(client, ActivityFactory(), SimpleUploadedFile(name, content, content_type="image/jpeg"))
    assert errors(refused) == {"file": ["Ce fichier n’est pas une photo lisible. Formats acceptés : JPEG, PNG et WebP."]}
    assert ActivityPicture.objects.count() == 0


def test_bomb_and_heavy_file_are_refused_at_once(client: Client) -> None:
    started = time.monotonic()
    assert "40 millions" in errors(send(client, ActivityFactory(), bomb(11000)))["file"][0]
    assert time.monotonic() - started < 2
    heavy = SimpleUploadedFile("photo.jpg", bytes(10 * 1024 * 1024 + 1), content_type="image/jpeg")
    assert errors(send(client, ActivityFactory(), heavy)) == {"file": ["Ce fichier est trop lourd : 10 Mo au plus."]}


def test_recognisable_person_is_refused_with_whom_to_ask(client: Client) -> None:
    refused = errors(send(client, ActivityFactory(), photo_of_a_phone(), shows_somebody="yes"))
    assert list(refused) == ["shows_somebody"]
    assert "la personne chargée de la communication" in refused["shows_somebody"][0]
    assert ActivityPicture.objects.count() == 0


def test_picture_is_described_and_the_question_answered(client: Client) -> None:
    assert errors(send(client, ActivityFactory(), photo_of_a_phone(), alternative=" ", shows_somebody="")) == {
        "alternative": ["Dites en une phrase ce que l’image montre."],
        "shows_somebody": ["Regardez l’image, puis répondez."],
    }
    assert "un nom" in errors(send(client, ActivityFactory(), photo_of_a_phone(), alternative="Mme Traoré au musée"))["alternative"][0]


def test_outing_picture_is_for_who_may_see_the_outing(
    agenda: AgendaPage, ready_volunteer: Volunteer, signed_in: SignIn, client: Client
) -> None:
    outing = ActivityFactory(picture=ActivityPictureFactory())
    draft = ActivityFactory(to_publish=True, picture=ActivityPictureFactory())
    reader, anybody = signed_in(ready_volunteer.user), Client()
    for user in (reader, anybody, client):
        assert [status(user, "public_event_picture", activity) for activity in (outing, draft)] == [404, 404]
    assert [status(reader, "space_activity_picture", activity) for activity in (outing, draft)] == [200, 404]
    assert [status(client, "coordination_activity_picture", activity) for activity in (outing, draft)] == [200, 200]
    assert status(anybody, "space_activity_picture", outing) == 302
    for user, name in ((reader, "space_activity_picture"), (client, "coordination_activity_picture")):
        response = user.get(reverse(name, args=[outing.pk]))
        assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    # No address of the site gives a file by its name.
    name = outing.picture.file.name
    assert [user.get(f"/media/{name}").status_code for user in (anybody, reader, client)] == [404, 404, 404]
    page = reader.get(reverse("space_activity", args=[outing.pk])).content.decode()
    address = reverse("space_activity_picture", args=[outing.pk])
    assert f'<img src="{address}" alt="Un canal bordé d’arbres" width="160" height="90"' in page


def test_public_event_shows_its_picture_to_anybody_without_cookie(agenda: AgendaPage) -> None:
    event = ActivityFactory(public=True, picture=ActivityPictureFactory())
    anybody = Client()
    page = anybody.get(event_path(agenda.get_url() or "", event)).content.decode()
    address = reverse("public_event_picture", args=[event.pk])
    assert f'<img src="{address}" alt="Un canal bordé d’arbres"' in page
    response = anybody.get(address)
    assert (response.status_code, response["Content-Type"], response["Cache-Control"]) == (200, "image/jpeg", "public, max-age=900")
    assert (dict(anybody.cookies), response.has_header("Vary") and "Cookie" in response["Vary"]) == ({}, False)
    agenda.unpublish()
    assert status(anybody, "public_event_picture", event) == 404
    assert status(anybody, "public_event_picture", ActivityFactory(public=True)) == 404


def test_new_picture_takes_the_place_of_the_old_one(
    client: Client, tmp_path: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    activity = ActivityFactory(picture=ActivityPictureFactory())
    with django_capture_on_commit_callbacks(execute=True):
        send(client, activity, photo_of_a_phone(), alternative="Un pont")
    activity.refresh_from_db()
    assert [picture.alternative for picture in ActivityPicture.objects.all()] == ["Un pont"]
    assert [path.name for path in tmp_path.rglob("*.jpg")] == [Path(activity.picture.file.name).name]


def test_picture_goes_from_copies_and_from_the_disk(
    client: Client, coordinator: User, tmp_path: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    held = ActivityFactory(held=True, picture=ActivityPictureFactory())
    copied = copy_activity(held, held.starts_at, by=coordinator)
    other = ActivityFactory(picture=ActivityPictureFactory(alternative="Une autre"))
    assert copied.picture == held.picture
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("coordination_activity_picture_remove", args=[held.pk]))
    assert [Activity.objects.get(pk=one.pk).picture for one in (held, copied, other)] == [None, None, other.picture]
    assert [path.name for path in tmp_path.rglob("*.jpg")] == [Path(other.picture.file.name).name]
    # Asked again, there is nothing left to take away.
    assert client.post(reverse("coordination_activity_picture_remove", args=[held.pk])).status_code == 302


def test_replaced_picture_stays_where_a_copy_shows_it(client: Client, coordinator: User) -> None:
    first = ActivityFactory(picture=ActivityPictureFactory())
    copied = copy_activity(first, first.starts_at, by=coordinator)
    send(client, first, photo_of_a_phone(), alternative="Un pont")
    copied.refresh_from_db()
    assert copied.picture is not None
    assert copied.picture.alternative == "Un canal bordé d’arbres"


def test_closed_activity_is_given_no_picture_and_a_template_keeps_none(client: Client) -> None:
    held = ActivityFactory(held=True, picture=ActivityPictureFactory())
    assert send(client, held, photo_of_a_phone())["Location"] == reverse("coordination_activity", args=[held.pk])
    assert ActivityPicture.objects.count() == 1
    assert not hasattr(make_template(held, now=held.ends_at), "picture")


def test_picture_is_no_difference_to_tell(client: Client, mailoutbox: list[Any]) -> None:
    seat = SeatFactory()
    send(client, seat.activity, photo_of_a_phone())
    assert (mailoutbox, Activity.objects.get().picture is not None) == ([], True)


def test_picture_whose_file_is_gone_is_missing(client: Client) -> None:
    activity = ActivityFactory(picture=ActivityPictureFactory())
    activity.picture.file.storage.delete(activity.picture.file.name)
    assert status(client, "coordination_activity_picture", activity) == 404
