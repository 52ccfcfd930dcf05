"""Bénévoles in line for a facilitator's seat of an outing that is full, and where coordinators moved them in it."""

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from events.models.activity import Activity, Seat
from volunteers.models import Volunteer


class SeatWaitQuerySet(models.QuerySet["SeatWait"]):
    def open(self) -> Self:
        """Those still in line, and those to whom a seat is offered."""
        return self.filter(ended_at=None)

    def offered(self) -> Self:
        """Those for whom a seat is held, which nobody else can take meanwhile: until it is said that the time ran out."""
        return self.open().filter(offered_until__isnull=False)

    def held(self, now: datetime) -> Self:
        """Those whose seat is theirs to take at that instant."""
        return self.offered().filter(offered_until__gt=now)

    def in_line(self, now: datetime) -> Self:
        """Those to whom no seat is offered yet, the next one first: whom coordinators placed, then who led or promised least
        lately, then who waits longest. Adds `led_count`."""
        led = Seat.objects.led_lately(now).filter(volunteer=OuterRef("volunteer"))
        counted = led.order_by().values("volunteer").annotate(count=Count("pk")).values("count")
        waiting = self.open().filter(offered_until=None).annotate(led_count=Coalesce(Subquery(counted), 0))
        return waiting.order_by(F("place_by_hand").asc(nulls_last=True), "led_count", "since", "pk")


class SeatWait(models.Model):
    """A bénévole in line for a seat of an outing, then the seat that is held for them until an hour. Over, it stays, with its end."""

    # Set by `in_line()`.
    led_count: int

    class End(models.TextChoices):
        TAKEN = "taken", "La place est prise"
        LEFT = "left", "La liste d’attente a été quittée"
        EXPIRED = "expired", "Le temps de répondre est passé"
        CLOSED = "closed", "La sortie a commencé ou n’a pas lieu"
        RELEASED = "released", "La coordination ne garde plus la place"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, verbose_name="activité", on_delete=models.PROTECT, related_name="waits")
    volunteer = models.ForeignKey(Volunteer, verbose_name="bénévole", on_delete=models.CASCADE, related_name="seat_waits")
    since = models.DateTimeField("en attente depuis le")
    place_by_hand = models.PositiveSmallIntegerField("rang donné par la coordination", null=True, blank=True)
    offered_until = models.DateTimeField("place gardée jusqu’au", null=True, blank=True)
    ended_at = models.DateTimeField("fin de l’attente", null=True, blank=True)
    ended_as = models.CharField("issue", max_length=10, choices=End, blank=True)
    # Of a coordinator who has a seat held no longer: why, deleted after a year, and who it was.
    ended_reason = models.CharField("raison de la fin", max_length=240, blank=True, default="", db_default="")
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="fin donnée par", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = SeatWaitQuerySet.as_manager()

    class Meta:
        verbose_name = "attente d’une place d’animation"
        verbose_name_plural = "attentes d’une place d’animation"
        ordering = ["since", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activity", "volunteer"],
                condition=Q(ended_at=None),
                name="events_seat_wait_once_per_activity",
                violation_error_message="Cette personne attend déjà une place dans cette activité.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_as="") | (Q(ended_at__isnull=False) & ~Q(ended_as="")),
                name="events_seat_wait_ends_some_way",
                violation_error_message="Une attente finie dit comment.",
            ),
        ]

    def __str__(self) -> str:
        return f"Attente {str(self.id)[:8]}"

    def is_held(self, now: datetime) -> bool:
        """Whether a seat is theirs to take at that instant."""
        return self.ended_at is None and self.offered_until is not None and self.offered_until > now

    def end(self, how: "SeatWait.End", *, now: datetime) -> None:
        """The activity is locked by the caller."""
        self.ended_at, self.ended_as = now, how
        self.save(update_fields=["ended_at", "ended_as"])


class LineMove(models.Model):
    """A coordinator gave somebody another place in the line: it goes with their wait, the reason after a year."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wait = models.ForeignKey(SeatWait, verbose_name="attente", on_delete=models.CASCADE, related_name="moves")
    from_place = models.PositiveSmallIntegerField("rang d’avant")
    to_place = models.PositiveSmallIntegerField("rang donné")
    reason = models.CharField("raison", max_length=240, blank=True)
    moved_at = models.DateTimeField("fait le")
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="fait par", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "changement de rang"
        verbose_name_plural = "changements de rang"
        ordering = ["moved_at", "pk"]

    def __str__(self) -> str:
        return f"Changement de rang {str(self.id)[:8]}"
