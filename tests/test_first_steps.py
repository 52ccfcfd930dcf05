"""What somebody meets who has just cloned the repository and lacks something: a sentence that says what to do."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from django.conf import settings

INTERNAL: Final = {"help", "python", "install", "install-develop"}


def make(*arguments: str) -> tuple[int, str]:
    outcome = subprocess.run(
        ["make", "--no-print-directory", *arguments], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    return outcome.returncode, outcome.stdout + outcome.stderr


def test_make_alone_lists_every_command() -> None:
    targets = re.findall(r"^\.PHONY: (.+)$", (settings.BASE_DIR / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    code, said = make()
    assert code == 0
    assert set(re.findall(r"^make (\S+)", said, re.MULTILINE)) == set(targets[0].split()) - INTERNAL


def test_absent_python_is_said() -> None:
    code, said = make("python", "PYTHON=no-such-python")
    assert code != 0
    assert "There is no command “no-such-python”." in said


def test_old_python_is_said(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = -V ] && echo "Python 3.9.2"\nexit 1\n', encoding="utf-8")
    old.chmod(0o755)
    code, said = make("python", f"PYTHON={old}")
    assert code != 0
    assert f"Python 3.11 or newer is needed, and {old} is Python 3.9.2." in said


def test_this_python_will_do() -> None:
    assert make("python", f"PYTHON={sys.executable}") == (0, "")


@pytest.mark.skipif(shutil.which("pip", path=str(Path(sys.executable).parent)) is not None, reason="this Python has pip")
def test_python_without_pip_is_said(tmp_path: Path) -> None:
    shutil.copytree(settings.BASE_DIR / "requirements", tmp_path / "requirements")
    outcome = subprocess.run(
        [sys.executable, str(tmp_path / "requirements" / "install.py"), "run"], capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 1
    assert f"{sys.executable} has no pip. Install it" in outcome.stderr
