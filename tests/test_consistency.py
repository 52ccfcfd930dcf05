"""What no single test sees: the whole of the sources keeps its own rules. Also run by `make lint`."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import pytest
from django.apps import apps
from django.conf import settings
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, get_page_models

from home.demo import build_tree
from tests.french import find_faults, french_parts, spoken_texts
from tests.plugin import READ_BY, READ_BY_SETTINGS

ROOT: Final = Path(__file__).resolve().parent.parent
TEMPLATES: Final = ROOT / "templates"
APPS: Final = ("accounts", "advocacy", "donations", "events", "home", "site_polaris", "volunteers")
LONGEST_MODULE: Final = 400
# Found by Django, Wagtail, allauth or crispy-forms under a name that they make.
LOADED_BY_NAME: Final = re.compile(
    r"\d{3}(_csrf)?\.html|(account|mfa|usersessions|polaris|wagtailadmin|wagtailcore|django/forms|crispy_forms)/.*"
)
REFERENCE: Final = re.compile(r"""['"]([\w./-]+\.(?:html|txt|xml|svg))['"]""")
TAG_REFERENCE: Final = re.compile(r"""\{%-?\s*(?:include|extends)\s+["']([^"']+)["']""")
INCLUDED_ALONE: Final = re.compile(r"""\{%-?\s*include\s+["']([^"']+)["']([^%]*)\sonly\s*-?%\}""")
INLINE_CODE: Final = re.compile(
    r"<style\b|\sstyle\s*=|<script(?![^>]*\bsrc=)(?![^>]*type=[\"']?application/(?:ld\+)?json)|\son[a-z]+\s*=\s*[\"']|javascript:",
    re.IGNORECASE,
)


