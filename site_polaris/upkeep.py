"""Periodic jobs of the libraries: scheduled pages, old sessions, old task rows."""

import io
from datetime import datetime
from typing import Final

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command

from advocacy.consents import hold_back_scheduled

TASKS_KEPT_DAYS: Final = 14
FAILED_TASKS_KEPT_DAYS: Final = 60


def publish_scheduled(now: datetime) -> None:
    """Publishes and withdraws the pages whose hour has come, save those that lack somebody’s consent by then."""
    hold_back_scheduled(now)
    call_command("publish_scheduled", stdout=io.StringIO())


def clear_sessions(now: datetime) -> None:
    """Deletes the sessions that are over, and the lists of devices (with their addresses) that show them."""
    call_command("clearsessions")
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


def prune_tasks(now: datetime) -> None:
    """Deletes the rows of finished tasks; those that failed stay longer, for somebody to see."""
    call_command("prune_db_task_results", min_age_days=TASKS_KEPT_DAYS, failed_min_age_days=FAILED_TASKS_KEPT_DAYS, verbosity=0)
