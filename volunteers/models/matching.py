"""Who was brought near to whom, by which figures: suggestions, alone or by the round."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from volunteers.models.pairing import Pairing
from volunteers.models.programme import Programme
from volunteers.models.volunteer import Volunteer


class Round(models.Model):
    """A set of suggestions for all who wait in a programme, made at once, read over by a coordinator, then published or given up."""

    class State(models.TextChoices):
        COMPUTING = "computing", "Calcul en cours"
        READY = "ready", "À relire"
        PUBLISHING = "publishing", "Publication en cours"
        PUBLISHED = "published", "Publié"
        ABANDONED = "abandoned", "Abandonné"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, verbose_name="programme", on_delete=models.CASCADE, related_name="rounds")
    state = models.CharField("état", max_length=10, choices=State, default=State.COMPUTING)
    # As `matching.Scale` writes itself, at the last computation.
    scale = models.JSONField("poids", default=dict)
    # Of a computation or a publication under way, in per cent.
    progress = models.PositiveSmallIntegerField("avancement", default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="lancé par", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField("lancé le")
    computed_at = models.DateTimeField("calculé le", null=True, blank=True)
    closed_at = models.DateTimeField("publié ou abandonné le", null=True, blank=True)

    class Meta:
        verbose_name = "tour de rapprochements"
        verbose_name_plural = "tours de rapprochements"
        ordering: ClassVar = ["-made_at", "pk"]

    def __str__(self) -> str:
        return f"Tour {str(self.id)[:8]}"

    @property
    def is_busy(self) -> bool:
        return self.state in (self.State.COMPUTING, self.State.PUBLISHING)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def kept(self) -> Self:
        """Those of a round that it would publish."""
        return self.exclude(mark=Suggestion.Mark.FORBIDDEN)

    def marked(self) -> Self:
        """Those of a round that a coordinator keeps or puts aside."""
        return self.exclude(mark="")

    def to_publish(self) -> Self:
        """Those of a round that publishing has not come to yet."""
        return self.kept().filter(pairing=None, refusals=[])


class Suggestion(models.Model):
    """One bénévole and one person brought near each other: the score, and all that made it, kept as it was."""

    class Mark(models.TextChoices):
        NONE = "", "Proposé"
        LOCKED = "locked", "Gardé"
        FORBIDDEN = "forbidden", "Écarté"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, null=True, blank=True, on_delete=models.CASCADE, related_name="suggestions")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="suggestions")
    participant = models.ForeignKey("volunteers.Participant", on_delete=models.CASCADE, related_name="suggestions")
    pairing = models.ForeignKey(Pairing, null=True, blank=True, on_delete=models.CASCADE, related_name="suggestions")
    mark = models.CharField("choix", max_length=10, choices=Mark, blank=True, default="")
    # In hundredths of a point, from 0 to 10 000.
    score = models.PositiveSmallIntegerField("note")
    # Each part from 0 to 1; the words that say them; what they were weighed with, as `matching.Scale` writes itself.
    parts = models.JSONField("parts")
    words = models.JSONField("raisons", default=list)
    scale = models.JSONField("poids")
    weights_version = models.PositiveIntegerField("version des poids")
    algorithm_version = models.PositiveSmallIntegerField("version du calcul")
    # Why publishing its round left it out: the sentences that were true then.
    refusals = models.JSONField("raisons du refus", default=list)
    made_at = models.DateTimeField("le")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = "rapprochement suggéré"
        verbose_name_plural = "rapprochements suggérés"
        ordering: ClassVar = ["-score", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "volunteer", "participant"], name="volunteers_suggestion_once_a_round"),
        ]

    def __str__(self) -> str:
        return f"Suggestion {str(self.id)[:8]}"

    @property
    def percent(self) -> int:
        return round(self.score / 100)


class RoundWait(models.Model):
    """Somebody to whom a round brings nobody: how many bénévoles would do, and how many each rule leaves out."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="waits")
    participant = models.ForeignKey("volunteers.Participant", on_delete=models.CASCADE, related_name="+")
    possible = models.PositiveIntegerField("bénévoles possibles")
    blocked = models.JSONField("bénévoles écartés, par raison", default=dict)

    class Meta:
        verbose_name = "attente d’un tour"
        verbose_name_plural = "attentes d’un tour"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "participant"], name="volunteers_round_waits_once")]

    def __str__(self) -> str:
        return f"Attente {self.pk}"
