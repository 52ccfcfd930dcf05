"""The doctor's look at the engines: database, cache, files, mail, several machines, and a cache of pages before the site."""

import secrets
import shutil
from collections.abc import Iterator
from datetime import datetime
from http.client import HTTPConnection, HTTPSConnection
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.mail import EmailMessage, get_connection
from django.db import connection

from donations.stripe_checks import Finding
from site_polaris import health
from site_polaris.backup_archives import counted
from site_polaris.backups import media_root
from site_polaris.database_copies import engine
from site_polaris.findings import by_hand, good, wrong
from site_polaris.models import Worker

POSTGRES_PROGRAMS: Final = ("pg_dump", "pg_restore", "psql")
CONNECTIONS: Final = """
SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity WHERE backend_type = 'client backend'
"""
# Beyond this part of the connections that PostgreSQL takes, one more machine may find none.
MANY_CONNECTIONS: Final = 0.8
BUCKET: Final = "site_polaris.bucket.BucketStorage"
HTTP_BACKEND: Final = "wagtail.contrib.frontend_cache.backends.HTTPBackend"
PATIENCE_SECONDS: Final = 10


def see_media(now: datetime) -> Iterator[Finding]:
    """Writes a small file, reads it, asks for it as a stranger would where it is in a bucket, and deletes it."""
    storage: Any = storages["default"]
    root, in_bucket, is_public = media_root(), settings.STORAGES["default"]["BACKEND"] == BUCKET, False
    name = storage.save("doctor.txt", ContentFile(b"doctor"))
    try:
        with storage.open(name) as file:
            is_same = file.read() == b"doctor"
        is_public = in_bucket and storage.gives_to_strangers(name)
    finally:
        storage.delete(name)
    where = f"dans {root or type(storage).__name__}"
    if in_bucket:
        where = f"dans le compartiment S3 «\u00a0{storage.bucket_name}\u00a0»"
    if not is_same:
        yield wrong(f"Un fichier écrit {where} ne se relit pas\u00a0: vérifiez ce stockage.")
    elif storage.exists(name):
        yield wrong(f"Un fichier ne s’efface pas {where}\u00a0: vérifiez les droits de la clé.")
    else:
        yield good(f"Les fichiers téléversés s’écrivent, se relisent et s’effacent {where}.")
    if is_public:
        yield wrong("Le compartiment donne ses fichiers à n’importe qui, documents réservés compris\u00a0: rendez-le privé tout de suite.")
    elif in_bucket:
        yield by_hand("Les sauvegardes ne contiennent pas les fichiers du compartiment\u00a0: qu’il en garde les versions, ou copiez-les.")


def see_mail_server(now: datetime) -> Iterator[Finding]:
    """Opens and closes a connection, with the account where there is one; nothing is sent."""
    delivery: Any = get_connection(settings.MAIL_DELIVERY_BACKEND)
    delivery.open()
    try:
        if settings.ANYMAIL:
            yield judge_provider(delivery.esp_name, ask_provider(delivery))
            return
    finally:
        delivery.close()
    where = f" ({settings.EMAIL_HOST}, port {settings.EMAIL_PORT})" if "smtp" in settings.MAIL_DELIVERY_BACKEND else ""
    yield good("Rien ne part\u00a0: la démonstration garde ses courriels." if settings.DEMO else f"Le serveur de courriel répond{where}.")


def ask_provider(delivery: Any) -> int:
    """The status that its API gives to our key and to no mail at all: there is nothing in it to send, nor anybody to send it to."""
    probe = EmailMessage("", "", settings.DEFAULT_FROM_EMAIL, [settings.DEFAULT_FROM_EMAIL])
    asked = delivery.build_message_payload(probe, {}).get_request_params(delivery.api_url)
    status: int = delivery.session.request(**{**asked, "data": b"{}", "timeout": PATIENCE_SECONDS}).status_code
    return status


