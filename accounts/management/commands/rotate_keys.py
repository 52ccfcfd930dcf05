"""Changes the key that encrypts secrets (docs/security.md)."""

from argparse import ArgumentParser
from typing import Any, Final

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from accounts.adapter import MFA_FIELD
from accounts.key_rotation import rotate_rows
from accounts.keys import add_key, decrypt, drop_old_keys, encrypt

# Where each type keeps its own.
SECRETS: Final = {str(Authenticator.Type.TOTP): "secret", str(Authenticator.Type.RECOVERY_CODES): "seed"}


class Command(BaseCommand):
    help = "Add a new key to the ring and encrypt every secret again under it. Old keys stay until --drop-old."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--drop-old", action="store_true", help="Forget the old keys: backups made before can no longer be read.")

    def handle(self, *args: Any, **options: Any) -> None:
        add_key()
        # What the other apps encrypt, which this one does not know.
        total = sum((import_string(path)() for path in settings.ENCRYPTED_AGAIN), rotate_rows(holders_of_a_secret(), encrypt_again))
        self.stdout.write(f"A new key encrypts from now on; {total.done} secret(s) encrypted again.")
        if total.unreadable:
            # An old key may still be of use to whoever looks into it.
            kept = " The old keys stay." if options["drop_old"] else ""
            raise CommandError(
                f"{total.unreadable} secret(s) could not be read under any key of the ring, and were left as they are.{kept}"
            )
        if options["drop_old"]:
            drop_old_keys()
            self.stdout.write("The old keys are forgotten.")


def holders_of_a_secret() -> QuerySet[Authenticator]:
    """The authenticators that hold one: a passkey does not."""
    return Authenticator.objects.filter(type__in=SECRETS)


def encrypt_again(row: Authenticator) -> None:
    name = SECRETS[row.type]
    row.data[name] = encrypt(decrypt(row.data[name], field=MFA_FIELD), field=MFA_FIELD)
    row.save(update_fields=["data"])
