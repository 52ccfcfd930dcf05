"""From the sign-up to ready: who is, who becomes so, and what the others lack. Facts say it; nobody types it."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.models import OutgoingMail, User
from accounts.outbox import write_mail
from volunteers import consents
from volunteers.engagements import lock_person
from volunteers.exceptions import Reason
from volunteers.models import Booking, Charter, Consent, Mission, Volunteer


def register(user: User, *, missions: Iterable[Mission], agreed: Collection[str], now: datetime) -> Volunteer:
    """Makes a bénévole of somebody who just signed up, and keeps the dated words they agreed to."""
    with transaction.atomic():
        volunteer = Volunteer.objects.create(user=user, signed_up_at=now)
        volunteer.missions.set(missions)
        Consent.objects.bulk_create(Consent(volunteer=volunteer, kind=kind, version=consents.VERSION, given_at=now) for kind in agreed)
    return volunteer


def note_facts(volunteer: Volunteer, *, interviewed_on: date | None, parent_agreed_on: date | None, today: date) -> None:
    """Writes the days of a bénévole's interview and of a parent's agreement (None: not yet), and tells them if this makes them ready."""
    with transaction.atomic():
        volunteer = lock_person(volunteer)
        before = ready_ids([volunteer.pk], today=today)
        volunteer.interviewed_on, volunteer.parent_agreed_on = interviewed_on, parent_agreed_on
        volunteer.save(update_fields=["interviewed_on", "parent_agreed_on"])
        tell_newly_ready([volunteer.pk], before=before, today=today)


def ready_ids(volunteer_ids: Collection[UUID], *, today: date) -> set[UUID]:
    return set(Volunteer.objects.ready(today).filter(pk__in=volunteer_ids).values_list("pk", flat=True))


def newly_ready(volunteer_ids: Collection[UUID], *, before: set[UUID], today: date) -> list[Volunteer]:
    """Of these people, those who were not ready before, and were never told that they are."""
    people = Volunteer.objects.ready(today).filter(pk__in=volunteer_ids).exclude(pk__in=before).select_related("user")
    return [volunteer for volunteer in people if not OutgoingMail.objects.filter(key__startswith=ready_key(volunteer.pk)).exists()]


def ready_key(volunteer_id: UUID) -> str:
    """What the key of a mail that says « vous êtes prêt·e » begins with."""
    return f"volunteers/ready/{volunteer_id}"


def tell_newly_ready(volunteer_ids: Collection[UUID], *, before: set[UUID], today: date) -> None:
    """Writes « vous êtes prêt·e » to those who were not ready before, once in their life here."""
    for volunteer in newly_ready(volunteer_ids, before=before, today=today):
        write_mail(
            "volunteers/ready",
            to=volunteer.user.email,
            subject="Vous êtes prêt·e : les missions vous sont ouvertes",
            context={"first_name": volunteer.user.first_name, "space_url": settings.SITE_URL + reverse("space_home")},
            key=ready_key(volunteer.pk),
        )


def readiness_reasons(volunteer: Volunteer, mission: Mission, *, today: date) -> list[Reason]:
    """Why `ready_for(mission, today)` leaves the bénévole out; empty exactly when it does not."""
    facts = Volunteer.objects.with_facts(today).select_related("user").get(pk=volunteer.pk)
    reasons = []
    if not facts.is_here:
        reasons.append(Reason("closed", "Ce compte est fermé."))
    if not facts.has_confirmed_email:
        reasons.append(Reason("email", "L’adresse e-mail reste à confirmer."))
    if not facts.has_language:
        reasons.append(Reason("languages", "Le profil n’indique encore aucune langue parlée."))
    if not facts.missions.filter(pk=mission.pk).exists():
        reasons.append(Reason("mission", f"La mission « {mission} » ne fait pas partie de celles choisies dans le profil."))
    reasons += _training_reasons(volunteer, mission, today=today)
    if mission.asks_interview and facts.interviewed_on is None:
        reasons.append(Reason("interview", f"La mission « {mission} » demande un entretien, qui reste à tenir."))
    if mission.asks_charter and is_charter_due(volunteer, today=today):
        reasons.append(Reason("charter", "La charte des bénévoles reste à signer."))
    if facts.lacks_parent:
        reasons.append(Reason("parent", "L’accord écrit d’un parent reste à recevoir."))
    return reasons


def _training_reasons(volunteer: Volunteer, mission: Mission, *, today: date) -> list[Reason]:
    attended = Booking.objects.attended().filter(volunteer=volunteer)
    once = set(attended.values_list("session__training", flat=True))
    valid = set(attended.valid(today).values_list("session__training", flat=True))
    words = {True: "n’est plus valable : elle reste à suivre de nouveau.", False: "reste à suivre."}
    missing = [training for training in mission.required_trainings.all() if training.pk not in valid]
    return [Reason("training", f"La formation « {training} » {words[training.pk in once]}") for training in missing]


def is_charter_due(volunteer: Volunteer, *, today: date) -> bool:
    """Whether there is a charter, and no signature of the bénévole's that is worth one today."""
    return Charter.objects.exists() and not volunteer.signatures.standing(today).exists()
