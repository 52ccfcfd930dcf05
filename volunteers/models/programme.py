"""The programmes of individual support, and what counts in each when two people are brought together."""

from typing import Any, ClassVar, Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from home.dates import duration
from home.slugs import free_slug
from volunteers.models.training import Mission

HEAVIEST = 10
# Beside the programmes: the form of a new one in the coordination.
TAKEN_BY_PROGRAMMES: Final = ("nouveau",)


class Programme(models.Model):
    """A kind of pairing: how long it lasts, when it is reviewed, which mission it asks of the bénévole."""

    slug = models.SlugField("adresse", unique=True)
    title = models.CharField("titre", max_length=120)
    summary = models.CharField("en deux phrases", max_length=300, blank=True, default="", db_default="")
    mission = models.OneToOneField(Mission, verbose_name="mission", on_delete=models.PROTECT, related_name="programme")
    duration_months = models.PositiveSmallIntegerField("durée en mois")
    review_after_months = models.PositiveSmallIntegerField("bilan après (mois)")
    participants_most = models.PositiveSmallIntegerField("personnes accompagnées au plus", default=1, db_default=1)
    weekly_minutes = models.PositiveSmallIntegerField("temps par semaine (minutes)", default=0, db_default=0)
    offer_days = models.PositiveSmallIntegerField("une proposition attend sa réponse (jours)", default=7, db_default=7)
    quiet_days = models.PositiveSmallIntegerField("alerte sans rencontre après (jours)", default=21, db_default=21)
    practises_french = models.BooleanField("on y pratique le français", default=False, db_default=False)
    is_open = models.BooleanField("de nouveaux binômes s’y forment", default=True, db_default=True)

    class Meta:
        verbose_name = "programme d’accompagnement"
        verbose_name_plural = "programmes d’accompagnement"
        ordering: ClassVar = ["title"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(review_after_months__gte=1) & Q(review_after_months__lte=F("duration_months")),
                name="volunteers_programme_review_in_its_time",
                violation_error_message="Le bilan a lieu pendant l’accompagnement ou à son terme.",
            ),
            models.CheckConstraint(
                condition=Q(participants_most__gte=1) & Q(participants_most__lte=2),
                name="volunteers_programme_for_one_or_two",
                violation_error_message="Un binôme accompagne une personne, ou deux.",
            ),
            models.CheckConstraint(
                condition=Q(offer_days__gte=1) & Q(quiet_days__gte=1),
                name="volunteers_programme_delays_in_days",
                violation_error_message="Un délai est d’un jour au moins.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def time_asked(self) -> str:
        """« 1 h 30 par semaine »; the words of the mission where the programme does not say it."""
        return f"{duration(self.weekly_minutes)} par semaine" if self.weekly_minutes else self.mission.time_asked

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Its address is made of its title once, and stays."""
        self.slug = self.slug or free_slug(Programme, self.title, fallback="programme", length=50, reserved=TAKEN_BY_PROGRAMMES)
        super().save(*args, **kwargs)


def weight(label: str, usual: int) -> "models.PositiveSmallIntegerField[int, int]":
    """How much a part counts, from 0 (not at all) to 10."""
    bounds = [MinValueValidator(0), MaxValueValidator(HEAVIEST)]
    return models.PositiveSmallIntegerField(label, default=usual, validators=bounds)


class MatchingWeights(models.Model):
    """What counts in a programme, and how much: one row for each, whose earlier versions its history keeps."""

    class AgeWanted(models.TextChoices):
        SIMILAR = "similar", "proche"
        DIFFERENT = "different", "différent, exprès"

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="weights")
    # One more with each change: a suggestion says which made it.
    version = models.PositiveIntegerField("version", default=1)
    slots = weight("créneaux libres en commun", 6)
    level = weight("niveau de langue", 5)
    sector = weight("secteur", 5)
    skills = weight("compétences", 3)
    interests = weight("centres d’intérêt", 3)
    distance = weight("proximité", 4)
    waiting = weight("attente", 5)
    earlier = weight("bonne expérience passée", 2)
    age = weight("âge", 1)
    age_wanted = models.CharField("âge souhaité", max_length=10, choices=AgeWanted, default=AgeWanted.SIMILAR)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "poids des rapprochements"
        verbose_name_plural = "poids des rapprochements"

    def __str__(self) -> str:
        return f"Poids de {self.programme_id}, version {self.version}"
