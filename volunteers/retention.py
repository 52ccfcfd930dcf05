"""What is not kept: sign-ups that went no further."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from volunteers.models import Volunteer

UNFINISHED_KEPT: Final = timedelta(days=92)


def erase_unfinished_sign_ups(now: datetime) -> None:
    """Deletes the accounts whose e-mail was never confirmed, three months after the sign-up.

    Whoever has a role, a place, promised time or a pairing stays, however they came by it.
    """
    with transaction.atomic():
        for volunteer in Volunteer.objects.unfinished().filter(signed_up_at__lt=now - UNFINISHED_KEPT).select_related("user"):
            volunteer.user.delete()
