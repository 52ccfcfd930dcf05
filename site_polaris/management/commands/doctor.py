"""What is configured, what answers, what is missing and what to do, in sentences (docs/running.md)."""

from argparse import ArgumentParser
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from donations.stripe_checks import Verdict
from site_polaris.doctor import examine

MARKS: Final = {Verdict.GOOD: "[x]", Verdict.WRONG: "[!]", Verdict.BY_HAND: "[ ]"}


class Command(BaseCommand):
    help = "Say what is configured, what answers and what is missing; fails when something is to be put right."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--stripe", action="store_true", help="Also ask Stripe about the account (check_stripe).")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = examine(timezone.now(), ask_stripe=options["stripe"])
        for verdict in Verdict:
            of_it = [finding for finding in findings if finding.verdict is verdict]
            if of_it:
                self.stdout.write(f"\n{verdict.value.capitalize()}")
            for finding in of_it:
                self.stdout.write(f"  {MARKS[verdict]} {finding.sentence}")
        wrong = sum(finding.verdict is Verdict.WRONG for finding in findings)
        if wrong:
            raise CommandError("Un point est à corriger." if wrong == 1 else f"{wrong} points sont à corriger.")
