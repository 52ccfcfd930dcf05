"""The calendar of one bénévole, for the calendar program of their choice."""

from django.db import models

from volunteers.models.volunteer import Volunteer


class CalendarFeed(models.Model):
    """A secret address. Only the hash of its secret is kept: a new one is made when it is lost, and ends the old one."""

    volunteer = models.OneToOneField(Volunteer, on_delete=models.CASCADE, related_name="calendar_feed")
    secret_hash = models.CharField("empreinte", max_length=64, unique=True)
    made_at = models.DateTimeField("créé le")

    class Meta:
        verbose_name = "agenda personnel"
        verbose_name_plural = "agendas personnels"

    def __str__(self) -> str:
        return f"Agenda {self.pk}"
