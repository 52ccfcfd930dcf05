"""A source to back up, an empty place to restore to, and an installation for commands called in this process."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from accounts.outbox import put_in_outbox
from tests.accounts.factories import UserFactory
from tests.site_polaris.installations import Installation, empty_database, own_url


@pytest.fixture
def source(transactional_db: None, tmp_path: Path) -> Installation:
    """The tests' own database, beside files of its own."""
    installation = Installation(tmp_path / "source", own_url())
    installation.write("images/marché.webp", os.urandom(50_000))
    installation.write("documents/rapport.pdf", b"%PDF-1.7\n" + b"texte\n" * 1000)
    installation.write("vide.txt", b"")
    UserFactory()
    put_in_outbox(to="zoe@demo.test", subject="Bonjour", text="Un mot", html="")
    return installation


@pytest.fixture
def place(source: Installation, tmp_path: Path) -> Iterator[Installation]:
    """An empty place to restore to."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with empty_database(folder) as url:
        yield Installation(folder, url)


@pytest.fixture
def here(db: None, settings: Any, tmp_path: Path) -> Path:
    """An installation for commands called in this process: the folder where it keeps its backups."""
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path / "var", str(tmp_path / "var" / "media")
    settings.BACKUP_DIR = tmp_path / "var" / "backups"
    settings.KEYS_FILE = tmp_path / "etc" / "keys"
    settings.KEYS_FILE.parent.mkdir()
    settings.KEYS_FILE.write_text(f"first {'A' * 43}=\n")
    Path(settings.MEDIA_ROOT).mkdir(parents=True)
    return settings.BACKUP_DIR
