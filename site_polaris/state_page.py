"""`/coordination/etat/`: what runs, what waits and what failed, for the one who runs the installation."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django_tasks_db.models import DBTaskResult

from accounts.access import role_required
from accounts.models import OutgoingMail
from accounts.outbox import retry_given_up
from donations.models import MoneyAlert
from donations.watch import last_webhook_at
from home.dates import how_long_ago
from site_polaris.models import LastBackup, PeriodicRun, Worker
from site_polaris.reaper import failed_tasks, retry

SHOWN: Final = 50


@require_safe
@role_required()
def show_state(request: HttpRequest) -> HttpResponse:
    """No row here names anybody: tasks carry ids, mails are counted."""
    runs, now, heard_at = PeriodicRun.objects.in_bulk(), timezone.now(), last_webhook_at()
    jobs = [(path, runs.get(path), timedelta(seconds=seconds)) for path, seconds in settings.PERIODIC]
    backup = LastBackup.objects.first()
    waiting_mails = OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING)
    oldest_mail, oldest_task = waiting_mails.order_by("created_at").first(), DBTaskResult.objects.ready().order_by("enqueued_at").first()
    context = {
        "worker_count": Worker.objects.alive(now).count(),
        "waiting_count": DBTaskResult.objects.ready().count(),
        "oldest_task": how_long_ago(oldest_task.enqueued_at, now) if oldest_task else "",
        "failed_count": failed_tasks().count(),
        "failed": failed_tasks()[:SHOWN],
        "waiting_mail_count": waiting_mails.count(),
        "oldest_mail": how_long_ago(oldest_mail.created_at, now) if oldest_mail else "",
        # The name of an error's class: its words may hold the address.
        "mail_error": oldest_mail.last_error if oldest_mail else "",
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


@require_POST
@role_required()
def retry_task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    if retry(DBTaskResult.objects.filter(pk=task_id)):
        messages.success(request, "La tâche est de nouveau dans la file.")
    else:
        messages.info(request, "Cette tâche n’est plus parmi celles qui ont échoué : elle a déjà été remise dans la file, ou effacée.")
    return redirect("coordination_state")


@require_POST
@role_required()
def retry_all_tasks(request: HttpRequest) -> HttpResponse:
    count = retry(DBTaskResult.objects.all())
    messages.success(
        request, f"{count} tâche{'s' * (count > 1)} remise{'s' * (count > 1)} dans la file." if count else "Aucune tâche n’attendait."
    )
    return redirect("coordination_state")


@require_POST
@role_required()
def retry_mails(request: HttpRequest) -> HttpResponse:
    count = retry_given_up(timezone.now())
    messages.success(request, f"{count} courriel{'s' * (count > 1)} de nouveau en attente." if count else "Aucun courriel n’attendait.")
    return redirect("coordination_state")
