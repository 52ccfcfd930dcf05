"""Bénévoles at every stage, missions, sessions, participants, pairings."""

from datetime import timedelta
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
    Mission,
    Pairing,
    Participant,
    ParticipantLanguage,
    Programme,
    SignUpDraft,
    Training,
    TrainingSession,
    TypedHours,
    Volunteer,
    VolunteerLanguage,
    Waiting,
)
from volunteers.pairings import dates_of


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

    user = factory.SubFactory(UserFactory)
    signed_up_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def missions(self: Volunteer, create: bool, missions: list[Mission] | None) -> None:
        self.missions.set([MissionFactory()] if missions is None else missions)

    @factory.post_generation
    def languages(self: Volunteer, create: bool, codes: list[str] | None) -> None:
        for code in [Language.FRENCH] if codes is None else codes:
            VolunteerLanguage.objects.create(volunteer=self, code=code)

    @factory.post_generation
    def trained(self: Volunteer, create: bool, trained: bool | None, **kwargs: Any) -> None:
        if trained:
            past = TrainingSessionFactory(starts_at=timezone.now() - timedelta(days=30))
            BookingFactory(session=past, volunteer=self, attendance=Attendance.PRESENT)


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
    class Meta:
        model = Participant
        skip_postgeneration_save = True

    alias = factory.Sequence(lambda n: f"Alias{n}")

    @factory.post_generation
    def languages(self: Participant, create: bool, codes: list[str] | None) -> None:
        for code in [Language.FRENCH] if codes is None else codes:
            ParticipantLanguage.objects.create(participant=self, code=code)


class PairingFactory(factory.django.DjangoModelFactory[Pairing]):
    """An active pairing that started today; `participants=[…]` (a new one by default)."""

    class Meta:
        model = Pairing
        skip_postgeneration_save = True

    programme = factory.SubFactory(ProgrammeFactory)
    volunteer = factory.SubFactory(VolunteerFactory, trained=True)
    starts_on = factory.LazyFunction(timezone.localdate)
    ends_on = factory.LazyAttribute(lambda pairing: dates_of(pairing.programme, pairing.starts_on).ends_on)
    review_on = factory.LazyAttribute(lambda pairing: dates_of(pairing.programme, pairing.starts_on).review_on)

    @factory.post_generation
    def participants(self: Pairing, create: bool, participants: list[Participant] | None) -> None:
        self.participants.set([ParticipantFactory()] if participants is None else participants)


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


class SignUpDraftFactory(factory.django.DjangoModelFactory[SignUpDraft]):
    """Its first step is done."""

    class Meta:
        model = SignUpDraft

    email = "elodie@demo.test"
    answers = factory.LazyAttribute(
        lambda draft: {"1": {"first_name": ["Élodie"], "last_name": ["Fictif"], "email": [draft.email], "age_band": ["26-40"]}}
    )
    begun_at = factory.LazyFunction(timezone.now)
    changed_at = factory.LazyFunction(timezone.now)
