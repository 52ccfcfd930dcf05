"""A backup put back, and compared with what was kept (docs/running.md)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from site_polaris.backup_archives import counted, read_archive
from site_polaris.backup_errors import BackupError, told_in_a_sentence
from site_polaris.restores import SHOWN, Restored, restore


class Command(BaseCommand):
    help = "Restore a backup into an empty place, then compare every count and file. Stop the site and its workers first."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archive", type=Path)
        parser.add_argument("--replace", metavar="NAME", help="Replace the database of that name, and the media, without return.")
        parser.add_argument("--check", action="store_true", help="Only read the archive to its end and compare its sums.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["check"]:
                with told_in_a_sentence():
                    manifest = read_archive(options["archive"])
                self.stdout.write(f"La sauvegarde est entière\u00a0: {manifest.in_words()}, du {manifest.made_at}.")
                return
            restored = restore(options["archive"], replace=options["replace"], now=timezone.now())
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.tell(restored)

    def tell(self, restored: Restored) -> None:
        if restored.missing_keys:
            names = ", ".join(restored.missing_keys)
            self.stdout.write(f"Clés absentes du trousseau\u00a0: {names}. Sans elles, des secrets restent illisibles.")
        if restored.waiting_mails:
            self.stdout.write(f"Courriels qui attendaient alors, et partiront quand l’ouvrier démarre\u00a0: {restored.waiting_mails}.")
        if restored.has_migrations_to_run:
            self.stdout.write("Le code est plus récent que la sauvegarde\u00a0: lancez «\u00a0manage.py migrate\u00a0».")
        if restored.differences:
            for sentence in restored.differences[:SHOWN]:
                self.stdout.write(sentence)
            differences = counted(len(restored.differences), "différence")
            raise CommandError(f"Tout n’est pas pareil\u00a0: {differences} avec ce qui a été gardé.")
        kept = restored.manifest
        self.stdout.write(f"Tout est pareil\u00a0: {kept.in_words()}, comme dans la sauvegarde du {kept.made_at}.")
