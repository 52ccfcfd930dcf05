"""The one style sheet joined out of many."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from pytest_django import Settings

from site_polaris.stylesheets import JOINED, ORDER, StylesheetFinder, find_parts, join_stylesheets

SOURCE = settings.BASE_DIR / "static" / "css"


@pytest.fixture
def own_finder(settings: Settings, tmp_path: Path) -> StylesheetFinder:
    """A finder of a small project of its own: two layers, three files."""
    settings.BASE_DIR = tmp_path
    settings.VAR_DIR = tmp_path / "var"
    for name, text in {"components/b.css": "b{}", "components/a.css": "/* a,\nfirst */\n  a{}\n\n", "reset/z.css": "z{}"}.items():
        path = tmp_path / "static" / "css" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return StylesheetFinder()


def test_joining_declares_the_layers_then_goes_layer_by_layer_and_by_name_without_comments(own_finder: StylesheetFinder) -> None:
    assert join_stylesheets(own_finder.source) == "@layer reset, tokens, base, layout, components, utilities;\nz{}\na{}\nb{}\n"


def test_finder_answers_to_the_one_address(own_finder: StylesheetFinder) -> None:
    found = own_finder.find(JOINED)
    assert Path(found).read_text(encoding="utf-8") == join_stylesheets(own_finder.source)
    assert own_finder.find(JOINED, find_all=True) == [found]
    assert own_finder.find("css/other.css") == []


def test_finder_gives_the_new_text_after_a_change(own_finder: StylesheetFinder) -> None:
    own_finder.find(JOINED)
    (own_finder.source / "components" / "a.css").write_text("a{color:red}", encoding="utf-8")
    assert "a{color:red}" in Path(own_finder.find(JOINED)).read_text(encoding="utf-8")


def test_finder_leaves_an_unchanged_file_alone(own_finder: StylesheetFinder) -> None:
    written_at = Path(own_finder.find(JOINED)).stat().st_mtime_ns
    assert Path(own_finder.find(JOINED)).stat().st_mtime_ns == written_at


def test_finder_lists_the_file_for_collectstatic(own_finder: StylesheetFinder) -> None:
    [(name, storage)] = own_finder.list([])
    with storage.open(name) as file:
        assert file.read().decode() == join_stylesheets(own_finder.source)


def test_finder_without_parts_is_reported(own_finder: StylesheetFinder) -> None:
    assert own_finder.check() == []
    for part in find_parts(own_finder.source):
        part.unlink()
    assert [message.id for message in own_finder.check()] == ["stylesheets.E001"]


def test_project_finds_its_style_sheet() -> None:
    found = finders.find(JOINED)
    assert found is not None
    assert Path(found).read_text(encoding="utf-8").startswith("@layer reset, tokens")


def test_every_part_stands_in_the_layer_of_its_folder() -> None:
    parts = find_parts(SOURCE)
    assert set(SOURCE.glob("*/*.css")) == set(parts)
    strays = []
    for path in parts:
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL).strip()
        if re.findall(r"@layer\s+(\w+)", text) != [path.parent.name] or not text.startswith("@layer"):
            strays.append(path.name)
    assert strays == []
    assert {path.parent.name for path in parts} == set(ORDER)


def test_style_sheet_calls_nothing_from_outside_and_stays_light() -> None:
    text = join_stylesheets(SOURCE)
    assert "url(" not in text
    assert "@import" not in text
    # As a real site sends it, compressed once for each release (settings.STORAGES).
    assert len(gzip.compress(text.encode())) < 20_000
