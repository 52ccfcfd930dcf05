"""A backup is of one instant, whole or not there at all, and never with the keys."""

import gzip
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.keys import encrypt
from site_polaris.backup_archives import archive_name
from site_polaris.backup_errors import BackupError, told_in_a_sentence
from site_polaris.backups import UNFINISHED, make_backup, one_at_a_time
from site_polaris.database_copies import Contents, SqliteEngine
from site_polaris.keys_copies import copy_keys
from site_polaris.models import LastBackup, PeriodicRun, Worker
from tests.site_polaris.installations import Installation, backed_up, manifest_of

NOW = datetime(2026, 11, 30, 2, 15, tzinfo=UTC)


class PairsWriter(threading.Thread):
    """Writes rows two by two in one transaction: of any one instant, there are as many of both."""

    def __init__(self) -> None:
        super().__init__()
        self.stopping, self.written = threading.Event(), 0

    def run(self) -> None:
        now = timezone.now() - timedelta(days=1)
        while not self.stopping.is_set():
            with transaction.atomic():
                Worker.objects.create(id=f"w{self.written}", started_at=now, alive_until=now)
                PeriodicRun.objects.create(path=f"p{self.written}")
            self.written += 1
        connection.close()


def test_backup_while_others_write_is_of_one_instant(source: Installation, place: Installation) -> None:
    writer = PairsWriter()
    writer.start()
    try:
        while writer.written < 20:
            time.sleep(0.01)
        before = writer.written
        archive = backed_up(source)
        after = writer.written
    finally:
        writer.stopping.set()
        writer.join()
    tables = manifest_of(archive)["tables"]
    kept = tables["site_polaris_worker"]
    assert kept == tables["site_polaris_periodicrun"]
    # The control: others did write meanwhile.
    assert before < kept < after
    code, said = place.run("restore", str(archive))
    assert (code, "Tout est pareil" in said) == (0, True), said
    assert {name: len(rows) for name, rows in place.rows().items()} == tables


def test_keys_are_not_in_the_archive(source: Installation) -> None:
    source.run("check")
    name, value = (source.folder / "demo-keys").read_text().split()
    sealed = encrypt("Zoé", field="test")
    source.write("notes/scellé.txt", sealed.encode())
    with gzip.open(backed_up(source)) as packed:
        content = packed.read()
    assert value.encode() not in content
    assert value.rstrip("=").encode() not in content
    # The control: what is there is found by the same search, the name of the key among it.
    assert sealed.encode() in content
    assert name.encode() in content


def test_ring_among_the_media_stops_the_backup(here: Path, settings: Any) -> None:
    settings.KEYS_FILE = settings.KEYS_FILE.rename(Path(settings.MEDIA_ROOT) / "keys")
    with pytest.raises(BackupError, match="parmi les fichiers téléversés"):
        make_backup(here, now=NOW)
    assert list(here.iterdir()) == []


def test_disk_full_leaves_nothing_behind_and_says_so(source: Installation) -> None:
    source.write("images/grande.webp", os.urandom(3_000_000))

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))

    code, said = source.run("backup", before=limit)
    assert (code, said.startswith("CommandError: ")) == (1, True), said
    assert list((source.folder / "backups").iterdir()) == []
    assert not LastBackup.objects.exists()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "small"
    path.mkdir()
    if shutil.which("mount") is None or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", path], check=False).returncode:
        pytest.skip("no right to mount a small disk here")
    yield path
    subprocess.run(["umount", path], check=True)


@pytest.mark.parametrize("megabytes", [30, 0])
def test_small_disk_that_fills_up_is_left_as_it_was(source: Installation, small_disk: Path, megabytes: int) -> None:
    """Full by the media, or by the database already (something else takes the room)."""
    source.write("images/grande.webp", os.urandom(megabytes * 1_000_000))
    (small_disk / "autre").write_bytes(b"" if megabytes else b"x" * 12_500_000)
    code, said = source.run("backup", "--to", str(small_disk))
    assert (code, said.startswith("CommandError: Le disque est plein")) == (1, True), said
    assert [path.name for path in small_disk.iterdir()] == ["autre"]


def test_killed_half_way_it_leaves_nothing_under_a_backups_name(source: Installation) -> None:
    for number in range(4):
        source.write(f"images/{number}.webp", os.urandom(30_000_000))
    folder = source.folder / "backups"
    process = source.start("backup")
    limit = time.monotonic() + 60
    while not list(folder.glob(f"{UNFINISHED}*/polaris-*")):
        assert time.monotonic() < limit
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    [unfinished] = folder.iterdir()
    assert unfinished.name.startswith(UNFINISHED)
    # The next one clears it away.
    assert backed_up(source).name.startswith("polaris-2")


def test_two_do_not_run_at_once(here: Path) -> None:
    here.parent.mkdir(exist_ok=True)
    with one_at_a_time(), pytest.raises(BackupError, match="est en cours"):
        make_backup(here, now=NOW)
    assert not here.exists()
    assert make_backup(here, now=NOW).path.exists()


@pytest.mark.postgres
def test_two_do_not_run_at_once_from_two_machines(here: Path, tmp_path: Path, settings: Any) -> None:
    first = settings.VAR_DIR
    with one_at_a_time():
        settings.VAR_DIR = tmp_path / "another-machine"
        with pytest.raises(BackupError, match="est en cours"):
            make_backup(here, now=NOW)
    assert make_backup(here, now=NOW).path.exists()
    assert {path.name for path in first.iterdir()} >= {"backup.lock"}


