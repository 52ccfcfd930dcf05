"""The files of a version: its PDF and its two pictures, made by the worker after publishing."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from advocacy.models import Version
from advocacy.printing.cards import SQUARE, WIDE, draw_card
from advocacy.printing.document import lay_out
from advocacy.printing.typesetting import typeset
from home.dates import local_date

FOLDER: Final = "publications"
SUFFIXES: Final = {"pdf": "pdf", "wide_image": "png", "square_image": "png"}
# A file is written before its row says so.
YOUNGEST_ORPHAN: Final = timedelta(hours=1)


def ask_for_files(now: datetime) -> None:
    """Queues the making of the files of each version that waits for them: published since, or asked again."""
    for key in Version.objects.filter(files_asked_at=None).values_list("pk", flat=True):
        with transaction.atomic():
            # Another worker may have asked in between.
            if Version.objects.filter(pk=key, files_asked_at=None).update(files_asked_at=now):
                make_files.enqueue(key)


@task
def make_files(version_id: int) -> None:
    """Makes the files of a version. May run twice; does nothing for a version that is gone."""
    version = Version.objects.filter(pk=version_id).first()
    if version is not None:
        keep_files(version, draw_files(version, on=timezone.now()))


def draw_files(version: Version, *, on: datetime) -> dict[str, bytes]:
    """The content of each file, by field. Raises UnknownContentError or TypesettingError."""
    layout = lay_out(version, on=local_date(on))
    return {
        "pdf": typeset("publication.typ", layout.data, layout.files, at=version.published_at),
        "wide_image": draw_card(version, WIDE),
        "square_image": draw_card(version, SQUARE),
    }


def keep_files(version: Version, contents: Mapping[str, bytes]) -> None:
    """Saves the files, unless they were asked for again while they were drawn: words may have been withdrawn meanwhile."""
    with transaction.atomic():
        current = Version.objects.select_for_update().filter(pk=version.pk).first()
        if current is None or current.files_asked_at != version.files_asked_at:
            return
        for field, content in contents.items():
            if earlier := getattr(current, field).name:
                transaction.on_commit(partial(default_storage.delete, earlier))
            name = f"{FOLDER}/{current.page_id}/{current.number}-{secrets.token_hex(8)}.{SUFFIXES[field]}"
            getattr(current, field).save(name, ContentFile(content), save=False)
        current.save(update_fields=list(contents))


def purge_files(now: datetime) -> None:
    """Deletes the files that no version names any more: their page was deleted, or the worker stopped half-way."""
    try:
        folders, _ = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        # Nothing was ever made.
        return
    for folder in folders:
        named = set()
        for row in Version.objects.filter(page_id=int(folder)).values_list(*SUFFIXES):
            named.update(row)
        for file in default_storage.listdir(f"{FOLDER}/{folder}")[1]:
            path = f"{FOLDER}/{folder}/{file}"
            if path not in named and default_storage.get_modified_time(path) < now - YOUNGEST_ORPHAN:
                default_storage.delete(path)
