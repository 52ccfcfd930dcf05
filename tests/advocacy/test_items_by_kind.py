"""The migration that gave each awareness item the type of its kind."""

from datetime import date
from importlib import import_module

from django.apps import apps
from wagtail.models import Page

from advocacy import models
from advocacy.models import AwarenessIndexPage, AwarenessPage, DecodingPage
from home.models import HomePage
from tests.advocacy.items import Kind, add_index

migration = import_module("advocacy.migrations.0009_items_by_kind")


def add_untyped(index_page: AwarenessIndexPage, slug: str, kind: Kind, *, live: bool = True) -> AwarenessPage:
    """An item as they were before: of no type but the base's."""
    page = AwarenessPage(title="Avant", slug=slug, kind=kind, published_on=date(2026, 1, 1), body=[("heading", "Un titre")], live=live)
    index_page.add_child(instance=page)
    revision = page.save_revision()
    if live:
        revision.publish()
    return page


def test_items_get_the_type_of_their_kind_and_lose_nothing(home_page: HomePage) -> None:
    index_page = add_index(home_page)
    decoding = add_untyped(index_page, "a", Kind.DECODING)
    testimony = add_untyped(index_page, "b", Kind.TESTIMONY, live=False)
    migration.give_types(apps, None)
    found = Page.objects.get(pk=decoding.pk).specific
    assert (type(found), found.url, found.kind, found.body[0].value) == (DecodingPage, decoding.url, "decryptage", "Un titre")
    assert type(found.get_latest_revision_as_object()) is DecodingPage
    assert type(Page.objects.get(pk=testimony.pk).specific) is models.TestimonyPage
