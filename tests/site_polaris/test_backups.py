"""A backup made while others write is of one instant, and what it restores is the same, row by row and file by file."""

import gzip
import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
import tarfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts.keys import encrypt
from accounts.outbox import put_in_outbox
from site_polaris.backup_archives import archive_name, read_archive
from site_polaris.backup_errors import BackupError
from site_polaris.backups import UNFINISHED, make_backup, one_at_a_time
from site_polaris.database_copies import engine
from site_polaris.keys_copies import copy_keys
from site_polaris.models import LastBackup, PeriodicRun, Worker
from site_polaris.restores import restore, unknown_migrations
from tests.accounts.factories import UserFactory
from tests.site_polaris.installations import Installation, empty_database, own_url

NOW = datetime(2026, 11, 30, 2, 15, tzinfo=UTC)


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


def backed_up(installation: Installation) -> Path:
    code, said = installation.run("backup")
    assert code == 0, said
    [archive] = (installation.folder / "backups").iterdir()
    return archive


def manifest_of(archive: Path) -> dict[str, Any]:
    with tarfile.open(archive) as tar:
        source = tar.extractfile("manifest.json")
        assert source is not None
        manifest: dict[str, Any] = json.load(source)
    return manifest


def rewrite(archive: Path, path: Path, *, changes: dict[str, Any] | None = None, extra: tarfile.TarInfo | None = None) -> Path:
    """The same archive, with another manifest or one member more."""
    with tarfile.open(archive) as old, tarfile.open(path, "w:gz") as new:
        if extra is not None:
            new.addfile(extra)
        for member in old:
            source = old.extractfile(member)
            assert source is not None
            if member.name != "manifest.json" or not changes:
                new.addfile(member, source)
    if changes:
        text = path.parent / "manifest.json"
        text.write_text(json.dumps(manifest_of(archive) | changes))
        with gzip.open(path) as packed:
            (path.parent / "plain.tar").write_bytes(packed.read())
        with tarfile.open(path.parent / "plain.tar", "a") as tar:
            tar.add(text, "manifest.json")
        with gzip.open(path, "wb") as packed:
            packed.write((path.parent / "plain.tar").read_bytes())
    return path


def test_restored_place_is_the_same_row_by_row_and_file_by_file(source: Installation, place: Installation) -> None:
    rows, files = source.rows(), source.files()
    archive = backed_up(source)
    code, said = place.run("restore", str(archive))
    assert code == 0, said
    assert "Tout est pareil" in said
    assert "partiront quand l’ouvrier démarre\u00a0: 1." in said
    assert place.rows() == rows
    assert place.files() == files
    assert len(rows) > 100
    assert archive.stat().st_mode & 0o777 == 0o600
    # Nothing is left of the way there.
    assert list(place.folder.glob(".polaris-*")) == []
    # Another installation, whose ring is its own.
    assert "Clés absentes du trousseau" in said


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


def test_archive_changed_or_cut_short_is_refused(here: Path, settings: Any, tmp_path: Path) -> None:
    (Path(settings.MEDIA_ROOT) / "a.webp").write_bytes(os.urandom(50_000))
    archive = make_backup(here, now=NOW).path
    whole, middle = archive.read_bytes(), archive.stat().st_size // 2
    assert read_archive(archive).media.keys() == {"a.webp"}
    for broken in (whole[:middle], whole[:-1000], whole[:middle] + bytes(4) + whole[middle + 4 :], whole[:-10_000] + bytes(4), b"", b"non"):
        archive.write_bytes(broken)
        with pytest.raises(BackupError, match=r"La sauvegarde (est abîmée|n’est pas entière)"):
            read_archive(archive)
    with pytest.raises(BackupError, match="pas de sauvegarde à cet endroit"):
        read_archive(tmp_path / "absente")


def test_archive_that_was_changed_changes_nothing(source: Installation, place: Installation) -> None:
    archive = backed_up(source)
    whole = archive.read_bytes()
    archive.write_bytes(whole[:-1000])
    code, said = place.run("restore", str(archive))
    assert (code, said.startswith("CommandError: La sauvegarde ")) == (1, True), said
    assert (place.rows(), place.media.exists(), list(place.folder.glob(".polaris-*"))) == ({}, False, [])
    archive.write_bytes(whole)
    code, said = place.run("restore", "--check", str(archive))
    assert (code, said.startswith("La sauvegarde est entière")) == (0, True), said
    assert place.rows() == {}


