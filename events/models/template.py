"""Activities worth doing again."""

import uuid
from typing import Self

from django.db import models

from events.models.activity import Activity
from home.places import Partner, Venue
from volunteers.models import Mission, Volunteer


class ActivityTemplateQuerySet(models.QuerySet["ActivityTemplate"]):
    def for_proposals(self) -> Self:
        """Those that a bénévole may start from: of outings, for a public event is the team's to plan."""
        return self.filter(kind=Activity.Kind.OUTING).select_related("venue", "made_from", "credited_to__user")


class ActivityTemplate(models.Model):
    """What an activity that went well leaves to the next one: everything but its date and its people."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    made_from = models.OneToOneField(Activity, verbose_name="faite à partir de", on_delete=models.PROTECT, related_name="template")
    made_at = models.DateTimeField("fait le")
    # The first name of who proposed it, where they wished it said.
    credited_to = models.ForeignKey(
        Volunteer, verbose_name="idée de", null=True, blank=True, on_delete=models.SET_NULL, related_name="activity_templates"
    )
    minutes = models.PositiveIntegerField("durée en minutes")
    title = models.CharField("titre", max_length=120)
    description = models.TextField("description", max_length=2000)
    kind = models.CharField("nature", max_length=20, choices=Activity.Kind)
    is_cultural = models.BooleanField("visée culturelle")
    is_language_and_work = models.BooleanField("visée linguistique et socioprofessionnelle")
    is_sport = models.BooleanField("visée sportive")
    venue = models.ForeignKey(Venue, verbose_name="lieu", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    meeting_point = models.CharField("point de rendez-vous", max_length=240, blank=True)
    partner = models.ForeignKey(Partner, verbose_name="partenaire", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    mission = models.ForeignKey(Mission, verbose_name="mission", on_delete=models.PROTECT, related_name="+")
    facilitator_seats = models.PositiveSmallIntegerField("places d’animation")
    participants_expected = models.PositiveSmallIntegerField("participant·es attendu·es")
    participants_most = models.PositiveSmallIntegerField("participant·es au plus", null=True, blank=True)
    cost_cents = models.PositiveIntegerField("coût en centimes")
    payer = models.CharField("payé par", max_length=12, choices=Activity.Payer)
    to_bring = models.CharField("à apporter", max_length=240, blank=True)
    arrangements = models.TextField("organisation pratique", max_length=600, blank=True)

    objects = ActivityTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "modèle d’activité"
        verbose_name_plural = "modèles d’activités"
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def aims(self) -> list[str]:
        """In the words of an activity's."""
        chosen = {"is_cultural": self.is_cultural, "is_language_and_work": self.is_language_and_work, "is_sport": self.is_sport}
        return Activity(**chosen).aims