def judge_provider(name: str, status: int) -> Finding:
    if status in {401, 403}:
        return wrong(f"{name} refuse la clé, et les courriels attendent\u00a0: vérifiez MAIL_PROVIDER_KEY et MAIL_PROVIDER_SECRET.")
    if status == 404 or status >= 500:
        return wrong(f"{name} répond par une erreur ({status}), et les courriels attendent\u00a0: vérifiez MAIL_PROVIDER_URL.")
    return good(f"Les courriels partent par {name}, qui répond et accepte la clé.")


def see_frontend_caches(now: datetime) -> Iterator[Finding]:
    """Asks each cache of pages to forget an address that no page has."""
    for described in getattr(settings, "WAGTAILFRONTENDCACHE", {}).values():
        if described["BACKEND"] != HTTP_BACKEND:
            yield by_hand("Un cache de pages est devant le site\u00a0: changez une page, et voyez qu’elle change pour un lecteur.")
            continue
        where, status = described["LOCATION"], ask_to_forget(described["LOCATION"])
        if status in {401, 403, 405, 501, 502, 504}:
            yield wrong(f"Le cache de pages {where} refuse d’oublier une page ({status})\u00a0: les pages y resteraient anciennes.")
        else:
            yield good(f"Le cache de pages {where} répond, et oublie ce qu’on lui demande.")


def ask_to_forget(location: str) -> int:
    parts = urlsplit(location)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    asked = kind(parts.hostname or "", parts.port, timeout=PATIENCE_SECONDS)
    try:
        asked.request("PURGE", f"/doctor-{secrets.token_hex(8)}/", headers={"Host": urlsplit(settings.SITE_URL).netloc})
        return asked.getresponse().status
    finally:
        asked.close()


def see_database(now: datetime) -> Iterator[Finding]:
    source = engine()
    if source.vendor == "sqlite":
        yield good(f"La base est SQLite\u00a0{source.version()}, et répond.")
        return
    yield good(f"La base est PostgreSQL\u00a0{source.version()}, et répond.")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity WHERE backend_type = 'client backend'"
        )
        taken, most = cursor.fetchone()
    if taken > MANY_CONNECTIONS * most:
        yield by_hand(f"PostgreSQL sert déjà {taken} connexions sur {most}\u00a0: relevez max_connections avant d’ajouter des processus.")
    for program in POSTGRES_PROGRAMS:
        if shutil.which(program) is None:
            yield wrong(f"{program} est introuvable, et la sauvegarde en a besoin\u00a0: installez «\u00a0postgresql-client\u00a0».")


def see_cache(now: datetime) -> Iterator[Finding]:
    if not health.answers(health.shared_cache):
        if settings.REDIS_URL:
            yield wrong("Redis ne répond pas\u00a0: vérifiez REDIS_URL, et que le serveur tourne.")
        else:
            yield wrong("Le cache ne répond pas\u00a0: lancez «\u00a0manage.py createcachetable\u00a0».")
        return
    if not settings.REDIS_URL:
        yield good("Le cache et les limites, dans la base, répondent.")
        return
    told = cache._cache.get_client().info()  # type: ignore[attr-defined]
    yield good(f"Le cache et les limites, dans Redis\u00a0{told['redis_version']}, répondent.")
    if told["evicted_keys"]:
        yield by_hand(
            f"Redis a manqué de place et oublié {counted(told['evicted_keys'], 'clé')}, dont peut-être des limites\u00a0: agrandissez-le."
        )


def see_machines(now: datetime) -> Iterator[Finding]:
    """What several machines must share; they are told by their workers, named after the machine, the process and chance."""
    machines = {name.rsplit("-", 2)[0] for name in Worker.objects.alive(now).values_list("pk", flat=True)}
    if len(machines) < 2:
        return
    yield good(f"Des ouvriers sont au travail sur {counted(len(machines), 'machine')}.")
    if not settings.REDIS_URL:
        yield by_hand("Plusieurs machines comptent leurs limites dans la base\u00a0: réglez REDIS_URL, pour qu’elles n’y attendent pas.")
    if root := media_root():
        yield by_hand(f"Plusieurs machines ont un dossier {root}\u00a0: réglez S3_BUCKET, à moins qu’il ne soit à toutes le même.")
