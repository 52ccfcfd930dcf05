"""The demo's bénévoles at every stage, their trainings, the persons supported (aliases) and their pairings. All invented."""

import uuid
from calendar import SUNDAY
from datetime import datetime, time, timedelta
from functools import cache
from random import Random
from typing import Final

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import User
from home.places import Venue
from home.typography import set_spaces
from volunteers import consents
from volunteers.demo_words import ALIASES, CHARTER, FIRST_NAMES, HOURS, LAST_NAMES, MISSIONS, PROGRAMMES, TRAINING_SUMMARY
from volunteers.engagements import promise
from volunteers.languages import Language
from volunteers.models import (
    Attendance,
    Booking,
    Charter,
    CharterSignature,
    Consent,
    Engagement,
    Mission,
    Participant,
    ParticipantLanguage,
    Programme,
    Training,
    TrainingSession,
    TypedHours,
    Volunteer,
    VolunteerLanguage,
)

NAMESPACE: Final = uuid.UUID("14141414-2026-5000-8000-000000000014")
PASSWORD: Final = "polaris-demo"  # noqa: S105 printed by `make demo`
FIRST_SESSION_ON: Final = datetime(2024, 1, 20, 10, 0)  # noqa: DTZ001 Paris is added by make_aware
VETERANS: Final = 24
PARTICIPANTS: Final = 60
OTHER_LANGUAGES: Final = (
    Language.ARABIC,
    Language.DARI,
    Language.PASHTO,
    Language.PERSIAN,
    Language.FULA,
    Language.BAMBARA,
    Language.TIGRINYA,
)

P, L, A, E, UNANSWERED = Attendance.PRESENT, Attendance.LATE, Attendance.ABSENT, Attendance.EXCUSED, ""
# (days from today, hour, capacity): the first session is long past, the fourth is full.
LATER_SESSIONS: Final = ((-45, 18, 12), (-12, 10, 12), (6, 18, 4), (20, 10, 12), (41, 18, 12))


def build(now: datetime) -> None:
    """Adds what is missing and changes nothing that is there: a second run leaves the demo as people made it."""
    training = build_missions()
    sessions = build_sessions(training, now=now)
    people = build_people(now=now)
    build_bookings(people, sessions, now=now)
    build_charter(people[: VETERANS + 1], now=now)
    build_participants()
    build_hours(people[:3], now=now)


def make_id(kind: str, name: object) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, f"{kind}/{name}")


def build_missions() -> Training:
    training, _ = Training.objects.get_or_create(
        slug="connaissance-du-public",
        defaults={"title": "Connaissance du public", "summary": TRAINING_SUMMARY, "duration_minutes": 120},
    )
    for position, words in enumerate(MISSIONS):
        mission, is_new = Mission.objects.get_or_create(
            slug=words.slug,
            defaults={**words._asdict(), "position": position},
        )
        if is_new:
            mission.required_trainings.add(training)
    for programme in PROGRAMMES:
        Programme.objects.get_or_create(
            slug=programme.slug,
            defaults={
                "title": programme.title,
                "mission": Mission.objects.get(slug=programme.mission),
                "duration_months": programme.duration_months,
                "review_after_months": programme.review_after_months,
                "summary": set_spaces(programme.summary),
                "weekly_minutes": programme.weekly_minutes,
                "participants_most": programme.participants_most,
            },
        )
    return training


def build_sessions(training: Training, *, now: datetime) -> list[TrainingSession]:
    venue, _ = Venue.objects.get_or_create(
        name="Local de démonstration",
        defaults={
            "address": "1, rue de l’Exemple",
            "area": "Paris 14e",
            "accessibility": "Rez-de-chaussée, porte de 90 cm. Sonnez à « Polaris 14 ».",
        },
    )
    starts = [timezone.make_aware(FIRST_SESSION_ON), *(session_start(now, days, hour) for days, hour, _ in LATER_SESSIONS)]
    capacities = [VETERANS, *(capacity for _, _, capacity in LATER_SESSIONS)]
    return [
        TrainingSession.objects.get_or_create(
            pk=make_id("session", number),
            defaults={
                "training": training,
                "starts_at": starts_at,
                "ends_at": starts_at + timedelta(hours=2),
                "capacity": capacity,
                "venue": venue,
                "trainers": "Camille Exemple",
                "minimum": 2,
                "closes_at": starts_at - timedelta(days=1),
            },
        )[0]
        for number, (starts_at, capacity) in enumerate(zip(starts, capacities, strict=True))
    ]


def session_start(now: datetime, days: int, hour: int) -> datetime:
    """So many days from today, at that hour in Paris; a Sunday becomes the Monday."""
    on = timezone.localdate(now) + timedelta(days=days)
    if on.weekday() == SUNDAY:
        on += timedelta(days=1)
    return timezone.make_aware(datetime.combine(on, time(hour, 30)))


def build_people(*, now: datetime) -> list[Volunteer]:
    """The veterans first, among whom the standing bénévole; then those on their way, in the order of `bookings_of`."""
    veteran = timezone.make_aware(FIRST_SESSION_ON)
    random = Random(14)  # noqa: S311 the demo is the same each time
    languages = [Language.FRENCH, Language.ENGLISH]
    people = [
        build_person(
            "benevole@demo.test",
            "Sacha",
            "Exemple",
            veteran - timedelta(days=21),
            languages,
            ["activites-culturelles", "accompagnement-socioprofessionnel"],
        )
    ]
    for number, first_name in enumerate(FIRST_NAMES):
        is_veteran = number + 1 < VETERANS
        signed_up_at = veteran - timedelta(days=random.randint(8, 40)) if is_veteran else now - timedelta(days=50 - number, hours=number)
        lacks_profile = number >= len(FIRST_NAMES) - 4
        spoken = (
            [] if lacks_profile else [Language.FRENCH, *random.sample([Language.ENGLISH, Language.SPANISH, *OTHER_LANGUAGES], number % 3)]
        )
        second, third = PROGRAMMES[number % len(PROGRAMMES)].mission, MISSIONS[3 + number % 5].slug
        missions = ["activites-culturelles", second, third] if is_veteran else [second, third][: 1 + number % 2]
        people.append(
            build_person(
                f"benevole-{number + 1}@demo.test",
                first_name,
                LAST_NAMES[number % len(LAST_NAMES)],
                signed_up_at,
                spoken,
                missions,
                is_confirmed=number < len(FIRST_NAMES) - 2,
            )
        )
    people.append(build_person("nouvelle@demo.test", "Nour", "Exemple", now - timedelta(hours=3), [], ["activites-culturelles"]))
    return people


