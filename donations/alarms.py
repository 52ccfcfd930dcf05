"""What the treasurer must look at: opened once, told to each of them by a mail, closed when it is no longer so."""

from datetime import datetime

from django.db import transaction

from accounts.models import users_with_role
from accounts.outbox import write_mail
from accounts.roles import Role
from donations.models import MoneyAlert


def open_alarm(
    kind: MoneyAlert.Kind, *, now: datetime, subject: str = "", ours_cents: int | None = None, theirs_cents: int | None = None
) -> None:
    """Opens the alarm of this kind on this subject (an id, never a person), unless it is open already."""
    with transaction.atomic():
        alert, is_new = MoneyAlert.objects.get_or_create(
            kind=kind,
            subject=subject,
            closed_at=None,
            defaults={"opened_at": now, "ours_cents": ours_cents, "theirs_cents": theirs_cents},
        )
        if not is_new:
            return
        for user in users_with_role([Role.TREASURER]):
            write_mail(
                "donations/alarm",
                to=user.email,
                subject="Un point à regarder sur les dons",
                context={"alert": alert},
                key=f"alarm:{alert.pk}:{user.pk}",
            )


def close_alarm(kind: MoneyAlert.Kind, *, now: datetime, subject: str = "") -> None:
    MoneyAlert.objects.filter(kind=kind, subject=subject, closed_at=None).update(closed_at=now)
