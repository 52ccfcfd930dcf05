"""Each sentence of the doctor that can be wrong, wrong once; and a site where all is well."""

import os
import shutil
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import OutgoingMail
from accounts.outbox import put_in_outbox
from donations.alarms import open_alarm
from donations.models import MoneyAlert, StripeEvent
from donations.stripe_checks import Finding, Verdict
from site_polaris import doctor
from site_polaris.backups import make_backup
from site_polaris.doctor import ALONE, CANNOT_SEE, WITH_DATABASE, examine, look
from site_polaris.models import LastBackup, PeriodicRun, Worker
from tests.site_polaris.installations import Installation
from tests.site_polaris.queue_tasks import fail


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def well(db: None, settings: Any, tmp_path: Path, now: datetime) -> None:
    """A site in production on which nothing is to be put right."""
    settings.LOCAL = settings.STRIPE_STAND_IN = False
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://www.example.org", ["www.example.org"]
    settings.SECRET_KEY = "0123456789abcdefghijklmnopqrstuvwxyz0123456789ABCDEF"
    settings.TRUSTED_PROXY_COUNT = 1
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path / "var", str(tmp_path / "var" / "media")
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = "sk_live_zzz", "whsec_zzz"
    site_settings.KEYS_FILE.chmod(0o600)
    Worker.objects.create(id="vivant", started_at=now, alive_until=now + timedelta(minutes=1))
    PeriodicRun.objects.bulk_create(PeriodicRun(path=path, started_at=now, ended_at=now) for path, _ in settings.PERIODIC)
    LastBackup.objects.create(made_at=now - timedelta(hours=20), size_bytes=12_300_000)
    heard = {"type": "invoice.paid", "created_at": now, "livemode": True, "next_attempt_at": now}
    StripeEvent.objects.create(pk="evt_1", received_at=now - timedelta(hours=3), **heard)


def wrongs(now: datetime) -> list[str]:
    return [finding.sentence for finding in examine(now) if finding.verdict is Verdict.WRONG]


def notes(now: datetime) -> list[str]:
    return [finding.sentence for finding in examine(now) if finding.verdict is Verdict.BY_HAND]


ASK_STRIPE = "Pour interroger Stripe sur le compte, lancez «\u00a0manage.py doctor --stripe\u00a0»."


def test_site_where_all_is_well(well: None, now: datetime) -> None:
    assert wrongs(now) == []
    assert notes(now) == [ASK_STRIPE]
    said = " ".join(finding.sentence for finding in examine(now))
    assert "La dernière sauvegarde (12,3\u202fMo) a été faite il y a 20\u00a0heures." in said
    assert "Dernière nouvelle de Stripe\u00a0: il y a 3\u00a0heures." in said
    assert "Au travail\u00a0: 1\u00a0ouvrier." in said


