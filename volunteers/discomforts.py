"""A bénévole who does not feel at ease tells the coordinators, and nobody else."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.models import users_with_role
from accounts.outbox import write_mail
from accounts.roles import Role
from volunteers import alerts
from volunteers.exceptions import Reason, Refused
from volunteers.models import Discomfort, Pairing, PairingAlert
from volunteers.pairing_states import lock_pairing


def telling_reasons(pairing: Pairing) -> list[Reason]:
    """Why nothing can be told of this pairing: nobody has met yet."""
    met = pairing.status in (Pairing.Status.ACTIVE, Pairing.Status.ENDED)
    return [] if met else [Reason("before", "Ce binôme n’a pas commencé\u00a0: écrivez à l’équipe.")]


def tell(pairing: Pairing, text: str, *, key: UUID, now: datetime) -> Discomfort:
    """Keeps the words encrypted, opens an alert, and tells coordinators by mail that there are some, never which.

    The same page, sent again, tells nothing more. Raises Refused.
    """
    with transaction.atomic():
        pairing = lock_pairing(pairing)
        if reasons := telling_reasons(pairing):
            raise Refused(reasons)
        told = Discomfort.objects.filter(pk=key, alert__pairing=pairing).first()
        if told is not None:
            return told
        alert = alerts.open_alert(pairing, PairingAlert.Kind.DISCOMFORT, now=now)
        discomfort = Discomfort(pk=key, alert=alert, written_at=now)
        discomfort.seal(text)
        discomfort.save(force_insert=True)
        for user in users_with_role([Role.COORDINATOR]):
            write_mail(
                "volunteers/discomfort",
                to=user.email,
                subject="Un binôme demande votre attention",
                context={
                    "first_name": user.first_name,
                    "alert_url": settings.SITE_URL + reverse("coordination_alert", args=[alert.pk]),
                },
                key=f"volunteers/discomfort/{discomfort.pk}/{user.pk}",
            )
    return discomfort
