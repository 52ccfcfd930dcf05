"""`/coordination/etat/`: what runs, what waits and what failed, for the one who runs the installation."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

from accounts.access import role_required
from accounts.models import OutgoingMail
from donations.models import MoneyAlert
from donations.watch import last_webhook_at
from home.dates import how_long_ago
from site_polaris.models import LastBackup, PeriodicRun, Worker
from site_polaris.reaper import failed_tasks

SHOWN = 50


@require_safe
@role_required()
def show_state(request: HttpRequest) -> HttpResponse:
    """No row here names anybody: tasks carry ids, mails are counted."""
    runs, now, heard_at = PeriodicRun.objects.in_bulk(), timezone.now(), last_webhook_at()
    jobs = [(path, runs.get(path), timedelta(seconds=seconds)) for path, seconds in settings.PERIODIC]
    backup = LastBackup.objects.first()
    context = {
        "worker_count": Worker.objects.alive(now).count(),
        "waiting_count": DBTaskResult.objects.ready().count(),
        "failed_count": failed_tasks().count(),
        "failed": failed_tasks()[:SHOWN],
        "waiting_mail_count": OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING).count(),
        "given_up_mail_count": OutgoingMail.objects.filter(state=OutgoingMail.State.GIVEN_UP).count(),
        "heard": how_long_ago(heard_at, now) if heard_at else "pas encore",
        "silence": MoneyAlert.objects.filter(kind=MoneyAlert.Kind.SILENCE, closed_at=None).first(),
        "backup": backup,
        "backed_up": how_long_ago(backup.made_at, now) if backup else "pas encore",
        # The demo is made again, not restored.
        "lacks_backup": not settings.DEMO and (backup is None or backup.is_old(now)),
        "jobs": [{"path": path, "run": run, "is_late": run is not None and run.is_late(now, every)} for path, run, every in jobs],
    }
    return render(request, "coordination/state.html", context)
