"""What keeps the installation running: who works through the queue, when each timed job last ran, and the last backup."""

from datetime import datetime, timedelta
from typing import ClassVar, Final, Self

from django.db import models

# A night's backup, and half a day for somebody to see that it was not made.
BACKUP_IS_OLD: Final = timedelta(hours=36)
# No worker is trusted for longer without a new sign of life. One that gave a later date has a clock that was put back since.
LONGEST_LEASE: Final = timedelta(minutes=10)
# Clocks of two machines may differ by so much; a start further ahead was written before the clock was put back.
CLOCKS_DIFFER: Final = timedelta(minutes=5)


class WorkerQuerySet(models.QuerySet["Worker"]):
    def alive(self, now: datetime) -> Self:
        """Those that gave a sign of life lately enough to be trusted with the tasks they hold."""
        return self.filter(alive_until__range=(now, now + LONGEST_LEASE))


class Worker(models.Model):
    """A running worker process. Its row goes with it, or is found dead by the reaper."""

    id = models.CharField(primary_key=True, max_length=64)
    started_at = models.DateTimeField("démarré le")
    alive_until = models.DateTimeField("tenu pour vivant jusqu’à")

    objects = WorkerQuerySet.as_manager()

    class Meta:
        verbose_name = "ouvrier"
        ordering: ClassVar = ["started_at"]

    def __str__(self) -> str:
        return self.id


class PeriodicRun(models.Model):
    """When one of settings.PERIODIC last ran, and how that ended."""

    path = models.CharField("fonction", primary_key=True, max_length=200)
    started_at = models.DateTimeField("dernier départ", null=True)
    ended_at = models.DateTimeField("dernière fin", null=True)
    claimed_until = models.DateTimeField("pris jusqu’à", null=True)
    error = models.CharField("erreur", max_length=120, blank=True)

    class Meta:
        verbose_name = "travail périodique"
        verbose_name_plural = "travaux périodiques"
        ordering: ClassVar = ["path"]

    def __str__(self) -> str:
        return self.path

    def is_due(self, now: datetime, every: timedelta) -> bool:
        """True when its time has come and no other worker is at it; also when it started later than now: the clock was put back since."""
        if self.started_at is not None and self.started_at - now > CLOCKS_DIFFER:
            return True
        if self.claimed_until is not None and self.claimed_until > now:
            return False
        return self.started_at is None or now - self.started_at >= every

    def is_late(self, now: datetime, every: timedelta) -> bool:
        """True when a turn was missed, and a quarter of an hour more has gone by: no worker comes to it."""
        return self.started_at is not None and now - self.started_at >= 2 * every + timedelta(minutes=15)


class LastBackup(models.Model):
    """When the last backup was made, and how large it is: one row, written once its file is in its place."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    made_at = models.DateTimeField("faite le")
    size_bytes = models.PositiveBigIntegerField("taille")

    class Meta:
        verbose_name = "dernière sauvegarde"
        verbose_name_plural = "dernières sauvegardes"
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="one_last_backup")]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"

    def is_old(self, now: datetime) -> bool:
        return now - self.made_at >= BACKUP_IS_OLD
