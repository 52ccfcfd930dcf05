"""What time triggers runs when due, once, and one failing job keeps no other from running."""

from datetime import datetime, timedelta
from io import StringIO
from typing import ClassVar

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page

from accounts.models import User
from home.models import StandardPage
from site_polaris.models import PeriodicRun
from site_polaris.periodic import CLAIM, run_due_jobs
from site_polaris.upkeep import clear_sessions, prune_tasks, publish_scheduled
from tests.conftest import SignIn
from tests.site_polaris.queue_tasks import fail

NOW = datetime.fromisoformat("2026-03-02T10:00:00+01:00")


class Spy:
    ran: ClassVar[list[datetime]] = []


def note(now: datetime) -> None:
    Spy.ran.append(now)


def go_wrong(now: datetime) -> None:
    raise ValueError("zoe@demo.test")


NOTE, GO_WRONG = f"{__name__}.note", f"{__name__}.go_wrong"


@pytest.fixture(autouse=True)
def forget() -> None:
    Spy.ran.clear()


def test_job_runs_when_its_time_has_come(db: None) -> None:
    for seconds in (0, 30, 59, 60, 61, 125):
        run_due_jobs(NOW + timedelta(seconds=seconds), [(NOTE, 60)])
    assert Spy.ran == [NOW, NOW + timedelta(seconds=60), NOW + timedelta(seconds=125)]


def test_failing_job_is_written_down_and_the_others_run(db: None) -> None:
    assert run_due_jobs(NOW, [(GO_WRONG, 60), (NOTE, 60)]) == [GO_WRONG, NOTE]
    assert Spy.ran == [NOW]
    run = PeriodicRun.objects.get(path=GO_WRONG)
    assert (run.error, run.started_at, run.ended_at, run.claimed_until) == ("ValueError", NOW, NOW, None)
    # It has another chance at its next time.
    assert run_due_jobs(NOW + timedelta(seconds=60), [(GO_WRONG, 60)]) == [GO_WRONG]


def test_job_that_another_worker_has_taken_is_left_to_it(db: None) -> None:
    PeriodicRun.objects.create(path=NOTE, started_at=NOW - timedelta(hours=1), claimed_until=NOW + timedelta(minutes=1))
    assert run_due_jobs(NOW, [(NOTE, 60)]) == []
    # That worker died at it.
    assert run_due_jobs(NOW + CLAIM, [(NOTE, 60)]) == [NOTE]


def test_every_job_of_the_settings_exists_and_runs(db: None) -> None:
    assert run_due_jobs(timezone.now()) == [path for path, _ in settings.PERIODIC]
    assert list(PeriodicRun.objects.exclude(error="").values_list("path", flat=True)) == []
    assert all(callable(import_string(path)) and seconds > 0 for path, seconds in settings.PERIODIC)


def test_command_says_what_it_ran(db: None) -> None:
    said = StringIO()
    call_command("run_periodic", stdout=said)
    assert "site_polaris.upkeep.publish_scheduled" in said.getvalue()


def test_scheduled_page_is_published(db: None) -> None:
    page = Page.get_first_root_node().add_child(instance=StandardPage(title="À venir", slug="a-venir", live=False))
    page.go_live_at = timezone.now() - timedelta(minutes=1)
    page.save_revision(approved_go_live_at=page.go_live_at)
    publish_scheduled(timezone.now())
    page.refresh_from_db()
    assert page.live


def test_sessions_that_are_over_leave_nothing(db: None, coordinator: User, superuser: User, signed_in: SignIn) -> None:
    signed_in(coordinator)
    kept = signed_in(superuser)
    Session.objects.exclude(session_key=kept.session.session_key).update(expire_date=timezone.now() - timedelta(days=1))
    for key, user in [("perdue", coordinator), (kept.session.session_key, superuser)]:
        UserSession.objects.update_or_create(session_key=key, defaults={"user": user, "ip": "192.0.2.1", "user_agent": "x"})
    clear_sessions(timezone.now())
    assert list(Session.objects.values_list("session_key", flat=True)) == [kept.session.session_key]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [kept.session.session_key]


@pytest.mark.parametrize(("status", "days", "kept"), [("SUCCESSFUL", 13, 1), ("SUCCESSFUL", 15, 0), ("FAILED", 15, 1), ("FAILED", 61, 0)])
def test_old_tasks_are_pruned(db: None, status: str, days: int, kept: int) -> None:
    fail.enqueue()
    DBTaskResult.objects.update(status=status, finished_at=timezone.now() - timedelta(days=days))
    prune_tasks(timezone.now())
    assert DBTaskResult.objects.count() == kept


def test_clock_put_back_holds_no_job(db: None) -> None:
    """Started an hour and claimed a quarter of an hour later than it is now; two clocks that differ a little start nothing twice."""
    now = timezone.now()
    run = PeriodicRun(path="x", started_at=now + timedelta(hours=1), claimed_until=now + timedelta(minutes=75))
    assert run.is_due(now, timedelta(days=1))
    run = PeriodicRun(path="x", started_at=now + timedelta(minutes=4), claimed_until=None)
    assert not run.is_due(now, timedelta(minutes=1))
