"""Pictures: re-encoded whatever way they come, refused in time, served as renditions alone (trust.md, line 16)."""

import io
import struct
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.fields.files import FieldFile
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageCms
from pytest_django import Settings
from wagtail.documents.forms import get_document_form
from wagtail.documents.models import Document
from wagtail.images.forms import get_image_form
from wagtail.models import Collection, CollectionViewRestriction

from home.media import Picture
from home.reencoding import ReencodedFile, reencode

Photo = Callable[..., SimpleUploadedFile]

GPS = 0x8825
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>CANARY-XMP</x:xmpmeta>"


def photo_of_a_phone() -> SimpleUploadedFile:
    """A JPEG as a phone makes it: position, model and serial number, XMP, a comment, a profile, lying on its side."""
    exif = Image.Exif()
    exif[0x010F] = "CANARY-MAKER"
    exif[0x0112] = 6
    exif.get_ifd(0x8769)[0xA431] = "CANARY-SERIAL"
    exif.get_ifd(GPS).update({1: "N", 2: (48.0, 53.0, 11.0), 3: "E", 4: (2.0, 21.0, 7.0)})
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    target = io.BytesIO()
    Image.new("RGB", (120, 80), "#d9982c").save(target, "JPEG", exif=exif, xmp=XMP, comment=b"CANARY-COMMENT", icc_profile=profile)
    assert GPS in Image.open(io.BytesIO(target.getvalue())).getexif()
    return SimpleUploadedFile("CANARY-name.jpg", target.getvalue(), content_type="image/jpeg")


