"""Sizes and formats of pictures: drawn by a task after the upload, shown by pages that draw nothing themselves."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from wagtail.images.forms import get_image_form
from wagtail.models import Collection

from home.media import FIGURE_RENDITIONS, Picture, draw_missing_renditions, draw_renditions
from home.models import HomePage, StandardPage
from tests.conftest import RunTasks


@pytest.fixture(autouse=True)
def media(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def upload(photo: Any, size: tuple[int, int] = (1600, 800), *, instance: Picture | None = None, **data: Any) -> Picture:
    """A picture sent by the form of the content admin."""
    fields = {"title": "Une image", "collection": Collection.get_first_root_node().pk, "tags": "", **data}
    form = get_image_form(Picture)(fields, {"file": photo(size)}, instance=instance)
    assert form.is_valid(), form.errors
    saved: Picture = form.save()
    return saved


def show(home_page: HomePage, client: Client, picture: Picture) -> str:
    page = StandardPage(title="A", slug="a")
    value = {"picture": {"image": picture.pk, "decorative": False, "alt_text": "Une table"}, "caption": ""}
    page.body.append(("figure", page.body.stream_block.child_blocks["figure"].to_python(value)))
    home_page.add_child(instance=page)
    text = client.get("/a/").content.decode()
    return text[text.index("<picture>") : text.index("</picture>")]


def test_upload_has_its_renditions_drawn_by_a_task(
    home_page: HomePage, client: Client, photo: Any, run_tasks: RunTasks, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        picture = upload(photo)
    assert not picture.renditions.exists()
    run_tasks()
    assert set(picture.renditions.values_list("filter_spec", flat=True)) == set(FIGURE_RENDITIONS)
    shown = show(home_page, client, picture)
    assert picture.renditions.count() == len(FIGURE_RENDITIONS)
    assert re.findall(r"\.(avif|webp) (\d+w)", shown) == [
        *(("avif", width) for width in ("480w", "960w", "1440w")),
        *(("webp", width) for width in ("480w", "960w", "1440w")),
    ]
    assert 'type="image/avif"' in shown
    assert re.findall(r' (width|height)="(\d+)"', shown) == [("height", "240"), ("width", "480")]
    assert 'alt="Une table"' in shown


def test_page_shows_the_smallest_until_the_others_are_drawn(home_page: HomePage, client: Client, photo: Any) -> None:
    picture = upload(photo)
    shown = show(home_page, client, picture)
    assert "srcset" not in shown
    assert re.findall(r' (width|height)="(\d+)"', shown) == [("height", "240"), ("width", "480")]
    assert list(picture.renditions.values_list("filter_spec", flat=True)) == ["format-webp|width-480"]


def test_another_file_is_drawn_anew(photo: Any) -> None:
    picture = upload(photo)
    draw_renditions.call(picture.pk)
    upload(photo, (600, 600), instance=picture)
    assert not picture.renditions.exists()
    draw_renditions.call(picture.pk)
    assert {rendition.width for rendition in picture.renditions.all()} == {480, 600}


def test_drawing_twice_or_what_is_gone_changes_nothing(photo: Any) -> None:
    picture = upload(photo)
    draw_renditions.call(picture.pk)
    before = set(picture.renditions.values_list("pk", flat=True))
    draw_renditions.call(picture.pk)
    assert set(picture.renditions.values_list("pk", flat=True)) == before
    draw_renditions.call(picture.pk + 1)


def test_pictures_that_lack_renditions_are_found(photo: Any, run_tasks: RunTasks) -> None:
    whole, bare = upload(photo), upload(photo)
    draw_renditions.call(whole.pk)
    DBTaskResult.objects.all().delete()
    draw_missing_renditions(timezone.now())
    assert [result.args_kwargs["args"] for result in DBTaskResult.objects.all()] == [[bare.pk]]
    run_tasks()
    assert bare.has_figure_renditions()
    draw_missing_renditions(timezone.now())
    assert not DBTaskResult.objects.ready().exists()


def test_every_rendition_is_clean_and_says_what_it_is(client: Client, photo: Any) -> None:
    exif = Image.Exif()
    exif[0x010F] = "CANARY-MAKER"
    target = io.BytesIO()
    Image.new("RGB", (120, 80), "#d9982c").save(target, "JPEG", exif=exif, comment=b"CANARY-COMMENT")
    picture = upload(lambda _: SimpleUploadedFile("photo.jpg", target.getvalue(), content_type="image/jpeg"))
    for spec, rendition in picture.get_renditions(*FIGURE_RENDITIONS).items():
        response = client.get(rendition.url)
        content = response.getvalue()
        kind = spec.split("|")[0].removeprefix("format-")
        assert response["Content-Type"] == f"image/{kind}"
        assert b"CANARY" not in content
        assert dict(Image.open(io.BytesIO(content)).getexif()) == {}


def test_focal_point_is_kept_and_cut_around(photo: Any) -> None:
    point: dict[str, Any] = {"focal_point_x": 1500, "focal_point_y": 100, "focal_point_width": 50, "focal_point_height": 50}
    picture = upload(photo, **point)
    picture.refresh_from_db()
    assert (picture.focal_point_x, picture.focal_point_y) == (1500, 100)
    fields = {"title": "Autre titre", "collection": Collection.get_first_root_node().pk, "tags": "", **point}
    form = get_image_form(Picture)(fields, {}, instance=picture)
    assert form.is_valid(), form.errors
    form.save()
    assert (
        picture.get_rendition("fill-100x100").focal_point_key
        != Picture.objects.create(title="Sans", file=photo((1600, 800))).get_rendition("fill-100x100").focal_point_key
    )
