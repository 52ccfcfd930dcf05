"""Who can be paired with whom, what was agreed outside the site, and the start of a pairing, for the time its programme lasts."""

from datetime import date, datetime
from typing import Final, NamedTuple

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from home.dates import add_months, full_day
from volunteers import matching_reasons
from volunteers.engagements import lock_person
from volunteers.exceptions import Reason, Refused, once
from volunteers.matching_profiles import read_participant, read_volunteer
from volunteers.models import Pairing, Participant, Programme, Volunteer
from volunteers.pairing_charters import missing_reasons
from volunteers.pairing_ends import pairing_before
from volunteers.pairing_mails import tell_volunteer
from volunteers.pairing_states import move, record
from volunteers.participants import lock_file

TO_SIGN: Final = "Votre binôme est accepté\u00a0: une charte est à signer"


class Dates(NamedTuple):
    ends_on: date
    review_on: date


def dates_of(programme: Programme, starts_on: date) -> Dates:
    """When a pairing that starts that day ends and is reviewed."""
    return Dates(add_months(starts_on, programme.duration_months), add_months(starts_on, programme.review_after_months))


def refusal_reasons(
    programme: Programme, volunteer: Volunteer, participant: Participant, *, today: date, besides: Pairing | None = None
) -> list[Reason]:
    """Why these two cannot be paired in the programme, `besides` the pairing that they may form already.

    All reasons at once, as a coordinator reads them.
    """
    profile = read_volunteer(programme, volunteer, today=today, besides=besides)
    return matching_reasons.reasons(profile, read_participant(programme, participant, besides=besides))


def agreed_reasons(
    programme: Programme, volunteer: Volunteer, participant: Participant, *, today: date, besides: Pairing | None = None
) -> list[Reason]:
    """The same of two people who have agreed to meet: when, they have settled between them."""
    found = refusal_reasons(programme, volunteer, participant, today=today, besides=besides)
    return [reason for reason in found if reason.code not in matching_reasons.ABOUT_SLOTS]


def closed_reasons(programme: Programme) -> list[Reason]:
    """Whether no new pairing is made in the programme."""
    return [] if programme.is_open else [Reason("programme", f"Le programme «\u00a0{programme}\u00a0» est fermé\u00a0: rien ne s’y forme.")]


def pair(programme: Programme, volunteer: Volunteer, participant: Participant, *, starts_on: date, by: User, now: datetime) -> Pairing:
    """Notes a pairing that everybody agreed to outside the site, to be signed and started from that day. Raises Refused."""
    today, dates = timezone.localdate(now), dates_of(programme, starts_on)
    with transaction.atomic():
        participant = lock_file(participant)
        volunteer = lock_person(volunteer)
        reasons = closed_reasons(programme) + agreed_reasons(programme, volunteer, participant, today=today)
        if reasons:
            raise Refused(reasons)
        pairing = Pairing(
            programme=programme,
            volunteer=volunteer,
            status=Pairing.Status.AGREED,
            starts_on=starts_on,
            **dates._asdict(),
            requested_on=programme.wishes.filter(participant=participant).first_day(),
            accepted_at=now,
            agreed_on=today,
            contact=by,
            follows=pairing_before(programme, [participant]),
        )
        record(pairing, by=by)
        pairing.participants.add(participant)
        tell_volunteer(pairing, "pairing_agreed", subject=TO_SIGN)
    return pairing


def start_reasons(pairing: Pairing, *, today: date) -> list[Reason]:
    """Why the pairing cannot start: a signature lacks, or something has changed for one of them. All reasons at once."""
    reasons: dict[str, Reason] = {}
    for person in pairing.participants.all():
        for reason in agreed_reasons(pairing.programme, pairing.volunteer, person, today=today, besides=pairing):
            reasons.setdefault(reason.code, reason)
    return [*missing_reasons(pairing), *reasons.values()]


def day_reasons(pairing: Pairing, *, starts_on: date, today: date) -> list[Reason]:
    """Why the pairing cannot start on that day: it is under way at once, and nobody meets before having agreed to."""
    if starts_on > today:
        return [Reason("to_come", "Un binôme commence une fois le jour venu\u00a0: choisissez aujourd’hui ou un jour passé.")]
    if pairing.agreed_on and starts_on < pairing.agreed_on:
        return [Reason("before", f"Tout le monde a accepté le {full_day(pairing.agreed_on)}\u00a0: le binôme ne commence pas avant.")]
    return []


@once
def start(pairing: Pairing, *, starts_on: date, by: User, today: date) -> Pairing:
    """Starts the pairing on that day, with its end and its review, and tells the bénévole how to meet first. Raises Refused."""
    dates = dates_of(pairing.programme, starts_on)
    with transaction.atomic():
        found = move(
            pairing,
            Pairing.Status.ACTIVE,
            by=by,
            reasons=lambda locked: day_reasons(locked, starts_on=starts_on, today=today) + start_reasons(locked, today=today),
            starts_on=starts_on,
            **dates._asdict(),
        )
        tell_volunteer(
            found,
            "pairing_started",
            subject="Votre binôme commence",
            starts_on=full_day(starts_on),
            ends_on=full_day(dates.ends_on),
            review_on=full_day(dates.review_on),
            guide_url=settings.SITE_URL + reverse("space_pairing_first_meeting", args=[found.pk]),
        )
    return found
