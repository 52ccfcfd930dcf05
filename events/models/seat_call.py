"""Who was asked by mail to lead an outing that is short of people, and what became of it."""

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from events.models.activity import Activity
from volunteers.models import Volunteer


class SeatCallQuerySet(models.QuerySet["SeatCall"]):
    def silent(self) -> Self:
        """Those that nothing has answered yet."""
        return self.filter(answer="")

    def standing(self) -> Self:
        """Those after which the same person is not asked again for the same outing."""
        return self.exclude(answer__in=SeatCall.ASKED_AGAIN_AFTER)

    def since(self, moment: datetime) -> Self:
        return self.filter(asked_at__gt=moment)


class SeatCall(models.Model):
    """That a bénévole was asked whether they can lead an outing. Goes with them, and a year after the outing."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", "Oui"
        DECLINED = "declined", "Pas cette fois"
        FILLED = "filled", "Place déjà prise, remercié·e"
        CLOSED = "closed", "Sans réponse avant la fin de la demande"

    # Whoever was thanked because somebody else came first may be asked anew when a seat becomes free.
    ASKED_AGAIN_AFTER: ClassVar = (Answer.FILLED, Answer.CLOSED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, verbose_name="activité", on_delete=models.PROTECT, related_name="seat_calls")
    volunteer = models.ForeignKey(Volunteer, verbose_name="bénévole", on_delete=models.CASCADE, related_name="seat_calls")
    asked_at = models.DateTimeField("demandé le")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="demandé par", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answer = models.CharField("réponse", max_length=10, choices=Answer, blank=True, default="")
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)

    objects = SeatCallQuerySet.as_manager()

    class Meta:
        verbose_name = "demande d’animation"
        verbose_name_plural = "demandes d’animation"
        ordering: ClassVar = ["asked_at", "pk"]
        indexes: ClassVar = [models.Index(fields=["volunteer", "asked_at"], name="events_calls_of_a_person")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activity", "volunteer"],
                condition=~Q(answer__in=["filled", "closed"]),
                name="events_seat_call_once",
                violation_error_message="Cette personne a déjà été demandée pour cette sortie.",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="events_seat_call_answered_since_a_date",
                violation_error_message="Une demande qui a sa réponse en garde la date.",
            ),
        ]

    def __str__(self) -> str:
        return f"Demande {str(self.id)[:8]}"

    @property
    def is_silent(self) -> bool:
        return not self.answer
