"""What a bénévole says of an activity they propose, beside what any activity says; and what became of it."""

import uuid
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from events.models.activity import UNKNOWN, Activity
from events.models.template import ActivityTemplate
from volunteers.models import Volunteer


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def of(self, volunteer: Volunteer) -> Self:
        return self.filter(activity__proposed_by=volunteer)

    def waiting(self) -> Self:
        """Those that nobody answered, the answer promised first at the top."""
        return self.filter(outcome=Proposal.Outcome.WAITING).order_by("activity__answer_by", "activity__proposed_at", "pk")

    def answered(self) -> Self:
        """Those that the team answered, and those taken back; the last at the top."""
        return self.exclude(outcome=Proposal.Outcome.WAITING).order_by("-answered_at", "pk")

    def never_accepted(self) -> Self:
        """Those declined or taken back: nobody was ever told of their activity."""
        return self.filter(outcome__in=[Proposal.Outcome.DECLINED, Proposal.Outcome.WITHDRAWN])

    def late(self, today: date) -> Self:
        """Those that were promised an answer before today, or before a day gone by."""
        return self.waiting().filter(activity__answer_by__lte=today)


class Proposal(models.Model):
    """Whose it is, and the promised day, are on the activity. It outlives the person who proposed it, without them."""

    class Accessibility(models.TextChoices):
        YES = "yes", "Oui"
        NO = "no", "Non"
        TO_CHECK = "to_check", "À vérifier"

    class Outcome(models.TextChoices):
        WAITING = "waiting", "En attente de réponse"
        ACCEPTED = "accepted", "Acceptée"
        DECLINED = "declined", "Non retenue"
        WITHDRAWN = "withdrawn", "Retirée"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.OneToOneField(Activity, verbose_name="activité", on_delete=models.CASCADE, related_name="proposal")
    template = models.ForeignKey(
        ActivityTemplate, verbose_name="d’après le modèle", null=True, blank=True, on_delete=models.SET_NULL, related_name="proposals"
    )
    place_words = models.CharField("lieu, en mots", max_length=160, blank=True)
    accessibility = models.CharField("accessible", max_length=10, choices=Accessibility, default=Accessibility.TO_CHECK)
    accessibility_words = models.CharField("accessibilité, en mots", max_length=240, blank=True)
    would_lead = models.BooleanField("l’animerait", default=False)
    outcome = models.CharField("réponse", max_length=10, choices=Outcome, default=Outcome.WAITING)
    answered_at = models.DateTimeField("réponse le", null=True, blank=True)
    # The last one asked, with its day: shown to the person who proposed.
    question = models.CharField("question de l’équipe", max_length=600, blank=True)
    asked_at = models.DateTimeField("question posée le", null=True, blank=True)
    # When the coordinators were told that the promised day is past.
    reminded_at = models.DateTimeField("équipe prévenue le", null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "proposition d’activité"
        verbose_name_plural = "propositions d’activités"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome="waiting", answered_at=None) | (~Q(outcome="waiting") & Q(answered_at__isnull=False)),
                name="events_proposal_answered_on_a_day",
                violation_error_message="Une réponse a sa date.",
            ),
        ]

    def __str__(self) -> str:
        return f"Proposition {str(self.id)[:8]}"

    def days_left(self, today: date) -> int:
        """Until the promise is broken: 1 on the last good day, nothing left or less when it is."""
        return (self.activity.answer_by - today).days if self.activity.answer_by else 0

    def is_late(self, today: date) -> bool:
        """Whether it waits although the promised day has come: the same as `late()`."""
        return self.is_waiting and self.activity.answer_by is not None and self.activity.answer_by <= today

    @property
    def place(self) -> str:
        """As the person who proposed may read it: once it is accepted, no closer than any bénévole before the eve."""
        activity = self.activity
        if self.outcome == self.Outcome.ACCEPTED:
            return activity.place_area
        return activity.venue.name if activity.venue else self.place_words

    @property
    def access(self) -> str:
        """The answer about the place in words for other bénévoles."""
        answers = {
            self.Accessibility.YES: "accessible à tout le monde, d’après la personne qui propose",
            self.Accessibility.NO: "pas accessible à tout le monde, d’après la personne qui propose",
        }
        return answers.get(self.Accessibility(self.accessibility), UNKNOWN)

    @property
    def access_in_full(self) -> str:
        """With its words, which may say where."""
        return f"{self.access}\u00a0: {self.accessibility_words}" if self.accessibility_words else self.access

    @property
    def is_waiting(self) -> bool:
        return self.outcome == self.Outcome.WAITING
