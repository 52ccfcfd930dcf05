"""What is configured, what answers, what is missing and what to do about it: in sentences that hold no secret and name nobody."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks.security.base import SECRET_KEY_MIN_LENGTH, SECRET_KEY_MIN_UNIQUE_CHARACTERS
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.http.request import validate_host

from accounts.keys import key_names
from accounts.models import OutgoingMail
from donations.models import MoneyAlert
from donations.stripe_checks import Finding, check_account
from donations.stripe_client import expects_live_mode
from donations.watch import last_webhook_at
from home.dates import clock, how_long_ago, short_day
from home.numbers import format_number, format_size
from site_polaris import health
from site_polaris.backup_archives import archives_in, counted
from site_polaris.backups import media_root
from site_polaris.demo_start import has_migrations_to_run
from site_polaris.engine_checks import see_cache, see_database, see_frontend_caches, see_machines, see_mail_server, see_media
from site_polaris.findings import Check, by_hand, good, wrong
from site_polaris.models import LastBackup, PeriodicRun, Worker
from site_polaris.reaper import failed_tasks
from site_polaris.restores import RESTORING, unknown_migrations

LOW_DISK: Final = 0.05
LOW_DISK_BYTES: Final = 1_000_000_000
CLOCKS_APART: Final = timedelta(seconds=5)
LONG_MAIL: Final = timedelta(hours=1)
# The first word of the jobs that delete what is past its term (site_polaris/jobs.py).
RETENTION: Final = ("forget_", "purge_", "delete_", "erase_", "clear_", "prune_", "end_due_")


def examine(now: datetime, *, ask_stripe: bool = False) -> list[Finding]:
    """Every finding. Never raises: what cannot be looked at is a finding too, with the class of what was raised."""
    findings = [found for check in ALONE for found in look(check, now)]
    if not health.answers(health.database):
        findings.append(wrong("La base ne répond pas\u00a0: vérifiez DATABASE_URL, et que le serveur tourne. Le reste n’a pas pu être vu."))
        return findings
    if not MigrationRecorder(connection).applied_migrations():
        findings.append(wrong("La base est vide\u00a0: restaurez une sauvegarde, ou suivez la première installation (docs/running.md)."))
        return findings
    findings += [found for check in WITH_DATABASE for found in look(check, now)]
    return findings + check_account() if ask_stripe else findings


def look(check: Check, now: datetime) -> list[Finding]:
    try:
        return list(check(now))
    except Exception as error:  # noqa: BLE001 one check that cannot be made keeps no other from being made
        return [wrong(f"{CANNOT_SEE[check.__name__]} ({type(error).__name__}).")]


# Without the database ----------------------------------------------------------------------------


def see_mode(now: datetime) -> Iterator[Finding]:
    if settings.DEMO:
        yield good("C’est la démonstration\u00a0: elle ne répond qu’à cette machine.")
    else:
        yield good(f"Le site est réglé pour {settings.SITE_URL}.")


def see_hosts(now: datetime) -> Iterator[Finding]:
    host = urlsplit(settings.SITE_URL).hostname or ""
    if "*" in settings.ALLOWED_HOSTS:
        yield wrong("ALLOWED_HOSTS accepte n’importe quel nom («\u00a0*\u00a0»)\u00a0: écrivez ceux du site.")
    elif not validate_host(host, settings.ALLOWED_HOSTS):
        yield wrong(f"Le site refuse sa propre adresse\u00a0: ajoutez {host} à ALLOWED_HOSTS.")
    else:
        yield good(f"Le site répond à {', '.join(settings.ALLOWED_HOSTS)}.")


def see_proxies(now: datetime) -> Iterator[Finding]:
    if settings.TRUSTED_PROXY_COUNT:
        yield good(f"{counted(settings.TRUSTED_PROXY_COUNT, 'mandataire')} de confiance devant le site (TRUSTED_PROXY_COUNT).")
    elif not settings.LOCAL:
        yield by_hand(
            "TRUSTED_PROXY_COUNT vaut 0\u00a0: derrière un mandataire (nginx), mettez 1, sans quoi le site renvoie sans fin vers HTTPS "
            "et compte tout le monde sous une seule adresse."
        )


def see_secret_key(now: datetime) -> Iterator[Finding]:
    for name, keys in (("SECRET_KEY", [settings.SECRET_KEY]), ("SECRET_KEY_FALLBACKS", settings.SECRET_KEY_FALLBACKS)):
        if any(len(key) < SECRET_KEY_MIN_LENGTH or len(set(key)) < SECRET_KEY_MIN_UNIQUE_CHARACTERS for key in keys):
            yield wrong(f"{name} est trop faible\u00a0: il faut 50\u00a0caractères tirés au hasard, ou plus.")
        elif keys:
            yield good(f"{name} est assez longue.")


def see_keys(now: datetime) -> Iterator[Finding]:
    path: Path = settings.KEYS_FILE
    yield good(f"Le trousseau se lit\u00a0: {counted(len(key_names()), 'clé')} (POLARIS_KEYS_FILE).")
    if path.stat().st_mode & 0o077:
        yield wrong(f"D’autres que le site peuvent lire les clés de chiffrement\u00a0: lancez «\u00a0chmod 600 {path}\u00a0».")
    root = media_root()
    if root and path.resolve().is_relative_to(root):
        yield wrong("Le trousseau est parmi les fichiers téléversés, que le site sert\u00a0: déplacez-le tout de suite.")


def see_disk(now: datetime) -> Iterator[Finding]:
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    usage = shutil.disk_usage(settings.VAR_DIR)
    left = f"{format_number(Decimal(usage.free) / 10**9, 1)}\u202fGo libres sur le disque de POLARIS_VAR_DIR"
    if usage.free < LOW_DISK_BYTES or usage.free < LOW_DISK * usage.total:
        yield wrong(f"Il ne reste que {left}\u00a0: faites de la place.")
    else:
        yield good(f"Il y a {left}.")
    if any(settings.VAR_DIR.glob(f"{RESTORING}*")):
        yield wrong(
            f"Une restauration interrompue a laissé «\u00a0{RESTORING}…\u00a0» dans {settings.VAR_DIR}\u00a0: "
            "reprenez-y les fichiers d’avant s’ils manquent, puis supprimez-le."
        )


def see_static_files(now: datetime) -> Iterator[Finding]:
    if settings.TESTING or (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file():
        yield good("Les fichiers statiques sont réunis.")
    else:
        yield wrong("Les fichiers statiques manquent\u00a0: lancez «\u00a0manage.py collectstatic\u00a0».")


def see_stripe_keys(now: datetime) -> Iterator[Finding]:
    if settings.STRIPE_STAND_IN:
        yield good("Les paiements passent par la doublure de Stripe\u00a0: aucun argent ne bouge.")
        return
    if not settings.STRIPE_SECRET_KEY.startswith(("sk_", "rk_")):
        yield wrong("STRIPE_SECRET_KEY n’est pas une clé secrète de Stripe (sk_… ou rk_…).")
    elif expects_live_mode():
        yield good("La clé de Stripe est réelle.")
    else:
        yield by_hand("La clé de Stripe est de test\u00a0: aucun don ne débite d’argent.")
    if not settings.STRIPE_WEBHOOK_SECRET.startswith("whsec_"):
        yield wrong("STRIPE_WEBHOOK_SECRET n’est pas le secret d’un webhook (whsec_…)\u00a0: les dons ne seraient pas notés comme payés.")
    yield by_hand("Pour interroger Stripe sur le compte, lancez «\u00a0manage.py doctor --stripe\u00a0».")


# With the database -------------------------------------------------------------------------------


def see_migrations(now: datetime) -> Iterator[Finding]:
    applied = [f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()]
    if newer := unknown_migrations(applied):
        yield wrong(f"La base a servi à un code plus récent ({newer[0]})\u00a0: mettez le code à jour.")
    if has_migrations_to_run():
        yield wrong("La base n’est pas à jour\u00a0: lancez «\u00a0manage.py migrate\u00a0».")
    elif not newer:
        yield good("La base est à jour du code.")


def see_workers(now: datetime) -> Iterator[Finding]:
    alive = Worker.objects.alive(now).count()
    if alive:
        yield good(f"Au travail\u00a0: {counted(alive, 'ouvrier')}.")
    else:
        yield wrong("Aucun ouvrier ne travaille\u00a0: démarrez «\u00a0manage.py run_worker\u00a0».")
    if not health.queue():
        yield wrong("Des tâches attendent depuis plus d’un quart d’heure\u00a0: les ouvriers n’y suffisent pas, ou sont bloqués.")
    if failed := failed_tasks().count():
        yield by_hand(f"{counted(failed, 'tâche')} en échec, à lire dans «\u00a0/coordination/etat/\u00a0».")


def see_jobs(now: datetime) -> Iterator[Finding]:
    runs = PeriodicRun.objects.in_bulk()
    has_failed = [path for path, _ in settings.PERIODIC if path in runs and runs[path].error]
    late = [path for path, seconds in settings.PERIODIC if path in runs and runs[path].is_late(now, timedelta(seconds=seconds))]
    never = [path for path, _ in settings.PERIODIC if path not in runs]
    for path in has_failed:
        yield wrong(f"Le travail {path} a échoué ({runs[path].error})\u00a0: lisez le journal de l’ouvrier.")
    for path in late:
        yield wrong(f"Le travail {path} est en retard (dernier départ {how_long_ago(runs[path].started_at or now, now)}).")
    if never:
        yield by_hand(f"Travaux à heure fixe jamais encore lancés\u00a0: {len(never)}.")
    if not (has_failed or late or never):
        yield good("Les travaux à heure fixe ont tous tourné à temps.")


def see_retention(now: datetime) -> Iterator[Finding]:
    paths = [path for path, _ in settings.PERIODIC if path.rpartition(".")[2].startswith(RETENTION)]
    runs = PeriodicRun.objects.filter(path__in=paths, error="")
    ended = [run.ended_at for run in runs if run.ended_at]
    if lacking := len(paths) - len(ended):
        verb = "n’a" if lacking == 1 else "n’ont"
        yield wrong(f"Sur {len(paths)} travaux qui suppriment ce dont le terme est passé, {lacking} {verb} pas abouti.")
    else:
        oldest = how_long_ago(min(ended), now)
        yield good(f"Ce dont le terme est passé est supprimé\u00a0: {len(paths)} travaux, le plus ancien {oldest}.")


def see_mails(now: datetime) -> Iterator[Finding]:
    waiting = OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING)
    given_up = OutgoingMail.objects.filter(state=OutgoingMail.State.GIVEN_UP).count()
    if waiting.filter(created_at__lt=now - LONG_MAIL).exists():
        yield wrong(
            f"Des courriels attendent depuis plus d’une heure ({waiting.count()} en tout)\u00a0: voyez le serveur de courriel et l’ouvrier."
        )
    else:
        yield good("Aucun courriel n’attend depuis plus d’une heure.")
    if given_up:
        yield by_hand(f"{counted(given_up, 'courriel')} à l’abandon après plusieurs jours d’essais.")


def see_webhook(now: datetime) -> Iterator[Finding]:
    heard_at = last_webhook_at()
    if MoneyAlert.objects.filter(kind=MoneyAlert.Kind.SILENCE, closed_at=None).exists():
        yield wrong("Les nouvelles de Stripe n’arrivent plus\u00a0: lancez «\u00a0manage.py check_stripe\u00a0».")
    elif heard_at:
        yield good(f"Dernière nouvelle de Stripe\u00a0: {how_long_ago(heard_at, now)}.")
    else:
        yield by_hand("Stripe n’a encore rien annoncé au site.")


def see_backup(now: datetime) -> Iterator[Finding]:
    if settings.DEMO:
        return
    last = LastBackup.objects.first()
    if last is None:
        yield wrong("Aucune sauvegarde n’a été faite\u00a0: lancez «\u00a0manage.py backup\u00a0», puis chaque nuit.")
        return
    said = f"La dernière sauvegarde ({format_size(last.size_bytes)}) a été faite {how_long_ago(last.made_at, now)}"
    yield wrong(f"{said}\u00a0: voyez ce qui l’arrête.") if last.is_old(now) else good(f"{said}.")
    folder: Path = settings.BACKUP_DIR
    if folder.is_dir() and archives_in(folder) and folder.stat().st_dev == settings.VAR_DIR.stat().st_dev:
        yield by_hand("Les sauvegardes sont sur le même disque que le site\u00a0: copiez-les ailleurs, ou réglez POLARIS_BACKUP_DIR.")


def see_clock(now: datetime) -> Iterator[Finding]:
    latest = PeriodicRun.objects.exclude(started_at=None).order_by("-started_at").values_list("started_at", flat=True).first()
    if latest and latest - now > CLOCKS_APART:
        yield wrong("L’horloge de cette machine retarde sur celle d’un ouvrier, ou a reculé\u00a0: réglez-la (NTP).")
    elif connection.vendor == "postgresql" and abs(server_clock() - now) > CLOCKS_APART:
        yield wrong("L’horloge de cette machine et celle de la base diffèrent\u00a0: réglez-les (NTP).")
    else:
        yield good(f"L’horloge dit {clock(now)} à Paris, le {short_day(now)}.")


def server_clock() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


ALONE: Final[tuple[Check, ...]] = (
    see_mode,
    see_hosts,
    see_proxies,
    see_secret_key,
    see_keys,
    see_disk,
    see_media,
    see_static_files,
    see_mail_server,
    see_frontend_caches,
    see_stripe_keys,
)
WITH_DATABASE: Final[tuple[Check, ...]] = (
    see_database,
    see_migrations,
    see_cache,
    see_workers,
    see_machines,
    see_jobs,
    see_retention,
    see_mails,
    see_webhook,
    see_backup,
    see_clock,
)
# What is said of a check that could not be made.
CANNOT_SEE: Final = {
    see_mode.__name__: "Le mode ne se lit pas",
    see_hosts.__name__: "Les noms du site ne se lisent pas",
    see_proxies.__name__: "Le nombre de mandataires ne se lit pas",
    see_secret_key.__name__: "SECRET_KEY ne se lit pas",
    see_keys.__name__: "Les clés de chiffrement ne se lisent pas\u00a0: vérifiez POLARIS_KEYS_FILE",
    see_disk.__name__: "Le disque ne répond pas\u00a0: vérifiez POLARIS_VAR_DIR",
    see_media.__name__: "Les fichiers téléversés ne s’écrivent pas\u00a0: vérifiez les droits du dossier, ou S3_BUCKET et ce qui suit",
    see_static_files.__name__: "Les fichiers statiques ne se lisent pas",
    see_mail_server.__name__: "Le serveur de courriel ne répond pas, et ils attendent\u00a0: vérifiez EMAIL_HOST, ou MAIL_PROVIDER",
    see_frontend_caches.__name__: "Le cache de pages devant le site ne répond pas, et les pages y resteraient anciennes",
    see_stripe_keys.__name__: "Les clés de Stripe ne se lisent pas",
    see_database.__name__: "La version de la base ne se lit pas",
    see_migrations.__name__: "L’état de la base ne se lit pas\u00a0: lancez «\u00a0manage.py migrate\u00a0»",
    see_cache.__name__: "Le cache ne répond pas",
    see_workers.__name__: "Les ouvriers ne se lisent pas\u00a0: lancez «\u00a0manage.py migrate\u00a0»",
    see_machines.__name__: "Les machines des ouvriers ne se lisent pas\u00a0: lancez «\u00a0manage.py migrate\u00a0»",
    see_jobs.__name__: "Les travaux à heure fixe ne se lisent pas\u00a0: lancez «\u00a0manage.py migrate\u00a0»",
    see_retention.__name__: "Les suppressions à terme ne se lisent pas\u00a0: lancez «\u00a0manage.py migrate\u00a0»",
    see_mails.__name__: "Les courriels ne se lisent pas\u00a0: lancez «\u00a0manage.py migrate\u00a0»",
    see_webhook.__name__: "Les nouvelles de Stripe ne se lisent pas\u00a0: lancez «\u00a0manage.py migrate\u00a0»",
    see_backup.__name__: "La dernière sauvegarde ne se lit pas\u00a0: lancez «\u00a0manage.py migrate\u00a0»",
    see_clock.__name__: "L’horloge de la base ne se lit pas",
}
