"""Runs the timed jobs that are due, for installations that prefer cron or systemd timers to the worker's own clock."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from site_polaris.periodic import run_due_jobs


class Command(BaseCommand):
    help = "Run the jobs of settings.PERIODIC whose time has come, once each."

    def handle(self, *args: Any, **options: Any) -> None:
        for path in run_due_jobs(timezone.now()):
            self.stdout.write(path)
