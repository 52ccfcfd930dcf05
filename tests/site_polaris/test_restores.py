"""What a backup restores is the same, row by row and file by file; what is refused changes nothing."""

import json
import os
import shutil
import tarfile
from dataclasses import replace as changed
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from site_polaris.backup_archives import read_archive, sum_of
from site_polaris.backup_errors import BackupError
from site_polaris.backups import make_backup, media_root
from site_polaris.database_copies import Contents, SqliteEngine, engine
from site_polaris.management.commands.restore import Command
from site_polaris.models import LastBackup, Worker
from site_polaris.restores import Restored, compare, refuse_full_place, restore, unknown_migrations
from tests.accounts.factories import UserFactory
from tests.site_polaris.installations import Installation, backed_up, manifest_of, own_url, rewrite

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


def test_place_that_is_not_empty_is_replaced_only_by_its_name(
    transactional_db: None, here: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    site, name = Installation(settings.VAR_DIR, own_url()), engine().name
    site.write("images/a.webp", b"a")
    archive = make_backup(here, now=NOW).path
    LastBackup.objects.all().delete()
    rows, files = site.rows(), site.files()
    UserFactory()
    site.write("images/de-trop.webp", b"x")
    for replace, sentence in ((None, f"ajoutez «\u00a0--replace {name}\u00a0»"), ("autre", "et non «\u00a0autre\u00a0»")):
        with pytest.raises(CommandError, match=sentence):
            call_command("restore", archive, replace=replace)
        assert "images/de-trop.webp" in site.files()
        assert site.rows() != rows
    call_command("restore", archive, replace=name)
    assert capsys.readouterr().out.endswith("comme dans la sauvegarde du 2026-11-30T02:15:00+00:00.\n")
    assert site.rows() == rows
    assert site.files() == files


def test_media_that_are_there_are_not_overwritten(here: Path, settings: Any) -> None:
    archive = make_backup(here, now=NOW).path
    Path(settings.MEDIA_ROOT, "a.webp").touch()
    # As in an empty database: the tests have no other at hand here.
    with pytest.raises(BackupError, match="il y a des fichiers dans"):
        refuse_full_place(EmptyEngine(), media_root(), None, now=NOW)
    assert archive.exists()


class EmptyEngine(SqliteEngine):
    def contents(self) -> Contents:
        return Contents({}, [])


def test_working_site_is_not_replaced(here: Path, settings: Any) -> None:
    archive, now = make_backup(here, now=NOW).path, timezone.now()
    Worker.objects.create(id="vivant", started_at=now, alive_until=now + timedelta(minutes=1))
    with pytest.raises(BackupError, match="un ouvrier travaille"):
        restore(archive, replace=engine().name, now=timezone.now())


def test_database_that_cannot_be_loaded_leaves_everything_as_it_was(
    transactional_db: None, here: Path, settings: Any, tmp_path: Path
) -> None:
    site = Installation(settings.VAR_DIR, own_url())
    site.write("images/a.webp", b"a")
    archive = make_backup(here, now=NOW).path
    garbage = tmp_path / "database"
    garbage.write_bytes(b"no database at all" * 1000)
    manifest = manifest_of(archive) | {"files": {"database": sum_of(garbage)}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    with tarfile.open(tmp_path / "bad.tar.gz", "w:gz") as tar:
        tar.add(garbage, "database")
        tar.add(tmp_path / "manifest.json", "manifest.json")
    rows, files = site.rows(), site.files()
    with pytest.raises(BackupError, match=r"SQLite a refusé|pg_restore n’a pas abouti"):
        restore(tmp_path / "bad.tar.gz", replace=engine().name, now=NOW)
    assert site.rows() == rows
    assert site.files() == files
    assert list(settings.VAR_DIR.glob(".polaris-*")) == []


def test_place_that_is_not_the_same_is_told(here: Path, settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    Path(settings.MEDIA_ROOT, "a.webp").write_bytes(b"a")
    manifest = make_backup(here, now=NOW).manifest
    tables = manifest.tables | {"oubliée": 3, "site_polaris_lastbackup": 12}
    del tables["site_polaris_worker"]
    kept = changed(manifest, tables=tables, files={**manifest.files, "media/b.webp": "0"})
    Path(settings.MEDIA_ROOT, "a.webp").write_bytes(b"other")
    differences = compare(kept, engine(), media_root())
    # Another connection does not see the row that this test has not committed.
    assert differences == [
        "La table oubliée manque.",
        "La table site_polaris_lastbackup a 0\u00a0ligne, au lieu de 12.",
        "La table site_polaris_worker est de trop.",
        "Le fichier a.webp n’est pas le même.",
        "Le fichier b.webp n’est pas le même.",
    ]
    with pytest.raises(CommandError, match="Tout n’est pas pareil\u00a0: 5\u00a0différences avec ce qui a été gardé"):
        Command().tell(Restored(kept, differences, ["a1b2"], True, 2))
    said = capsys.readouterr().out
    assert said.startswith("Clés absentes du trousseau\u00a0: a1b2. ")
    assert "lancez «\u00a0manage.py migrate\u00a0»" in said


@pytest.mark.postgres
def test_password_is_on_no_command_line(source: Installation, tmp_path: Path) -> None:
    """The programs are the real ones, behind a script that notes what they are called with."""
    source.database_url = source.database_url.replace("postgres@", "postgres:mot-de-passe@")
    programs = tmp_path / "bin"
    programs.mkdir()
    script = f'#!/bin/sh\necho "$@" >> {tmp_path}/said\necho "$PGPASSWORD" >> {tmp_path}/known\nexec {shutil.which("pg_dump")} "$@"\n'
    (programs / "pg_dump").write_text(script)
    (programs / "pg_dump").chmod(0o700)
    source.environment["PATH"] = f"{programs}:{os.environ['PATH']}"
    code, said = source.run("backup")
    assert code == 0, said
    assert "mot-de-passe" not in (tmp_path / "said").read_text()
    # The control: it was handed over all the same.
    assert (tmp_path / "known").read_text() == "mot-de-passe\n"


@pytest.mark.postgres
def test_program_that_is_missing_is_named(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nulle-part")
    with pytest.raises(BackupError, match="pg_dump est introuvable\u00a0: installez le paquet «\u00a0postgresql-client\u00a0»"):
        make_backup(here, now=NOW)
    assert list(here.iterdir()) == []
