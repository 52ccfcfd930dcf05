"""Brings the virtual environment in line with the locked requirements: `python requirements/install.py run [develop]`.

Called by the Makefile before everything else, with any Python from 3.11 on that has pip; nothing else is needed. pip
installs uv, whose hash is locked too, and uv installs the rest, in seconds. When nothing changed since the last
time, this takes no time and asks nobody.
"""

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn

HERE: Final = Path(__file__).resolve().parent
ENVIRONMENT: Final = HERE.parent / ".venv"
PYTHON: Final = ENVIRONMENT / "bin" / "python"
STAMP: Final = ENVIRONMENT / "installed.json"


def main(wanted: list[str]) -> None:
    """Installs the sets of requirements named, and keeps those installed before."""
    locks = {name: hashlib.sha256((HERE / f"{name}.txt").read_bytes()).hexdigest() for name in ("uv", "run", "develop")}
    installed = read_stamp()
    if installed is None:
        make_environment()
        installed = {}
    sets = [name for name in ("run", "develop") if name in wanted or name in installed]
    target = {name: locks[name] for name in ("uv", *sets)}
    if target == installed:
        return
    started = time.monotonic()
    say(f"Installing the packages of the set{'s' if len(sets) > 1 else ''} {' and '.join(sets)} into .venv (about a minute at first)…")
    if installed.get("uv") != locks["uv"]:
        install_uv()
    sync(sets)
    STAMP.write_text(json.dumps(target), encoding="utf-8")
    say(f"Packages installed in {time.monotonic() - started:.0f} s.")


def read_stamp() -> dict[str, str] | None:
    """What was installed last time, by set; None when the environment is absent or its Python is gone."""
    try:
        subprocess.run([PYTHON, "-c", ""], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp


def make_environment() -> None:
    # Without pip: Debian's Python has no ensurepip until another package is installed, and this needs none.
    command = [sys.executable, "-m", "venv", "--clear", "--without-pip", str(ENVIRONMENT)]
    if subprocess.run(command, check=False).returncode:
        stop(f"{sys.executable} could not make a virtual environment in {ENVIRONMENT}; its reason is above.")


def install_uv() -> None:
    if subprocess.run([sys.executable, "-m", "pip", "--version"], check=False, capture_output=True).returncode:
        stop(f"{sys.executable} has no pip. Install it (on Debian: apt install python3-pip), or give another: make PYTHON=…")
    pip = [sys.executable, "-m", "pip", "--python", str(PYTHON), "--disable-pip-version-check", "install", "--quiet"]
    if subprocess.run([*pip, "--require-hashes", "-r", str(HERE / "uv.txt")], check=False).returncode:
        stop("pip could not install uv. " + ADVICE)


ADVICE: Final = (
    "The reason is above. When it speaks of a connection, a name or a time-out, the package registry did not answer: "
    "check the network (and pip's own settings, if you use a mirror), then run the same command again."
)


def sync(sets: Sequence[str]) -> None:
    files = [str(HERE / f"{name}.txt") for name in sets]
    uv = [str(ENVIRONMENT / "bin" / "uv"), "pip", "sync", "--quiet", "--python", str(PYTHON), "--require-hashes", *files]
    if subprocess.run(uv, check=False, env={"UV_PYTHON_DOWNLOADS": "never", **mirror(), **os.environ}).returncode:
        STAMP.unlink(missing_ok=True)
        stop("uv could not install the packages. " + ADVICE)


def mirror() -> dict[str, str]:
    """Whoever told pip of a mirror meant it for uv as well, which does not read pip's settings."""
    answer = subprocess.run([sys.executable, "-m", "pip", "config", "get", "global.index-url"], check=False, capture_output=True, text=True)
    address = os.environ.get("PIP_INDEX_URL") or answer.stdout.strip()
    return {"UV_DEFAULT_INDEX": address} if address else {}


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def stop(text: str) -> NoReturn:
    sys.exit(f"\n{text}")


if __name__ == "__main__":
    main(sys.argv[1:])