@cache
def versioned_files() -> list[Path]:
    """Files under version control or about to be, that still exist."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [path for line in listing.splitlines() if (path := ROOT / line).is_file()]


def sources(*suffixes: str, under: tuple[str, ...] = ()) -> list[Path]:
    chosen = [path for path in versioned_files() if path.suffix in suffixes]
    return [path for path in chosen if not under or path.relative_to(ROOT).parts[0] in under]


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def template_names() -> list[str]:
    return [str(path.relative_to(TEMPLATES)) for path in sources(".html", ".txt", ".xml", ".svg", under=("templates",))]


def named_in_python() -> Iterator[str]:
    for path in sources(".py", under=APPS):
        text = path.read_text(encoding="utf-8")
        yield from REFERENCE.findall(text)
        for name in re.findall(r"""write_mail\(\s*["']([\w/-]+)["']""", text):
            yield from (f"emails/{name}.txt", f"emails/{name}.html")


def named_in_templates() -> Iterator[str]:
    for name in template_names():
        yield from REFERENCE.findall((TEMPLATES / name).read_text(encoding="utf-8"))


def test_templates_are_all_used() -> None:
    used = {*named_in_python(), *named_in_templates(), *(model.template for model in get_page_models())}
    mails = {name for name in template_names() if name.startswith("emails/")}
    # A mail's name may be made from what happened ("volunteers/pairing_ended"): its last part is then in the code.
    words = " ".join(path.read_text(encoding="utf-8") for path in sources(".py", under=APPS))
    used |= {name for name in mails if Path(name).stem in words}
    assert [name for name in template_names() if name not in used and not LOADED_BY_NAME.fullmatch(name)] == []


def test_templates_named_in_templates_exist() -> None:
    missing = []
    for name in template_names():
        for reference in TAG_REFERENCE.findall((TEMPLATES / name).read_text(encoding="utf-8")):
            try:
                get_template(reference)
            except TemplateDoesNotExist:
                missing.append(f"{name} names {reference}")
    assert missing == []


def test_templates_all_compile() -> None:
    for name in template_names():
        get_template(name)


def test_forms_included_alone_receive_their_token() -> None:
    """`only` leaves the token out, and a form without it is refused to whoever sends it; the test client never asks for one."""
    texts = {name: (TEMPLATES / name).read_text(encoding="utf-8") for name in template_names()}
    alone = [(name, *found) for name, text in texts.items() for found in INCLUDED_ALONE.findall(text)]
    needing = [(name, included, given) for name, included, given in alone if "csrf_token" in texts.get(included, "")]
    assert len(needing) > 10
    assert [f"{name} includes {included}" for name, included, given in needing if "csrf_token=csrf_token" not in given] == []


def test_page_models_have_their_template() -> None:
    for model in get_page_models():
        if model._meta.app_label in APPS:
            get_template(model.template)


def test_mails_have_a_text_and_an_html_part() -> None:
    mails = [TEMPLATES / name for name in template_names() if re.fullmatch(r"emails/\w+/.+", name)]
    assert [short(path) for path in mails if not path.with_suffix(".html").is_file() or not path.with_suffix(".txt").is_file()] == []


def test_templates_hold_no_inline_style_or_script() -> None:
    faults = []
    for name in template_names():
        text = (TEMPLATES / name).read_text(encoding="utf-8")
        if name.startswith("emails/"):
            # Mail programs know no style sheets; scripts they know must not be there either.
            text = re.sub(r"<style\b|\sstyle\s*=", "", text)
        faults += [f"{name}: {fault.strip()}" for fault in INLINE_CODE.findall(text)]
    assert faults == []


@pytest.mark.parametrize(
    ("text", "is_fault"),
    [
        ('<p style="color: red">', True),
        ("<script>alert()</script>", True),
        ('<a onclick="x()">', True),
        ('<a href="javascript:x()">', True),
        ('<script type="module" src="/static/js/menu.js"></script>', False),
        ('<script type="application/json">{}</script>', False),
        ('<link rel="stylesheet">', False),
    ],
)
def test_inline_code_is_told_from_what_is_not(text: str, *, is_fault: bool) -> None:
    assert bool(INLINE_CODE.search(text)) is is_fault


def test_french_is_typeset_with_care() -> None:
    faults = []
    for path in [*sources(".html", ".txt", under=("templates",)), *sources(".py", under=APPS)]:
        # The demo's texts are set by home.typography when they are written to the database.
        if "migrations" not in path.parts and not path.stem.startswith(("demo", "typography")):
            faults += [f"{short(path)}: {fault}" for text in spoken_texts(path) for fault in find_faults(text)]
    assert not faults, "\n" + "\n".join(faults)


def test_demo_pages_are_typeset_with_care(db: None, client: Client, tmp_path: Path) -> None:
    build_tree(timezone.now())
    faults = []
    for page in Page.objects.live().filter(depth__gt=1):
        answer = client.get(page.url)
        assert answer.status_code == 200, page.url
        rendered = tmp_path / "page.html"
        rendered.write_text(french_parts(answer.content.decode()), encoding="utf-8")
        faults += [f"{page.url} {fault}" for text in spoken_texts(rendered) for fault in find_faults(text)]
    assert not faults, "\n" + "\n".join(faults)


def test_home_modules_are_high_or_low() -> None:
    """import-linter can only hold the cut through `home` when each module is on one side of it."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    low, high = contracts[1], contracts[2]
    placed = sorted([*low["source_modules"], *high["forbidden_modules"]])
    modules = [*(ROOT / "home").glob("*.py"), *(path.parent for path in (ROOT / "home").glob("*/__init__.py"))]
    neither = {"__init__", "apps", "migrations", "templatetags"}
    assert placed == sorted(f"home.{path.stem}" for path in modules if path.stem not in neither)
    assert set(high["forbidden_modules"]) < set(low["forbidden_modules"])


def test_modules_stay_short() -> None:
    lengths = {short(path): len(path.read_text(encoding="utf-8").splitlines()) for path in sources(".py", ".js", ".css")}
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE and "/migrations/" not in name} == {}


def test_modules_are_named_after_what_they_hold() -> None:
    vague = {"services", "utils", "helpers", "manager", "managers", "common", "misc"}
    assert [short(path) for path in sources(".py") if path.stem in vague or set(path.parts) & vague] == []


def test_nothing_is_left_for_later() -> None:
    marks = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
    files = [path for path in sources(".py", ".html", ".txt", ".css", ".js", ".md", ".toml", ".in", "") if path != Path(__file__)]
    assert [short(path) for path in files if marks.search(path.read_text(encoding="utf-8"))] == []


def test_no_signals() -> None:
    pattern = re.compile(r"\bdispatch import receiver\b|\.connect\(\w*,?\s*sender=|@receiver\b")
    assert [short(path) for path in sources(".py", under=APPS) if pattern.search(path.read_text(encoding="utf-8"))] == []


def test_requirements_are_hashed_and_name_no_host() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        assert "://" not in text, path
        pinned = re.findall(r"^\S+==", text, re.MULTILINE)
        assert len(pinned) == len(re.findall(r"^\S+==.*\\\n\s+--hash=", text, re.MULTILINE)), path


def test_no_file_names_a_registry() -> None:
    hosts = re.compile(
        "|".join(
            re.escape(".".join(parts)) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("deb.debian", "org"))
        )
    )
    readable = [path for path in versioned_files() if path.suffix not in {".png", ".jpg", ".webp", ".ico", ".woff2"}]
    assert [short(path) for path in readable if hosts.search(path.read_text(encoding="utf-8"))] == []


def test_settings_read_from_the_environment_are_documented() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in READ_BY]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    names = {
        str(call.args[0].value)
        for call in calls
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id == "env"
        if call.args and isinstance(call.args[0], ast.Constant)
    }
    described = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    assert names == READ_BY_SETTINGS
    assert sorted(name for name in names if f"`{name}`" not in described) == []


def test_pages_of_the_documentation_exist() -> None:
    named = {
        name
        for path in sources(".py", ".md", ".toml", ".html", "")
        for name in re.findall(r"(?:^|[\s(`])(docs/[\w./-]+\.\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert sorted(name for name in named if not (ROOT / name).is_file()) == []


def test_each_promise_has_its_line_and_what_shows_it_exists() -> None:
    text = (ROOT / "docs" / "trust.md").read_text(encoding="utf-8")
    assert [int(number) for number in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)] == list(range(1, 37))
    named = set(re.findall(r"`((?:tests|\.ci)/[\w./-]*)`", text))
    assert sorted(name for name in named if not (ROOT / name).exists()) == []


def test_each_requirement_has_its_licence() -> None:
    required = re.findall(r"^[A-Za-z][\w-]*", (ROOT / "requirements" / "run.in").read_text(encoding="utf-8"), re.MULTILINE)
    listed = re.findall(r"^\| ([\w-]+) \| .+ \| .+ \|$", (ROOT / "docs" / "licences.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(required) == sorted(name for name in listed if name not in ("package", "---"))


def test_changelog_has_a_place_for_the_next_change() -> None:
    assert "\n## [Unreleased]\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_apps_are_those_that_the_checks_know() -> None:
    ours = {config.name for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR}
    assert ours == set(APPS)
    assert all(find_spec(name) for name in APPS)
