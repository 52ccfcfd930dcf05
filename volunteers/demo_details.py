"""What the demo's bénévoles said of themselves, what the team noted of them, and what they thought of their training. All invented."""

from datetime import datetime, timedelta
from random import Random
from typing import Final

from django.utils import timezone

from accounts.models import User
from home.typography import set_spaces
from volunteers.certificates import random_code
from volunteers.demo import VETERANS, make_id
from volunteers.models import (
    Booking,
    Certificate,
    Feedback,
    FreeSlot,
    Note,
    Topic,
    Training,
    TrainingSession,
    Volunteer,
    WelcomeSettings,
)
from volunteers.profiles import AgeBand, HalfDay, Source

AREAS: Final = ("75014", "75018", "75011", "75020", "93", "75013", "94", "92")
SOURCES: Final = (Source.FRIEND, Source.PLATFORM, Source.FRIEND, Source.SEARCH, Source.VOLUNTEER, Source.EMPLOYER, Source.EVENT)
BANDS: Final = (AgeBand.ADULT, AgeBand.YOUNG, AgeBand.MIDDLE, AgeBand.ADULT, AgeBand.SENIOR)
MOTIVATIONS: Final = (
    "J’ai du temps libre le soir et envie de rencontrer des gens que je ne croiserais pas autrement.",
    "Ma famille est venue d’ailleurs, quelqu’un l’a aidée : c’est mon tour.",
    "J’ai enseigné trente ans, et cela me manque.",
)
NOTES: Final = (
    "Disponible plutôt en fin de journée, préfère les petits groupes.",
    "A demandé à suivre une sortie avant d’en mener une.",
)
# Clarity, usefulness, confidence, welcome, remark.
OPINIONS: Final = (
    (5, 5, 4, 5, "Les exemples de situations aident beaucoup."),
    (4, 5, 3, 5, "J’aurais aimé un peu plus de temps pour les questions."),
    (5, 4, 4, 4, ""),
    (4, 5, 5, 5, ""),
)
FLE: Final = "cours-de-francais"
POSTURE: Final = (
    "posture-et-limites",
    "Posture et limites du rôle",
    "Une soirée entre bénévoles, à partir de situations vécues : dire non, passer la main, prendre soin de soi.",
)


def build(now: datetime) -> None:
    """Adds what is missing and changes nothing that is there."""
    WelcomeSettings.objects.get_or_create(pk=1)
    people = list(
        Volunteer.objects.filter(user__email__startswith="benevole", user__email__endswith="@demo.test").order_by("signed_up_at", "pk")
    )
    for number, volunteer in enumerate(people):
        if not volunteer.area:
            describe(volunteer, number, now=now)
    for number, volunteer in enumerate(people[: len(NOTES)]):
        build_note(volunteer, NOTES[number], now=now)
    build_certificates(now=now)
    build_opinions()
    slug, title, summary = POSTURE
    Training.objects.get_or_create(
        slug=slug, defaults={"title": title, "summary": set_spaces(summary), "duration_minutes": 90, "validity_months": 24}
    )


def describe(volunteer: Volunteer, number: int, *, now: datetime) -> None:
    """Where they live, when they are free, what they like, how they came; veterans have had their interview."""
    random = Random(number)  # noqa: S311 the demo is the same each time
    volunteer.area, volunteer.heard_through = AREAS[number % len(AREAS)], SOURCES[number % len(SOURCES)]
    volunteer.age_band = BANDS[number % len(BANDS)]
    volunteer.motivation = set_spaces(MOTIVATIONS[number % len(MOTIVATIONS)]) if number % 2 else ""
    if number < VETERANS and volunteer.missions.filter(slug=FLE).exists():
        volunteer.interviewed_on = timezone.localdate(volunteer.signed_up_at) + timedelta(days=6)
    if number % 3 == 0:
        volunteer.contact = User.objects.filter(email="coordination@demo.test").first()
    volunteer.save()
    for weekday in random.sample(range(7), 1 + number % 3):
        FreeSlot.objects.get_or_create(volunteer=volunteer, weekday=weekday, half_day=random.choice(HalfDay.values))
    topics = list(Topic.objects.order_by("slug"))
    volunteer.topics.add(*random.sample(topics, min(len(topics), 3)))


def build_note(volunteer: Volunteer, text: str, *, now: datetime) -> None:
    author = User.objects.filter(email="coordination@demo.test").first()
    Note.objects.get_or_create(
        pk=make_id("note", volunteer.pk),
        defaults={"volunteer": volunteer, "author": author, "text": text, "written_at": now - timedelta(days=12)},
    )


def build_certificates(*, now: datetime) -> None:
    for booking in Booking.objects.attended().filter(certificate=None).select_related("session"):
        Certificate.objects.create(booking=booking, code=random_code(), issued_at=min(now, booking.session.ends_at + timedelta(hours=2)))


def build_opinions() -> None:
    """On the first session that was held, once."""
    session = TrainingSession.objects.filter(bookings__certificate__isnull=False).order_by("starts_at").first()
    if session is None or session.feedback.exists():
        return
    for clarity, usefulness, confidence, welcome, remark in OPINIONS:
        Feedback.objects.create(
            session=session,
            clarity=clarity,
            usefulness=usefulness,
            confidence=confidence,
            welcome=welcome,
            remark=remark,
            given_on=timezone.localdate(session.ends_at),
        )
