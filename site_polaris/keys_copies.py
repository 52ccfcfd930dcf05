"""A copy of the ring of keys, in another place than the backups: together they are the secrets in clear."""

import os
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from site_polaris.backup_archives import archives_in
from site_polaris.backup_errors import BackupError, told_in_a_sentence
from site_polaris.backups import KEYS_COPY, flush_folder, media_root


def copy_keys(folder: Path, *, now: datetime) -> Path:
    """Writes the ring to a new file of the folder, which its owner alone can read. Raises BackupError."""
    with told_in_a_sentence():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        refuse_beside_backups(folder.resolve())
        path = folder / f"{KEYS_COPY}{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        ring = settings.KEYS_FILE.read_bytes()
        unfinished = path.with_name(f".{path.name}")
        try:
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(ring)
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(path)
        finally:
            unfinished.unlink(missing_ok=True)
        flush_folder(folder)
        if path.read_bytes() != ring:
            raise BackupError(f"La copie des clés ne se relit pas\u00a0: {path}. Changez de support.")
    return path


def refuse_beside_backups(folder: Path) -> None:
    if folder.is_relative_to(settings.BACKUP_DIR.resolve()) or archives_in(folder):
        raise BackupError(f"Des sauvegardes sont dans {folder}\u00a0: gardez les clés ailleurs, sur un support à part.")
    root = media_root()
    if root and folder.is_relative_to(root):
        raise BackupError("Ce dossier est celui des fichiers téléversés, que le site sert et sauvegarde\u00a0: gardez les clés ailleurs.")
