"""What is not kept: sign-ups that went no further, and the accounts of those who left long ago."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.outbox import write_mail
from home.dates import add_months, full_day
from volunteers import erasure
from volunteers.models import BulkMail, DataExport, Volunteer

UNFINISHED_KEPT: Final = timedelta(days=92)
MONTHS_KEPT_AFTER_LEAVING: Final = 36
NOTICE: Final = timedelta(days=30)
RECORDS_KEPT: Final = timedelta(days=366)


def erase_unfinished_sign_ups(now: datetime) -> None:
    """Deletes the accounts whose e-mail was never confirmed, three months after the sign-up.

    For whoever was imported from a list these months begin with the import, however old the sign-up: the mail sent then
    says so. Whoever has a role, a place, promised time or a pairing stays, however they came by it.
    """
    with transaction.atomic():
        old = Volunteer.objects.unfinished().filter(signed_up_at__lt=now - UNFINISHED_KEPT, user__date_joined__lt=now - UNFINISHED_KEPT)
        for volunteer in old.select_related("user"):
            volunteer.user.delete()


def forget_records(now: datetime) -> None:
    """Deletes, a year later, the lines that say who wrote to many and who took lists out."""
    BulkMail.objects.filter(finished_at__lt=now - RECORDS_KEPT).delete()
    DataExport.objects.filter(taken_at__lt=now - RECORDS_KEPT).delete()


def erase_long_gone(now: datetime) -> None:
    """Erases those who left three years ago, thirty days at least after having told them by mail.

    Whoever comes back in between is no longer among them; whoever is bound to others, or to the team, is left alone.
    """
    today = timezone.localdate(now)
    left = Volunteer.objects.filter(left_on__lte=add_months(today + NOTICE, -MONTHS_KEPT_AFTER_LEAVING)).select_related("user")
    for volunteer in left.filter(Q(reminded_at=None) | Q(reminded_at__lt=now - 2 * NOTICE)):
        if not erasure.refusal_reasons(volunteer, now=now):
            _give_notice(volunteer, now=now)
    for volunteer in left.filter(reminded_at__gte=now - 2 * NOTICE, reminded_at__lte=now - NOTICE):
        if not erasure.refusal_reasons(volunteer, now=now):
            erasure.erase(volunteer, now=now)


def _give_notice(volunteer: Volunteer, *, now: datetime) -> None:
    with transaction.atomic():
        volunteer.reminded_at = now
        volunteer.save(update_fields=["reminded_at"])
        write_mail(
            "volunteers/erasure_notice",
            to=volunteer.user.email,
            subject="Votre compte sera effacé dans un mois",
            # No link to their space: it closed when they left.
            context={"first_name": volunteer.user.first_name, "day": full_day(now + NOTICE)},
        )
