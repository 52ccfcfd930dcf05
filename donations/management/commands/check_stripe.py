"""Before giving online is opened: what the Stripe account has, what it lacks, and what to see by hand (docs/running.md)."""

from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from donations.stripe_checks import Verdict, check_account

MARKS: Final = {Verdict.GOOD: "[x]", Verdict.WRONG: "[!]", Verdict.BY_HAND: "[ ]"}


class Command(BaseCommand):
    help = "Check the Stripe account against what the site needs; fails when something is to be put right."

    def handle(self, *args: Any, **options: Any) -> None:
        findings = check_account()
        for verdict in Verdict:
            self.stdout.write(f"\n{verdict.value.capitalize()}")
            for finding in findings:
                if finding.verdict is verdict:
                    self.stdout.write(f"  {MARKS[verdict]} {finding.sentence}")
        wrong = sum(finding.verdict is Verdict.WRONG for finding in findings)
        if wrong:
            raise CommandError("Un point est à corriger." if wrong == 1 else f"{wrong} points sont à corriger.")
