"""Taking back a testimony: at once, everywhere, for good."""

from datetime import datetime
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from wagtail.documents import get_document_model

from advocacy.models import Testimony, Version

FILES = ("pdf", "wide_image", "square_image")


def withdraw(testimony: Testimony, *, at: datetime) -> None:
    """Deletes the words of `testimony`, the files made of each version that shows it, and the PDFs supplied for them.

    The files are asked for again, without the words. A second call does nothing. Drafts name the testimony and never
    quote it; words copied elsewhere by hand are not found here.
    """
    with transaction.atomic():
        kept = Testimony.objects.select_for_update().get(pk=testimony.pk)
        if kept.is_withdrawn:
            return
        kept.alias, kept.text, kept.withdrawn_at = "", "", at
        kept.save()
        supplied = set()
        for version in Version.objects.showing(kept).select_for_update():
            supplied.add(version.supplied_pdf_id)
            for name in FILES:
                if path := getattr(version, name).name:
                    transaction.on_commit(partial(default_storage.delete, path))
                setattr(version, name, "")
            version.files_asked_at = None
            version.save(update_fields=[*FILES, "files_asked_at"])
        # Pages and versions that offered them no longer do. Wagtail deletes the file of a document too, when its task runs.
        for document in get_document_model().objects.filter(pk__in=supplied - {None}):
            transaction.on_commit(partial(default_storage.delete, document.file.name))
            document.delete()
