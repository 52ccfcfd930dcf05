"""Bénévoles at every stage, missions, sessions, participants, pairings."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import factory
from django.utils import timezone

from tests.accounts.factories import UserFactory
from volunteers.certificates import random_code
from volunteers.languages import Language
from volunteers.models import (
    Attendance,
    Booking,
    Certificate,
    Charter,
    CharterSignature,
    Contact,
    FreeSlot,
    Meeting,
    Mission,
    Pairing,
    PairingAlert,
    PairingCharter,
    PairingSignature,
    Participant,
    ParticipantLanguage,
    ParticipantSlot,
    Programme,
    ProgrammeWish,
    Round,
    Suggestion,
    Training,
    TrainingSession,
    TypedHours,
    Volunteer,
    VolunteerLanguage,
    Waiting,
)
from volunteers.pairings import dates_of

# When people of both sides are free, unless a test says.
SLOTS = [(6, "evening")]


class TrainingFactory(factory.django.DjangoModelFactory[Training]):
    class Meta:
        model = Training
        django_get_or_create = ("slug",)

    slug = "connaissance-du-public"
    title = "Connaissance du public"
    summary = "La procédure d’asile, l’exil, la posture."


class MissionFactory(factory.django.DjangoModelFactory[Mission]):
    """Asks for « Connaissance du public », unless `required_trainings=[]` is given."""

    class Meta:
        model = Mission
        django_get_or_create = ("slug",)
        skip_postgeneration_save = True

    slug = "activites-culturelles"
    title = "Activités culturelles"
    summary = "Animer une sortie, à deux."
    time_asked = "une demi-journée par mois"

    @factory.post_generation
    def required_trainings(self: Mission, create: bool, trainings: list[Training] | None) -> None:
        self.required_trainings.set([TrainingFactory()] if trainings is None else trainings)


class TrainingSessionFactory(factory.django.DjangoModelFactory[TrainingSession]):
    class Meta:
        model = TrainingSession

    training = factory.SubFactory(TrainingFactory)
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
    ends_at = factory.LazyAttribute(lambda session: session.starts_at + timedelta(hours=2))
    capacity = 12


def of_a_session(world: object) -> dict[str, UUID]:
    """What an address about some session needs."""
    return {"session_id": TrainingSessionFactory().pk}


class BookingFactory(factory.django.DjangoModelFactory[Booking]):
    class Meta:
        model = Booking

    session = factory.SubFactory(TrainingSessionFactory)
    booked_at = factory.LazyFunction(timezone.now)


class CertificateFactory(factory.django.DjangoModelFactory[Certificate]):
    class Meta:
        model = Certificate

    booking = factory.SubFactory(BookingFactory)
    code = factory.LazyFunction(random_code)
    issued_at = factory.LazyFunction(timezone.now)


class WaitingFactory(factory.django.DjangoModelFactory[Waiting]):
    class Meta:
        model = Waiting

    session = factory.SubFactory(TrainingSessionFactory)
    joined_at = factory.LazyFunction(timezone.now)


class VolunteerFactory(factory.django.DjangoModelFactory[Volunteer]):
    """`trained=True` has attended « Connaissance du public »; `missions=[…]` are those wished (cultural activities by default)."""

    class Meta:
        model = Volunteer
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory, date_joined=factory.SelfAttribute("..signed_up_at"))
    signed_up_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def missions(self: Volunteer, create: bool, missions: list[Mission] | None) -> None:
        self.missions.set([MissionFactory()] if missions is None else missions)

    @factory.post_generation
    def languages(self: Volunteer, create: bool, codes: list[str] | None) -> None:
        for code in [Language.FRENCH] if codes is None else codes:
            VolunteerLanguage.objects.create(volunteer=self, code=code)

    @factory.post_generation
    def slots(self: Volunteer, create: bool, slots: list[tuple[int, str]] | None) -> None:
        """On Sunday evenings, as `ParticipantFactory` is, unless told otherwise."""
        for weekday, half_day in SLOTS if slots is None else slots:
            FreeSlot.objects.create(volunteer=self, weekday=weekday, half_day=half_day)

    @factory.post_generation
    def trained(self: Volunteer, create: bool, trained: bool | None, **kwargs: Any) -> None:
        if trained:
            past = TrainingSessionFactory(starts_at=timezone.now() - timedelta(days=30))
            BookingFactory(session=past, volunteer=self, attendance=Attendance.PRESENT)


class CharterFactory(factory.django.DjangoModelFactory[Charter]):
    """A first version; another `number` is the version after it. Asked at once, unless `sign_before` says from when on."""

    class Meta:
        model = Charter
        django_get_or_create = ("number",)

    number = 1
    text = "# Ce que je fais\n\nJe préviens quand je ne viens pas.\n\n- Je me tais sur ce que l’on me confie."
    published_at = factory.LazyFunction(timezone.now)


class SignatureFactory(factory.django.DjangoModelFactory[CharterSignature]):
    class Meta:
        model = CharterSignature

    volunteer = factory.SubFactory(VolunteerFactory)
    charter = factory.SubFactory(CharterFactory)
    typed_name = factory.LazyAttribute(lambda signature: signature.volunteer.user.get_full_name())
    signed_at = factory.LazyFunction(timezone.now)


class ProgrammeFactory(factory.django.DjangoModelFactory[Programme]):
    class Meta:
        model = Programme
        django_get_or_create = ("slug",)

    slug = "socioprofessionnel"
    title = "Accompagnement socioprofessionnel"
    mission = factory.SubFactory(MissionFactory, slug="accompagnement-socioprofessionnel", title="Accompagnement socioprofessionnel")
    duration_months = 4
    review_after_months = 2


class ParticipantFactory(factory.django.DjangoModelFactory[Participant]):
    """`contact=Contact(…)` seals it; `wishes=[(programme, day)…]` are programmes wanted since then."""

    class Meta:
        model = Participant
        skip_postgeneration_save = True

    alias = factory.Sequence(lambda n: f"Alias{n}")

    @factory.post_generation
    def contact(self: Participant, create: bool, contact: Contact | None) -> None:
        if contact:
            self.seal(contact)
            self.save()

    @factory.post_generation
    def wishes(self: Participant, create: bool, wishes: list[tuple[Programme, date]] | None) -> None:
        for programme, since in wishes or []:
            ProgrammeWish.objects.create(participant=self, programme=programme, since=since)

    @factory.post_generation
    def languages(self: Participant, create: bool, codes: list[str] | None) -> None:
        for code in [Language.FRENCH] if codes is None else codes:
            ParticipantLanguage.objects.create(participant=self, code=code)

    @factory.post_generation
    def slots(self: Participant, create: bool, slots: list[tuple[int, str]] | None) -> None:
        for weekday, half_day in SLOTS if slots is None else slots:
            ParticipantSlot.objects.create(participant=self, weekday=weekday, half_day=half_day)

    @factory.post_generation
    def wants(self: Participant, create: bool, programmes: list[Programme] | None) -> None:
        """Programmes wanted, since today."""
        for programme in programmes or []:
            ProgrammeWish.objects.create(participant=self, programme=programme, since=timezone.localdate())


class PairingFactory(factory.django.DjangoModelFactory[Pairing]):
    """An active pairing that started today; `participants=[…]` (a new one by default). The traits are the states before it."""

    class Meta:
        model = Pairing
        skip_postgeneration_save = True

    class Params:
        suggested = factory.Trait(status=Pairing.Status.SUGGESTED, suggested_at=factory.LazyFunction(timezone.now))
        offered = factory.Trait(
            status=Pairing.Status.OFFERED,
            offered_at=factory.LazyFunction(timezone.now),
            offered_until=factory.LazyAttribute(lambda pairing: pairing.offered_at + timedelta(days=7)),
        )
        accepted = factory.Trait(
            status=Pairing.Status.ACCEPTED,
            offered_at=factory.LazyFunction(timezone.now),
            accepted_at=factory.LazyAttribute(lambda pairing: pairing.offered_at),
        )
        agreed = factory.Trait(
            status=Pairing.Status.AGREED,
            accepted_at=factory.LazyFunction(timezone.now),
            agreed_on=factory.LazyAttribute(lambda pairing: timezone.localdate(pairing.accepted_at)),
        )

    status = Pairing.Status.ACTIVE

    programme = factory.SubFactory(ProgrammeFactory)
    volunteer = factory.SubFactory(VolunteerFactory, trained=True)
    starts_on = factory.LazyFunction(timezone.localdate)
    ends_on = factory.LazyAttribute(lambda pairing: dates_of(pairing.programme, pairing.starts_on).ends_on)
    review_on = factory.LazyAttribute(lambda pairing: dates_of(pairing.programme, pairing.starts_on).review_on)

    @factory.post_generation
    def participants(self: Pairing, create: bool, participants: list[Participant] | None) -> None:
        self.participants.set([ParticipantFactory()] if participants is None else participants)


class PairingCharterFactory(factory.django.DjangoModelFactory[PairingCharter]):
    """The first version for all programmes."""

    class Meta:
        model = PairingCharter
        django_get_or_create = ("programme", "number")

    programme = None
    number = 1
    text = "# À trois\n\nOn se prévient.\n\n- Jamais au domicile."
    published_at = factory.LazyFunction(timezone.now)


class PairingSignatureFactory(factory.django.DjangoModelFactory[PairingSignature]):
    """The association's; `who="participant"` needs its `participant`."""

    class Meta:
        model = PairingSignature

    pairing = factory.SubFactory(PairingFactory, agreed=True)
    charter = factory.SubFactory(PairingCharterFactory)
    who = PairingSignature.Who.ASSOCIATION
    signed_on = factory.LazyFunction(timezone.localdate)


