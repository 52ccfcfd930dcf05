"""Changes the key that encrypts secrets (docs/security.md)."""

from argparse import ArgumentParser
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.module_loading import import_string

from accounts.adapter import MFA_FIELD
from accounts.keys import add_key, decrypt, drop_old_keys, encrypt


class Command(BaseCommand):
    help = "Add a new key to the ring and encrypt every secret again under it. Old keys stay until --drop-old."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--drop-old", action="store_true", help="Forget the old keys: backups made before can no longer be read.")

    def handle(self, *args: Any, **options: Any) -> None:
        add_key()
        count = sum(reencrypt(pk) for pk in Authenticator.objects.values_list("pk", flat=True))
        # What the other apps encrypt, which this one does not know.
        count += sum(import_string(path)() for path in settings.ENCRYPTED_AGAIN)
        self.stdout.write(f"A new key encrypts from now on; {count} secret(s) encrypted again.")
        if options["drop_old"]:
            drop_old_keys()
            self.stdout.write("The old keys are forgotten.")


def reencrypt(pk: int) -> bool:
    """Encrypts one authenticator's secret under the ring's first key; False when it holds none."""
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=pk)
        name = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}.get(Authenticator.Type(row.type))
        if name is None:
            return False
        row.data[name] = encrypt(decrypt(row.data[name], field=MFA_FIELD), field=MFA_FIELD)
        row.save(update_fields=["data"])
    return True
