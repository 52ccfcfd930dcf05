"""The one who runs the installation sees what failed, and nobody's name."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import OutgoingMail, User
from accounts.outbox import put_in_outbox, send_due_mails
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


def give_up(*tasks: str) -> None:
    for _task in tasks:
        fail.enqueue()
    DBTaskResult.objects.update(
        status="FAILED", exception_class_path="builtins.ValueError", worker_ids=["a", "b", "c"], finished_at=timezone.now()
    )


def test_failed_task_is_tried_again_once_by_its_button(superuser: User, signed_in: SignIn) -> None:
    client = signed_in(superuser)
    give_up("one", "other")
    chosen, other = DBTaskResult.objects.values_list("pk", flat=True)
    address = f"/coordination/etat/taches/{chosen}/reessayer/"
    assert f'action="{address}"' in client.get("/coordination/etat/").content.decode()
    said = [client.post(address, follow=True).content.decode() for _click in range(2)]
    assert "La tâche est de nouveau dans la file." in said[0]
    assert "Cette tâche n’est plus parmi celles qui ont échoué" in said[1]
    put_back = DBTaskResult.objects.get(pk=chosen)
    # All its attempts are before it again.
    assert (put_back.status, put_back.worker_ids, put_back.finished_at) == ("READY", [], None)
    assert DBTaskResult.objects.ready().filter(pk=chosen).exists()
    assert DBTaskResult.objects.get(pk=other).status == "FAILED"


def test_running_task_is_not_put_back(superuser: User, signed_in: SignIn) -> None:
    give_up("one")
    DBTaskResult.objects.update(status="RUNNING")
    signed_in(superuser).post(f"/coordination/etat/taches/{DBTaskResult.objects.get().pk}/reessayer/")
    assert DBTaskResult.objects.get().status == "RUNNING"


def test_all_failed_tasks_are_tried_again_at_once(superuser: User, signed_in: SignIn) -> None:
    client = signed_in(superuser)
    give_up("one")
    assert "Tout réessayer" not in client.get("/coordination/etat/").content.decode()
    give_up("another", "third")
    assert "Tout réessayer (3)" in client.get("/coordination/etat/").content.decode()
    said = [client.post("/coordination/etat/taches/reessayer/", follow=True).content.decode() for _click in range(2)]
    assert "3 tâches remises dans la file." in said[0]
    assert "Aucune tâche n’attendait." in said[1]
    assert DBTaskResult.objects.ready().count() == 3


def test_mails_say_how_long_they_wait_and_those_given_up_leave_again(superuser: User, signed_in: SignIn) -> None:
    client, now = signed_in(superuser), timezone.now()
    put_in_outbox(to="zoe@demo.test", subject="Bonjour", text="Un mot", html="")
    OutgoingMail.objects.update(created_at=now - timedelta(hours=3), last_error="TimeoutError")
    page = client.get("/coordination/etat/").content.decode()
    assert "<dd>1 (le plus ancien, il y a 3\u00a0heures, <code>TimeoutError</code>)</dd>" in page
    assert "Réessayer les courriels abandonnés" not in page
    OutgoingMail.objects.update(state=OutgoingMail.State.GIVEN_UP, attempts=11, next_attempt_at=now - timedelta(days=1))
    DBTaskResult.objects.all().delete()
    assert "Réessayer les courriels abandonnés (1)" in client.get("/coordination/etat/").content.decode()
    said = [client.post("/coordination/etat/courriels/reessayer/", follow=True).content.decode() for _click in range(2)]
    assert "1 courriel de nouveau en attente." in said[0]
    assert "Aucun courriel n’attendait." in said[1]
    send_due_mails(timezone.now())
    assert OutgoingMail.objects.get().state == OutgoingMail.State.SENT
