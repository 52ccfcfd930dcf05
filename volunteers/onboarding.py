"""From the sign-up to ready: what lacks, what comes next and when. Steps are facts; nobody types them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from statistics import median
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.outbox import write_mail
from home.dates import NBSP, day_and_times, full_day
from volunteers import consents
from volunteers.engagements import lock_person
from volunteers.exceptions import Reason
from volunteers.models import Attendance, Booking, Consent, Mission, Training, TrainingSession, Volunteer
from volunteers.profiles import AgeBand

CASES_FOR_A_DELAY: Final = 20
FEWEST_CASES_FOR_A_DELAY: Final = 5


class State(StrEnum):
    DONE = "done"
    CURRENT = "current"
    UPCOMING = "upcoming"


@dataclass(frozen=True)
class Step:
    """One line of the list a bénévole reads; the detail says what and when, the action is the one thing to do next."""

    code: str
    label: str
    state: State
    detail: str = ""
    action_url: str = ""
    action_label: str = ""


def register(user: User, *, missions: Iterable[Mission], agreed: Collection[str], now: datetime) -> Volunteer:
    """Makes a bénévole of somebody who just signed up, and keeps the dated words they agreed to."""
    with transaction.atomic():
        volunteer = Volunteer.objects.create(user=user, signed_up_at=now)
        volunteer.missions.set(missions)
        Consent.objects.bulk_create(Consent(volunteer=volunteer, kind=kind, version=consents.VERSION, given_at=now) for kind in agreed)
    return volunteer


def note_facts(volunteer: Volunteer, *, interviewed_on: date | None, parent_agreed_on: date | None) -> None:
    """Writes the days of a bénévole's interview and of a parent's agreement (None: not yet), and tells them if this makes them ready."""
    with transaction.atomic():
        volunteer = lock_person(volunteer)
        before = ready_ids([volunteer.pk])
        volunteer.interviewed_on, volunteer.parent_agreed_on = interviewed_on, parent_agreed_on
        volunteer.save(update_fields=["interviewed_on", "parent_agreed_on"])
        tell_newly_ready([volunteer.pk], before=before)


def ready_ids(volunteer_ids: Collection[UUID]) -> set[UUID]:
    return set(Volunteer.objects.ready().filter(pk__in=volunteer_ids).values_list("pk", flat=True))


def tell_newly_ready(volunteer_ids: Collection[UUID], *, before: set[UUID]) -> None:
    """Writes « vous êtes prêt·e » to those who were not ready before, once in their life here."""
    for volunteer in Volunteer.objects.ready().filter(pk__in=volunteer_ids).exclude(pk__in=before).select_related("user"):
        write_mail(
            "volunteers/ready",
            to=volunteer.user.email,
            subject="Vous êtes prêt·e : les missions vous sont ouvertes",
            context={"first_name": volunteer.user.first_name, "space_url": settings.SITE_URL + reverse("space_home")},
            key=f"volunteers/ready/{volunteer.pk}",
        )


def readiness_reasons(volunteer: Volunteer, mission: Mission) -> list[Reason]:
    """Why `ready_for(mission)` leaves the bénévole out; empty exactly when it does not."""
    facts = Volunteer.objects.with_facts().select_related("user").get(pk=volunteer.pk)
    reasons = []
    if not facts.user.is_active:
        reasons.append(Reason("closed", "Ce compte est fermé."))
    if not facts.has_confirmed_email:
        reasons.append(Reason("email", "L’adresse e-mail reste à confirmer."))
    if not facts.has_language:
        reasons.append(Reason("languages", "Le profil n’indique encore aucune langue parlée."))
    if not facts.missions.filter(pk=mission.pk).exists():
        reasons.append(Reason("mission", f"La mission « {mission} » ne fait pas partie de celles choisies dans le profil."))
    attended = Booking.objects.attended().filter(volunteer=volunteer).values("session__training")
    reasons.extend(
        Reason("training", f"La formation « {training} » reste à suivre.")
        for training in mission.required_trainings.exclude(pk__in=attended)
    )
    if mission.asks_interview and facts.interviewed_on is None:
        reasons.append(Reason("interview", f"La mission « {mission} » demande un entretien, qui reste à tenir."))
    if facts.lacks_parent:
        reasons.append(Reason("parent", "L’accord écrit d’un parent reste à recevoir."))
    return reasons


def expected_delay_days() -> int | None:
    """Median days from sign-up to training of the last twenty people trained; None while there are too few to say."""
    dates = (
        Booking.objects.attended()
        .order_by("-session__ends_at")
        .values_list("session__ends_at", "volunteer__signed_up_at")[:CASES_FOR_A_DELAY]
    )
    delays = [(trained_at - signed_up_at).days for trained_at, signed_up_at in dates if trained_at > signed_up_at]
    return round(median(delays)) if len(delays) >= FEWEST_CASES_FOR_A_DELAY else None


def trainings_for(volunteer: Volunteer) -> list[Training]:
    """Those the missions wished ask for; while none is wished, those any open mission asks for."""
    wished = Training.objects.filter(missions__volunteers=volunteer).distinct()
    return list(wished) if volunteer.missions.exists() else list(Training.objects.filter(missions__is_open=True).distinct())


def steps_of(volunteer: Volunteer, *, now: datetime) -> list[Step]:
    """The steps in order: what is done stays done, the first that is not is the current one, with its action."""
    facts = Volunteer.objects.with_facts().select_related("user").get(pk=volunteer.pk)
    missions = list(facts.missions.all())
    trainings = trainings_for(facts)
    bookings = list(Booking.objects.active().filter(volunteer=facts, session__training__in=trainings).select_related("session__venue"))
    drafts = [
        Step("email", "Adresse e-mail confirmée", _done(facts.has_confirmed_email), "" if facts.has_confirmed_email else EMAIL_DETAIL),
        _profile_step(facts, missions),
        *([_parent_step(facts)] if facts.age_band == AgeBand.MINOR else []),
        *([_interview_step(facts)] if any(mission.asks_interview for mission in missions) else []),
        *(_training_step(training, bookings, now=now) for training in trainings),
        _ready_step(facts),
    ]
    return _with_one_current(drafts)


EMAIL_DETAIL: Final = "Un code à six caractères a été envoyé par courriel ; il se saisit sur la page de connexion."


def _done(fact: bool) -> State:
    return State.DONE if fact else State.UPCOMING


def _with_one_current(drafts: list[Step]) -> list[Step]:
    current = next((step for step in drafts if step.state != State.DONE), None)
    return [replace(step, state=State.CURRENT) if step is current else step for step in drafts]


def _profile_step(facts: Volunteer, missions: list[Mission]) -> Step:
    if facts.has_language and missions:
        languages = ", ".join(language.get_code_display() for language in facts.languages.all())
        return Step("profile", "Profil complet", State.DONE, f"{languages} · {', '.join(mission.title for mission in missions)}")
    missing = [word for word, there in (("une langue parlée", facts.has_language), ("une mission souhaitée", bool(missions))) if not there]
    return Step(
        "profile",
        "Profil complet",
        State.UPCOMING,
        f"Il manque au moins {' et '.join(missing)}. Cela prend deux minutes.",
        reverse("space_profile"),
        "Compléter mon profil",
    )


def _parent_step(facts: Volunteer) -> Step:
    if facts.parent_agreed_on:
        return Step("parent", "Accord d’un parent", State.DONE, f"Reçu le {full_day(facts.parent_agreed_on)}.")
    return Step("parent", "Accord d’un parent", State.UPCOMING, "L’équipe vous écrit pour le recevoir : une lettre signée suffit.")


def _interview_step(facts: Volunteer) -> Step:
    if facts.interviewed_on:
        return Step("interview", "Entretien", State.DONE, f"Tenu le {full_day(facts.interviewed_on)}.")
    detail = "Une personne de l’équipe vous écrit pour convenir d’un moment : une demi-heure, pour faire connaissance."
    return Step("interview", "Entretien", State.UPCOMING, detail)


def _training_step(training: Training, bookings: list[Booking], *, now: datetime) -> Step:
    mine = [booking for booking in bookings if booking.session.training_id == training.pk]
    label, code, url = f"Formation « {training} »", f"training-{training.slug}", reverse("space_training")
    attended = next((booking for booking in mine if booking.is_attended), None)
    if attended:
        return Step(code, label, State.DONE, f"Suivie le {full_day(attended.session.starts_at)}.")
    unanswered = [booking for booking in mine if not booking.attendance and booking.session.cancelled_at is None]
    booked = next((booking for booking in unanswered if booking.session.ends_at > now), None)
    if booked:
        return Step(code, label, State.UPCOMING, _booked_detail(booked.session), url, "Voir ma réservation")
    if unanswered:
        detail = f"Session du {full_day(unanswered[-1].session.starts_at)} : l’équipe doit encore noter qui était là."
        return Step(code, label, State.UPCOMING, detail)
    missed = any(booking.attendance in (Attendance.ABSENT, Attendance.EXCUSED) for booking in mine)
    session = TrainingSession.objects.upcoming(now).filter(training=training).with_places_left().first()
    detail = _next_session_detail(training, session, missed=missed)
    return Step(code, label, State.UPCOMING, detail, url if session else "", "Réserver une place")


def _booked_detail(session: TrainingSession) -> str:
    where = f", {session.venue}" if session.venue else ""
    return f"Place réservée : {day_and_times(session.starts_at, session.ends_at)}{where}."


def _next_session_detail(training: Training, session: TrainingSession | None, *, missed: bool) -> str:
    sentences = ["Une absence a été notée : une autre date vous attend."] if missed else []
    sentences.append(f"{duration(training.duration_minutes)}, une seule fois.")
    if session is None:
        sentences.append("Aucune date n’est ouverte en ce moment : la prochaine s’affichera ici.")
    else:
        sentences.append(f"Prochaine session avec des places : {day_and_times(session.starts_at, session.ends_at)}.")
    delay = expected_delay_days()
    if delay is not None:
        sentences.append(
            f"Entre l’inscription et la formation, comptez environ {delay}{NBSP}jours (médiane des dernières personnes formées)."
        )
    return " ".join(sentences)


def duration(minutes: int) -> str:
    """« 2 h », « 1 h 30 », « 45 min »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h{NBSP}{rest:02}" if rest else f"{hours}{NBSP}h"


def _ready_step(facts: Volunteer) -> Step:
    if not facts.is_ready:
        return Step("ready", "Prêt·e", State.UPCOMING, "Les missions s’ouvrent dès que les étapes précédentes sont faites.")
    titles = ", ".join(mission.title for mission in facts.open_missions())
    return Step("ready", "Prêt·e", State.DONE, f"Missions ouvertes : {titles}.")
