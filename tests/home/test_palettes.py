"""What an editor is offered, on every type of page: short palettes in groups, each block with its icon, its words and its preview."""

from collections.abc import Iterator
from itertools import chain

import pytest
from django.apps import apps
from django.urls import reverse
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page, get_page_models

from accounts.models import User
from home.models import HomePage, StandardPage
from home.permissions import grant_to_communication
from tests.conftest import SignIn

LARGEST_PALETTE = 20
OURS = [model for model in get_page_models() if model is not Page]
Palette = tuple[str, blocks.BaseStreamBlock]


def palettes_in(block: blocks.Block, path: str) -> Iterator[Palette]:
    """The streams of a block, those within it included."""
    if isinstance(block, blocks.BaseStreamBlock):
        yield path, block
        yield from chain.from_iterable(palettes_in(child, f"{path}.{name}") for name, child in block.child_blocks.items())
    elif isinstance(block, blocks.ListBlock):
        yield from palettes_in(block.child_block, path)
    elif isinstance(block, blocks.BaseStructBlock):
        yield from chain.from_iterable(palettes_in(child, f"{path}.{name}") for name, child in block.child_blocks.items())


PALETTES: list[Palette] = [
    palette
    for model in OURS
    for field in model._meta.get_fields()
    if isinstance(field, StreamField)
    for palette in palettes_in(field.stream_block, f"{model.__name__}.{field.name}")
]
# Where there is something to choose; a stream of parts offers parts alone.
CHOICES: list[Palette] = [palette for palette in PALETTES if len(palette[1].child_blocks) > 1]
every_choice = pytest.mark.parametrize(("path", "palette"), CHOICES, ids=[path for path, _ in CHOICES])


def test_palettes_of_both_publications_are_looked_at() -> None:
    assert {
        "AdvocacyDocumentPage.parts.part.sections.body",
        "ActivityReportPage.parts.part.body",
        "AwarenessPage.body",
        "HomePage.body",
        "StandardPage.body",
    } <= {path for path, _ in CHOICES}


@every_choice
def test_palette_is_short_and_each_block_says_what_it_is_for(path: str, palette: blocks.BaseStreamBlock) -> None:
    assert len(palette.child_blocks) <= LARGEST_PALETTE
    for name, block in palette.child_blocks.items():
        assert block.meta.description.endswith((".", "…")), name
        assert "\n" not in block.meta.description, name
        assert block.meta.group, name
        assert block.meta.icon != "placeholder", name
        assert block.label, name


@every_choice
def test_icons_of_a_palette_differ(path: str, palette: blocks.BaseStreamBlock) -> None:
    icons = [block.meta.icon for block in palette.child_blocks.values()]
    assert sorted({icon for icon in icons if icons.count(icon) > 1}) == []


@every_choice
def test_every_block_has_a_preview_that_shows_something(
    path: str, palette: blocks.BaseStreamBlock, home_page: HomePage, communication_officer: User, signed_in: SignIn
) -> None:
    grant_to_communication(apps)
    officer = signed_in(communication_officer)
    for name, block in palette.child_blocks.items():
        assert block.is_previewable, name
        response = officer.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
        assert response.status_code == 200, name
        shown = response.content.decode().partition('<div class="prose body">')[2].partition("</div></main>")[0]
        # What gathers other pages finds none here.
        assert shown.strip() or path == "HomePage.body", name


def test_blocks_that_stand_alone_say_what_they_are_for() -> None:
    for path, palette in PALETTES:
        assert [f"{path}.{name}" for name, block in palette.child_blocks.items() if not block.meta.description] == []


@pytest.mark.parametrize("model", OURS, ids=[model.__name__ for model in OURS])
def test_page_type_says_what_it_is_and_where_it_goes(model: type[Page]) -> None:
    assert model.get_page_description()
    # Wagtail's defaults let any page stand under any other.
    assert "parent_page_types" in vars(model)
    assert "subpage_types" in vars(model)
    for child in model.allowed_subpage_models():
        assert model in child.allowed_parent_page_models()


def test_tree_offers_only_what_may_stand_there(home_page: HomePage, communication_officer: User, signed_in: SignIn) -> None:
    grant_to_communication(apps)
    officer = signed_in(communication_officer)
    page = StandardPage(title="L’association", slug="association")
    home_page.add_child(instance=page)
    shown = officer.get(reverse("wagtailadmin_pages:add_subpage", args=[page.pk])).content.decode()
    assert "Les organisations partenaires, rangées par domaine." in shown
    assert "plaidoyer" not in shown.lower()


def test_help_texts_are_sentences() -> None:
    for model in OURS:
        own = [field for field in model._meta.local_fields if field.help_text]
        for field in own:
            assert str(field.help_text)[0].isupper(), f"{model.__name__}.{field.name}"
            assert str(field.help_text).endswith((".", "»", "…")), f"{model.__name__}.{field.name}"
