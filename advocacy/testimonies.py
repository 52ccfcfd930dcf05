"""Taking back a testimony: at once, everywhere, for good."""

from datetime import datetime

from django.db import transaction

from advocacy.erasing import forget_files, overwrite_freed_space
from advocacy.models import Testimony, Version


def withdraw(testimony: Testimony, *, at: datetime) -> None:
    """Deletes the words of `testimony`, the files made of each version that shows it, and the PDFs supplied for them.

    The files are asked for again, without the words. A second call does nothing. Drafts name the testimony and never
    quote it; words copied elsewhere by hand are not found here.
    """
    with transaction.atomic():
        kept = Testimony.objects.select_for_update(of=("self",)).get(pk=testimony.pk)
        if kept.is_withdrawn:
            return
        kept.alias, kept.text, kept.withdrawn_at = "", "", at
        kept.save()
        forget_files(Version.objects.showing(kept).select_for_update())
        overwrite_freed_space()
