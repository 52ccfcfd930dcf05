"""The meetings of a pairing: the team sees their rhythm, the bénévole alone their own words."""

import uuid
from typing import ClassVar, Final, Self

from django.db import models
from django.db.models import Q

from accounts.keys import UnreadableSecretError, decrypt, encrypt
from volunteers.models.engagement import Engagement
from volunteers.models.pairing import Pairing


class SealedWords(models.Model):
    """A text that is encrypted, bound to its row, and that nothing filters on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed = models.TextField("texte chiffré", blank=True, default="", db_default="", editable=False)

    class Meta:
        abstract = True

    @property
    def key_field(self) -> str:
        """What the encrypted text is bound to."""
        return f"{self._meta.db_table}.sealed:{self.id}"

    def seal(self, text: str) -> None:
        """Encrypts the text; nothing is kept of an empty one. The caller saves."""
        self.sealed = encrypt(text, field=self.key_field) if text else ""

    def seal_again(self) -> None:
        """Encrypts under the ring's first key. The caller saves. Raises UnreadableSecretError."""
        self.seal(decrypt(self.sealed, field=self.key_field) if self.sealed else "")

    @property
    def words(self) -> str:
        """Empty, too, when they were deleted or when the key is lost: the rest of the page stays readable."""
        try:
            return decrypt(self.sealed, field=self.key_field) if self.sealed else ""
        except UnreadableSecretError:
            return ""


class Mood(models.IntegerChoices):
    VERY_GOOD = 5, "Très bien"
    GOOD = 4, "Bien"
    FAIR = 3, "Correct"
    LOW = 2, "Pas facile"
    VERY_LOW = 1, "Difficile"


LOWEST_FAIR: Final = Mood.FAIR


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def held(self) -> Self:
        return self.filter(state=Meeting.State.HELD)

    def planned(self) -> Self:
        """To come, or over and not yet said to be held."""
        return self.filter(state=Meeting.State.PLANNED)


class Meeting(SealedWords):
    """One meeting, planned or held. Its id comes from the page it was written on, so that one page writes once.

    The engagement is the time that it takes, gone when it is called off. Of a meeting logged afterwards nobody is asked the hour.
    The sealed words are the bénévole's own memory: no page of the coordination shows them.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Prévue"
        HELD = "held", "Tenue"
        CANCELLED = "cancelled", "Annulée"

    class Place(models.TextChoices):
        CAFE = "cafe", "Un café"
        PARK = "park", "Un parc"
        LIBRARY = "library", "Une bibliothèque"
        MUSEUM = "museum", "Un musée"
        OFFICE = "office", "Les locaux de l’association"
        WORK = "work", "Un lieu de travail"
        REMOTE = "remote", "À distance"
        ELSEWHERE = "elsewhere", "Ailleurs, en public"

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="meetings")
    engagement = models.OneToOneField(Engagement, null=True, blank=True, on_delete=models.SET_NULL, related_name="meeting")
    state = models.CharField("état", max_length=10, choices=State, default=State.HELD)
    day = models.DateField("jour")
    # Known of planned ones.
    starts_at = models.DateTimeField("début", null=True, blank=True)
    minutes = models.PositiveSmallIntegerField("durée en minutes")
    place = models.CharField("lieu", max_length=10, choices=Place)
    own_mood = models.PositiveSmallIntegerField("pour le ou la bénévole", choices=Mood, null=True, blank=True)
    their_mood = models.PositiveSmallIntegerField("pour la personne accompagnée", choices=Mood, null=True, blank=True)
    written_at = models.DateTimeField("notée le")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "rencontre"
        ordering: ClassVar = ["-day", "-written_at"]
        indexes: ClassVar = [models.Index(fields=["pairing", "state", "day"], name="volunteers_meeting_by_day")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(minutes__gte=5) & Q(minutes__lte=720),
                name="volunteers_meeting_within_a_day",
                violation_error_message="Une durée va de 5 minutes à 12 heures.",
            ),
            models.CheckConstraint(
                condition=~Q(state="planned") | Q(starts_at__isnull=False),
                name="volunteers_meeting_planned_at_an_hour",
                violation_error_message="Une rencontre prévue a son heure.",
            ),
            models.CheckConstraint(
                condition=(Q(own_mood=None) | Q(own_mood__range=(1, 5))) & (Q(their_mood=None) | Q(their_mood__range=(1, 5))),
                name="volunteers_meeting_mood_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return f"Rencontre {str(self.id)[:8]}"

    @property
    def is_planned(self) -> bool:
        return self.state == self.State.PLANNED

    @property
    def is_low(self) -> bool:
        """Whether one of the two, at least, did not feel well."""
        return any(mood is not None and mood < LOWEST_FAIR for mood in (self.own_mood, self.their_mood))
