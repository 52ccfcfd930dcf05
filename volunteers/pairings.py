"""Pairing a ready bénévole with a supported person, for the time a programme lasts."""

from calendar import monthrange
from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.outbox import write_mail
from home.dates import full_day
from volunteers import onboarding
from volunteers.engagements import lock_person
from volunteers.exceptions import Reason, Refused
from volunteers.models import Pairing, Participant, Programme, Volunteer


class Dates(NamedTuple):
    ends_on: date
    review_on: date


def add_months(day: date, months: int) -> date:
    """The same day, so many calendar months later; the last of the month where there is no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def dates_of(programme: Programme, starts_on: date) -> Dates:
    """When a pairing that starts that day ends and is reviewed."""
    return Dates(add_months(starts_on, programme.duration_months), add_months(starts_on, programme.review_after_months))


def refusal_reasons(programme: Programme, volunteer: Volunteer, participant: Participant) -> list[Reason]:
    """Why these two cannot be paired in the programme. All reasons at once, as a coordinator reads them."""
    reasons = [
        Reason(reason.code, f"Bénévole : {reason.sentence}") for reason in onboarding.readiness_reasons(volunteer, programme.mission)
    ]
    spoken = set(volunteer.languages.values_list("code", flat=True))
    if not participant.languages.filter(code__in=spoken).exists():
        reasons.append(Reason("language", "Les deux n’ont aucune langue en commun."))
    active = Pairing.objects.active().filter(participants=participant)
    if active.filter(programme=programme).exists():
        reasons.append(Reason("taken", f"Cette personne a déjà un binôme en cours dans le programme « {programme} »."))
    if active.filter(volunteer=volunteer).exists():
        reasons.append(Reason("together", "Ces deux personnes forment déjà un binôme en cours."))
    return reasons


def pair(programme: Programme, volunteer: Volunteer, participant: Participant, *, starts_on: date, by: User) -> Pairing:
    """Starts the pairing, with its end and its review, and tells the bénévole. Raises Refused."""
    with transaction.atomic():
        participant = Participant.objects.select_for_update().get(pk=participant.pk)
        volunteer = lock_person(volunteer)
        reasons = refusal_reasons(programme, volunteer, participant)
        if reasons:
            raise Refused(reasons)
        dates = dates_of(programme, starts_on)
        pairing = Pairing(programme=programme, volunteer=volunteer, starts_on=starts_on, ends_on=dates.ends_on, review_on=dates.review_on)
        pairing._history_user = by  # type: ignore[attr-defined]  # simple-history reads it when it writes the row
        pairing.save()
        pairing.participants.add(participant)
        write_mail(
            "volunteers/pairing_started",
            to=volunteer.user.email,
            subject="Un nouveau binôme vous attend",
            context={
                "first_name": volunteer.user.first_name,
                "programme": programme.title,
                "starts_on": full_day(starts_on),
                "ends_on": full_day(dates.ends_on),
                "review_on": full_day(dates.review_on),
                "pairing_url": settings.SITE_URL + reverse("space_pairing", args=[pairing.pk]),
            },
        )
    return pairing
