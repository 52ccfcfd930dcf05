"""One file with database and media, made while the site runs (docs/running.md)."""

from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from home.numbers import format_size
from site_polaris.backup_errors import BackupError
from site_polaris.backups import make_backup


def positive(value: str) -> int:
    if value.isdecimal() and int(value):
        return int(value)
    raise ArgumentTypeError(f"“{value}” must be a number from 1 on.")


class Command(BaseCommand):
    help = "Back up database and media into one archive; the encryption keys are never in it (backup_keys)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, default=settings.BACKUP_DIR, help="The folder to write to, by default POLARIS_BACKUP_DIR.")
        parser.add_argument("--keep", type=positive, help="How many backups to keep in that folder; older ones are removed.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = make_backup(options["to"].absolute(), now=timezone.now(), keep=options["keep"])
        except BackupError as error:
            raise CommandError(str(error)) from None
        size = format_size(made.size_bytes)
        self.stdout.write(f"Sauvegarde faite\u00a0: {made.path}, {size}. Elle garde {made.manifest.in_words()}.")
        if not made.manifest.has_media:
            self.stdout.write("Les fichiers téléversés sont gardés hors de ce disque\u00a0: leur stockage a ses propres sauvegardes.")
        for path in made.removed:
            self.stdout.write(f"Ancienne sauvegarde supprimée\u00a0: {path.name}.")
        self.stdout.write("Les clés de chiffrement n’y sont pas\u00a0: «\u00a0manage.py backup_keys\u00a0» les copie, à un autre endroit.")
