"""A bénévole who asks for two seats of an outing, with a friend."""

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from events.models.activity import Activity
from volunteers.models import Volunteer


class DuoRequestQuerySet(models.QuerySet["DuoRequest"]):
    def running(self) -> Self:
        """Those that hold two seats: until it is said that the time ran out."""
        return self.filter(ended_at=None)


class DuoRequest(models.Model):
    """Two seats held until an hour for who asks and for the friend to whom they hand the secret address; taken together or not at all.

    Nothing is known of the friend before they take their seat. Only the hash of the secret is kept.
    """

    class End(models.TextChoices):
        TAKEN = "taken", "Les deux places sont prises"
        WITHDRAWN = "withdrawn", "La demande a été retirée"
        EXPIRED = "expired", "Le temps de répondre est passé"
        CLOSED = "closed", "La sortie a commencé ou n’a pas lieu"
        RELEASED = "released", "La coordination ne garde plus les deux places"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, verbose_name="activité", on_delete=models.PROTECT, related_name="duos")
    asker = models.ForeignKey(Volunteer, verbose_name="demandée par", on_delete=models.CASCADE, related_name="duos_asked")
    secret_hash = models.CharField("empreinte du secret", max_length=64, unique=True)
    asked_at = models.DateTimeField("demandée le")
    held_until = models.DateTimeField("places gardées jusqu’au")
    ended_at = models.DateTimeField("fin de la demande", null=True, blank=True)
    ended_as = models.CharField("issue", max_length=10, choices=End, blank=True)
    # Of a coordinator who has them held no longer: why, deleted after a year, and who it was.
    ended_reason = models.CharField("raison de la fin", max_length=240, blank=True, default="", db_default="")
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="fin donnée par", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = DuoRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "demande à deux"
        verbose_name_plural = "demandes à deux"
        ordering = ["asked_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activity", "asker"],
                condition=Q(ended_at=None),
                name="events_duo_once_per_activity",
                violation_error_message="Cette personne a déjà une demande à deux pour cette activité.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_as="") | (Q(ended_at__isnull=False) & ~Q(ended_as="")),
                name="events_duo_ends_some_way",
                violation_error_message="Une demande finie dit comment.",
            ),
        ]

    def __str__(self) -> str:
        return f"Demande à deux {str(self.id)[:8]}"

    def is_held(self, now: datetime) -> bool:
        """Whether the two seats are theirs to take at that instant."""
        return self.ended_at is None and self.held_until > now

    def end(self, how: "DuoRequest.End", *, now: datetime) -> None:
        """The activity is locked by the caller."""
        self.ended_at, self.ended_as = now, how
        self.save(update_fields=["ended_at", "ended_as"])