def test_no_secret_and_nobody_is_in_what_it_says(well: None, now: datetime, settings: Any) -> None:
    put_in_outbox(to="zoe@demo.test", subject="Bonjour Zoé", text="Un mot", html="")
    OutgoingMail.objects.update(state=OutgoingMail.State.GIVEN_UP)
    said = " ".join(finding.sentence for finding in examine(now))
    _, key = settings.KEYS_FILE.read_text().split()
    password = str(connection.settings_dict["PASSWORD"])
    for secret in (settings.SECRET_KEY, "sk_live_zzz", "whsec_zzz", key, "zoe@", "Zoé", *filter(None, [password])):
        assert secret not in said
    assert "1\u00a0courriel à l’abandon" in said


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ALLOWED_HOSTS": ["*"]}, "ALLOWED_HOSTS accepte n’importe quel nom («\u00a0*\u00a0»)\u00a0: écrivez ceux du site."),
        ({"ALLOWED_HOSTS": ["example.org"]}, "Le site refuse sa propre adresse\u00a0: ajoutez www.example.org à ALLOWED_HOSTS."),
        ({"SECRET_KEY": "k" * 60}, "SECRET_KEY est trop faible\u00a0: il faut 50\u00a0caractères tirés au hasard, ou plus."),
        ({"SECRET_KEY": "0123456789"}, "SECRET_KEY est trop faible\u00a0: il faut 50\u00a0caractères tirés au hasard, ou plus."),
        (
            {"SECRET_KEY_FALLBACKS": ["court"]},
            "SECRET_KEY_FALLBACKS est trop faible\u00a0: il faut 50\u00a0caractères tirés au hasard, ou plus.",
        ),
        ({"STRIPE_SECRET_KEY": "pk_live_zzz"}, "STRIPE_SECRET_KEY n’est pas une clé secrète de Stripe (sk_… ou rk_…)."),
        (
            {"STRIPE_WEBHOOK_SECRET": "zzz"},
            "STRIPE_WEBHOOK_SECRET n’est pas le secret d’un webhook (whsec_…)\u00a0: les dons ne seraient pas notés comme payés.",
        ),
        (
            {"MAIL_DELIVERY_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": 1},
            f"{CANNOT_SEE['see_mail_server']} (ConnectionRefusedError).",
        ),
        ({"MEDIA_ROOT": "/proc/nulle-part"}, f"{CANNOT_SEE['see_media']} (FileNotFoundError)."),
        (
            {"TESTING": False, "STATIC_ROOT": "/nulle-part"},
            "Les fichiers statiques manquent\u00a0: lancez «\u00a0manage.py collectstatic\u00a0».",
        ),
    ],
)
def test_setting_that_is_wrong_is_told(well: None, now: datetime, settings: Any, changes: dict[str, Any], sentence: str) -> None:
    for name, value in changes.items():
        setattr(settings, name, value)
    assert wrongs(now) == [sentence]


def test_setting_that_may_be_wrong_is_told(well: None, now: datetime, settings: Any) -> None:
    settings.TRUSTED_PROXY_COUNT, settings.STRIPE_SECRET_KEY = 0, "sk_test_zzz"
    StripeEvent.objects.all().delete()
    assert wrongs(now) == []
    proxies, key, _ask, silence = notes(now)
    assert proxies.startswith("TRUSTED_PROXY_COUNT vaut 0\u00a0: derrière un mandataire (nginx), mettez 1")
    assert key == "La clé de Stripe est de test\u00a0: aucun don ne débite d’argent."
    assert silence == "Stripe n’a encore rien annoncé au site."


def test_keys_that_others_may_read_are_told(well: None, now: datetime, settings: Any) -> None:
    settings.KEYS_FILE.chmod(0o640)
    try:
        [sentence] = wrongs(now)
    finally:
        settings.KEYS_FILE.chmod(0o600)
    assert sentence.endswith(f"lancez «\u00a0chmod 600 {settings.KEYS_FILE}\u00a0».")