def test_older_backups_go_and_nothing_else(here: Path) -> None:
    here.mkdir()
    others = ["polaris-20200101.tar.gz", "autre-20260101T000000Z.tar.gz", "polaris-20260101T000000Z.tar.gz.old", "notes.txt"]
    for name in others:
        (here / name).touch()
    (here / "polaris-20200101T000000Z.tar.gz").symlink_to(here / "notes.txt")
    for day in range(4):
        call_made = make_backup(here, now=NOW + timedelta(days=day), keep=2)
    assert [path.name for path in call_made.removed] == [archive_name(NOW + timedelta(days=1))]
    left = {archive_name(NOW + timedelta(days=2)), archive_name(NOW + timedelta(days=3)), "polaris-20200101T000000Z.tar.gz"}
    assert {path.name for path in here.iterdir()} == left | set(others)
    assert LastBackup.objects.get().made_at == NOW + timedelta(days=3)


def test_backup_has_its_instant_for_a_name_and_never_takes_that_of_another(here: Path) -> None:
    assert make_backup(here, now=NOW).path.name == "polaris-20261130T021500Z.tar.gz"
    with pytest.raises(BackupError, match="existe déjà"):
        make_backup(here, now=NOW)


def test_media_kept_elsewhere_are_left_to_their_own_backups(here: Path, settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    call_command("backup", to=here)
    assert "leur stockage a ses propres sauvegardes" in capsys.readouterr().out
    [archive] = here.iterdir()
    assert (manifest_of(archive)["has_media"], list(manifest_of(archive)["files"])) == (False, ["database"])


def test_command_says_what_it_did(here: Path, settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    (Path(settings.MEDIA_ROOT) / "a.webp").write_bytes(b"x")
    make_backup(here, now=NOW)
    call_command("backup", to=here, keep=1)
    said = capsys.readouterr().out
    assert "et 1\u00a0fichier." in said
    assert f"Ancienne sauvegarde supprimée\u00a0: {archive_name(NOW)}." in said
    with pytest.raises(CommandError, match="from 1 on"):
        call_command("backup", "--keep=0")


def test_keys_and_backups_are_never_in_one_place(here: Path, settings: Any, tmp_path: Path) -> None:
    make_backup(here, now=NOW)
    for folder in (here, here / "clés", Path(settings.MEDIA_ROOT) / "clés"):
        with pytest.raises(BackupError, match="gardez les clés ailleurs"):
            copy_keys(folder, now=NOW)
    elsewhere = tmp_path / "usb"
    copy = copy_keys(elsewhere, now=NOW)
    assert copy.read_bytes() == settings.KEYS_FILE.read_bytes()
    assert (copy.stat().st_mode & 0o777, [path.name for path in elsewhere.iterdir()]) == (0o600, ["polaris-keys-20261130T021500Z"])
    for folder in (elsewhere, settings.KEYS_FILE.parent):
        with pytest.raises(BackupError, match="gardez la sauvegarde ailleurs"):
            make_backup(folder, now=NOW)


def test_keys_command_says_where_they_are(here: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("backup_keys", tmp_path / "usb")
    assert f"Clés copiées\u00a0: {tmp_path / 'usb'}/polaris-keys-" in capsys.readouterr().out
    make_backup(here, now=NOW)
    with pytest.raises(CommandError, match="gardez les clés ailleurs"):
        call_command("backup_keys", here)


def test_folder_that_cannot_be_written_to_is_named(here: Path) -> None:
    with pytest.raises(BackupError, match=r"Le disque a refusé \(No such file or directory\)\u00a0: /proc/nulle-part\."):
        make_backup(Path("/proc/nulle-part"), now=NOW)


def test_database_that_holds_nothing_is_no_backup(place: Installation) -> None:
    code, said = place.run("backup")
    assert (code, said.startswith(("CommandError: La base est vide", "CommandError: Il n’y a pas de base"))) == (1, True), said
    assert list((place.folder / "backups").iterdir()) == []


@pytest.fixture
def copied(tmp_path: Path) -> SqliteEngine:
    """An engine on a small SQLite database of its own."""
    engine = SqliteEngine()
    engine.path = tmp_path / "copied.sqlite3"
    with closing(sqlite3.connect(engine.path)) as database:
        database.execute("CREATE TABLE words (word TEXT)")
        database.executemany("INSERT INTO words VALUES (?)", [["mot" * 100]] * 1000)
        database.commit()
    return engine


def test_damaged_database_is_not_kept_as_a_backup(copied: SqliteEngine, tmp_path: Path) -> None:
    assert copied.dump(tmp_path / "good") == Contents({"words": 1000}, [])
    with copied.path.open("r+b") as file:
        file.seek(4096 * 5)
        file.write(b"\xff" * 4096 * 3)
    with pytest.raises(BackupError, match="La base est abîmée"), told_in_a_sentence():
        copied.dump(tmp_path / "bad")


def test_database_that_another_holds_is_not_waited_for_without_end(
    copied: SqliteEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("site_polaris.database_copies.PATIENCE_SECONDS", 0.1)
    copied.dump(tmp_path / "copy")
    with closing(sqlite3.connect(copied.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(BackupError, match="La base est prise par un autre programme"):
            copied.load(tmp_path / "copy")
    copied.load(tmp_path / "copy")


def test_what_a_database_says_is_not_repeated() -> None:
    with pytest.raises(BackupError, match=r"La base a refusé \(DatabaseError\)") as caught, told_in_a_sentence():
        raise DatabaseError("zoe@demo.test")
    assert "zoe" not in str(caught.value)
    refused = pytest.raises(BackupError, match=r"SQLite a refusé \(SQLITE_ERROR\)")
    with closing(sqlite3.connect(":memory:")) as database, refused as caught, told_in_a_sentence():
        database.execute("SELECT zoe FROM nulle_part")
    assert "zoe" not in str(caught.value)
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    with pytest.raises(BackupError, match="Le disque est plein"), told_in_a_sentence():
        raise full
