"""What is decided of a pairing at its review, what each says of it at fixed times, and what became of the persons."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from volunteers.models.meeting import Mood
from volunteers.models.pairing import Pairing
from volunteers.models.programme import Programme


class Scale(models.IntegerChoices):
    NOT = 1, "Non"
    A_LITTLE = 2, "Un peu"
    RATHER = 3, "Plutôt oui"
    YES = 4, "Oui"


class PairingReview(models.Model):
    """A review whose conclusion was carried out with it. Its id comes from the page, so that one page decides once."""

    class Pace(models.TextChoices):
        WEEKLY = "weekly", "Une fois par semaine ou plus"
        FORTNIGHTLY = "fortnightly", "Une fois tous les quinze jours"
        MONTHLY = "monthly", "Une fois par mois"
        RARE = "rare", "Plus rarement"

    class Conclusion(models.TextChoices):
        CONTINUE = "continue", "Continuer jusqu’à la fin prévue"
        RENEW = "renew", "Renouveler jusqu’à une autre date"
        PARTNER = "partner", "Chercher une autre personne bénévole"
        PROGRAMME = "programme", "Passer à un autre programme"
        END = "end", "Terminer le binôme"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="reviews")
    held_at = models.DateTimeField("fait le")
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="fait par", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # As the log said on that day, put right by whoever held the review.
    meetings_count = models.PositiveSmallIntegerField("rencontres")
    minutes = models.PositiveIntegerField("temps passé, en minutes")
    pace = models.CharField("rythme", max_length=11, choices=Pace, blank=True, default="", db_default="")
    own_mood = models.PositiveSmallIntegerField("dernière humeur du ou de la bénévole", choices=Mood, null=True, blank=True)
    their_mood = models.PositiveSmallIntegerField("dernière humeur de la personne accompagnée", choices=Mood, null=True, blank=True)
    suits_volunteer = models.PositiveSmallIntegerField("convient au ou à la bénévole", choices=Scale)
    suits_participant = models.PositiveSmallIntegerField("convient à la personne accompagnée", choices=Scale)
    goes_forward = models.PositiveSmallIntegerField("le projet avance", choices=Scale)
    conclusion = models.CharField("conclusion", max_length=10, choices=Conclusion)
    until = models.DateField("jusqu’au", null=True, blank=True)
    review_on = models.DateField("prochain bilan", null=True, blank=True)
    programme = models.ForeignKey(Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    end_reason = models.CharField("raison de la fin", max_length=12, choices=Pairing.EndReason, blank=True, default="")

    class Meta:
        verbose_name = "bilan de binôme"
        verbose_name_plural = "bilans de binômes"
        ordering: ClassVar = ["-held_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(conclusion="renew") | (Q(until__isnull=False) & Q(review_on__isnull=False) & Q(review_on__lte=F("until"))),
                name="volunteers_review_renews_until_a_day",
                violation_error_message="Un binôme renouvelé a une fin, et un bilan d’ici là.",
            ),
            models.CheckConstraint(
                condition=~Q(conclusion="end") | ~Q(end_reason=""),
                name="volunteers_review_ends_for_a_reason",
                violation_error_message="Une fin garde sa raison.",
            ),
        ]

    def __str__(self) -> str:
        return f"Bilan {str(self.id)[:8]}"


class Evaluation(models.Model):
    """What one voice says at one moment: an answer from 1 to 4 for each question, 0 for « je ne sais pas »."""

    class Moment(models.TextChoices):
        START = "debut", "Au début"
        MIDDLE = "milieu", "À mi-parcours"
        END = "fin", "À la fin"
        THREE_MONTHS = "3-mois", "3 mois après"
        SIX_MONTHS = "6-mois", "6 mois après"

    class Voice(models.TextChoices):
        VOLUNTEER = "volunteer", "Bénévole"
        PARTICIPANT = "participant", "Personne accompagnée"
        COORDINATOR = "coordinator", "Coordination"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="evaluations")
    moment = models.CharField("moment", max_length=6, choices=Moment)
    voice = models.CharField("par", max_length=11, choices=Voice)
    # Whose words, where they are a participant's.
    participant = models.ForeignKey("volunteers.Participant", null=True, blank=True, on_delete=models.CASCADE, related_name="evaluations")
    answers = models.JSONField("réponses")
    answered_at = models.DateTimeField("répondu le")

    class Meta:
        verbose_name = "évaluation"
        ordering: ClassVar = ["answered_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["pairing", "moment", "voice"], condition=Q(participant=None), name="volunteers_evaluation_once"
            ),
            models.UniqueConstraint(
                fields=["pairing", "moment", "participant"],
                condition=Q(participant__isnull=False),
                name="volunteers_evaluation_once_by_person",
            ),
            models.CheckConstraint(
                condition=Q(voice="participant", participant__isnull=False) | (~Q(voice="participant") & Q(participant=None)),
                name="volunteers_evaluation_whose_words",
            ),
        ]

    def __str__(self) -> str:
        return f"Évaluation {str(self.id)[:8]}"


class Outcome(models.Model):
    """What a person came to, and when: counted from the pairing's start, unlike the activity report, whose figure is typed."""

    class Kind(models.TextChoices):
        JOB = "job", "Emploi"
        INTERNSHIP = "internship", "Stage"
        TRAINING = "training", "Entrée en formation ou en études"
        CERTIFICATE = "certificate", "Diplôme ou certification"
        VOLUNTEERING = "volunteering", "Engagement bénévole"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="outcomes")
    participant = models.ForeignKey("volunteers.Participant", on_delete=models.CASCADE, related_name="outcomes")
    kind = models.CharField("résultat", max_length=12, choices=Kind)
    on = models.DateField("depuis le")
    noted_at = models.DateTimeField("noté le")
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "résultat"
        ordering: ClassVar = ["on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["pairing", "participant", "kind", "on"],
                name="volunteers_outcome_noted_once",
                violation_error_message="Ce résultat est déjà noté.",
            )
        ]

    def __str__(self) -> str:
        return f"Résultat {str(self.id)[:8]}"
