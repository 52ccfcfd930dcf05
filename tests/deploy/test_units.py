"""systemd's units, read by systemd itself; the pages of nginx; what the files of deploy/ name."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from tests.deploy.conftest import need
from tests.french import find_faults, spoken_texts
from tests.test_consistency import versioned_files

ROOT: Final = Path(settings.BASE_DIR)
DEPLOY: Final = ROOT / "deploy"
UNITS: Final = ["polaris.target", "polaris-web.socket", "polaris-web@1.service", "polaris-worker@1.service", "polaris-backup.service"]
UNITS_TIMED: Final = ["polaris-backup.timer"]
MISSING: Final = "" if shutil.which("systemd-analyze") else "systemd-analyze is missing (on Debian: apt install systemd)"


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units, for programs that are here rather than in /srv."""
    need(MISSING)
    shutil.copytree(DEPLOY / "systemd", tmp_path / "units")
    for path in (tmp_path / "units").rglob("*.*"):
        if path.is_file():
            path.write_text(path.read_text().replace("/srv/polaris/current", str(ROOT)))
    return tmp_path / "units"


def analyse(units: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", *arguments],
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{units}:"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_systemd_understands_every_unit(units: Path) -> None:
    checked = analyse(units, "verify", *UNITS, *UNITS_TIMED)
    assert (checked.returncode, checked.stderr) == (0, "")
    # The control: a word that it does not know.
    unit = units / "polaris-worker@.service"
    unit.write_text(unit.read_text().replace("KillMode", "KillMood"))
    assert "KillMood" in analyse(units, "verify", *UNITS).stderr


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.endswith(".service")])
def test_services_may_do_little(units: Path, unit: str) -> None:
    """systemd's own measure of what a service could do to the machine, from 0 (nothing) to 10; 9.6 where nothing is said."""
    said = analyse(units, "security", "--offline=yes", unit).stdout
    [exposure] = re.findall(r"exposure level for \S+: ([\d.]+)", said)
    assert float(exposure) <= 1.5


def test_units_start_what_is_there() -> None:
    commands = re.findall(r"manage\.py ([a-z_]+)", "".join(path.read_text() for path in (DEPLOY / "systemd").glob("*.service")))
    assert sorted(commands) == ["backup", "restore", "run_worker"]
    assert all((ROOT / "site_polaris" / "management" / "commands" / f"{command}.py").is_file() for command in commands)


def test_stop_waits_for_requests_as_long_as_gunicorn_does() -> None:
    [grace] = re.findall(r"graceful_timeout = (\d+)", (DEPLOY / "gunicorn.conf.py").read_text())
    [stop] = re.findall(r"TimeoutStopSec=(\d+)s", (DEPLOY / "systemd" / "polaris-web@.service").read_text())
    [read] = re.findall(r"proxy_read_timeout (\d+)s", (DEPLOY / "nginx" / "polaris-proxy.conf").read_text())
    assert int(grace) < int(read) < int(stop)


def test_page_of_nginx_for_a_site_that_is_gone_is_the_site_s_own() -> None:
    """The same, with the style sheet under the name that every release has. Drawn again by writing what is expected here to the file."""
    assert (DEPLOY / "nginx" / "pages" / "503.html").read_text(encoding="utf-8") == render_to_string("503.html")


@pytest.mark.parametrize("name", ["413", "429", "503"])
def test_pages_of_nginx_look_like_the_site_and_are_typeset_with_care(name: str) -> None:
    path = DEPLOY / "nginx" / "pages" / f"{name}.html"
    text = path.read_text(encoding="utf-8")
    assert (
        text.partition("<main")[0].partition("</title>")[2] == render_to_string("503.html").partition("<main")[0].partition("</title>")[2]
    )
    assert f"Erreur {name}" in text
    assert [fault for spoken in spoken_texts(path) for fault in find_faults(spoken)] == []
    assert re.findall(r"<script|style=|https?://", text) == []


def test_readme_names_files_that_are_there_and_forgets_none() -> None:
    text = (DEPLOY / "README.md").read_text(encoding="utf-8")
    files = [path.relative_to(DEPLOY) for path in versioned_files() if DEPLOY in path.parents and path.name != "README.md"]
    assert [str(path) for path in files if path.name not in text and path.parent.name not in ("pages", "systemd")] == []
    assert [name for name in re.findall(r"\bdeploy/([\w./@-]*\w)", text) if not (DEPLOY / name).exists()] == []
