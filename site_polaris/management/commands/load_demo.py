"""Fills an empty database with the demo's content; run again, it puts back what is missing and adds nothing twice."""

from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from site_polaris.demo_lock import refuse_real_people

# Each takes `now`. The page tree comes late: its pages speak of everything else.
BUILDERS: Final = (
    "accounts.demo.build",
    "home.demo.build",
    "volunteers.demo.build",
    "volunteers.demo_pairings.build",
    "volunteers.demo_details.build",
    "volunteers.demo_participants.build",
    "volunteers.demo_matching.build",
    "volunteers.demo_followings.build",
    "events.demo.build",
    "events.demo_proposals.build",
    "events.demo_calls.build",
    "events.demo_waits.build",
    "advocacy.demo.build",
    "donations.demo.build",
    "home.demo_enquiries.build",
    "home.demo.build_tree",
    "donations.demo_pages.build",
    "donations.demo_receipts.build",
    "home.demo_upkeep.build",
)


class Command(BaseCommand):
    help = "Load the demo's content: fictitious people, pages, activities, gifts."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LOCAL:
            raise CommandError("Demo content is for the demo only: start with POLARIS_MODE=demo.")
        refuse_real_people()
        now = timezone.now()
        with transaction.atomic():
            for path in BUILDERS:
                import_string(path)(now)