def build_person(
    email: str,
    first_name: str,
    last_name: str,
    signed_up_at: datetime,
    languages: list[Language],
    missions: list[str],
    *,
    is_confirmed: bool = True,
) -> Volunteer:
    user, _ = User.objects.get_or_create(
        email=email,
        defaults={
            "pk": make_id("user", email),
            "first_name": first_name,
            "last_name": last_name,
            "password": demo_password(),
            "date_joined": signed_up_at,
        },
    )
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"primary": True, "verified": is_confirmed})
    volunteer, is_new = Volunteer.objects.get_or_create(
        user=user, defaults={"pk": make_id("volunteer", email), "signed_up_at": signed_up_at}
    )
    if is_new:
        volunteer.missions.set(Mission.objects.filter(slug__in=missions))
        VolunteerLanguage.objects.bulk_create(VolunteerLanguage(volunteer=volunteer, code=code) for code in languages)
        Consent.objects.create(volunteer=volunteer, kind=Consent.Kind.PRIVACY, version=consents.VERSION, given_at=signed_up_at)
    return volunteer


@cache
def demo_password() -> str:
    """Hashed once for everybody: one hash takes a third of a second."""
    return make_password(PASSWORD)


def build_bookings(people: list[Volunteer], sessions: list[TrainingSession], *, now: datetime) -> None:
    """Who was, is or will be where: every stage has its people, and one past mark is still to be written."""
    first, second, third, full, later, _ = sessions
    plan: list[tuple[Volunteer, TrainingSession, str]] = [(person, first, P) for person in people[:VETERANS]]
    coming = iter(people[VETERANS:])
    for session, marks in ((second, [P, L, A]), (third, [E, UNANSWERED]), (full, [UNANSWERED] * 4), (later, [UNANSWERED])):
        plan += [(next(coming), session, mark) for mark in marks]
    for person, session, mark in plan:
        build_booking(person, session, mark, now=now)


def build_booking(volunteer: Volunteer, session: TrainingSession, mark: str, *, now: datetime) -> None:
    booked_at = min(now, session.starts_at) - timedelta(days=5)
    booking, is_new = Booking.objects.get_or_create(
        pk=make_id("booking", f"{volunteer.pk}/{session.pk}"),
        defaults={
            "session": session,
            "volunteer": volunteer,
            "booked_at": booked_at,
            "attendance": mark,
            "attendance_marked_at": session.ends_at if mark else None,
        },
    )
    if is_new and session.starts_at > now:
        booking.engagement = promise(volunteer, kind=Engagement.Kind.TRAINING, starts_at=session.starts_at, ends_at=session.ends_at)
        booking.save(update_fields=["engagement"])


def build_charter(signatories: list[Volunteer], *, now: datetime) -> None:
    """One version, signed by those; who was trained last has it to sign."""
    published_at = timezone.make_aware(FIRST_SESSION_ON)
    charter, _ = Charter.objects.get_or_create(number=1, defaults={"text": set_spaces(CHARTER), "published_at": published_at})
    for volunteer in signatories:
        CharterSignature.objects.get_or_create(
            volunteer=volunteer,
            charter=charter,
            defaults={
                "pk": make_id("signature", volunteer.pk),
                "typed_name": volunteer.user.get_full_name(),
                "signed_at": min(now, max(published_at, volunteer.signed_up_at) + timedelta(days=1)),
            },
        )


def build_participants() -> list[Participant]:
    random = Random(14)  # noqa: S311 the demo is the same each time
    participants = []
    for alias in ALIASES[:PARTICIPANTS]:
        participant, is_new = Participant.objects.get_or_create(pk=make_id("participant", alias), defaults={"alias": alias})
        spoken = {random.choice([Language.FRENCH, Language.ENGLISH]), *random.sample(OTHER_LANGUAGES, random.randint(0, 2))}
        if is_new:
            ParticipantLanguage.objects.bulk_create(ParticipantLanguage(participant=participant, code=code) for code in sorted(spoken))
        participants.append(participant)
    return participants


def build_hours(people: list[Volunteer], *, now: datetime) -> None:
    """A few lines that bénévoles wrote down: the last of each waits for the team, the others are validated."""
    for volunteer in people:
        mission = volunteer.missions.order_by("position")[0]
        for number, (days, minutes, what) in enumerate(HOURS):
            typed_at = now - timedelta(days=days - 1)
            answer = {} if number == len(HOURS) - 1 else {"status": TypedHours.Status.VALIDATED, "answered_at": typed_at}
            TypedHours.objects.get_or_create(
                pk=make_id("hours", f"{volunteer.pk}/{number}"),
                defaults={
                    "volunteer": volunteer,
                    "mission": mission,
                    "day": timezone.localdate(now) - timedelta(days=days),
                    "minutes": minutes,
                    "what": what,
                    "typed_at": typed_at,
                    **answer,
                },
            )
