"""Defences taken away, for controls."""

import time
from datetime import datetime, timedelta

from django.apps import AppConfig


class WithoutClaim(AppConfig):
    """Each worker looks whether a job is due, then runs it: as the site's would without the lock in between."""

    name = "tests.faults"
    label = "without_claim"

    def ready(self) -> None:
        from site_polaris import periodic
        from site_polaris.models import PeriodicRun

        def look_only(path: str, every: timedelta, *, now: datetime) -> bool:
            run, _made = PeriodicRun.objects.get_or_create(path=path)
            if not run.is_due(now, every):
                return False
            time.sleep(0.02)
            PeriodicRun.objects.filter(path=path).update(started_at=now)
            return True

        periodic._claim = look_only
