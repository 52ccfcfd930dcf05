"""Puts a backup in the place of database and media, then compares every count and every file with what was kept."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db.migrations.loader import MigrationLoader

from accounts.keys import key_names
from accounts.models import OutgoingMail
from accounts.shared_cache import CacheAwayError
from home.numbers import format_number
from site_polaris.backup_archives import DATABASE, MEDIA, Manifest, counted, read_archive, sum_of
from site_polaris.backup_errors import BackupError, told_in_a_sentence
from site_polaris.backups import media_files, media_root, one_at_a_time
from site_polaris.database_copies import Engine, engine
from site_polaris.demo_start import has_migrations_to_run
from site_polaris.models import Worker
from site_polaris.page_cache.chosen_store import store

RESTORING: Final = ".polaris-restore-"
SHOWN: Final = 10


@dataclass(frozen=True)
class Restored:
    """What was put back; `differences` are sentences, and there are none when everything is the same."""

    manifest: Manifest
    differences: list[str]
    missing_keys: list[str]
    has_migrations_to_run: bool
    waiting_mails: int


def restore(archive: Path, *, replace: str | None, now: datetime) -> Restored:
    """Restores into an empty place, or in the place of the database whose name is given; a refusal changes nothing.

    Raises BackupError.
    """
    target, root = engine(), media_root()
    with told_in_a_sentence(), one_at_a_time():
        refuse_full_place(target, root, replace, now=now)
        with working_folder() as (new, old):
            manifest = read_archive(archive, into=new)
            refuse_other_kind(manifest, target, root)
            with media_swapped(new / MEDIA, root if manifest.has_media else None, old):
                target.load(new / DATABASE)
            differences = compare(manifest, target, root)
        clear_caches()
        waiting = OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING).count()
        missing = [name for name in manifest.key_names if name not in key_names()]
        return Restored(manifest, differences, missing, has_migrations_to_run(), waiting)


@contextmanager
def working_folder() -> Iterator[tuple[Path, Path]]:
    """Two empty folders, for the new files and the old ones; should these not find their way back, theirs is left."""
    work = Path(tempfile.mkdtemp(prefix=RESTORING, dir=settings.VAR_DIR))
    new, old, is_done = work / "new", work / "old", False
    new.mkdir()
    old.mkdir()
    try:
        yield new, old
        is_done = True
    finally:
        if is_done or not any(old.iterdir()):
            shutil.rmtree(work)


def refuse_full_place(target: Engine, root: Path | None, replace: str | None, *, now: datetime) -> None:
    tables = target.contents().tables
    files = media_files(root) if root else {}
    if replace is None and (tables or files):
        what = f"la base «\u00a0{target.name}\u00a0» n’est pas vide" if tables else f"il y a des fichiers dans {root}"
        raise BackupError(
            f"Rien n’a été changé\u00a0: {what}. Pour tout remplacer, sans retour, ajoutez «\u00a0--replace {target.name}\u00a0»."
        )
    if replace is not None and replace != target.name:
        raise BackupError(f"Rien n’a été changé\u00a0: la base s’appelle «\u00a0{target.name}\u00a0», et non «\u00a0{replace}\u00a0».")
    if Worker._meta.db_table in tables and Worker.objects.alive(now).exists():
        raise BackupError("Rien n’a été changé\u00a0: un ouvrier travaille. Arrêtez le site et ses ouvriers, puis attendez une minute.")


def refuse_other_kind(manifest: Manifest, target: Engine, root: Path | None) -> None:
    if manifest.engine != target.vendor:
        raise BackupError(f"Cette sauvegarde est d’une base {manifest.engine}, et le site est réglé pour {target.vendor} (DATABASE_URL).")
    if newer := unknown_migrations(manifest.migrations):
        raise BackupError(
            f"Rien n’a été changé\u00a0: cette sauvegarde vient d’un site plus récent ({newer[0]}). Mettez d’abord le code à jour."
        )
    if manifest.has_media and root is None:
        raise BackupError("Cette sauvegarde contient des fichiers téléversés, et le site les garde ailleurs que sur ce disque.")


def known_migrations() -> set[str]:
    return {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}


def unknown_migrations(applied: list[str]) -> list[str]:
    """Those of our apps that the code does not have: the database has been used by a newer one."""
    known = known_migrations()
    apps = {name.partition(".")[0] for name in known}
    return [name for name in applied if name not in known and name.partition(".")[0] in apps]


@contextmanager
def media_swapped(new: Path, root: Path | None, old: Path) -> Iterator[None]:
    """Puts the new files in the place of those under the root, and these back again when what follows fails."""
    if root is None:
        yield
        return
    root.mkdir(parents=True, exist_ok=True)
    new.mkdir(exist_ok=True)
    left: list[str] = []
    came: list[str] = []
    try:
        # Its content, not the folder: it may be a disk of its own.
        for path in list(root.iterdir()):
            shutil.move(path, old / path.name)
            left.append(path.name)
        for path in list(new.iterdir()):
            shutil.move(path, root / path.name)
            came.append(path.name)
        yield
    except BaseException:
        for name in came:
            shutil.move(root / name, new / name)
        for name in left:
            shutil.move(old / name, root / name)
        raise


def compare(manifest: Manifest, target: Engine, root: Path | None) -> list[str]:
    """What is not as it was when the backup was made, in sentences."""
    found = target.contents().tables
    tables = [
        told_of_table(name, found.get(name), manifest.tables.get(name))
        for name in sorted({*found, *manifest.tables})
        if found.get(name) != manifest.tables.get(name)
    ]
    if not manifest.has_media or root is None:
        return tables
    sums = {name: sum_of(path) for name, path in media_files(root).items()}
    files = {name for name, _ in sums.items() ^ manifest.media.items()}
    return tables + [f"Le fichier {name} n’est pas le même." for name in sorted(files)]


def told_of_table(name: str, found: int | None, kept: int | None) -> str:
    if found is None:
        return f"La table {name} manque."
    if kept is None:
        return f"La table {name} est de trop."
    return f"La table {name} a {counted(found, 'ligne')}, au lieu de {format_number(kept)}."


def clear_caches() -> None:
    """What caches outside of the database remember is of another state of it."""
    for cache in caches.all(initialized_only=False):
        if isinstance(cache, DatabaseCache):
            continue
        try:
            cache.clear()
        except CacheAwayError:
            raise BackupError("La base est restaurée, mais Redis ne répond pas\u00a0: videz-le avant de démarrer le site.") from None
    store().clear()
