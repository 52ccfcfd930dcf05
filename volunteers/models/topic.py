"""Our own short lists of skills, sectors and interests."""

from django.db import models


class Topic(models.Model):
    """An entry of one of our own short lists: what somebody can do, where they work, what they like."""

    class Kind(models.TextChoices):
        SKILL = "skill", "Compétence"
        SECTOR = "sector", "Secteur"
        INTEREST = "interest", "Centre d’intérêt"

    slug = models.SlugField("adresse", unique=True)
    kind = models.CharField("liste", max_length=10, choices=Kind)
    label = models.CharField("intitulé", max_length=60)
    position = models.PositiveSmallIntegerField("ordre", default=0)
    is_offered = models.BooleanField("proposé", default=True)

    class Meta:
        verbose_name = "entrée des listes"
        verbose_name_plural = "entrées des listes"
        ordering = ["kind", "position", "label"]

    def __str__(self) -> str:
        return self.label
