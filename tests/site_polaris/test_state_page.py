"""The one who runs the installation sees what failed, and nobody's name."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import OutgoingMail, User
from accounts.outbox import put_in_outbox
from donations.alarms import close_alarm, open_alarm
from donations.models import MoneyAlert, StripeEvent
from site_polaris.models import LastBackup, PeriodicRun, Worker
from tests.conftest import SignIn
from tests.site_polaris.queue_tasks import fail


def test_quiet_site_says_so(superuser: User, signed_in: SignIn) -> None:
    now = timezone.now()
    Worker.objects.create(id="vivant", started_at=now, alive_until=now + timedelta(minutes=1))
    page = signed_in(superuser).get("/coordination/etat/").content.decode()
    assert "Aucune tâche n’a échoué." in page
    assert "Aucun ouvrier ne travaille" not in page
    assert page.count("jamais") == page.count("À venir") > 5


def test_job_that_nobody_comes_to_any_more_is_late(superuser: User, signed_in: SignIn) -> None:
    path, seconds = settings.PERIODIC[0]
    missed = timezone.now() - 2 * timedelta(seconds=seconds)
    PeriodicRun.objects.create(path=path, started_at=missed - timedelta(minutes=14))
    assert "En retard" not in signed_in(superuser).get("/coordination/etat/").content.decode()
    PeriodicRun.objects.update(started_at=missed - timedelta(minutes=16))
    assert signed_in(superuser).get("/coordination/etat/").content.decode().count("En retard") == 1


def test_failures_are_shown_without_naming_anybody(superuser: User, signed_in: SignIn) -> None:
    fail.enqueue()
    DBTaskResult.objects.update(
        status="FAILED",
        exception_class_path="builtins.ValueError",
        traceback="zoe@demo.test",
        worker_ids=["a", "b", "c"],
        finished_at=timezone.now(),
    )
    put_in_outbox(to="zoe@demo.test", subject="Bonjour", text="Un mot", html="")
    OutgoingMail.objects.update(state=OutgoingMail.State.GIVEN_UP)
    PeriodicRun.objects.create(path="accounts.outbox.send_due_mails", started_at=timezone.now(), error="OSError")
    page = signed_in(superuser).get("/coordination/etat/").content.decode()
    assert "Aucun ouvrier ne travaille" in page
    assert "tests.site_polaris.queue_tasks.fail" in page
    assert "builtins.ValueError" in page
    assert "OSError" in page
    assert "<dt>Courriels abandonnés</dt>\n      <dd>1</dd>" in page
    assert "zoe@" not in page


def test_last_word_of_stripe_and_its_silence_are_shown(superuser: User, signed_in: SignIn) -> None:
    client, now = signed_in(superuser), timezone.now()
    tile = "<dt>Dernière nouvelle de Stripe</dt>\n      <dd>{}</dd>"
    assert tile.format("pas encore") in client.get("/coordination/etat/").content.decode()
    heard = {"type": "invoice.paid", "created_at": now, "livemode": False, "next_attempt_at": now}
    StripeEvent.objects.create(pk="evt_1", received_at=now - timedelta(hours=5), **heard)
    # Found by the site itself: no word of theirs.
    StripeEvent.objects.create(pk="evt_2", received_at=now, caught_up=True, **heard)
    page = client.get("/coordination/etat/").content.decode()
    assert tile.format("il y a 5\u00a0heures") in page
    assert "n’arrivent plus" not in page
    open_alarm(MoneyAlert.Kind.SILENCE, now=now)
    assert "Les nouvelles de Stripe n’arrivent plus" in client.get("/coordination/etat/").content.decode()
    close_alarm(MoneyAlert.Kind.SILENCE, now=now)
    assert "n’arrivent plus" not in client.get("/coordination/etat/").content.decode()


def test_last_backup_is_shown_and_its_age_is_told(superuser: User, signed_in: SignIn, settings: Any) -> None:
    client, now = signed_in(superuser), timezone.now()

    def look() -> str:
        return client.get("/coordination/etat/").content.decode()

    tile = "<dt>Dernière sauvegarde</dt>\n      <dd>{}</dd>"
    assert tile.format("pas encore") in look()
    assert "Aucune sauvegarde n’a été faite" in look()
    backup = LastBackup.objects.create(made_at=now - timedelta(hours=35), size_bytes=12_300_000)
    assert tile.format("il y a 1\u00a0jour (12,3\u202fMo)") in look()
    assert "sauvegarde n’a été faite" not in look()
    assert "sauvegarde est ancienne" not in look()
    LastBackup.objects.update(made_at=now - timedelta(hours=36))
    assert "La dernière sauvegarde est ancienne" in look()
    # The demo is made again, not restored.
    settings.DEMO = True
    assert "sauvegarde est ancienne" not in look()
    backup.delete()
    assert "sauvegarde n’a été faite" not in look()
    assert str(backup) == f"{now - timedelta(hours=35):%Y-%m-%d %H:%M}"
