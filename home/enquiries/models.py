"""Enquiries: what is filtered on stays readable, what says who wrote and what they wrote is encrypted."""

import json
import uuid
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.keys import decrypt, encrypt
from accounts.models import User


class Audience(models.TextChoices):
    """Whom a form speaks to; the value is in its address."""

    COMPANIES = "entreprises", "Entreprises"
    PROFESSIONALS = "professionnels", "Professionnel·les de l’accueil"
    EVERYBODY = "contact", "Tout le monde (contact)"


class Topic(models.TextChoices):
    MENTORING = "mentoring", "Mentorat"
    JOB_VISIT = "job_visit", "Visite de métier"
    HR_WORKSHOP = "hr_workshop", "Atelier RH"
    SKILLS = "skills", "Mécénat de compétences"
    AWARENESS = "awareness", "Séance de sensibilisation"
    REFERRAL = "referral", "Orientation vers le programme"
    PRESS = "press", "Presse et communication"
    QUESTION = "question", "Autre question"


TOPICS: Final[dict[Audience, tuple[Topic, ...]]] = {
    Audience.COMPANIES: (Topic.MENTORING, Topic.JOB_VISIT, Topic.HR_WORKSHOP, Topic.SKILLS, Topic.AWARENESS, Topic.QUESTION),
    Audience.PROFESSIONALS: (Topic.REFERRAL, Topic.AWARENESS, Topic.QUESTION),
    Audience.EVERYBODY: (Topic.AWARENESS, Topic.PRESS, Topic.QUESTION),
}


@dataclass(frozen=True)
class Words:
    """What somebody wrote in the form: all that may be personal."""

    name: str
    email: str
    message: str
    phone: str = ""
    organisation: str = ""
    role: str = ""
    people: str = ""
    period: str = ""
    place: str = ""


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def waiting(self) -> Self:
        """Those that nobody has taken."""
        return self.filter(state=Enquiry.State.NEW)

    def to_do(self) -> Self:
        """Those that wait for an answer, taken or not."""
        return self.filter(state__in=[Enquiry.State.NEW, Enquiry.State.TAKEN])

    def longest_waiting_first(self) -> Self:
        """New ones, then taken, answered, closed; in each state the oldest first."""
        rank = Case(*(When(state=state, then=Value(place)) for place, state in enumerate(Enquiry.State)))
        return self.order_by(rank, "received_at", "pk")


class Enquiry(models.Model):
    """One request of the public. No history table: its steps say who of the team did what, and it goes after a year."""

    class State(models.TextChoices):
        NEW = "new", "À prendre"
        TAKEN = "taken", "Prise en charge"
        ANSWERED = "answered", "Répondue"
        CLOSED = "closed", "Close"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    audience = models.CharField("formulaire", max_length=20, choices=Audience)
    topic = models.CharField("sujet", max_length=20, choices=Topic)
    state = models.CharField("état", max_length=10, choices=State, default=State.NEW)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="suivie par", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    received_at = models.DateTimeField("reçue le")
    touched_at = models.DateTimeField("dernier geste le")
    sent_key = models.UUIDField("envoi", unique=True, editable=False)
    sealed = models.TextField("demande chiffrée", editable=False)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = "demande"
        ordering = ["-received_at"]
        indexes: ClassVar = [models.Index(fields=["state", "received_at"], name="home_enquiry_by_wait")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="new") | Q(taken_by__isnull=True),
                name="home_enquiry_new_is_nobodys",
                violation_error_message="Une demande à prendre n’est suivie par personne.",
            ),
        ]

    def __str__(self) -> str:
        return f"Demande {str(self.id)[:8]}"

    @property
    def key_field(self) -> str:
        """What the encrypted text is bound to."""
        return f"home_enquiry.sealed:{self.id}"

    def seal(self, words: Words) -> None:
        self.sealed = encrypt(json.dumps(asdict(words)), field=self.key_field)

    @cached_property
    def words(self) -> Words:
        """Raises UnreadableSecretError when the key is lost."""
        return Words(**json.loads(decrypt(self.sealed, field=self.key_field)))

    def days_waiting(self, today: date) -> int:
        return (today - timezone.localdate(self.received_at)).days


class EnquiryStep(models.Model):
    """What happened to an enquiry: when, by whom of the team; the words of a reply, encrypted."""

    class Kind(models.TextChoices):
        RECEIVED = "received", "Reçue"
        TAKE = "take", "Prise en charge"
        GIVE_BACK = "give_back", "Remise à prendre"
        REPLY = "reply", "Réponse envoyée"
        ANSWER = "answer", "Réponse donnée autrement"
        CLOSE = "close", "Close"
        REOPEN = "reopen", "Reprise"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField("geste", max_length=10, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="par", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("le")
    sealed = models.TextField("réponse chiffrée", blank=True, editable=False)

    class Meta:
        verbose_name = "étape d’une demande"
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"Étape {str(self.id)[:8]}"

    @property
    def key_field(self) -> str:
        return f"home_enquirystep.sealed:{self.id}"

    def seal(self, text: str) -> None:
        self.sealed = encrypt(text, field=self.key_field)

    @property
    def text(self) -> str:
        """What was replied; empty for every other step."""
        return decrypt(self.sealed, field=self.key_field) if self.sealed else ""


class EnquiryDuty(models.Model):
    """Somebody of the team who is told when an enquiry on a topic arrives."""

    topic = models.CharField("sujet", max_length=20, choices=Topic)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="personne", on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "astreinte"
        constraints: ClassVar = [models.UniqueConstraint(fields=["topic", "user"], name="home_enquiryduty_once")]

    def __str__(self) -> str:
        return f"Astreinte {self.topic}"


def new_step(enquiry: Enquiry, kind: EnquiryStep.Kind, *, at: datetime, by: User | None = None, text: str = "") -> EnquiryStep:
    """Writes a step of an enquiry, in the caller's transaction."""
    step = EnquiryStep(enquiry=enquiry, kind=kind, by=by, at=at)
    if text:
        step.seal(text)
    step.save()
    return step
