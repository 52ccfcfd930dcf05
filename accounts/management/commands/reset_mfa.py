"""The way out for a member of the team who lost their device and their recovery codes (docs/security.md)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.second_factor import reset_second_factor


class Command(BaseCommand):
    help = "Forget somebody's second factors and end their sessions. Check first, by voice, that they are who they say."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError("Nobody has an account with this e-mail address.")
        count = reset_second_factor(user)
        self.stdout.write(f"{count} second factor(s) forgotten. They will set up a new one when they next sign in.")