def ready_pairing(**traits: Any) -> Pairing:
    """A pairing in the state of the trait, whose bénévole is ready for its programme."""
    programme = traits.pop("programme", None) or ProgrammeFactory()
    volunteer = traits.pop("volunteer", None) or VolunteerFactory(trained=True, missions=[programme.mission])
    pairing: Pairing = PairingFactory(programme=programme, volunteer=volunteer, **traits)
    return pairing


def signed_pairing(**traits: Any) -> Pairing:
    """One that everybody agreed to and signed: it can start."""
    pairing = ready_pairing(agreed=True, **traits)
    for who in (PairingSignature.Who.VOLUNTEER, PairingSignature.Who.ASSOCIATION):
        PairingSignatureFactory(pairing=pairing, who=who)
    for person in pairing.participants.all():
        PairingSignatureFactory(pairing=pairing, who=PairingSignature.Who.PARTICIPANT, participant=person)
    return pairing


class TypedHoursFactory(factory.django.DjangoModelFactory[TypedHours]):
    """An hour and a half of last week, waiting for an answer; with another `status`, answered now."""

    class Meta:
        model = TypedHours

    volunteer = factory.SubFactory(VolunteerFactory)
    mission = factory.SubFactory(MissionFactory)
    day = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=7))
    minutes = 90
    what = "Préparation d’une sortie"
    typed_at = factory.LazyFunction(timezone.now)
    answered_at = factory.LazyAttribute(lambda hours: timezone.now() if getattr(hours, "status", "waiting") != "waiting" else None)


