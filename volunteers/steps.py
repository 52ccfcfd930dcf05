"""What a bénévole reads of where they stand: each step, whether it is done, what to do next and how long it takes."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from django.urls import reverse
from django.utils import timezone

from home.dates import clock, day_and_times, duration, full_day, short_day
from home.numbers import in_days
from volunteers import figures
from volunteers.models import Attendance, Booking, Charter, Mission, Training, TrainingSession, Volunteer, Waiting
from volunteers.onboarding import is_charter_due
from volunteers.profiles import AgeBand

ABSENCE: Final = "Une absence a été notée : une autre date vous attend."


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


def trainings_for(volunteer: Volunteer) -> list[Training]:
    """Those the missions wished ask for; while none is wished, those any open mission asks for."""
    wished = Training.objects.filter(missions__volunteers=volunteer).distinct()
    return list(wished) if volunteer.missions.exists() else list(Training.objects.filter(missions__is_open=True).distinct())


def steps_of(volunteer: Volunteer, *, now: datetime) -> list[Step]:
    """The steps in order: what is done stays done, the first that is not is the current one, with its action."""
    today = timezone.localdate(now)
    facts = Volunteer.objects.with_facts(today).select_related("user", "contact").get(pk=volunteer.pk)
    missions = list(facts.missions.all())
    trainings = trainings_for(facts)
    bookings = list(
        Booking.objects.active()
        .filter(volunteer=facts, session__training__in=trainings)
        .select_related("session__training", "session__venue")
    )
    drafts = [
        Step("email", "Adresse e-mail confirmée", _done(facts.has_confirmed_email), "" if facts.has_confirmed_email else EMAIL_DETAIL),
        _profile_step(facts, missions),
        *([_parent_step(facts)] if facts.age_band == AgeBand.MINOR else []),
        *([_interview_step(facts)] if any(mission.asks_interview for mission in missions) else []),
        *(_training_step(training, facts, bookings, now=now) for training in trainings),
        *_charter_step(facts, missions, today=today),
        _ready_step(facts, today=today),
    ]
    return _with_one_current(drafts)


EMAIL_DETAIL: Final = "Connectez-vous avec un code reçu par courriel\u00a0: cela confirme votre adresse."


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
    delay = figures.expected_days(figures.Delay.INTERVIEW)
    if delay is not None:
        detail += f" De l’inscription à l’entretien, comptez {in_days(delay)} en ce moment."
    return Step("interview", "Entretien", State.UPCOMING, detail)


def _training_step(training: Training, volunteer: Volunteer, bookings: list[Booking], *, now: datetime) -> Step:
    mine = [booking for booking in bookings if booking.session.training_id == training.pk]
    label, code, url = f"Formation « {training} »", f"training-{training.slug}", reverse("space_training")
    attended = max((booking for booking in mine if booking.is_attended), key=lambda booking: booking.session.starts_at, default=None)
    if attended and attended.is_valid(timezone.localdate(now)):
        return Step(code, label, State.DONE, f"Suivie le {full_day(attended.session.starts_at)}.")
    unanswered = [booking for booking in mine if not booking.attendance and booking.session.cancelled_at is None]
    booked = next((booking for booking in unanswered if booking.session.ends_at > now), None)
    if booked:
        return Step(code, label, State.UPCOMING, _booked_detail(booked.session), url, "Voir ma réservation")
    if unanswered:
        detail = f"Session du {full_day(unanswered[-1].session.starts_at)} : l’équipe doit encore noter qui était là."
        return Step(code, label, State.UPCOMING, detail)
    held = Waiting.objects.held().filter(volunteer=volunteer, session__training=training, offered_until__gt=now).first()
    if held and held.offered_until:
        detail = f"Une place vous est gardée jusqu’au {full_day(held.offered_until)}, {clock(held.offered_until)}."
        return Step(code, label, State.UPCOMING, detail, reverse("space_training_wait", args=[held.pk]), "Prendre la place gardée")
    missed = any(booking.attendance in (Attendance.ABSENT, Attendance.EXCUSED) for booking in mine)
    since = f"Suivie le {full_day(attended.session.starts_at)}, elle n’est plus valable." if attended else ""
    session = TrainingSession.objects.bookable(now).filter(training=training).with_places_left().first()
    detail = _next_session_detail(training, session, before=since or (ABSENCE if missed else ""))
    return Step(code, label, State.UPCOMING, detail, url if session else "", "Réserver une place")


def _booked_detail(session: TrainingSession) -> str:
    where = f", {session.venue}" if session.venue else ""
    return f"Place réservée : {day_and_times(session.starts_at, session.ends_at)}{where}."


def _next_session_detail(training: Training, session: TrainingSession | None, *, before: str) -> str:
    sentences = [before] if before else []
    sentences.append(
        f"{duration(training.duration_minutes)}, une seule fois."
        if training.validity_months is None
        else f"{duration(training.duration_minutes)}."
    )
    if session is None:
        sentences.append("Aucune date n’est ouverte en ce moment : la prochaine s’affichera ici.")
    else:
        sentences.append(f"Prochaine session avec des places : {day_and_times(session.starts_at, session.ends_at)}.")
    delay = figures.expected_days(figures.Delay.TRAINING)
    if delay is not None:
        sentences.append(f"De l’inscription à la formation, comptez {in_days(delay)} en ce moment.")
    return " ".join(sentences)


def _charter_step(facts: Volunteer, missions: list[Mission], *, today: date) -> list[Step]:
    """Empty where no mission wished asks for it, and before the first charter."""
    charter = Charter.objects.current()
    if charter is None or (missions and not any(mission.asks_charter for mission in missions)):
        return []
    label, url = "Charte des bénévoles", reverse("space_charter")
    signature = facts.signatures.select_related("charter").first()
    if signature is None:
        return [Step("charter", label, State.UPCOMING, "Une page à lire, et à signer de votre nom.", url, "Lire et signer la charte")]
    signed = f"Version {signature.charter.number} signée le {full_day(signature.signed_at)}."
    if signature.charter == charter:
        return [Step("charter", label, State.DONE, signed)]
    detail = f"{signed} La version {charter.number} est à lire et à signer"
    if is_charter_due(facts, today=today):
        return [Step("charter", label, State.UPCOMING, f"{detail}.", url, "Lire et signer la charte")]
    return [
        Step("charter", label, State.DONE, f"{detail} avant le {short_day(charter.sign_before or today)}.", url, "Lire et signer la charte")
    ]


def _ready_step(facts: Volunteer, *, today: date) -> Step:
    if not facts.is_ready:
        return Step("ready", "Prêt·e", State.UPCOMING, "Les missions s’ouvrent dès que les étapes précédentes sont faites.")
    titles = ", ".join(mission.title for mission in facts.open_missions(today))
    return Step("ready", "Prêt·e", State.DONE, f"Missions ouvertes : {titles}.")
