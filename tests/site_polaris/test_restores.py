"""What a backup restores is the same, row by row and file by file; what is refused changes nothing."""

import hashlib
import json
import os
import tarfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from site_polaris.backup_archives import read_archive
from site_polaris.backup_errors import BackupError
from site_polaris.backups import make_backup
from site_polaris.database_copies import engine
from site_polaris.models import Worker
from site_polaris.restores import restore, unknown_migrations
from tests.accounts.factories import UserFactory
from tests.site_polaris.installations import Installation, backed_up, manifest_of, rewrite

NOW = datetime(2026, 11, 30, 2, 15, tzinfo=UTC)


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