def test_keys_among_the_media_or_gone_are_told(well: None, now: datetime, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    copy = tmp_path / "media" / "keys"
    copy.parent.mkdir()
    shutil.copy(settings.KEYS_FILE, copy)
    settings.KEYS_FILE = copy
    assert wrongs(now) == ["Le trousseau est parmi les fichiers téléversés, que le site sert\u00a0: déplacez-le tout de suite."]
    settings.KEYS_FILE = tmp_path / "absent"
    assert wrongs(now) == [f"{CANNOT_SEE['see_keys']} (ImproperlyConfigured)."]


def test_little_room_and_what_a_restore_left_are_told(well: None, now: datetime, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LOW_DISK_BYTES", 10**18)
    settings.VAR_DIR.mkdir()
    (settings.VAR_DIR / ".polaris-restore-abc").mkdir()
    room, left = wrongs(now)
    assert room.startswith("Il ne reste que ")
    assert left.startswith("Une restauration interrompue a laissé «\u00a0.polaris-restore-…\u00a0» dans ")


class ForgetfulStorage(InMemoryStorage):
    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        return super().save(name, ContentFile(b""), max_length)


def test_storage_that_does_not_give_back_is_told(well: None, now: datetime, settings: Any) -> None:
    elsewhere = {"BACKEND": "tests.site_polaris.test_doctor.ForgetfulStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": elsewhere}
    assert wrongs(now) == ["Un fichier écrit dans ForgetfulStorage ne se relit pas\u00a0: vérifiez ce stockage."]


def test_migrations_that_do_not_agree_are_told(well: None, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('home', '9999_later', %s)", [now])
        assert wrongs(now) == ["La base a servi à un code plus récent (home.9999_later)\u00a0: mettez le code à jour."]
        cursor.execute("DELETE FROM django_migrations WHERE name IN ('9999_later', '0002_last_backup')")
    assert wrongs(now) == ["La base n’est pas à jour\u00a0: lancez «\u00a0manage.py migrate\u00a0»."]


@pytest.mark.parametrize(
    ("redis", "sentence"),
    [
        ("", "Le cache ne répond pas\u00a0: lancez «\u00a0manage.py createcachetable\u00a0»."),
        ("redis://127.0.0.1:1", "Redis ne répond pas\u00a0: vérifiez REDIS_URL, et que le serveur tourne."),
    ],
)
def test_cache_that_does_not_answer_is_told(well: None, now: datetime, settings: Any, redis: str, sentence: str) -> None:
    settings.REDIS_URL = redis
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert wrongs(now) == [sentence]


def test_queue_that_nobody_serves_is_told(well: None, now: datetime) -> None:
    fail.enqueue()
    DBTaskResult.objects.update(enqueued_at=now - timedelta(minutes=16))
    Worker.objects.all().delete()
    none, waiting = wrongs(now)
    assert none == "Aucun ouvrier ne travaille\u00a0: démarrez «\u00a0manage.py run_worker\u00a0»."
    assert waiting.startswith("Des tâches attendent depuis plus d’un quart d’heure")
    DBTaskResult.objects.update(status="FAILED", finished_at=now, worker_ids=["a"])
    assert "1\u00a0tâche en échec, à lire dans «\u00a0/coordination/etat/\u00a0»." in notes(now)


def test_jobs_that_fail_or_do_not_come_are_told(well: None, now: datetime) -> None:
    PeriodicRun.objects.filter(path="home.search_log.purge_empty_searches").update(error="OSError")
    PeriodicRun.objects.filter(path="accounts.outbox.send_due_mails").update(started_at=now - timedelta(hours=2))
    PeriodicRun.objects.filter(path="volunteers.alerts.watch").delete()
    failed, late, retention = wrongs(now)
    assert failed == "Le travail home.search_log.purge_empty_searches a échoué (OSError)\u00a0: lisez le journal de l’ouvrier."
    assert late == "Le travail accounts.outbox.send_due_mails est en retard (dernier départ il y a 2\u00a0heures)."
    assert retention.endswith("qui suppriment ce dont le terme est passé, 1 n’a pas abouti.")
    assert "Travaux à heure fixe jamais encore lancés\u00a0: 1." in notes(now)


def test_mails_that_do_not_leave_are_told(well: None, now: datetime) -> None:
    put_in_outbox(to="zoe@demo.test", subject="Bonjour", text="Un mot", html="")
    assert wrongs(now) == []
    OutgoingMail.objects.update(created_at=now - timedelta(minutes=61))
    [sentence] = wrongs(now)
    assert sentence.startswith("Des courriels attendent depuis plus d’une heure (1 en tout)")


def test_silence_of_stripe_is_told(well: None, now: datetime) -> None:
    open_alarm(MoneyAlert.Kind.SILENCE, now=now)
    assert wrongs(now) == ["Les nouvelles de Stripe n’arrivent plus\u00a0: lancez «\u00a0manage.py check_stripe\u00a0»."]


def test_backup_that_is_old_missing_or_beside_the_site_is_told(well: None, now: datetime, settings: Any) -> None:
    LastBackup.objects.update(made_at=now - timedelta(hours=36))
    assert wrongs(now) == ["La dernière sauvegarde (12,3\u202fMo) a été faite il y a 1\u00a0jour\u00a0: voyez ce qui l’arrête."]
    LastBackup.objects.all().delete()
    assert wrongs(now) == ["Aucune sauvegarde n’a été faite\u00a0: lancez «\u00a0manage.py backup\u00a0», puis chaque nuit."]
    make_backup(settings.BACKUP_DIR, now=now)
    assert wrongs(now) == []
    assert notes(now)[-1].startswith("Les sauvegardes sont sur le même disque que le site")
    # The demo is made again, not restored.
    LastBackup.objects.all().delete()
    settings.DEMO = True
    assert wrongs(now) == []


def test_clock_that_went_back_is_told(well: None, now: datetime) -> None:
    PeriodicRun.objects.filter(path="accounts.outbox.send_due_mails").update(started_at=now + timedelta(seconds=6))
    assert wrongs(now) == ["L’horloge de cette machine retarde sur celle d’un ouvrier, ou a reculé\u00a0: réglez-la (NTP)."]


@pytest.mark.postgres
def test_clock_of_the_server_is_compared(well: None, now: datetime) -> None:
    PeriodicRun.objects.update(started_at=now - timedelta(seconds=30))
    [sentence] = wrongs(now - timedelta(seconds=20))
    assert sentence == "L’horloge de cette machine et celle de la base diffèrent\u00a0: réglez-les (NTP)."


@pytest.mark.postgres
def test_missing_programs_are_told(well: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nulle-part")
    expected = [
        f"{program} est introuvable, et la sauvegarde en a besoin\u00a0: installez «\u00a0postgresql-client\u00a0»."
        for program in ("pg_dump", "pg_restore", "psql")
    ]
    assert wrongs(now) == expected


def test_every_check_has_a_sentence_for_when_it_cannot_be_made(now: datetime) -> None:
    assert [check.__name__ for check in (*ALONE, *WITH_DATABASE)] == list(CANNOT_SEE)
    assert all(sentence[-1] not in ".:" for sentence in CANNOT_SEE.values())


def test_check_that_breaks_says_its_class_and_not_its_message(now: datetime) -> None:
    def see_disk(now: datetime) -> list[Finding]:
        raise sqlite3.OperationalError("zoe@demo.test")

    [finding] = look(see_disk, now)
    assert finding == Finding(Verdict.WRONG, "Le disque ne répond pas\u00a0: vérifiez POLARIS_VAR_DIR (OperationalError).")


def test_command_fails_while_something_is_wrong(well: None, now: datetime, settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("doctor")
    said = capsys.readouterr().out
    assert said.startswith("\nBon\n  [x] Le site est réglé pour https://www.example.org.\n")
    assert "À corriger" not in said
    settings.ALLOWED_HOSTS = ["*"]
    with pytest.raises(CommandError, match=r"^Un point est à corriger\.$"):
        call_command("doctor")
    assert "\nÀ corriger\n  [!] ALLOWED_HOSTS accepte" in capsys.readouterr().out
    LastBackup.objects.all().delete()
    with pytest.raises(CommandError, match=r"^2 points sont à corriger\.$"):
        call_command("doctor")


def test_stripe_is_asked_only_when_told_to(db: None, settings: Any, now: datetime) -> None:
    account = "Le compte peut encaisser."
    assert account not in [finding.sentence for finding in examine(now)]
    assert account in [finding.sentence for finding in examine(now, ask_stripe=True)]


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgres://postgres@127.0.0.1:1/absente", "La base ne répond pas\u00a0: vérifiez DATABASE_URL"),
        ("sqlite:///{folder}/vide.sqlite3", "La base est vide\u00a0: restaurez une sauvegarde"),
    ],
)
def test_database_that_is_away_or_empty_is_told(tmp_path: Path, url: str, sentence: str) -> None:
    code, said = Installation(tmp_path, url.format(folder=tmp_path)).run("doctor")
    assert (code, sentence in said, "Traceback" in said) == (1, True, False), said
    assert os.fspath(tmp_path / "media") in said