def test_archive_that_would_write_elsewhere_is_refused(here: Path, tmp_path: Path) -> None:
    archive = make_backup(here, now=NOW).path
    link = tarfile.TarInfo("media/lien")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    into = tmp_path / "into"
    into.mkdir()
    for extra in (tarfile.TarInfo("../dehors"), tarfile.TarInfo("/dehors"), tarfile.TarInfo("media/../../dehors"), link):
        with pytest.raises(BackupError, match="elle écrirait hors de sa place"):
            read_archive(rewrite(archive, tmp_path / "bad.tar.gz", extra=extra), into=into)
    assert list(into.iterdir()) == list(tmp_path.rglob("dehors")) == []
    # The control: with nothing more in it, it is read.
    assert read_archive(rewrite(archive, tmp_path / "good.tar.gz"), into=into).engine == connection.vendor


def test_archive_of_another_engine_or_of_newer_code_is_refused(here: Path, tmp_path: Path) -> None:
    archive = make_backup(here, now=NOW).path
    migrations = [*manifest_of(archive)["migrations"], "home.9999_later"]
    for changes, sentence in (
        ({"engine": "oracle"}, "est d’une base oracle"),
        ({"migrations": migrations}, r"vient d’un site plus récent \(home.9999_later\)"),
        ({"format": 2}, "vient d’une autre version du site"),
    ):
        other = rewrite(archive, tmp_path / "other.tar.gz", changes=changes)
        with pytest.raises(BackupError, match=sentence):
            restore(other, replace=engine().name, now=NOW)
    # The control: an app that was taken away since is no newer code.
    gone = rewrite(archive, tmp_path / "gone.tar.gz", changes={"migrations": [*migrations[:-1], "oublie.0001_initial"]})
    assert unknown_migrations(read_archive(gone).migrations) == []


def test_place_that_is_not_empty_is_replaced_only_by_its_name(source: Installation, place: Installation) -> None:
    rows = source.rows()
    archive = backed_up(source)
    place.run("restore", str(archive))
    UserFactory()
    place.write("images/de-trop.webp", b"x")
    code, said = place.run("restore", str(archive))
    assert (code, "n’est pas vide" in said) == (1, True), said
    code, said = place.run("restore", str(archive), "--replace", "autre")
    assert (code, "et non «\u00a0autre\u00a0»" in said) == (1, True), said
    assert "images/de-trop.webp" in place.files()
    code, said = place.run("restore", str(archive), "--replace", place.database_name)
    assert (code, "Tout est pareil" in said) == (0, True), said
    assert place.rows() == rows
    assert place.files() == source.files()


def test_working_site_is_not_replaced(source: Installation) -> None:
    archive = backed_up(source)
    now = timezone.now()
    Worker.objects.create(id="vivant", started_at=now, alive_until=now + timedelta(minutes=1))
    code, said = source.run("restore", str(archive), "--replace", source.database_name)
    assert (code, "un ouvrier travaille" in said) == (1, True), said


def test_database_that_cannot_be_loaded_leaves_everything_as_it_was(source: Installation, tmp_path: Path) -> None:
    archive = backed_up(source)
    rows = source.rows()
    manifest = manifest_of(archive)
    garbage = tmp_path / "garbage"
    garbage.write_bytes(b"no database at all" * 1000)
    manifest["files"] = {"database": hashlib.sha256(garbage.read_bytes()).hexdigest()}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    with tarfile.open(tmp_path / "bad.tar.gz", "w:gz") as tar:
        tar.add(garbage, "database")
        tar.add(tmp_path / "manifest.json", "manifest.json")
    code, said = source.run("restore", str(tmp_path / "bad.tar.gz"), "--replace", source.database_name)
    assert (code, "CommandError: " in said) == (1, True), said
    assert source.rows() == rows
    assert len(source.files()) == 3
    assert list(source.folder.glob(".polaris-*")) == []


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
    (small_disk / "autre").write_bytes(b"" if megabytes else b"x" * 11_500_000)
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
