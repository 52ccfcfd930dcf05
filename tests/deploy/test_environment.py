"""deploy/polaris.env.example: every variable, none that is read no more, and a site that starts with it."""

import ast
import re
import runpy
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings

from site_polaris.env import Env
from tests.test_consistency import APPS, sources

ROOT: Final = Path(settings.BASE_DIR)
EXAMPLE: Final = ROOT / "deploy" / "polaris.env.example"
READERS: Final = {name for name in vars(Env) if not name.startswith("_")}
FROM_THE_SYSTEM: Final = {"os.environ.get", "os.environ.setdefault", "os.getenv"}
VARIABLE: Final = re.compile(r"[A-Z][A-Z0-9_]+")
READ_BY_GUNICORN: Final = {"WEB_CONCURRENCY"}
# Written by the programs that start the site.
NOT_OURS: Final = {"DJANGO_SETTINGS_MODULE"}


def names_read() -> Iterator[str]:
    """What any module of the site asks of an Env or of os.environ, by its name."""
    for path in sources(".py", under=APPS):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if re.search(r"\b(?:env|environ|getenv)\b", text) else ():
            match node:
                case ast.Call(func=ast.Attribute(attr=reader), args=[ast.Constant(value=str(name)), *_]) if reader in READERS:
                    yield name
                case ast.Call(func=function, args=[ast.Constant(value=str(name)), *_]) if ast.unparse(function) in FROM_THE_SYSTEM:
                    yield name
                case ast.Subscript(value=read, slice=ast.Constant(value=str(name))) if ast.unparse(read) == "os.environ":
                    yield name


def lines(text: str) -> dict[str, str]:
    """Every variable of the file, commented out or not, and its line."""
    return {found[1]: found[0] for found in re.finditer(r"^#?([A-Z][A-Z0-9_]+)=.*$", text, re.MULTILINE)}


def test_example_names_every_variable_and_no_other() -> None:
    read = {name for name in names_read() if VARIABLE.fullmatch(name)} - NOT_OURS
    assert len(read) > 20
    assert sorted(read | READ_BY_GUNICORN) == sorted(lines(EXAMPLE.read_text(encoding="utf-8")))


def test_each_variable_is_explained() -> None:
    """By a comment above it, or above the group of lines that it stands in."""
    explained = False
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if lines(line):
            assert explained, line
        else:
            explained = line.startswith("# ") or (explained and bool(line))


def as_a_shell_reads(path: Path) -> dict[str, str]:
    said = subprocess.run(["env", "-i", "/bin/sh", "-c", f"set -a; . {path}; env -0"], capture_output=True, text=True, check=True)
    assert said.stderr == ""
    return dict(pair.split("=", 1) for pair in said.stdout.split("\0") if pair)


def as_systemd_reads(text: str) -> dict[str, str]:
    """Its rules for what the file's first lines allow: quotes around a whole value, and nothing that a shell reads otherwise."""
    values = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, _, value = line.partition("=")
            assert re.fullmatch(r"'[^']*'|[\w/:.,@%=-]*", value), line
            values[name] = value.strip("'")
    return values


@pytest.mark.parametrize("commented", [False, True])
def test_site_starts_with_it(commented: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is, and with the lines that begin with #; a shell and systemd read the same in it."""
    text = EXAMPLE.read_text(encoding="utf-8")
    if commented:
        text = re.sub(r"^#([A-Z][A-Z0-9_]+=)", r"\1", text, flags=re.MULTILINE)
    file = tmp_path / "polaris.env"
    file.write_text(text, encoding="utf-8")
    values = as_a_shell_reads(file)
    ours = as_systemd_reads(text)
    assert {name: values[name] for name in ours} == ours
    for name in lines(text):
        monkeypatch.delenv(name, raising=False)
    for name, value in ours.items():
        monkeypatch.setenv(name, value)
    read: dict[str, Any] = runpy.run_path(str(ROOT / "site_polaris" / "settings.py"))
    assert read["MODE"] == "production"
    assert (read["DATABASES"]["default"]["HOST"], read["DATABASES"]["default"]["NAME"]) == ("/var/run/postgresql", "polaris")
    assert ("SharedCache" in read["CACHES"]["default"]["BACKEND"]) is commented