def of_a_participant(world: object) -> dict[str, UUID]:
    """What an address about some participant needs."""
    return {"participant_id": ParticipantFactory().pk}


class MeetingFactory(factory.django.DjangoModelFactory[Meeting]):
    """An hour in a café, held and logged today; its time is not among the engagements."""

    class Meta:
        model = Meeting

    pairing = factory.SubFactory(PairingFactory)
    day = factory.LazyFunction(timezone.localdate)
    minutes = 60
    place = Meeting.Place.CAFE
    written_at = factory.LazyFunction(timezone.now)


class PairingAlertFactory(factory.django.DjangoModelFactory[PairingAlert]):
    """A silence that somebody of the team is to look at; open, taken by nobody."""

    class Meta:
        model = PairingAlert

    pairing = factory.SubFactory(PairingFactory)
    kind = PairingAlert.Kind.QUIET
    opened_at = factory.LazyFunction(timezone.now)


class RoundFactory(factory.django.DjangoModelFactory[Round]):
    """Computed, to be read over; without pairs."""

    class Meta:
        model = Round

    programme = factory.SubFactory(ProgrammeFactory)
    state = Round.State.READY
    made_at = factory.LazyFunction(timezone.now)


class SuggestionFactory(factory.django.DjangoModelFactory[Suggestion]):
    """Of a round, between two who may be brought together."""

    class Meta:
        model = Suggestion

    round = factory.SubFactory(RoundFactory)
    programme = factory.SelfAttribute("round.programme")
    volunteer = factory.LazyAttribute(lambda suggestion: VolunteerFactory(trained=True, missions=[suggestion.programme.mission]))
    participant = factory.SubFactory(ParticipantFactory)
    score = 5000
    parts = factory.LazyFunction(dict)
    scale = factory.LazyFunction(dict)
    weights_version = 0
    algorithm_version = 1
    made_at = factory.LazyFunction(timezone.now)
