"""Makes a backup of database and media, while the site runs; the keys that encrypt secrets are never in it."""

import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import django
import wagtail
from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages

from accounts.keys import key_names
from site_polaris.backup_archives import DATABASE, FORMAT, MEDIA, ArchiveWriter, Manifest, archive_name, archives_in
from site_polaris.backup_errors import BackupError, told_in_a_sentence
from site_polaris.database_copies import engine
from site_polaris.models import LastBackup

# What is not finished: a process killed in the middle leaves one, and the next backup clears it away.
UNFINISHED: Final = ".polaris-unfinished-"
KEYS_COPY: Final = "polaris-keys-"


@dataclass(frozen=True)
class Made:
    path: Path
    size_bytes: int
    manifest: Manifest
    removed: list[Path]


def make_backup(folder: Path, *, now: datetime, keep: int | None = None) -> Made:
    """Writes one archive to the folder, then removes the oldest of ours beyond `keep`.

    It is written under another name and takes its own when it is whole and on the disk. Raises BackupError.
    """
    with told_in_a_sentence(), one_at_a_time():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        refuse_beside_keys(folder)
        path = folder / archive_name(now)
        if path.exists():
            raise BackupError(f"Une sauvegarde de cette seconde existe déjà\u00a0: {path}.")
        clear_unfinished(folder)
        with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=folder) as work:
            unfinished = Path(work) / path.name
            manifest = write_archive(unfinished, now=now)
            unfinished.rename(path)
        flush_folder(folder)
        made = Made(path, path.stat().st_size, manifest, remove_oldest(folder, keep))
        LastBackup.objects.update_or_create(pk=1, defaults={"made_at": now, "size_bytes": made.size_bytes})
    return made


def write_archive(path: Path, *, now: datetime) -> Manifest:
    """The database first: a file that its rows name was there before them."""
    source, copy = engine(), path.with_name(DATABASE)
    contents = source.dump(copy)
    if not contents.migrations:
        raise BackupError("La base est vide\u00a0: il n’y a rien à sauvegarder. Lancez «\u00a0manage.py migrate\u00a0».")
    root = media_root()
    with ArchiveWriter(path) as archive:
        archive.add(copy, DATABASE)
        # Its space is free for the media.
        copy.unlink()
        for name, file in media_files(root).items() if root else ():
            try:
                archive.add(file, f"{MEDIA}/{name}")
            except FileNotFoundError:
                # Deleted since the folder was read: an erasure does not wait for a backup.
                continue
        manifest = Manifest(
            format=FORMAT,
            made_at=now.astimezone(UTC).isoformat(timespec="seconds"),
            engine=source.vendor,
            versions={
                "python": sys.version.split()[0],
                "django": django.__version__,
                "wagtail": wagtail.__version__,
                source.vendor: source.version(),
            },
            tables=contents.tables,
            migrations=contents.migrations,
            has_media=root is not None,
            key_names=key_names(),
            files=archive.files,
        )
        archive.finish(manifest)
    return manifest


def media_root() -> Path | None:
    """The folder of uploaded files; None where they are kept elsewhere, which has backups of its own."""
    storage = storages["default"]
    return Path(storage.location).resolve() if isinstance(storage, FileSystemStorage) else None


def media_files(root: Path) -> dict[str, Path]:
    """Every file by its name under the root, in order. Raises BackupError when the ring of keys is among them."""
    found = sorted(Path(folder) / name for folder, _, names in os.walk(root) for name in names)
    files = {path.relative_to(root).as_posix(): path for path in found}
    keys = settings.KEYS_FILE
    if any(file.exists() and keys.exists() and file.samefile(keys) for file in found):
        raise BackupError(f"Le trousseau de clés est rangé parmi les fichiers téléversés ({keys})\u00a0: déplacez-le, puis recommencez.")
    return files


def refuse_beside_keys(folder: Path) -> None:
    """A backup and the keys in one place are the secrets in clear for whoever takes that place."""
    beside = settings.KEYS_FILE.resolve().parent == folder.resolve()
    if beside or any(path.name.startswith(KEYS_COPY) for path in folder.iterdir()):
        raise BackupError(f"Des clés de chiffrement sont dans {folder}\u00a0: gardez la sauvegarde ailleurs.")


def remove_oldest(folder: Path, keep: int | None) -> list[Path]:
    oldest = archives_in(folder)[:-keep] if keep else []
    for path in oldest:
        path.unlink()
    return oldest


def clear_unfinished(folder: Path) -> None:
    for path in folder.glob(f"{UNFINISHED}*"):
        shutil.rmtree(path)


def flush_folder(folder: Path) -> None:
    """A new name survives a power cut once its folder is on the disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Raises BackupError when another backup or restore of this installation is under way, on this machine or on another."""
    under_way = "Une autre sauvegarde, ou une restauration, est en cours\u00a0: attendez sa fin."
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / "backup.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(under_way) from None
        with engine().reserved() as is_ours:
            if not is_ours:
                raise BackupError(under_way)
            yield
