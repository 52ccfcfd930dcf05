"""A site with a home page, and pictures made for the tests."""

import io
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.models import Page, Site

from home.models import HomePage


@pytest.fixture
def home_page(db: None) -> HomePage:
    """An empty home page, shown by the default site."""
    page = HomePage(title="Agir dès la demande d’asile", slug="accueil-essai")
    Page.get_first_root_node().add_child(instance=page)
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": page})
    cache.clear()
    return page


@pytest.fixture
def photo() -> Callable[..., SimpleUploadedFile]:
    """`photo(size=…, name=…, **save options)`: an uploaded JPEG."""

    def make(size: tuple[int, int] = (120, 80), name: str = "photo.jpg", **options: object) -> SimpleUploadedFile:
        target = io.BytesIO()
        Image.new("RGB", size, "#16305f").save(target, "JPEG", **options)
        return SimpleUploadedFile(name, target.getvalue(), content_type="image/jpeg")

    return make
