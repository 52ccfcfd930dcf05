"""What coordinators decide of outings."""

from django.db import models
from django.db.models import Q


class OutingSettings(models.Model):
    """One row. Hours are those of the rules that name them; travel is a setting of all engagements (volunteers)."""

    answer_within_days = models.PositiveSmallIntegerField("réponse à une proposition sous (jours)", default=10)
    leave_alone_hours = models.PositiveSmallIntegerField("rendre sa place sans raison jusqu’à (heures avant)", default=72)
    first_timers_accompanied = models.BooleanField("une première fois se fait avec quelqu’un d’expérimenté", default=True)

    led_lately_days = models.PositiveSmallIntegerField(
        "sorties animées comptées pour l’ordre d’attente (jours)", default=180, db_default=180
    )

    class Meta:
        verbose_name = "réglages des sorties"
        verbose_name_plural = "réglages des sorties"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="events_outing_settings_once")]

    def __str__(self) -> str:
        return "Réglages des sorties"

    @classmethod
    def load(cls) -> "OutingSettings":
        return cls.objects.filter(pk=1).first() or cls(pk=1)
