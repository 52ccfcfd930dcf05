"""A copy of the encryption keys, apart from the backups (docs/running.md)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from site_polaris.backup_errors import BackupError
from site_polaris.keys_copies import copy_keys


class Command(BaseCommand):
    help = "Copy the ring of encryption keys to another place than the backups."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="Where to write: a disk or a machine that holds no backup.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            path = copy_keys(options["folder"].absolute(), now=timezone.now())
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Clés copiées\u00a0: {path}. Ne les gardez jamais avec une sauvegarde.")