def bomb(side: int) -> SimpleUploadedFile:
    """A PNG of a few kilobytes that holds `side` × `side` pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(side * (side // 8 + 1)), 9)
    content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return SimpleUploadedFile("bombe.png", content, content_type="image/png")


def image_form(upload: SimpleUploadedFile) -> Any:
    form_class = get_image_form(Picture)
    return form_class({"title": "Une image", "collection": Collection.get_first_root_node().pk, "tags": ""}, {"file": upload})


@pytest.fixture
def picture(db: None, photo: Photo, settings: Settings, tmp_path: Path) -> Picture:
    settings.MEDIA_ROOT = tmp_path
    return Picture.objects.create(title="Une étoile", description="Une étoile dorée", file=photo((800, 400)))


def content_of(stored: FieldFile) -> bytes:
    with stored.open("rb") as file:
        content: bytes = file.read()
    return content


def assert_clean(content: bytes) -> None:
    assert b"CANARY" not in content
    found = Image.open(io.BytesIO(content))
    assert dict(found.getexif()) == {}
    assert {"exif", "xmp", "comment", "icc_profile"} & set(found.info) == set()


@pytest.mark.django_db
def test_upload_form_keeps_nothing_but_pixels(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    form = image_form(photo_of_a_phone())
    assert form.is_valid(), form.errors
    picture = form.save()
    content = content_of(picture.file)
    assert_clean(content)
    assert (picture.width, picture.height) == (80, 120)
    assert picture.file_size == len(content)
    assert picture.file.name.startswith("original_images/")
    assert "CANARY" not in picture.file.name


@pytest.mark.django_db
def test_picture_is_clean_without_the_form(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    picture = Picture.objects.create(title="Par un script", file=photo_of_a_phone())
    assert_clean(content_of(picture.file))
    assert_clean(content_of(picture.get_rendition("width-80|format-webp").file))


@pytest.mark.django_db
def test_two_uploads_of_one_file_have_names_that_tell_nothing(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    names = {Picture.objects.create(title="x", file=photo_of_a_phone()).file.name for _ in range(2)}
    assert len(names) == 2
    assert all(len(name) == len("original_images/") + 32 + len(".jpg") for name in names)


@pytest.mark.django_db
@pytest.mark.parametrize("side", [6400, 11000, 16000])
def test_bomb_is_refused_with_a_sentence_before_it_is_decoded(side: int) -> None:
    upload = bomb(side)
    assert upload.size is not None
    assert upload.size < 100_000
    started = time.monotonic()
    form = image_form(upload)
    assert not form.is_valid()
    assert time.monotonic() - started < 2
    assert form.errors["file"] == ["Cette image a trop de pixels : la limite est de 40 millions. Réduisez-la avant de l’envoyer."]


@pytest.mark.parametrize("side", [6400, 11000])
def test_reencode_refuses_a_bomb_from_anywhere(side: int) -> None:
    started = time.monotonic()
    with pytest.raises(ValidationError, match="40 millions"):
        reencode(io.BytesIO(bomb(side).read()))
    assert time.monotonic() - started < 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("dessin.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("photo.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("photo.png", b"<!doctype html><script>alert(1)</script>"),
        ("page.html", b"<!doctype html><script>alert(1)</script>"),
        ("vide.jpg", b"\xff\xd8\xff"),
    ],
)
def test_upload_form_refuses_what_is_no_photo(name: str, content: bytes) -> None:
    form = image_form(SimpleUploadedFile(name, content))
    assert not form.is_valid()
    assert set(form.errors) == {"file"}


@pytest.mark.django_db
def test_upload_form_refuses_a_damaged_photo(photo: Photo) -> None:
    whole = photo((400, 400)).read()
    form = image_form(SimpleUploadedFile("photo.jpg", whole[: len(whole) // 2]))
    assert not form.is_valid()
    assert form.errors["file"] == ["Ce fichier n’est pas une photo lisible. Formats acceptés : JPEG, PNG et WebP."]


@pytest.mark.django_db
def test_changing_the_title_keeps_the_file(picture: Picture) -> None:
    form_class = get_image_form(Picture)
    data = {"title": "Autre titre", "collection": Collection.get_first_root_node().pk, "tags": ""}
    form = form_class(data, {}, instance=picture)
    assert form.is_valid(), form.errors
    assert form.save().file.name == picture.file.name


def test_reencode_keeps_transparency() -> None:
    target = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(target, "PNG")
    found = Image.open(reencode(target).open())
    assert (found.format, found.mode, found.getpixel((0, 0))) == ("PNG", "RGBA", (0, 0, 0, 0))


def test_reencode_takes_an_unreadable_profile_for_none(photo: Photo) -> None:
    clean = reencode(io.BytesIO(photo(icc_profile=b"not a profile").read()))
    assert isinstance(clean, ReencodedFile)
    assert_clean(clean.read())


@pytest.mark.django_db
def test_rendition_is_served_as_webp_for_good(client: Client, picture: Picture) -> None:
    rendition = picture.get_rendition("width-200")
    assert rendition.url.startswith("/media/images/")
    response = client.get(rendition.url)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in response
    assert_clean(response.getvalue())


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/media/{name}", "/media/images/{name}", "/media/images/../{name}", "/media/images/inconnue.webp"])
def test_original_has_no_address(client: Client, picture: Picture, address: str) -> None:
    assert client.get(address.format(name=picture.file.name)).status_code == 404


@pytest.mark.django_db
def test_lost_rendition_is_a_404(client: Client, picture: Picture) -> None:
    rendition = picture.get_rendition("width-200")
    rendition.file.storage.delete(rendition.file.name)
    assert client.get(rendition.url).status_code == 404


@pytest.mark.django_db
def test_private_picture_needs_its_right(client: Client, picture: Picture, signed_in: object, superuser: object) -> None:
    private = Collection.get_first_root_node().add_child(name="Privé")
    CollectionViewRestriction.objects.create(collection=private, restriction_type=CollectionViewRestriction.LOGIN)
    picture.collection = private
    picture.save()
    url = picture.get_rendition("width-200").url
    assert client.get(url).status_code == 404
    response = signed_in(superuser).get(url)  # type: ignore[operator]
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    response.close()


@pytest.mark.django_db
def test_document_is_served_by_its_view_alone(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    document = Document.objects.create(title="Bilan", file=ContentFile(b"%PDF-1.7", name="bilan.pdf"))
    assert client.get(f"/media/{document.file.name}").status_code == 404
    response = client.get(reverse("wagtaildocs_serve", args=[document.pk, document.filename]))
    assert response.status_code == 200
    assert response.getvalue() == b"%PDF-1.7"


@pytest.mark.django_db
def test_private_document_needs_its_right(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    private = Collection.get_first_root_node().add_child(name="Privé")
    CollectionViewRestriction.objects.create(collection=private, restriction_type=CollectionViewRestriction.LOGIN)
    document = Document.objects.create(title="Bilan", collection=private, file=ContentFile(b"%PDF-1.7", name="bilan.pdf"))
    response = client.get(reverse("wagtaildocs_serve", args=[document.pk, document.filename]))
    assert response.status_code == 302
    assert response["Location"].startswith("/compte/login/")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["page.html", "dessin.svg", "outil.exe"])
def test_document_form_refuses_what_a_browser_would_run(name: str) -> None:
    data = {"title": "x", "collection": Collection.get_first_root_node().pk, "tags": ""}
    form = get_document_form(Document)(data, {"file": SimpleUploadedFile(name, b"<script>alert(1)</script>")})
    assert not form.is_valid()
    assert set(form.errors) == {"file"}
