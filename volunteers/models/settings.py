"""What coordinators decide of the welcome."""

from datetime import date

from django.db import models
from django.db.models import Q

from home.dates import full_day


class WelcomeSettings(models.Model):
    """One row. Days are those after which somebody is told that a step waits."""

    team_late_after_days = models.PositiveSmallIntegerField("l’équipe est en retard après (jours)", default=7)
    remind_after_days = models.PositiveSmallIntegerField("rappel aux bénévoles après (jours)", default=10)
    takes_people = models.BooleanField("nous accueillons de nouveaux bénévoles", default=True)
    closed_until = models.DateField("sinon, nous leur écrivons le", null=True, blank=True)

    class Meta:
        verbose_name = "réglages de l’accueil"
        verbose_name_plural = "réglages de l’accueil"
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="volunteers_welcome_settings_once"),
            models.CheckConstraint(
                condition=Q(takes_people=True) | Q(closed_until__isnull=False),
                name="volunteers_closed_until_a_day",
                violation_error_message="Dites quel jour vous écrirez aux personnes qui s’inscrivent d’ici là.",
            ),
        ]

    def __str__(self) -> str:
        return "Réglages de l’accueil"

    @classmethod
    def load(cls) -> "WelcomeSettings":
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    def closed_words(self, today: date) -> str:
        """What is told to whoever would sign up while nobody is taken; empty when people are."""
        if not self.is_closed(today) or self.closed_until is None:
            return ""
        return f"Inscrivez-vous si vous le souhaitez\u00a0: nous vous écrivons le {full_day(self.closed_until)}."

    def is_closed(self, today: date) -> bool:
        """Whether new people are told to wait for the day when somebody writes to them."""
        return not self.takes_people and self.closed_until is not None and today < self.closed_until
