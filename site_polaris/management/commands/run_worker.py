"""Runs tasks and timed jobs until told to stop. One or several may run, on one machine or on several."""

import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from site_polaris.worker import PolarisWorker


class Command(BaseCommand):
    help = "Run the tasks of the queue, and what time triggers, until stopped by SIGINT or SIGTERM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--interval", type=float, default=1.0, help="Seconds between two looks at an empty queue.")
        parser.add_argument("--lease", type=float, default=60.0, help="Seconds after which a silent worker is held for dead.")

    def handle(self, *args: Any, **options: Any) -> None:
        logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
        worker = PolarisWorker(interval=options["interval"], lease_seconds=options["lease"])
        worker.configure_signals()
        worker.work()
